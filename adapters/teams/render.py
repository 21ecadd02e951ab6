"""A prompt as an Adaptive Card: pure; nobody's words are read as Markdown.

What a bank or a person wrote stands in RichTextBlocks, whose runs know no Markdown; the question alone is a TextBlock,
since only that can be a heading to a screen reader, and is escaped. The card goes without `text` beside it: Teams
would post the two apart. `summary` is what a notification shows.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.teams import limits
from adapters.teams.text import escaped, inert
from bot.domain.message import Explained, PromptMessage

VERSION = "1.5"
REFLECT, ANSWER, WHY = "reflect", "answer", "why"
"""The verb of the card's buttons, the id of its box, and the id of what *Why this question?* unfolds."""

LATE = "This question comes later than planned."
HOW = "Answer in the box, or reply in this thread."
OLD = "This Teams cannot show the question's card. Reply in this thread to answer it."

Element = dict[str, Any]

_QUESTION, _LINE, _NAME, _PROMISE, _POSITION, _LIST = 600, 500, 100, 800, 150, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A card, and the words of its notification."""

    summary: str
    card: Element


def prompt(message: PromptMessage) -> Rendered:
    """The prompt with its box, question first and largest, and all that *Why this question?* unfolds.

    None of a bank's lines is cut. Others are, so far as it takes for a card that Teams accepts.
    """
    for share in (1, 2, 4, 8, 16):
        card = _card(_short(message, share=share))
        if limits.fits(card):
            break
    return Rendered(summary=limits.cut(_visible(message.question), limits.SUMMARY), card=card)


def _card(message: PromptMessage) -> Element:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "lang": "en-GB",
        "fallbackText": f"{message.question}\n{OLD}",
        "msteams": {"width": "Full"},
        "body": [
            *_heading(message.question),
            *_small([_about(message), LATE if message.late else ""], spacing="Small"),
            *_paragraph(message.why, label="Why we ask"),
            *_paragraph(message.follow_up, label="And then"),
            *_list(message.positions, label="Which of these comes nearest?"),
            {
                "type": "Input.Text",
                "id": ANSWER,
                "label": "Your reflection",
                "isMultiline": True,
                "placeholder": "A few sentences are enough.",
                "isRequired": True,
                "errorMessage": "Please write something first.",
            },
            *_small([HOW, message.promise, _private(message)]),
            *_small([message.safeguarding]),
            *_unfolded(message),
        ],
        "actions": [
            _share("Share my reflection", private=False, style="positive"),
            *(
                [_share("Keep it private to me and the SENCo", private=True)]
                if message.private_promise
                else []
            ),
            {"type": "Action.ToggleVisibility", "title": "Why this question?", "targetElements": [WHY]},
        ],
    }


def _share(title: str, *, private: bool, style: str = "default") -> Element:
    """A button that sends the box; where a client is too old for Execute, Submit sends the same."""
    data = {"private": private}
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": REFLECT,
        "style": style,
        "data": data,
        "fallback": {
            "type": "Action.Submit",
            "title": title,
            "style": style,
            "data": {"verb": REFLECT} | data,
        },
    }


def _unfolded(message: PromptMessage) -> list[Element]:
    items = [
        *_list(message.sources, label="Where it comes from"),
        *_list(message.evidence, label="What to look for"),
        *_list([f"{each.term}: {each.meaning}" for each in message.acronyms], label="In short"),
    ]
    nothing = [] if items else _paragraph("There is nothing more to say about this one.")
    return [
        {"type": "Container", "id": WHY, "isVisible": False, "separator": True, "items": items or nothing}
    ]


def _heading(text: str) -> list[Element]:
    shown = " ".join(_visible(text).split())
    heading = {
        "type": "TextBlock",
        "text": escaped(shown),
        "style": "heading",
        "size": "Large",
        "weight": "Bolder",
    }
    return [heading | {"wrap": True}] if shown else []


def _paragraph(text: str, *, label: str = "") -> list[Element]:
    runs = [_run(f"{label}: ", weight="Bolder")] if label else []
    return [_rich([*runs, _run(text)])] if _visible(text) else []


def _list(texts: Iterable[str], *, label: str) -> list[Element]:
    lines = [_rich([_run(f"• {text}")]) | {"spacing": "Small"} for text in texts if _visible(text)]
    return [_rich([_run(label, weight="Bolder")]), *lines] if lines else []


def _small(texts: Iterable[str], *, spacing: str = "Medium") -> list[Element]:
    """Small print, a block for each line: a run's line breaks are not drawn everywhere."""
    lines = [_rich([_run(text, size="Small", isSubtle=True)]) for text in texts if _visible(text)]
    return [line | {"spacing": "Small" if at else spacing} for at, line in enumerate(lines)]


def _rich(runs: Sequence[Element]) -> Element:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **style: Any) -> Element:
    return {"type": "TextRun", "text": inert(_visible(text)), **style}


def _about(message: PromptMessage) -> str:
    minutes = f"about {message.minutes} minute{'' if message.minutes == 1 else 's'}"
    return f"{_visible(message.theme) or 'Reflection'}  ·  {minutes}"


def _private(message: PromptMessage) -> str:
    return f"You may keep an answer private. {message.private_promise}" if message.private_promise else ""


def _visible(text: str) -> str:
    """The text without characters that no message can hold; "" where nothing would be seen."""
    kept = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"})
    return kept if kept.strip() else ""


def _short(message: PromptMessage, *, share: int) -> PromptMessage:
    def some(texts: Sequence[str], limit: int) -> tuple[str, ...]:
        return tuple(limits.cut(text, limit // share) for text in texts[:_LIST])

    private = message.private_promise
    return replace(
        message,
        question=limits.cut(message.question, _QUESTION // share),
        why=limits.cut(message.why, _LINE // share),
        follow_up=limits.cut(message.follow_up, _LINE // share),
        theme=limits.cut(message.theme, _NAME // share),
        promise=limits.cut(message.promise, _PROMISE // share),
        safeguarding=limits.cut(message.safeguarding, _LINE // share),
        positions=some(message.positions, _POSITION),
        sources=some(message.sources, _LINE),
        evidence=some(message.evidence, _LINE),
        acronyms=tuple(
            Explained(
                term=limits.cut(each.term, _NAME // share), meaning=limits.cut(each.meaning, _LINE // share)
            )
            for each in message.acronyms[:_LIST]
        ),
        private_promise=None if private is None else limits.cut(private, _LINE // share),
    )
