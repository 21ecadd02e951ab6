"""A trust's own prompts, in and out of plain tables, every fault named at once."""

from dataclasses import replace
from typing import Any

import pytest

from prompts.faults import Fault
from prompts.library import load_bank
from prompts.model import OWN_THEME, Audience, Kind, Prompt, Season
from prompts.own import kept_own_prompt, read_own_prompts, write_own_prompt
from prompts.table import Table

BANK = load_bank()
PROMPT = Prompt(
    key="own-corridors",
    question="What did you see in the corridors?",
    why="We agreed to walk them.",
    follow_up="What will you do about it?",
    theme=OWN_THEME.key,
    frameworks=(BANK.frameworks[0].key,),
    audience=(Audience.PAIR, Audience.SENCO),
    kind=Kind.SCALE,
    minutes=3,
    draws_on=(BANK.rows[0].id,),
    evidence=("A walk",),
    seasons=(Season.YEAR_START,),
    scale=BANK.scales[0].key,
    retired=True,
)
LEAST = {
    "key": "own-least",
    "question": "What now?",
    "why": "To know.",
    "follow_up": "And then?",
    "audience": ["pair"],
}


def _read(*tables: object) -> tuple[tuple[Prompt, ...], list[Fault]]:
    faults: list[Fault] = []
    top = Table({"prompt": list(tables)}, file="own.toml", key="", faults=faults)
    return read_own_prompts(top, bank=BANK), faults


@pytest.mark.parametrize(
    "prompt", [PROMPT, replace(PROMPT, kind=Kind.QUESTION, scale=None, evidence=(), retired=False)]
)
def test_a_prompt_reads_back_as_it_was_written(prompt: Prompt) -> None:
    table = write_own_prompt(prompt)
    assert _read(table) == ((prompt,), [])
    assert kept_own_prompt(table) == prompt


def test_what_is_left_out_is_as_usual() -> None:
    (prompt,), faults = _read(LEAST)
    assert faults == []
    assert (prompt.kind, prompt.minutes, prompt.scale, prompt.frameworks) == (Kind.QUESTION, 2, None, ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"key": "least"}, "does not begin with own-"),
        ({"key": "Own Least"}, "lower-case"),
        ({"question": "Tell us."}, "question mark"),
        ({"why": ""}, "`why` is empty"),
        ({"audience": ["everyone"]}, "everyone"),
        ({"audience": []}, "list of 0"),
        ({"minutes": 60}, "out of range"),
        ({"frameworks": ["afa.visoin"]}, "afa.vision"),
        ({"draws_on": ["nowhere"]}, "nowhere"),
        ({"kind": "scale"}, "do not go together"),
        ({"scale": "no-such-scale", "kind": "scale"}, "no-such-scale"),
        ({"question": "Is *this* it?"}, "asterisks"),
        ({"theme": "belonging"}, "unknown field"),
    ],
)
def test_what_is_wrong_is_named_with_its_key(changes: dict[str, Any], said: str) -> None:
    _, faults = _read(LEAST | changes)
    assert any(said in str(fault) for fault in faults)
    assert all(str(fault).startswith("own.toml: ") for fault in faults)


def test_two_prompts_of_one_key_are_refused() -> None:
    _, (fault,) = _read(LEAST, LEAST)
    assert "another prompt here has this key" in str(fault)
