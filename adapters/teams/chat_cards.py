"""What the bot answers in its personal chat, as cards: pure.

A button answers with a card that takes the place of its own, so what has just been done is said at the top of that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from adapters.teams import dates_card, entries_card, help_card, limits, pieces
from adapters.teams.help_card import what_is_understood
from adapters.teams.pieces import (
    Element,
    box,
    buttons,
    execute,
    noticed,
    paragraph,
    small,
    title,
    unfold,
    visible,
    worded,
)
from adapters.teams.render import (
    ANSWER,
    AS_A_MESSAGE,
    LONGEST,
    PRIVATE,
    SAVE,
    SURE,
    TOO_LONG,
    Rendered,
    held,
    withdrawing,
)
from bot.asking.words import Verb
from bot.domain.channel import MessageRef
from bot.usecases.reading.review import ReviewEntry
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Outcome,
    SignInLink,
    ThisWeek,
    Which,
)

CHANGE, DO, SEARCH, SAY = entries_card.CHANGE, dates_card.DO, entries_card.SEARCH, help_card.SAY
"""Verbs of these cards, beside `save` and `withdraw`; the data of `say` hold the words to do as if typed."""
WORDS, UNTIL = entries_card.WORDS, dates_card.UNTIL
"""The ids of what is searched for, and of the day on which a pause ends."""

OLD = "This Teams cannot show what Golden Thread answers: please bring it up to date."
HELLO = (
    "Golden Thread asks the leaders of a school one good question about inclusion at a time, in their channel, and "
    "keeps what they answer. This chat is for you alone."
)
ALL_THE_SAME = (
    "You can answer under a question in a channel all the same: that needs no more than being in the channel."
)
_SAID, _EXCERPT, _NOTICE, _PUZZLED, _MOST, _MOST_PAUSES, _CHOICE = 8_000, 4_000, 500, 200, 20, 6, 80
_QUESTIONS = {
    Verb.PAUSE: "Which one shall pause?",
    Verb.RESUME: "Which pause shall end?",
    Verb.SKIP: "Which date shall be left out?",
    Verb.KEEP_DATE: "Which date shall be brought back?",
    Verb.ASK_NOW: "Which one shall ask now?",
    Verb.SEND_AGAIN: "Which one is not there?",
}


def card(
    outcome: Outcome, *, notice: str = "", answered: Collection[MessageRef] = (), log: str = ""
) -> Rendered:
    """What came of what they asked for, under what has just become of what they did.

    `answered` are the threads in which they have answered; `log` is the address of the reflection log's page.
    """
    match outcome:
        case Done(words=words):
            return said(f"{notice}\n{words}")
        case SignInLink(words=words, address=address):
            body, _ = worded(words, room=_SAID)
            return _drawn(words, [*body, *buttons([pieces.link("Sign in to Golden Thread", url=address)])])
        case Helps():
            return _helps(outcome, notice=notice)
        case Which():
            return _which(outcome, notice=notice)
        case _:
            return _listed(_list(outcome, answered=answered), notice=notice, log=log)


def welcome(name: str, *, helps: Helps | None, told: str = "") -> Rendered:
    """The first words to somebody; without `helps` to one whom we do not know, and who is `told` so."""
    hello = f"Hello, {limits.cut(' '.join(visible(name).split()), _CHOICE)}" if visible(name) else "Hello"
    if helps is None:
        return _drawn(
            hello, [*title(hello), *paragraph(HELLO), *worded(told, room=_SAID)[0], *small([ALL_THE_SAME])]
        )
    return _drawn(hello, [*title(hello), *paragraph(HELLO), *what_is_understood(helps)])


def said(words: str) -> Rendered:
    """A sentence or two."""
    body, _ = worded(words, room=_SAID)
    return _drawn(words, body)


def change(entry: ReviewEntry, *, notice: str = "") -> Rendered:
    """A box in which one's own answer is changed, or where it says how else to change it."""
    answer = entry.line.reflection
    text, data = answer.text or "", {"reflection": str(answer.id)}
    back = execute("Back", verb=SAY, data={"word": "my reflections"}, tooltip="Back to my reflections")
    can = [unfold("Withdraw…", target=SURE), back]
    private = small([PRIVATE if answer.private else ""], spacing="Small")
    if answer.boxed and held(text):
        field = box(ANSWER, label="Your reflection", value=text, longest=max(LONGEST, len(text)))
        field |= {"isRequired": True, "errorMessage": "To take your answer back, choose Withdraw."}
        shown = [field, *private]
        can.insert(0, execute("Save", verb=SAVE, data=data, style="positive", inputs=True))
    else:
        words, _ = worded(text, room=_EXCERPT)
        shown = [*words, *small([TOO_LONG if answer.boxed else AS_A_MESSAGE]), *private]
    body = [
        *title("Your reflection"),
        *entries_card.question_of(entry),
        *shown,
        *noticed(limits.cut(notice, _NOTICE)),
    ]
    body += [*buttons(can), withdrawing(boxed=answer.boxed, id=SURE, data=data)]
    return _drawn("Your reflection", body)


