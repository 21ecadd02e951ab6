"""The dates a recurrence is meant for, before anyone asks whether the school is open."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scheduler.model import (
    InTerm,
    InWeekOfTerm,
    OnDates,
    Part,
    Recurrence,
    SchoolCalendar,
    Term,
    Weekly,
    monday_of,
)

WEEK = 7
LAST_ORDINAL = date.max.toordinal()


class Slot(NamedTuple):
    """A date, and by how many days it may be moved back or forth without meeting another or leaving its term."""

    day: date
    room_before: int
    room_after: int

    def reaches(self, start: date, end: date) -> bool:
        """Whether the slot, moved or not, could fall between `start` and `end`, both included."""
        return (self.day - end).days <= max(self.room_before, 0) and (start - self.day).days <= max(
            self.room_after, 0
        )


def slots(recurrence: Recurrence, calendar: SchoolCalendar, *, start: date, end: date) -> Iterable[Slot]:
    """Every slot that could fall between `start` and `end`, both included, in order, without repeats."""
    match recurrence:
        case Weekly():
            return _weekly(recurrence, start, end)
        case InTerm():
            return (slot for slot in _in_term(recurrence, calendar, start, end) if slot.reaches(start, end))
        case InWeekOfTerm():
            return (slot for slot in _in_week_of_term(recurrence, calendar.terms) if slot.reaches(start, end))
        case OnDates():
            return (slot for slot in _on_dates(recurrence) if slot.reaches(start, end))
        case _:
            return ()


def _weekly(recurrence: Weekly, start: date, end: date) -> Iterator[Slot]:
    # Ordinal 1 is a Monday, so every ISO week begins at 7 k + 1: counting from there never drifts at a year's end.
    step = WEEK * recurrence.every
    room = step - 1
    offset = 1 + recurrence.weekday.days_after_monday
    if recurrence.anchored:
        offset += monday_of(recurrence.anchored).toordinal() - 1
    earliest = max(start.toordinal() - room, 1)
    first = earliest + (offset - earliest) % step
    for ordinal in range(first, min(end.toordinal() + room, LAST_ORDINAL) + 1, step):
        yield Slot(date.fromordinal(ordinal), room, room)


def _in_term(recurrence: InTerm, calendar: SchoolCalendar, start: date, end: date) -> Iterator[Slot]:
    for term in calendar.terms:
        if term.last < start or term.first > end:
            continue
        for first, last in term.halves if recurrence.of is Part.HALF_TERM else ((term.first, term.last),):
            day = _nth(recurrence, first, last)
            if first <= day <= last:
                yield Slot(day, (day - first).days, (last - day).days)


def _nth(recurrence: InTerm, first: date, last: date) -> date:
    weekday = recurrence.weekday.days_after_monday
    if recurrence.nth > 0:
        return first + timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * (recurrence.nth - 1))
    return last + timedelta(days=WEEK * (recurrence.nth + 1) - (last.weekday() - weekday) % WEEK)


@lru_cache(maxsize=4096)  # the same for every tick, and four times dearer to work out than to look up
def _in_week_of_term(recurrence: InWeekOfTerm, terms: tuple[Term, ...]) -> tuple[Slot, ...]:
    found: dict[date, Term] = {}
    for term in terms:
        first, last = monday_of(term.first), monday_of(term.last)
        counted = recurrence.week - 1 if recurrence.week > 0 else recurrence.week + 1
        monday = (first if recurrence.week > 0 else last) + timedelta(days=WEEK * counted)
        if first <= monday <= last:
            found.setdefault(monday + timedelta(days=recurrence.weekday.days_after_monday), term)
    return tuple(
        _spaced((day, (day - term.first).days, (term.last - day).days) for day, term in found.items())
    )


@lru_cache(maxsize=4096)
def _on_dates(recurrence: OnDates) -> tuple[Slot, ...]:
    return tuple(_spaced((day, LAST_ORDINAL, LAST_ORDINAL) for day in sorted(recurrence.dates)))


def _spaced(rooms: Iterable[tuple[date, int, int]]) -> Iterator[Slot]:
    """The days as slots whose room ends before their neighbours begin."""
    bounded = [None, *rooms, None]
    for (before, here), (_, after) in pairwise(pairwise(bounded)):
        if here is None:  # only the two ends are None
            continue
        day, room_before, room_after = here
        if before:
            room_before = min(room_before, (day - before[0]).days - 1)
        if after:
            room_after = min(room_after, (after[0] - day).days - 1)
        yield Slot(day, room_before, room_after)
