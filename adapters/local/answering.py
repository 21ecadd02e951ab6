"""What somebody typed into the answer box: tidied, and what is wrong with it, in words for beside the box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.reflection import is_visible, tidy

LIMIT = 10_000
"""Characters in one answer, line breaks included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed, kept as it was; `text` is what would be sent, `fault` is None when it may be."""

    typed: str = ""
    position: int | None = None
    text: str = ""
    fault: str | None = None


def draft(form: Mapping[str, str], *, positions: Sequence[str] = ()) -> Draft:
    """What the form holds: on a scale the sentence chosen comes first, and then it needs no words."""
    typed = form.get("text", "")
    chosen = _position(form.get("position", ""), positions)
    sentence = positions[chosen] if chosen is not None else ""
    text = "\n\n".join(part for part in (sentence, tidy(typed)) if part)
    return Draft(typed=typed, position=chosen, text=text, fault=_fault(text, positions=positions))


def _position(value: str, positions: Sequence[str]) -> int | None:
    return next((place for place in range(len(positions)) if value == str(place)), None)


def _fault(text: str, *, positions: Sequence[str]) -> str | None:
    if not is_visible(text):
        return (
            "Choose a sentence, or write an answer." if positions else "Write an answer before you send it."
        )
    if (over := len(text) - LIMIT) > 0:
        return (
            f"Your answer has {len(text):,} characters and the limit is {LIMIT:,}: "
            f"shorten it by {over:,}. Nothing you typed has been lost."
        )
    return None
