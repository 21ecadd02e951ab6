"""A prompt, and an answer given in a box, as Slack's blocks: pure; nobody's words are read as Slack's markup.

What a bank or a person wrote stands in `header`, `rich_text` and plain small print, where Slack interprets nothing
(see `rich.py`). The message's `text` has no such element and is escaped; it is what a notification shows and what a
screen reader reads in place of the blocks, so it says everything, question first.
"""

from dataclasses import dataclass
from typing import Any

from adapters.slack import limits
from adapters.slack.pieces import actions, button, header
from adapters.slack.rich import QUOTED, bullets, paragraph, quotation, rich, small, visible, words
from adapters.slack.text import escaped
from bot.domain.message import PromptMessage, ShownAnswer

REFLECT, WHY = "reflect", "why"
"""The action ids of a prompt's buttons."""

LATE = "This question comes later than planned."
HOW = "Answer in this thread, or choose Reflect."
BOX = "Written in Golden Thread's Reflect box."
WHOLE = "This answer is longer than Slack can show. The whole of it is in the reflection log."

# A bank's lines and a programme's promises are far shorter; together these stay within what one message may hold.
_QUESTION, _LINE, _NAME, _PROMISE, _POSITION, _POSITIONS = 600, 500, 100, 800, 150, 10
_READ_ALOUD = 3_000
_ROOM = 10_000
"""What the words of an answer may take of the size of all blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message: its blocks, and its `text` for notifications and screen readers."""

    text: str
    blocks: list[dict[str, Any]]

    @property
    def content(self) -> dict[str, Any]:
        """Both, by the names that Slack's methods know them by."""
        return {"text": self.text, "blocks": self.blocks}


def prompt(message: PromptMessage) -> Rendered:
    """The prompt, question first and largest; sources, evidence and acronyms are behind *Why this question?*."""
    short = _short(message)
    blocks = [
        *_question(short.question),
        *small(_about(short), *([LATE] if short.late else []), id="about"),
        *_labelled("Why we ask", short.why, id="why"),
        *_labelled("And then", short.follow_up, id="follow-up"),
        *rich(
            paragraph(words("Which of these comes nearest?", bold=True))
            if any(map(visible, short.positions))
            else [],
            bullets(short.positions),
            id="scale",
        ),
        actions(
            [
                button(
                    "Reflect", action=REFLECT, style="primary", label="Reflect: answer this question in a box"
                ),
                button(
                    "Why this question?", action=WHY, label="Why this question? Sources and what to look for"
                ),
            ],
            id="actions",
        ),
        *small(HOW, short.promise, _private(short), id="promise"),
        *small(short.safeguarding, id="safeguarding"),
    ]
    return Rendered(text=escaped(_aloud(short)), blocks=blocks)


def echo(answer: ShownAnswer) -> Rendered:
    """An answer from a box as its thread shows it, whole or as much of it as a message holds."""
    name = visible(limits.cut(answer.author_name, _NAME)) or "Someone"
    pieces, whole = _pieces(visible(answer.text or ""))
    blocks = [
        *rich(paragraph(words(name, bold=True), words(" reflected:")), id="who"),
        *(block for at, piece in enumerate(pieces) for block in rich(quotation(piece), id=f"words-{at}")),
        *small(*([] if whole else [WHOLE]), BOX, id="box"),
    ]
    said = limits.cut(visible(answer.text or ""), _READ_ALOUD)
    return Rendered(text=escaped(f"{name} reflected: {said}\n{BOX}"), blocks=blocks)


def _question(question: str) -> list[dict[str, Any]]:
    """The largest that Slack has, a heading, where it takes the question whole; bold otherwise."""
    shown = " ".join(visible(question).split())
    if shown and limits.length(shown) <= limits.HEADER_TEXT:
        return [header(shown) | {"block_id": "question"}]
    return rich(paragraph(words(shown, bold=True)), id="question")


def _labelled(label: str, line: str, *, id: str) -> list[dict[str, Any]]:  # noqa: A002 - Slack's word
    return rich(paragraph(words(f"{label}: ", bold=True), words(line)), id=id) if visible(line) else []


def _about(message: PromptMessage) -> str:
    minutes = f"about {message.minutes} minute{'' if message.minutes == 1 else 's'}"
    return f"{visible(message.theme) or 'Reflection'}  ·  {minutes}"


def _private(message: PromptMessage) -> str:
    return (
        f"In the box that Reflect opens you may keep an answer private. {message.private_promise}"
        if message.private_promise
        else ""
    )


def _aloud(message: PromptMessage) -> str:
    """Everything the blocks say, a line each, as it would be read out."""
    lines = [
        message.question,
        LATE if message.late else "",
        f"{_about(message).replace('  ·', ',')}.",
        f"Why we ask: {message.why}" if visible(message.why) else "",
        f"And then: {message.follow_up}" if visible(message.follow_up) else "",
        f"Which of these comes nearest? {' '.join(message.positions)}"
        if any(map(visible, message.positions))
        else "",
        HOW,
        message.promise,
        _private(message),
        message.safeguarding,
    ]
    return "\n".join(" ".join(shown.split()) for line in lines if (shown := visible(line)))


def _short(message: PromptMessage) -> PromptMessage:
    """The same, no longer than a message holds: none of a bank's is cut, and nothing at all is refused."""
    private = message.private_promise
    return PromptMessage(
        key=message.key,
        question=limits.cut(message.question, _QUESTION),
        why=limits.cut(message.why, _LINE),
        follow_up=limits.cut(message.follow_up, _LINE),
        theme=limits.cut(message.theme, _NAME),
        minutes=message.minutes,
        promise=limits.cut(message.promise, _PROMISE),
        safeguarding=limits.cut(message.safeguarding, _LINE),
        positions=tuple(limits.cut(each, _POSITION) for each in message.positions[:_POSITIONS]),
        late=message.late,
        private_promise=None if private is None else limits.cut(private, _LINE),
    )


def _pieces(text: str) -> tuple[list[str], bool]:
    """The text in pieces that fit, and whether that is the whole of it."""
    pieces: list[str] = []
    start = taken = 0
    for at, character in enumerate(text):
        # As JSON, where these are escaped; no other that is would be visible.
        taken += 2 if character in '"\\\n\t' else limits.length(character)
        if taken > _ROOM:
            return [*pieces, text[start:at].rstrip() + "…"], False
        if at - start >= QUOTED:
            end = _between_words(text, start, at)
            pieces.append(text[start:end])
            start = end
    return [*pieces, text[start:]], True


def _between_words(text: str, start: int, end: int) -> int:
    """The last place to part the text at, or `end` where there is none in its second half."""
    found = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) + 1
    return found if found > (start + end) // 2 else end
