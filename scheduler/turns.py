"""The turn of a recurrence that a date belongs to: the stretch of days in which it asks once."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from scheduler.model import (
    InTerm,
    InWeekOfTerm,
    Part,
    Recurrence,
    SchoolCalendar,
    Term,
    Weekly,
    monday_of,
)

WEEK = 7


class Turn(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def turn_of(recurrence: Recurrence, calendar: SchoolCalendar, day: date) -> Turn:
    """The block of weeks, or the part of the term, in which `day` is; the day alone where it is in none.

    A shift to another weekday stays within it, so that whoever has asked once in a turn has asked for all of it.
    """
    match recurrence:
        case Weekly():
            return _weeks(recurrence, day)
        case InTerm():
            return _part(recurrence, calendar, day)
        case InWeekOfTerm():
            return _term(recurrence, calendar, day)
        case _:
            return Turn(day, day)


def earliest_turn(recurrence: Recurrence, calendars: Iterable[SchoolCalendar], day: date) -> date:
    """The first day of the turns, under any of these calendars, to which `day` belongs."""
    different = {id(calendar): calendar for calendar in calendars}.values()
    return min((turn_of(recurrence, calendar, day).first for calendar in different), default=day)


def _weeks(recurrence: Weekly, day: date) -> Turn:
    # Ordinal 1 is a Monday: the same weeks are counted as the recurrence counts.
    length = WEEK * recurrence.every
    offset = monday_of(recurrence.anchored).toordinal() if recurrence.anchored else 1
    first = day.toordinal() - (day.toordinal() - offset) % length
    last = min(first + length - 1, date.max.toordinal())
    return Turn(date.fromordinal(max(first, 1)), date.fromordinal(last))


def _part(recurrence: InTerm, calendar: SchoolCalendar, day: date) -> Turn:
    for term in calendar.terms:
        for first, last in term.halves if recurrence.of is Part.HALF_TERM else ((term.first, term.last),):
            if first <= day <= last:
                return Turn(first, last)
    return Turn(day, day)


def _term(recurrence: InWeekOfTerm, calendar: SchoolCalendar, day: date) -> Turn:
    """Whole weeks, because a day of the first may come before the term.

    A week that two terms share is of the one whose weeks are counted from it.
    """
    terms = [_whole_weeks(term) for term in calendar.terms]
    holding = [turn for turn in terms if day in turn]
    if not holding:
        return Turn(day, day)
    return holding[-1] if recurrence.week > 0 else holding[0]


def _whole_weeks(term: Term) -> Turn:
    last = monday_of(term.last).toordinal() + WEEK - 1
    return Turn(monday_of(term.first), date.fromordinal(min(last, date.max.toordinal())))
