"""The words for what comes of a programme: what it meets, what was asked already, and how long it lasts."""

from collections.abc import Sequence
from datetime import date

from bot.wording import day, listed
from bot.wording.programmes import when
from scheduler.model import Recurrence

NAMED = 3


def meets(  # noqa: PLR0913 - what it is said from
    place: str,
    *,
    channels: int,
    other: str,
    at: Recurrence,
    days: Sequence[date],
    weeks: Sequence[date],
    even: bool,
) -> str:
    """Such as "Oakfield leaders already has “A year” (Mondays at 08:15): on 12 dates two questions would come on one day."."""
    who = f"{place} already has" if channels == 1 else f"{channels} channels already have"
    began, most = f"{who} “{other}” ({when(at)})", "" if even else "up to "
    if len(days) == 1:
        return f"{began}: on {day(days[0])} two questions would come on one day."
    if days:
        return f"{began}: on {most}{len(days)} dates in the coming half-year two questions would come on one day."
    if len(weeks) == 1:
        return f"{began}: in the week of {day(weeks[0])} two questions would come."
    return f"{began}: in {most}{len(weeks)} weeks of the coming half-year two questions would come."


def asked_lately(number: int, *, of: int, by: Sequence[str]) -> str:
    """Questions of a programme that other programmes have asked in its channels already."""
    were = "was" if number == 1 else "were"
    return (
        f"{_some(number, of=of)} {were} asked in the same channel in the last twelve months, by {_named(by)}."
    )


def comes_too(number: int, *, of: int, by: str) -> str:
    """Questions of a programme that another one asks in the same channel in the coming year."""
    comes = "comes" if number == 1 else "come"
    return f"{_some(number, of=of)} {comes} to the same channel from “{by}” too."


def first_channels(number: int) -> str:
    """How far it was looked for."""
    return f"This was looked up for the first {number} channels."


def nothing_twice() -> str:
    """None of all that."""
    return "None of its questions was asked in its channels in the last twelve months by another programme, and none comes from another one too."


def course(  # noqa: PLR0913 - what it is said from
    number: int, *, of: int, begun: bool, last: date, ends: date | None, again: bool
) -> str:
    """How long it lasts and what follows, such as "17 questions, the last on … After it the first comes again."."""
    still = f"{number} of its {of} questions {'is' if number == 1 else 'are'} still to come"
    began = f"{still if begun else _questions(number)}, the last on {day(last)}."
    if again:
        return f"{began} After it they begin again."
    return f"{began} It ends on {day(ends)}." if ends else f"{began} Nothing comes after it."


def short(number: int, *, of: int, last: date, ends: date | None) -> str:
    """It stops before all of them have come, or goes on for years."""
    comes = "comes" if number == 1 else "come"
    if ends:
        return f"It ends on {day(ends)}: {number} of its {_questions(of)} {comes} by then."
    return f"{number} of its {_questions(of)} {comes} until {day(last)}."


def begins_again(questions: int, *, on: date) -> str:
    """Every question has been asked there once."""
    again = "it comes" if questions == 1 else "they come"
    return f"{_questions(questions)}, asked once already: from {day(on)} on {again} again."


def alike(number: int, *, schools: int, at_least: bool) -> str:
    """In how many schools the dates are the same."""
    if number == schools:
        return f"All {schools} schools have the same dates."
    has = "has" if number == 1 else "have"
    return f"{'At least ' if at_least else ''}{number} of {schools} schools {has} these dates; others have their own."


def schools(names: Sequence[str]) -> str:
    """A few by name, the rest by number."""
    if len(names) <= NAMED:
        return listed(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def place(channel: str, *, school: str) -> str:
    """A channel as people of the trust know it."""
    return channel if school.casefold() in channel.casefold() else f"{school}, {channel},"


def _some(number: int, *, of: int) -> str:
    if number == of:
        return "Its one question" if of == 1 else f"All {of} of its questions"
    return f"{number} of its {of} questions"


def _questions(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"


def _named(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names[:NAMED]]
    return listed([*quoted, "others"] if len(names) > NAMED else quoted)
