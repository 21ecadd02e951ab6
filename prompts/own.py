"""A trust's own prompts, in and out of plain tables."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from prompts.model import LINE_LIMIT, OWN_THEME, QUESTION_LIMIT, Prompt, PromptBank
from prompts.references import Audience, Kind, Season
from prompts.table import Table

OWN_PREFIX = "own-"
"""What the key of every own prompt begins with, so that none can ever be one of the bank's."""
MINUTES = range(1, 11)
USUAL_MINUTES = 2


def read_own_prompts(top: Table, *, bank: PromptBank | None) -> tuple[Prompt, ...]:
    """The trust's own prompts under each `[[prompt]]`, in their order, every fault noted on `top`.

    A prompt needs a key, a question, why it is asked, a follow-up and an audience; it is a plain question of two
    minutes unless it says otherwise. What it refers to has to be in `bank`; without one, that is not looked at.
    """
    found: dict[str, Prompt] = {}
    for table in top.tables("prompt"):
        prompt = _read(table, bank=bank)
        if prompt.key in found:
            table.fault("another prompt here has this key", "give each prompt a key of its own")
        found[prompt.key] = prompt
        table.close()
    return tuple(found.values())


def write_own_prompt(prompt: Prompt) -> dict[str, object]:
    """The table of one own prompt, without what every own prompt is alike in, and what it leaves out."""
    table = {name: value for name, value in asdict(prompt).items() if value not in ((), None, False)}
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
        retired=bool(values.get("retired", False)),
    )


def _read(table: Table, *, bank: PromptBank | None) -> Prompt:
    key = table.code("key")
    if key and not key.startswith(OWN_PREFIX):
        table.fault(
            f"`key` does not begin with {OWN_PREFIX}",
            f"write {OWN_PREFIX}{key}, which cannot be one of the bank's",
        )
    kind = (table.choice("kind", of=Kind) if "kind" in table else None) or Kind.QUESTION
    scale = None
    if "scale" in table:
        known = None if bank is None else [each.key for each in bank.scales]
        scale = table.reference("scale", known=known, remedy="use the key of a scale of the bank")
    if (kind is Kind.SCALE) != (scale is not None):
        table.fault(
            "`kind` and `scale` do not go together",
            'name a scale and make the kind "scale", or leave both out',
        )
    frameworks = None if bank is None else [each.key for each in bank.frameworks]
    rows = None if bank is None else [each.id for each in bank.rows]
    return Prompt(
        key=key,
        question=table.question("question", limit=QUESTION_LIMIT),
        why=table.text("why", limit=LINE_LIMIT),
        follow_up=table.question("follow_up", limit=LINE_LIMIT),
        theme=OWN_THEME.key,
        frameworks=_named(table, "frameworks", frameworks, "use the key of a framework of the bank"),
        audience=table.choices("audience", of=Audience),
        kind=kind,
        minutes=table.number("minutes", within=MINUTES) if "minutes" in table else USUAL_MINUTES,
        draws_on=_named(table, "draws_on", rows, "use the id of a row of sources.toml"),
        evidence=table.texts("evidence", limit=LINE_LIMIT) if "evidence" in table else (),
        seasons=table.choices("seasons", of=Season) if "seasons" in table else (),
        scale=scale,
        retired=table.flag("retired"),
    )


def _named(table: Table, name: str, known: list[str] | None, remedy: str) -> tuple[str, ...]:
    return table.references(name, known=known, remedy=remedy) if name in table else ()
