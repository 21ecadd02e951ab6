"""A prompt, and an answer given in its box, as Adaptive Cards: pure.

A card goes without `text` beside it: Teams would post the two apart. `summary` is what a notification shows.
"""

import json
from dataclasses import dataclass

from adapters.teams import limits
from adapters.teams.pieces import (
    Element,
    apart,
    box,
    buttons,
    card,
    execute,
    folded,
    listed,
    noticed,
    paragraph,
    rich,
    run,
    small,
    title,
    unfold,
    visible,
    worded,
)
from adapters.teams.shortened import shortened
from adapters.teams.text import escaped
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.reflection import ReflectionId

REFLECT, VIEW, SAVE, WITHDRAW = "reflect", "view", "save", "withdraw"
"""The verbs of a prompt's card."""
ANSWER, POSITION = "answer", "position"
"""The ids of its box, and of what is chosen on a scale: the place of a sentence, from "0"."""
WHY, SURE = "why", "sure"
"""The ids of what *Why this question?* and *Withdraw…* unfold."""
LONGEST = 4_000
"""Characters that a box takes: more than a card could give back to be changed is better written as a message."""

LATE = "This question comes later than planned."
HOW = (
    "Answer in the box, or reply in this thread and mention @Golden Thread. Where your team's owner has agreed to it, every "
    "reply in this thread is kept."
)
"""Without the owner's consent a bot hears only what mentions it: who was told just to reply would answer nobody."""
OLD = "This Teams cannot show the question's card. To answer, mention @Golden Thread in a reply."
BOX = "Written in Golden Thread's box."
WHOLE = "This answer is longer than a card can show. The whole of it is in the reflection log."
MEANING = (
    "If you withdraw your answer, its words are taken out of the log for good, earlier versions as well."
)
STILL_STANDS = "The message itself still stands in Teams, because only you can delete it."
AS_A_MESSAGE = "You wrote this as a message in the thread. Edit the message, and what is kept follows it."
TOO_LONG = "Your answer is longer than this box can hold, so it cannot be changed here."
PRIVATE = "Only you and the SENCo can read your answer."

_LINE, _NAME = 500, 100
_ROOM, _SHOWN = 12_000, 20_000
"""Bytes that an answer may take of a card: in a box beside its question, and alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A card, and the words of its notification."""

    summary: str
    card: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswer:
    """What the reader of a card has answered; `boxed` if they did so in a box, where it can be changed."""

    reflection: ReflectionId
    text: str
    private: bool
    boxed: bool = True


