"""The dates of a programme under one calendar, each with why it is left out if it is: for planning and preview."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.owed import Reason, Why, left_out
from bot.domain.programme import Programme
from scheduler.model import Occurrence, SchoolCalendar
from scheduler.planning import due_at, occurrences, occurrences_between


@dataclass(frozen=True, slots=True)
class Dated:
    """One occurrence, and why the programme leaves it out, or None."""

    occurrence: Occurrence
    left_out: Reason | None


def agenda_between(
    programme: Programme, calendar: SchoolCalendar, *, after: datetime | None, until: datetime
) -> tuple[Dated, ...]:
    """What falls due after `after` (from the programme's first day on, if None) and not later than `until` (UTC)."""
    begins = due_at(programme.starts, time.min, calendar.zone) - timedelta.resolution
    found = occurrences_between(
        programme.recurrence,
        calendar,
        closed_day=programme.closed_day,
        after=begins if after is None else max(after, begins),
        until=until,
    )
    return tuple(_dated(programme, calendar, found))


def agenda(programme: Programme, calendar: SchoolCalendar, *, start: date, end: date) -> tuple[Dated, ...]:
    """What falls on a local day from `start` to `end`, both included."""
    found = occurrences(programme.recurrence, calendar, closed_day=programme.closed_day, start=start, end=end)
    return tuple(_dated(programme, calendar, found))


def _dated(programme: Programme, calendar: SchoolCalendar, found: Iterator[Occurrence]) -> Iterator[Dated]:
    for occurrence in found:
        if occurrence.key < programme.starts or (programme.ends and occurrence.key > programme.ends):
            continue
        reason = left_out(programme, calendar, occurrence=occurrence.key, due_at=occurrence.due_at)
        if reason and reason.why is Why.CLOSED_DAY and occurrence.skipped:
            reason = Reason(Why.CLOSED_DAY, str(occurrence.skipped))
        yield Dated(occurrence, reason)
