"""Every sentence the bot says to people, in plain British English, in one place to be read aloud."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.domain.delivery import State
from prompts.model import Citation

SMALLEST_TOLD = 3
"""Fewer reflections than this are never counted out: a small number can point at a person."""


def day(when: date) -> str:
    """Such as "Tuesday 3 November 2026"."""
    return f"{when:%A} {when.day} {when:%B %Y}"


def clock_time(when: datetime) -> str:
    """Such as "08:15"; the caller has brought it into the school's zone."""
    return f"{when:%H:%M}"


def listed(words: Iterable[str]) -> str:
    """Such as "a, b and c"."""
    *most, last = tuple(words) or ("nothing",)
    return f"{', '.join(most)} and {last}" if most else last


def span(length: timedelta) -> str:
    """A length of time as people say it, rounded down: "50 seconds", "4 hours", "3 days"."""
    seconds = int(length.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or seconds == size:
            return _counted(seconds // size, unit)
    return _counted(seconds, "second")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# What a prompt carries.


def reader_promise(*, school: str, keep_months: int) -> str:
    """Who reads the answers and how long they are kept: on every prompt (promise 7)."""
    return (
        f"Your answers are read by the leaders and the SENCo of {school}, and by the trust's data protection lead. "
        f"Governors and the trust see what was asked, never who said what. Kept for {keep_length(keep_months)}; "
        "you can edit or withdraw yours."
    )


def keep_length(months: int) -> str:
    """Such as "3 years" or "18 months"."""
    years, rest = divmod(months, 12)
    return _counted(years, "year") if years and not rest else _counted(months, "month")


def safeguarding() -> str:
    """Where a concern about a child belongs instead (promise 8)."""
    return (
        "Please do not name pupils here. If you are worried about a child, speak to your designated safeguarding "
        "lead (DSL) today and use the school's safeguarding system."
    )


def source_line(cited: Citation) -> str:
    """Where a question comes from, as a reader would look it up."""
    return f"{cited.title} ({cited.publisher}, {cited.date}), {cited.section}"


# What an author hears.


def too_long(*, characters: int, longest: int) -> str:
    """An answer longer than one may be."""
    return (
        f"Your answer has {characters:,} characters and an answer can have up to {longest:,}. "
        "Nothing was kept. Please shorten it or send it in parts."
    )


def nothing_said(*, edited: bool) -> str:
    """An answer without a word in it."""
    if edited:
        return "The changed answer is empty, so the earlier one stands. To take an answer back, withdraw it."
    return "There are no words in this answer, so nothing was kept. Please write something and send it again."


# What a reader of the log hears.


def answered(replies: int) -> str:
    """How often a prompt was answered, without counting out a small number."""
    if replies < SMALLEST_TOLD:
        return "fewer than three reflections"
    return f"{replies} reflections"


# What became of a delivery.


def status(state: State, *, late: bool) -> str:
    """How a delivery stands, in a word or two."""
    if state is State.POSTED and late:
        return "Posted late"
    return {
        State.DUE: "Due",
        State.SENDING: "Being sent",
        State.POSTED: "Posted",
        State.REFUSED: "Refused",
        State.UNCERTAIN: "Uncertain",
        State.MISSED: "Missed",
        State.SKIPPED: "Skipped",
    }[state]


def remedy(state: State) -> str | None:
    """What a person can do about it, or None where nothing needs doing."""
    return {
        State.DUE: "Nothing: it goes out as soon as it can.",
        State.SENDING: "Nothing: it is on its way.",
        State.UNCERTAIN: (
            "Look in the channel. If the prompt is there, choose \u201cIt was posted\u201d and give the message; "
            "if it is not, choose \u201cIt was not posted\u201d."
        ),
        State.REFUSED: "Put right what the reason says. The next prompt goes out as usual; this one stays unsent.",
        State.MISSED: "Nothing needs doing: the next prompt comes as planned. If many are missed, ask your IT lead.",
        State.SKIPPED: "Nothing needs doing. If the reason is wrong, correct the school's calendar or the programme.",
    }.get(state)