def prompt(
    message: PromptMessage, *, delivery: str, own: OwnAnswer | None = None, notice: str = ""
) -> Rendered:
    """The prompt with its box, question first and largest, and all that *Why this question?* unfolds.

    With `own` it is one person's view: their answer in the box, to be changed or withdrawn. `notice` is what has just
    become of what they sent. None of a bank's lines is cut. Others are, so far as it takes for a card that Teams
    accepts.
    """
    for share in (1, 2, 4, 8, 16, 32):
        shown = shortened(message, share=share)
        drawn = _card(shown, delivery=delivery, own=own, notice=limits.cut(notice, _LINE // share))
        if limits.fits(drawn):
            break
    return Rendered(summary=_summary(message.question), card=drawn)


def echo(answer: ShownAnswer) -> Rendered:
    """An answer from a box as its thread shows it, whole or as much of it as a card holds."""
    name = visible(limits.cut(answer.author_name, _NAME)) or "Someone"
    words, whole = worded(answer.text or "", room=_SHOWN)
    body = [
        rich([run(name, weight="Bolder"), run(" reflected:")]),
        *words,
        *small(["" if whole else WHOLE, BOX]),
    ]
    summary = _summary(f"{name} reflected: {answer.text or ''}")
    return Rendered(summary=summary, card=card(body, fallback=summary))


def withdrawing(*, boxed: bool, id: str, data: dict[str, str]) -> Element:  # noqa: A002 - the card's word
    """What it means to withdraw an answer, and the button that does it, once *Withdraw…* has unfolded them."""
    meaning = MEANING if boxed else f"{MEANING} {STILL_STANDS}"
    sure = execute("Withdraw for good", verb=WITHDRAW, data=data, style="destructive")
    return folded(id, [*paragraph(meaning), *buttons([sure])])


def held(text: str) -> bool:
    """Whether a box of a card can hold it, to be changed."""
    return len(json.dumps(text)) <= _ROOM


def _card(message: PromptMessage, *, delivery: str, own: OwnAnswer | None, notice: str) -> Element:
    data = {"delivery": delivery}
    field, actions, after = _answering(message, data=data) if own is None else _answered(own, data=data)
    promises = [message.promise, _private(message), message.safeguarding]
    return card(
        [
            *title(message.question),
            *small(
                [_about(message), LATE if message.late else "", _count(message.reflected)], spacing="Small"
            ),
            *paragraph(message.why, label="Why we ask"),
            *paragraph(message.follow_up, label="And then"),
            *field,
            *noticed(notice),
            *buttons([*actions, unfold("Why this question?", target=WHY)]),
            *after,
            _unfolded(message),
            *apart(small([HOW if own is None else "", *promises])),
        ],
        fallback=f"{message.question}\n{OLD}",
        refresh={"type": "Action.Execute", "title": "Show it anew", "verb": VIEW, "data": data},
    )


Parts = tuple[list[Element], list[Element], list[Element]]


def _answering(message: PromptMessage, *, data: dict[str, str]) -> Parts:
    scale = _scale(message)
    label = "What makes you say so?" if scale else "Your reflection"
    field = box(ANSWER, label=label, placeholder="A few sentences are enough.", longest=LONGEST)
    if not scale:
        field |= {"isRequired": True, "errorMessage": "Please write something first."}
    share = execute(
        "Share my reflection", verb=REFLECT, data=data | {"private": False}, style="positive", inputs=True
    )
    keep = execute(
        "Keep it private to me and the SENCo", verb=REFLECT, data=data | {"private": True}, inputs=True
    )
    return [*scale, field], [share, *([keep] if message.private_promise else [])], []


def _answered(own: OwnAnswer, *, data: dict[str, str]) -> Parts:
    data = data | {"reflection": str(own.reflection)}
    after = [withdrawing(boxed=own.boxed, id=SURE, data=data)]
    withdraw = unfold("Withdraw…", target=SURE)
    said = small([PRIVATE if own.private else ""], spacing="Small")
    if not own.boxed or not held(own.text):
        why = TOO_LONG if own.boxed else AS_A_MESSAGE
        words, _ = worded(own.text, room=_ROOM // 3)
        return (
            [rich([run("Your reflection", weight="Bolder")]), *words, *small([why]), *said],
            [withdraw],
            after,
        )
    field = box(ANSWER, label="Your reflection", value=own.text, longest=max(LONGEST, len(own.text)))
    field |= {"isRequired": True, "errorMessage": "To take your answer back, choose Withdraw."}
    save = execute("Save", verb=SAVE, data=data, style="positive", inputs=True)
    return [field, *said], [save, withdraw], after


def _scale(message: PromptMessage) -> list[Element]:
    """The sentences to choose from, each whole: a list that drops down would cut them on a telephone."""
    choices = [
        {"title": escaped(" ".join(visible(sentence).split())), "value": str(place)}
        for place, sentence in enumerate(message.positions)
        if visible(sentence)
    ]
    if not choices:
        return []
    return [
        {
            "type": "Input.ChoiceSet",
            "id": POSITION,
            "label": "Which of these comes nearest?",
            "style": "expanded",
            "wrap": True,
            "choices": choices,
        }
    ]


def _unfolded(message: PromptMessage) -> Element:
    items = [
        *listed(message.sources, label="Where it comes from"),
        *listed(message.evidence, label="What to look for"),
        *listed([f"{each.term}: {each.meaning}" for each in message.acronyms], label="In short"),
    ]
    nothing = [] if items else paragraph("There is nothing more to say about this one.")
    return folded(WHY, items or nothing)


def _summary(text: str) -> str:
    return limits.cut(" ".join(visible(text).split()), limits.SUMMARY)


def _count(people: int) -> str:
    if people < 1:
        return ""
    return "1 person has reflected." if people == 1 else f"{people} people have reflected."


def _about(message: PromptMessage) -> str:
    minutes = f"about {message.minutes} minute{'' if message.minutes == 1 else 's'}"
    return f"{visible(message.theme) or 'Reflection'}  ·  {minutes}"


def _private(message: PromptMessage) -> str:
    return f"You may keep an answer private. {message.private_promise}" if message.private_promise else ""
