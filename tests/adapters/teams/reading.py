"""What people read on a card, and the buttons they can press on it."""

from collections.abc import Iterator, Mapping
from typing import Any

Card = Mapping[str, Any]

_READ = ("text", "title", "label", "placeholder", "value", "errorMessage")


def words(card: Card) -> str:
    """Everything on it that can be read, unfolded too, without the marks that keep words from being markup."""
    return "\n".join(
        each[key].replace("\u2060", "")
        for each in parts(card)
        for key in _READ
        if isinstance(each.get(key), str)
    )


def buttons(card: Card) -> dict[str, Card]:
    """Its buttons by what stands on them; of several with the same words the first."""
    found = [each for each in parts(card) if str(each.get("type", "")).startswith("Action.")]
    return {str(each.get("title")): each for each in reversed(found)}


def box(card: Card, id_: str = "answer") -> str:
    """What stands in its box of that id. Raises LookupError if it has none."""
    for each in parts(card):
        if each.get("id") == id_ and str(each.get("type", "")).startswith("Input."):
            return str(each.get("value", ""))
    raise LookupError(id_)


def parts(of: object) -> Iterator[Card]:
    """Every object in it; what is only for clients that know less is left out."""
    if isinstance(of, dict):
        yield of
        for key, each in of.items():
            if key not in {"fallback", "refresh"}:
                yield from parts(each)
    elif isinstance(of, list):
        for each in of:
            yield from parts(each)
