"""Walking a card: what every one of ours has to be, whatever stands in it."""

import re
from collections.abc import Iterator
from typing import Any

from adapters.teams.limits import check

OLDEST = {
    *("AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Container", "ActionSet"),
    *(
        "Input.Text",
        "Input.Date",
        "Input.ChoiceSet",
        "Action.Submit",
        "Action.OpenUrl",
        "Action.ToggleVisibility",
    ),
}
"""What every client has drawn since version 1.2 of Adaptive Cards; whatever else stands in a card has a fallback."""
IGNORED = {"label", "isRequired", "errorMessage", "associatedInputs", "tooltip", "refresh"}
"""Newer than that, and left out by clients that do not know it, which lose nothing that they need."""
KNOWN = IGNORED | {
    *(
        "type",
        "$schema",
        "version",
        "lang",
        "fallbackText",
        "msteams",
        "width",
        "body",
        "fallback",
        "items",
        "id",
    ),
    *(
        "text",
        "style",
        "size",
        "weight",
        "wrap",
        "isSubtle",
        "strikethrough",
        "inlines",
        "spacing",
        "separator",
    ),
    *(
        "isVisible",
        "isMultiline",
        "maxLength",
        "placeholder",
        "value",
        "choices",
        "title",
        "url",
        "verb",
        "data",
    ),
    *("actions", "action", "targetElements"),
}
WORDS_IN = ("text", "title", "label", "value", "placeholder", "errorMessage", "fallbackText", "tooltip")
_JOINER = "\u2060"


def pieces(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a card but for what its buttons carry."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "data":
                yield from pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pieces(inner)


def seen(card: dict[str, Any]) -> str:
    """All words of it that anybody may see, a line each."""
    found = (str(piece[key]) for piece in pieces(card) for key in WORDS_IN if key in piece)
    return "\n".join(found).replace(_JOINER, "")


def buttons(card: dict[str, Any], verb: str = "") -> list[dict[str, Any]]:
    """Its buttons that tell us, or those of that verb."""
    every = [piece for piece in pieces(card.get("body", [])) if piece.get("type") == "Action.Execute"]
    return [each for each in every if not verb or each["verb"] == verb]


def is_ours(card: dict[str, Any]) -> None:
    """It fits, works on old clients, names every input, and none of its words is read as Markdown."""
    check(card)
    assert card["fallbackText"].strip()
    found = list(pieces(card))
    assert {key for piece in found for key in piece} <= KNOWN
    ids = [piece["id"] for piece in found if "id" in piece]
    assert len(ids) == len(set(ids))
    for piece in found:
        _is_ours(piece, ids=ids, refreshes=piece is card.get("refresh", {}).get("action"))


def _is_ours(piece: dict[str, Any], *, ids: list[str], refreshes: bool) -> None:
    kind = str(piece.get("type", "Choice"))
    if kind == "Action.Execute" and not refreshes:
        assert piece["fallback"]["type"] == "Action.Submit"
        assert piece["fallback"]["data"] == {"verb": piece["verb"], **piece["data"]}
        assert {key: piece[key] for key in ("title", "style")}.items() <= piece["fallback"].items()
    elif not refreshes:
        assert kind in OLDEST | {"Choice"}
    if kind.startswith("Input."):
        assert piece["label"]
        assert piece.get("errorMessage") or not piece.get("isRequired")
    if kind == "Action.ToggleVisibility":
        assert set(piece["targetElements"]) <= set(ids)
    if kind in {"TextBlock", "AdaptiveCard"} or set(piece) == {"title", "value"}:
        read = piece.get("text") or piece.get("fallbackText") or piece.get("title", "")
        assert not set("*_~`\\") & set(read)
        assert not re.search(r"[\[\]<>&!](?!\u2060)|://", read)
    if kind != "Input.Text":
        assert "{{" not in piece.get("text", "")
