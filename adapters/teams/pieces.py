"""What our cards are put together from, in Adaptive Cards: pure, and nobody's words are read as Markdown.

What a bank or a person wrote stands in RichTextBlocks, whose runs know no Markdown. Only a TextBlock can be a heading
to a screen reader, and the sentence of a choice is read as Markdown too: there words are escaped.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.teams.text import escaped, inert

VERSION = "1.5"
"""What Teams asks of a card with Action.Execute; whoever knows less gets `fallbackText`, or a button's `fallback`."""

Element = dict[str, Any]
Data = Mapping[str, str | bool]

_BLOCK = 150
"""Bytes that a block takes beside its words."""


def card(
    body: Sequence[Element], *, fallback: str, actions: Sequence[Element] = (), refresh: Element | None = None
) -> Element:
    """A card as wide as the conversation; `fallback` is what a Teams says that is too old for it."""
    drawn: Element = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "lang": "en",
        "fallbackText": escaped(visible(fallback)),
        "msteams": {"width": "Full"},
        "body": list(body),
    }
    if refresh is not None:
        drawn["refresh"] = {"action": refresh}
    return drawn | ({"actions": list(actions)} if actions else {})


def execute(  # noqa: PLR0913 - what a button has
    title: str,
    *,
    verb: str,
    data: Data,
    style: str = "default",
    inputs: bool = False,
    tooltip: str = "",
) -> Element:
    """A button that tells us; where a client is too old for Execute, Submit says the same.

    What is in the card's inputs comes with it, and must be as they ask, only with `inputs`.
    """
    look: Element = {"title": title, "style": style}
    if tooltip:
        look["tooltip"] = tooltip
    if not inputs:
        look["associatedInputs"] = "none"
    return {
        "type": "Action.Execute",
        **look,
        "verb": verb,
        "data": dict(data),
        "fallback": {"type": "Action.Submit", **look, "data": {"verb": verb, **data}},
    }


def unfold(title: str, *, target: str, tooltip: str = "") -> Element:
    """A button that shows what is hidden, and hides it again, without asking us."""
    button: Element = {"type": "Action.ToggleVisibility", "title": title, "targetElements": [target]}
    return button | ({"tooltip": tooltip} if tooltip else {})


def link(title: str, *, url: str, tooltip: str = "") -> Element:
    """A button that goes somewhere."""
    button: Element = {"type": "Action.OpenUrl", "title": title, "url": url}
    return button | ({"tooltip": tooltip} if tooltip else {})


def buttons(actions: Sequence[Element]) -> list[Element]:
    """Buttons in a row; nothing where there are none."""
    return [{"type": "ActionSet", "actions": list(actions)}] if actions else []


def folded(id: str, items: Sequence[Element]) -> Element:  # noqa: A002 - the card's word
    """What is hidden until somebody unfolds it."""
    return {"type": "Container", "id": id, "isVisible": False, "items": list(items)}


def box(  # noqa: PLR0913 - what a box has
    id: str,  # noqa: A002 - the card's word
    *,
    label: str,
    value: str = "",
    placeholder: str = "",
    longest: int,
    lines: bool = True,
) -> Element:
    """A labelled box, for several lines or for a few words."""
    field: Element = {
        "type": "Input.Text",
        "id": id,
        "label": label,
        "maxLength": longest,
    }
    if lines:
        field["isMultiline"] = True
    if placeholder:
        field["placeholder"] = placeholder
    return field | ({"value": value} if value else {})


def title(text: str) -> list[Element]:
    """The largest words of a card, a heading to a screen reader."""
    return _heading(text, size="Large")


def heading(text: str) -> list[Element]:
    """A heading below it."""
    return _heading(text, size="Default")


def paragraph(text: str, *, label: str = "") -> list[Element]:
    """Words, after a label in bold; nothing where there are no words."""
    runs = [run(f"{label}: ", weight="Bolder")] if label else []
    return [rich([*runs, run(text)])] if visible(text) else []


def listed(texts: Iterable[str], *, label: str = "") -> list[Element]:
    """A line for each that has words, under a label in bold; nothing where none has."""
    lines = [rich([run(f"• {text}")]) | {"spacing": "Small"} for text in texts if visible(text)]
    return [*([rich([run(label, weight="Bolder")])] if label else []), *lines] if lines else []


def small(texts: Iterable[str], *, spacing: str = "Medium") -> list[Element]:
    """Small print, a block for each line: a run's line breaks are not drawn everywhere."""
    lines = [rich([run(text, size="Small", isSubtle=True)]) for text in texts if visible(text)]
    return [line | {"spacing": "Small" if at else spacing} for at, line in enumerate(lines)]


def noticed(text: str) -> list[Element]:
    """What has just become of what somebody did, where it is seen."""
    return [{"type": "Container", "style": "emphasis", "items": paragraph(text)}] if visible(text) else []


def apart(elements: Sequence[Element]) -> list[Element]:
    """The same, under a line."""
    return [
        each if at else each | {"separator": True, "spacing": "Large"} for at, each in enumerate(elements)
    ]


def worded(text: str, *, room: int) -> tuple[list[Element], bool]:
    """What somebody wrote, no more than that many bytes of it, and whether that is the whole.

    There is a block for each line: a run's line breaks are not drawn everywhere.
    """
    drawn: list[Element] = []
    for line in visible(text).split("\n"):
        for block in paragraph(line):
            element = block | ({"spacing": "Small"} if drawn else {})
            left = room - _BLOCK
            room -= _bytes(element)
            if room < 0:
                return [*drawn, *paragraph(_begun(line, room=max(left, 0)))], False
            drawn.append(element)
    return drawn, True


def rich(runs: Sequence[Element]) -> Element:
    """Words in which nothing is interpreted."""
    return {"type": "RichTextBlock", "inlines": list(runs)}


def run(text: str, **style: Any) -> Element:
    """Some of these words."""
    return {"type": "TextRun", "text": inert(visible(text)), **style}


def visible(text: str) -> str:
    """The text without characters that no message can hold; "" where nothing would be seen."""
    kept = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})
    return kept if kept.strip() else ""


def _begun(line: str, *, room: int) -> str:
    """As much of it as takes that many bytes, and a sign that there is more."""
    for at, character in enumerate(line):
        room -= _bytes(character) - 2 + (_bytes("\u2060") if character == "{" else 0)
        if room < 0:
            return line[:at].rstrip() + "…"
    return line + "…"


def _bytes(of: Element | str) -> int:
    return len(json.dumps(of))


def _heading(text: str, *, size: str) -> list[Element]:
    shown = " ".join(visible(text).split())
    if not shown:
        return []
    return [
        {
            "type": "TextBlock",
            "text": escaped(shown),
            "style": "heading",
            "size": size,
            "weight": "Bolder",
            "wrap": True,
        }
    ]