def _helps(outcome: Helps, *, notice: str) -> Rendered:
    told = "What you can ask me"
    puzzled = limits.cut(visible(outcome.puzzled or ""), _PUZZLED)
    not_understood = f"I did not understand “{puzzled}”." if puzzled else ""
    body = [*title(told), *noticed(limits.cut(notice, _NOTICE)), *noticed(not_understood)]
    return _drawn(not_understood or told, [*body, *what_is_understood(outcome)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One thing under another beneath a title, and what stands at the end of it; `none` where there is nothing."""

    name: str
    each: Sequence[list[Element]]
    none: str
    end: Sequence[Element] = ()


def _list(outcome: ThisWeek | Mine | Newest | Found | Dates, *, answered: Collection[MessageRef]) -> _List:
    match outcome:
        case ThisWeek(asked=asked):
            return _List(
                name="This week's question" if len(asked) == 1 else "This week's questions",
                each=[entries_card.this_week(each, answered=answered) for each in asked],
                none="Nothing was asked in a channel of yours in the last seven days.",
            )
        case Mine(entries=entries):
            return _List(
                name="My reflections",
                each=[*map(entries_card.own, entries)],
                none="You have not answered a question yet. What you answer is listed here.",
            )
        case Newest(entries=entries):
            return _List(
                name="Newest reflections",
                each=[*map(entries_card.found, entries)],
                none="Nobody has answered a question yet.",
                end=entries_card.search(),
            )
        case Found(words=words, entries=entries):
            return _List(
                name="Search the log",
                each=[*map(entries_card.found, entries)],
                none=entries_card.nothing_found(words) if visible(words) else "",
                end=entries_card.search(words),
            )
        case Dates(coming=coming):
            return _List(
                name="What comes next",
                each=[dates_card.dates(each, number=number) for number, each in enumerate(coming)],
                none="No programme comes to a school of yours.",
                end=dates_card.pausing(coming[:_MOST_PAUSES]),
            )


def _which(outcome: Which, *, notice: str) -> Rendered:
    each = [
        dates_card.chosen(limits.cut(visible(name), _CHOICE), verb=outcome.verb, place=place)
        for name, place in outcome.choices
    ]
    name = _QUESTIONS.get(outcome.verb, "Which one is meant?")
    return _listed(_List(name=name, each=each, none="There is none."), notice=notice)


def _listed(shown: _List, *, notice: str, log: str = "") -> Rendered:
    """As many of them as a card holds, and how many more there are."""
    start = [*title(shown.name), *noticed(limits.cut(notice, _NOTICE))]
    every = len(shown.each)
    for room in range(min(every, _MOST), -1, -1):
        body = [*start, *(element for each in shown.each[:room] for element in each)]
        body += _rest(every - room, log=log) if every else paragraph(shown.none)
        drawn = _drawn(shown.name, [*body, *shown.end])
        if limits.fits(drawn.card):
            return drawn
    return said(shown.name)


def _rest(more: int, *, log: str) -> list[Element]:
    if not more:
        return []
    if log:
        there = pieces.link("Open the reflection log", url=log)
        return [*small([f"And {more} more: open the reflection log."]), *buttons([there])]
    return small([f"And {more} more, for which there is no room here."])


def _drawn(summary: str, body: Sequence[Element]) -> Rendered:
    shown = limits.cut(" ".join(visible(summary).split()), limits.SUMMARY)
    return Rendered(summary=shown, card=pieces.card(body, fallback=f"{shown}\n{OLD}"))
