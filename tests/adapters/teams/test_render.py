"""A prompt as an Adaptive Card."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from adapters.teams.limits import CARD, SUMMARY, TooBig, check, size
from adapters.teams.render import LATE, prompt
from bot.domain.message import PromptMessage
from tests.adapters import drawn
from tests.adapters.golden import is_golden

GOLDEN = Path(__file__).parent / "golden"
SHOWN = {"prompt": prompt(drawn.PLAIN), "prompt_with_everything": prompt(drawn.FULL)}


@pytest.mark.parametrize("name", SHOWN)
def test_it_looks_as_it_was_looked_at(name: str) -> None:
    assert is_golden(GOLDEN / f"{name}.json", SHOWN[name].card)
    assert is_golden(GOLDEN / f"{name}.txt", SHOWN[name].summary)


def pieces(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pieces(inner)


def seen(card: dict[str, Any]) -> str:
    return "\n".join(piece["text"] for piece in pieces(card) if "text" in piece).replace("\u2060", "")


def test_a_card_leaves_nothing_of_a_prompt_out() -> None:
    full = drawn.FULL
    said = (full.question, full.why, full.follow_up, full.theme, "3 minutes", full.promise, full.safeguarding)
    why = (*full.sources, *full.evidence, *(f"{each.term}: {each.meaning}" for each in full.acronyms))
    for part in (*said, full.private_promise or "", *full.positions, *why, LATE):
        assert part in seen(prompt(full).card)


def test_every_input_has_a_label_and_every_newer_button_a_fallback() -> None:
    found = list(pieces(prompt(drawn.FULL).card))
    assert all(piece["label"] for piece in found if str(piece.get("type")).startswith("Input."))
    executed = [piece for piece in found if piece.get("type") == "Action.Execute"]
    assert [piece["data"] for piece in executed] == [{"private": False}, {"private": True}]
    for piece in executed:
        assert piece["fallback"]["data"] == {"verb": piece["verb"], **piece["data"]}
    assert prompt(drawn.FULL).card["fallbackText"].startswith(drawn.FULL.question)


def test_a_private_answer_is_offered_only_where_the_programme_allows_it() -> None:
    assert "Keep it private" not in json.dumps(prompt(drawn.PLAIN).card)


def test_every_prompt_of_the_bank_is_shown_whole_and_fits() -> None:
    for message in drawn.of_the_bank():
        shown = prompt(message)
        check(shown.card)
        for part in (message.why, message.follow_up, message.promise, *message.positions, *message.evidence):
            assert part in seen(shown.card)
        assert shown.summary == message.question


@given(message=drawn.prompts)
def test_any_prompt_fits_and_nothing_of_it_is_read_as_markdown(message: PromptMessage) -> None:
    shown = prompt(message)
    check(shown.card)
    assert len(shown.summary) <= SUMMARY
    for piece in pieces(shown.card):
        if piece.get("type") == "TextBlock":
            assert not set("*_~`\\") & set(piece["text"])
        assert "{{" not in piece.get("text", "")


def test_a_prompt_of_nothing_but_emoji_is_cut_until_it_fits() -> None:
    long = ("😀" * 1_000,) * 12
    shown = prompt(replace(drawn.FULL, why=long[0], positions=long, sources=long, evidence=long))
    check(shown.card)
    assert size(shown.card) > CARD // 2


def test_too_big_a_card_is_told_without_its_words() -> None:
    card = {"body": ["canary" * CARD]}
    assert size(card) > CARD
    with pytest.raises(TooBig) as caught:
        check(card)
    assert "canary" not in str(caught.value)
