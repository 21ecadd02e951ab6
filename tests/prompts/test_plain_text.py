"""A prompt is plain words: no platform would show anything else the same way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.plain_text import markup_in, objections


@pytest.mark.parametrize(
    "text",
    [
        "Ask <!channel> now?",
        "Ask <@U024BE7LH> now?",
        "See <#C024BE7LR>?",
        "See <https://example.org|this>?",
        "See <https://example.org>?",
        "What is *most* important?",
        "What is **most** important?",
        "What is _most_ important?",
        "What is __most__ important?",
        "What is ~least~ important?",
        "What is `code`?",
        "See [this](https://example.org)?",
        "![a picture](x.png)?",
        "# What now?",
        "### What now?",
        "> What now?",
        "- What now?",
        "1. What now?",
        "What <b>now</b>?",
        "What<br/>now?",
        "What <!-- now --> then?",
        "Ask <at>Sam</at> now?",
        "Fish &amp; chips?",
        "Fish &#38; chips?",
        "What now :smile:?",
        "What about ${name}?",
        "What about {{DATE(2026-01-01)}}?",
    ],
)
def test_markup_of_every_platform_is_refused(text: str) -> None:
    assert markup_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "What costs us £5 * 3 * 2 a week?",
        "Who teaches 7_a and 7_b this term?",
        "What is less than 5 < 6 and 7 > 3?",
        "Where do R&D and Q&A meet?",
        "When, from 10:30 to 11:15, do we talk?",
        "What would they say: “we belong”, or (perhaps) “we wait”?",
        "Which #1 priority slipped?",
        "Between 5-10% and 3-4 pupils, what changed?",
        "What if a pupil's name-tag says [sic]?",
        "1 in 5 pupils wait: why?",
        "Beth yw'r cam nesaf? Ŵyr neb?",
    ],
)
def test_plain_english_is_not_taken_for_markup(text: str) -> None:
    assert markup_in(text) is None


@pytest.mark.parametrize(
    "odd", ["\n", "\t", "\x00", "\x1b", "\u200b", "\u202e", "\u2028", "\ufeff", "\ue000"]
)
def test_line_breaks_and_invisible_characters_are_refused_by_their_number(odd: str) -> None:
    (found,) = objections(f"What{odd}now?", field="question", limit=280)
    assert f"U+{ord(odd):04X}" in found.problem


def test_every_objection_to_one_text_comes_at_once() -> None:
    found = list(objections(" *Too* long\x07 ", field="why", limit=5))
    assert [objection.problem.split(" ", 1)[1].split(" ")[0] for objection in found] == [
        "begins",
        "holds",
        "has",
        "holds",
    ]


@given(st.text(), st.integers(1, 50))
def test_a_text_without_objections_is_shown_on_one_line_and_trimmed(text: str, limit: int) -> None:
    if not list(objections(text, field="why", limit=limit)):
        assert len(text.splitlines()) == 1
        assert "\x1b" not in text
        assert 0 < len(text) <= limit
        assert text == text.strip()
