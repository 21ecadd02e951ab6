"""When something is due: slots of a recurrence, set against a school's calendar and its clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.closed_days import why_closed
from scheduler.model import ClosedDayRule, LeftOut, Occurrence, OnDemand, Recurrence, SchoolCalendar
from scheduler.seasons import pressure, season_of
from scheduler.slots import Slot, slots

__all__ = [
    "FARTHEST_MOVE",
    "ONE_DAY",
    "due_at",
    "next_occurrence",
    "occurrence_of",
    "occurrences",
    "occurrences_between",
    "pressure",
    "season_of",
    "why_closed",
]

ONE_DAY = timedelta(days=1)
FARTHEST_MOVE = 56
"""Days. Past a summer holiday, a moved prompt would be answering another season's question."""
HORIZON = timedelta(days=731)
"""How far `next_occurrence` looks: two school years, which is as far as calendars are known."""


def due_at(local_date: date, at: time, zone: str) -> datetime:
    """The instant, in UTC, of a local date and time.

    A time that the spring change leaves out moves forward by as much as the clocks do; of a time that comes twice
    in autumn the first counts.
    """
    return datetime.combine(local_date, at.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def occurrences(
    recurrence: Recurrence, calendar: SchoolCalendar, *, closed_day: ClosedDayRule, start: date, end: date
) -> Iterator[Occurrence]:
    """Every occurrence that falls on a local day from `start` to `end`, both included, in order.

    Those left out come too, on the day they would have had, each saying why. No two that are due share a day.
    """
    if isinstance(recurrence, OnDemand):
        return
    for slot in slots(recurrence, calendar, start=start, end=end):
        if _could_fall_between(slot, closed_day, start, end):
            occurrence = _settle(slot, recurrence.at, calendar, closed_day)
            if start <= occurrence.falls_on <= end:
                yield occurrence


def occurrences_between(
    recurrence: Recurrence,
    calendar: SchoolCalendar,
    *,
    closed_day: ClosedDayRule,
    after: datetime,
    until: datetime,
) -> Iterator[Occurrence]:
    """Every occurrence, left out or not, that is due after `after` and not later than `until` (aware), in order.

    Windows that touch share nothing and miss nothing: (a, b] and (b, c] together are (a, c].
    """
    zone = ZoneInfo(calendar.zone)
    # A day earlier, because a time that the clocks leave out just before midnight is due on the next day.
    start, end = _local_day(after, zone) - ONE_DAY, _local_day(until, zone)
    for occurrence in occurrences(recurrence, calendar, closed_day=closed_day, start=start, end=end):
        if after < occurrence.due_at <= until:
            yield occurrence


def next_occurrence(
    recurrence: Recurrence, calendar: SchoolCalendar, *, closed_day: ClosedDayRule, after: datetime
) -> Occurrence | None:
    """The first occurrence due after `after` (aware) that is not left out; None when there is none in two years."""
    coming = occurrences_between(
        recurrence, calendar, closed_day=closed_day, after=after, until=after + HORIZON
    )
    return next((occurrence for occurrence in coming if not occurrence.skipped), None)


def occurrence_of(
    recurrence: Recurrence, calendar: SchoolCalendar, *, closed_day: ClosedDayRule, key: date
) -> Occurrence | None:
    """What has become of the occurrence `key` under today's calendar, or None when the recurrence has no such date."""
    if isinstance(recurrence, OnDemand):
        return None
    for slot in slots(recurrence, calendar, start=key, end=key):
        if slot.day == key:
            return _settle(slot, recurrence.at, calendar, closed_day)
    return None


def _local_day(instant: datetime, zone: ZoneInfo) -> date:
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no zone: give an aware time, in UTC")
    return instant.astimezone(zone).date()


def _could_fall_between(slot: Slot, rule: ClosedDayRule, start: date, end: date) -> bool:
    """Whether `slot` is worth looking at: asking the calendar is the dear part, and most ticks need not."""
    too_early = slot.day < start and rule is not ClosedDayRule.NEXT
    too_late = slot.day > end and rule is not ClosedDayRule.PREVIOUS
    return not (too_early or too_late)


def _settle(slot: Slot, at: time, calendar: SchoolCalendar, rule: ClosedDayRule) -> Occurrence:
    closed = None if rule is ClosedDayRule.IGNORE else why_closed(slot.day, calendar)
    day = slot.day if closed is None else _moved(slot, calendar, rule)
    falls_on = day or slot.day
    return Occurrence(
        key=slot.day,
        falls_on=falls_on,
        due_at=due_at(falls_on, at, calendar.zone),
        skipped=LeftOut(closed=closed, no_room=rule is not ClosedDayRule.SKIP)
        if closed and not day
        else None,
        moved_because=closed if day else None,
    )


def _moved(slot: Slot, calendar: SchoolCalendar, rule: ClosedDayRule) -> date | None:
    """The nearest school day that the rule and the slot's room allow, or None."""
    if rule is ClosedDayRule.SKIP:
        return None
    room, step = (slot.room_after, ONE_DAY) if rule is ClosedDayRule.NEXT else (slot.room_before, -ONE_DAY)
    day = slot.day
    for _ in range(min(room, FARTHEST_MOVE)):
        day += step
        if why_closed(day, calendar) is None:
            return day
    return None
