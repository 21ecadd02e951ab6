"""The dates of a programme under one calendar, each with why it is left out if it is: for planning and preview."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.owed import Reason, Why, left_out
from bot.domain.programme import Programme
from scheduler.model import ClosedDayRule, Occurrence, SchoolCalendar
from scheduler.planning import FARTHEST_MOVE, ONE_DAY, due_at, occurrences, occurrences_between


@dataclass(frozen=True, slots=True)
class Dated:
    """One occurrence, and why the programme leaves it out, or None."""

    occurrence: Occurrence
    left_out: Reason | None


def agenda_between(
    programme: Programme, calendar: SchoolCalendar, *, after: datetime, until: datetime
) -> tuple[Dated, ...]:
    """What falls due after `after`, on the programme's first day or later, and not later than `until` (UTC)."""
    begins = due_at(programme.starts, time.min, calendar.zone) - timedelta.resolution
    found = occurrences_between(
        programme.recurrence,
        calendar,
        closed_day=programme.closed_day,
        after=max(after, begins),
        until=until,
        busy=programme.busy,
    )
    return tuple(_dated(programme, calendar, found))


def agenda_after_edit(
    programme: Programme, calendar: SchoolCalendar, *, edited: datetime, until: datetime
) -> tuple[Dated, ...]:
    """What is due by `until` (UTC) of the local day of `edited` and of later days; earlier days are not made up for.

    A date is of the day it falls on, and also of the day it was meant for: a closure may have moved it to a day that
    is past.
    """
    today = edited.astimezone(ZoneInfo(calendar.zone)).date()
    midnight = due_at(today, time.min, calendar.zone)
    farthest = (
        (FARTHEST_MOVE + 1) * ONE_DAY if programme.closed_day is ClosedDayRule.PREVIOUS else timedelta(0)
    )
    coming = agenda_between(
        programme, calendar, after=midnight - farthest - timedelta.resolution, until=until
    )
    return tuple(
        dated for dated in coming if dated.occurrence.key >= today or dated.occurrence.due_at >= midnight
    )


def agenda(programme: Programme, calendar: SchoolCalendar, *, start: date, end: date) -> tuple[Dated, ...]:
    """What falls on a local day from `start` to `end`, both included."""
    found = occurrences(
        programme.recurrence,
        calendar,
        closed_day=programme.closed_day,
        start=start,
        end=end,
        busy=programme.busy,
    )
    return tuple(_dated(programme, calendar, found))


def _dated(programme: Programme, calendar: SchoolCalendar, found: Iterator[Occurrence]) -> Iterator[Dated]:
    for occurrence in found:
        if occurrence.key < programme.starts or (programme.ends and occurrence.key > programme.ends):
            continue
        reason = left_out(programme, calendar, occurrence=occurrence.key, due_at=occurrence.due_at)
        if reason and reason.why is Why.CLOSED_DAY and occurrence.skipped:
            reason = Reason(Why.CLOSED_DAY, str(occurrence.skipped))
        yield Dated(occurrence, reason)
