"""A trust's own prompts as plain tables."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from prompts.model import OWN_THEME, Prompt
from prompts.references import Audience, Kind, Season

OWN_PREFIX = "own-"
"""What the key of every own prompt begins with, so that none can ever be one of the bank's."""


def write_own_prompt(prompt: Prompt) -> dict[str, object]:
    """The table of one own prompt, without what every own prompt is alike in, and what it leaves out."""
    table = {name: value for name, value in asdict(prompt).items() if value not in ((), None)}
    del table["theme"]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in table.items()}


def kept_own_prompt(values: Mapping[str, Any]) -> Prompt:
    """The prompt that was written so. Nothing is checked: it was when it came in."""
    return Prompt(
        key=values["key"],
        question=values["question"],
        why=values["why"],
        follow_up=values["follow_up"],
        theme=OWN_THEME.key,
        frameworks=tuple(values.get("frameworks", ())),
        audience=tuple(map(Audience, values["audience"])),
        kind=Kind(values["kind"]),
        minutes=values["minutes"],
        draws_on=tuple(values.get("draws_on", ())),
        evidence=tuple(values.get("evidence", ())),
        seasons=tuple(map(Season, values.get("seasons", ()))),
        scale=values.get("scale"),
    )
