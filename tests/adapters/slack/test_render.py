"""A prompt, and an answer from a box, as Slack shows them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from adapters.slack.limits import check
from adapters.slack.render import BOX, LATE, WHOLE, Rendered, echo, prompt
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.reflection import LONGEST
from tests.adapters import drawn
from tests.adapters.golden import is_golden

GOLDEN = Path(__file__).parent / "golden"


def answer(text: str, name: str = "Amina Khan") -> ShownAnswer:
    return ShownAnswer(mark="a1", author_name=name, text=text)


SHOWN = {
    "prompt": prompt(drawn.PLAIN),
    "prompt_with_everything": prompt(drawn.FULL),
    "prompt_longer_than_a_heading": prompt(replace(drawn.PLAIN, question=f"{drawn.PLAIN.question} " * 5)),
    "echo": echo(answer("We met the parents first.\n\n*Then* the staff & <!channel>.")),
    "echo_longer_than_a_message": echo(answer("We met the parents first. " * 1_500)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_looks_as_it_was_looked_at(name: str) -> None:
    shown = SHOWN[name]
    assert is_golden(GOLDEN / f"{name}.json", {"blocks": shown.blocks})
    assert is_golden(GOLDEN / f"{name}.txt", shown.text)


@pytest.mark.parametrize("name", SHOWN)
def test_slacks_own_library_finds_nothing_wrong_with_it(name: str) -> None:
    parsed = [Block.parse(block) for block in SHOWN[name].blocks]
    assert [block.to_dict() for block in parsed if block] == SHOWN[name].blocks


def words_in(value: Any) -> Iterator[str]:
    """Every text that a reader sees."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)


def seen(shown: Rendered) -> str:
    return "\n".join(words_in(shown.blocks))


# Prompts.


def test_a_prompt_leaves_nothing_out_that_is_said_before_someone_asks_why() -> None:
    full = drawn.FULL
    private = full.private_promise or ""
    said = (full.question, full.why, full.follow_up, full.theme, "3 minutes", full.promise, full.safeguarding)
    for part in (*said, private, *full.positions, LATE):
        assert part in seen(prompt(full))
    for part in (*said, private, full.positions[0], LATE):
        assert part in prompt(full).text.replace("\u2060", "")


def test_the_question_comes_first_wherever_a_prompt_is_read() -> None:
    shown = prompt(drawn.FULL)
    assert shown.text.startswith(drawn.FULL.question)
    assert shown.blocks[0]["type"] == "header"
    assert shown.blocks[0]["text"]["text"] == drawn.FULL.question


def test_a_question_too_long_for_a_heading_is_shown_whole() -> None:
    long = replace(drawn.PLAIN, question="Is it so? " * 27)
    first = prompt(long).blocks[0]
    assert first["type"] == "rich_text"
    assert "".join(words_in(first)) == long.question.strip()


def test_a_prompt_that_is_in_time_says_nothing_of_being_late() -> None:
    assert LATE not in seen(prompt(drawn.PLAIN))
    assert "private" not in seen(prompt(drawn.PLAIN))


def test_every_prompt_of_the_bank_is_shown_whole_and_fits() -> None:
    assert len(drawn.of_the_bank()) >= 150
    for message in drawn.of_the_bank():
        shown = prompt(message)
        check(shown.blocks, text=shown.text)
        assert shown.blocks[0]["type"] == "header"
        for part in (message.question, message.why, message.follow_up, message.promise, *message.positions):
            assert part in seen(shown)


@given(message=drawn.prompts)
def test_any_prompt_fits_and_nothing_of_it_is_read_as_slacks_markup(message: PromptMessage) -> None:
    shown = prompt(message)
    check(shown.blocks, text=shown.text)
    assert any(block["type"] == "actions" for block in shown.blocks)
    assert_nothing_alive(shown)


# Answers from a box.


def test_an_answer_from_a_box_says_whose_it_is_and_where_it_was_given() -> None:
    shown = echo(answer("We met the parents first."))
    assert shown.text == f"Amina Khan reflected: We met the parents first.\n{BOX}"
    assert [*words_in(shown.blocks)] == ["Amina Khan", " reflected:", "We met the parents first.", BOX]


def test_an_answer_of_several_messages_length_is_shown_over_several_quotations() -> None:
    text = " ".join(f"word{at}" for at in range(1_000))
    quoted = [words for words in words_in(echo(answer(text)).blocks) if "word" in words]
    assert len(quoted) > 2
    assert "".join(quoted) == text
    assert not any(words.startswith("ord") for words in quoted)


def test_an_answer_that_no_message_can_hold_says_where_the_whole_of_it_is() -> None:
    shown = echo(answer("word " * (LONGEST // 5)))
    check(shown.blocks, text=shown.text)
    assert WHOLE in seen(shown)
    assert len(seen(shown)) > 9_000
    assert WHOLE not in seen(echo(answer("word " * 1_000)))


longest = st.builds(lambda text, times: (text * times)[:LONGEST], drawn.words, st.integers(0, 4_000))


@given(text=longest, name=drawn.words)
def test_any_answer_fits_and_nothing_of_it_is_read_as_slacks_markup(text: str, name: str) -> None:
    shown = echo(answer(text, name))
    check(shown.blocks, text=shown.text)
    assert_nothing_alive(shown)


@pytest.mark.parametrize("character", ['"', "\\", "\n", "\t", "😀", "\u2028", "é", "\x7f"])
def test_the_longest_answer_of_one_character_fits(character: str) -> None:
    shown = echo(answer(f"a{character * LONGEST}b"))
    check(shown.blocks, text=shown.text)


def assert_nothing_alive(shown: Rendered) -> None:
    """Only elements in which Slack interprets nothing, and no formatting character in the text."""
    kinds = {piece["type"] for block in shown.blocks for piece in _pieces(block)}
    assert kinds <= {
        *("header", "context", "actions", "button", "plain_text", "rich_text", "rich_text_section", "text"),
        *("rich_text_list", "rich_text_quote"),
    }
    assert '"emoji": true' not in json.dumps(shown.blocks)
    assert not set("<>*_~`") & set(shown.text)


def _pieces(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from _pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pieces(inner)
