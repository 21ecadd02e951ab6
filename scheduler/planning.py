"""When something is due: slots of a recurrence, set against a school's calendar and its clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.busy import busy_week, last_school_day
from scheduler.closed_days import why_closed
from scheduler.model import (
    BusyRule,
    BusyWeek,
    ClosedDay,
    ClosedDayRule,
    InTerm,
    InWeekOfTerm,
    LeftOut,
    Occurrence,
    OnDates,
    OnDemand,
    Recurrence,
    SchoolCalendar,
    Weekly,
    monday_of,
)
from scheduler.seasons import pressure, season_of
from scheduler.slots import LAST_ORDINAL, Slot, slots

__all__ = [
    "FARTHEST_MOVE",
    "ONE_DAY",
    "busy_week",
    "due_at",
    "next_occurrence",
    "occurrence_of",
    "occurrences",
    "occurrences_between",
    "pressure",
    "season_of",
    "why_closed",
]

Recurring = Weekly | InTerm | InWeekOfTerm | OnDates
ONE_DAY = timedelta(days=1)
WEEK = 7
FARTHEST_MOVE = 56
"""Days. Past a summer holiday, a moved prompt would be answering another season's question."""
NEVER = BusyRule()
"""Weeks are all alike."""
HORIZON = timedelta(days=731)
"""How far `next_occurrence` looks: two school years, which is as far as calendars are known."""


def due_at(local_date: date, at: time, zone: str) -> datetime:
    """The instant, in UTC, of a local date and time.

    A time that the spring change leaves out moves forward by as much as the clocks do; of a time that comes twice
    in autumn the first counts.
    """
    return datetime.combine(local_date, at.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def occurrences(  # noqa: PLR0913 - what a date follows from
    recurrence: Recurrence,
    calendar: SchoolCalendar,
    *,
    closed_day: ClosedDayRule,
    start: date,
    end: date,
    busy: BusyRule = NEVER,
) -> Iterator[Occurrence]:
    """Every occurrence that falls on a local day from `start` to `end`, both included, in order.

    Those left out come too, on the day they would have had, each saying why. No two that are due share a day.
    """
    if isinstance(recurrence, OnDemand):
        return
    for slot in slots(recurrence, calendar, start=start, end=end):
        if _could_fall_between(slot, closed_day, busy, start, end):
            occurrence = _settle(slot, recurrence, calendar, closed_day, busy)
            if start <= occurrence.falls_on <= end:
                yield occurrence


def occurrences_between(  # noqa: PLR0913 - what a date follows from
    recurrence: Recurrence,
    calendar: SchoolCalendar,
    *,
    closed_day: ClosedDayRule,
    after: datetime,
    until: datetime,
    busy: BusyRule = NEVER,
) -> Iterator[Occurrence]:
    """Every occurrence, left out or not, that is due after `after` and not later than `until` (aware), in order.

    Windows that touch share nothing and miss nothing: (a, b] and (b, c] together are (a, c].
    """
    zone = ZoneInfo(calendar.zone)
    # A day earlier, because a time that the clocks leave out just before midnight is due on the next day.
    start, end = _local_day(after, zone) - ONE_DAY, _local_day(until, zone)
    for occurrence in occurrences(
        recurrence, calendar, closed_day=closed_day, start=start, end=end, busy=busy
    ):
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
            return _settle(slot, recurrence, calendar, closed_day, NEVER)
    return None


def _local_day(instant: datetime, zone: ZoneInfo) -> date:
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no zone: give an aware time, in UTC")
    return instant.astimezone(zone).date()


def _could_fall_between(slot: Slot, rule: ClosedDayRule, busy: BusyRule, start: date, end: date) -> bool:
    """Whether `slot` is worth looking at: asking the calendar is the dear part, and most ticks need not."""
    moves_on = rule is ClosedDayRule.NEXT or busy.moves_from is not None
    too_early = slot.day < start and not moves_on
    too_late = slot.day > end and rule is not ClosedDayRule.PREVIOUS
    return not (too_early or too_late)


def _settle(
    slot: Slot, recurrence: Recurring, calendar: SchoolCalendar, rule: ClosedDayRule, busy: BusyRule
) -> Occurrence:
    closed, day = _opened(slot, calendar, rule)
    falls_on, week = day or slot.day, None
    if day and busy.moves_from is not None:
        falls_on, week = _later(slot, day, recurrence, calendar, rule, busy)
    return Occurrence(
        key=slot.day,
        falls_on=falls_on,
        due_at=due_at(falls_on, recurrence.at, calendar.zone),
        skipped=LeftOut(closed=closed, no_room=rule is not ClosedDayRule.SKIP)
        if closed and not day
        else None,
        moved_because=closed if day else None,
        moved_for=week,
    )


def _opened(
    slot: Slot, calendar: SchoolCalendar, rule: ClosedDayRule
) -> tuple[ClosedDay | None, date | None]:
    """Why its own day is closed, and the open day that it falls on, if there is one."""
    closed = None if rule is ClosedDayRule.IGNORE else why_closed(slot.day, calendar)
    return closed, slot.day if closed is None else _moved(slot, calendar, rule)


def _later(  # noqa: PLR0913, PLR0917 - what a date follows from
    slot: Slot,
    day: date,
    recurrence: Recurring,
    calendar: SchoolCalendar,
    rule: ClosedDayRule,
    busy: BusyRule,
) -> tuple[date, BusyWeek | None]:
    """The last school day of a week that is too busy, and that week; never a day that another occurrence may have."""
    week = busy_week(day, calendar)
    if week is None or not busy.moves(week):
        return day, None
    room = slot.day.toordinal() + max(slot.room_after, 0)
    latest = date.fromordinal(min(room, day.toordinal() + WEEK))
    if rule is ClosedDayRule.PREVIOUS:
        for other in slots(recurrence, calendar, start=day + ONE_DAY, end=latest):
            _, taken = _opened(other, calendar, rule)
            if other.day > slot.day and taken and day < taken <= latest:
                latest = taken - ONE_DAY
    last = last_school_day(day, calendar, not_after=latest)
    return last, week if last != day else None


def _moved(slot: Slot, calendar: SchoolCalendar, rule: ClosedDayRule) -> date | None:
    """The nearest school day that the rule and the slot's room allow, or None.

    Where another comes within a week, nothing moves out of a week without a school day: that week's question would be
    the second of its neighbour's.
    """
    if rule is ClosedDayRule.SKIP:
        return None
    room, step = (slot.room_after, ONE_DAY) if rule is ClosedDayRule.NEXT else (slot.room_before, -ONE_DAY)
    if room < WEEK and not _has_school_day(monday_of(slot.day), calendar):
        return None
    day = slot.day
    for _ in range(min(room, FARTHEST_MOVE)):
        day += step
        if why_closed(day, calendar) is None:
            return day
    return None


def _has_school_day(monday: date, calendar: SchoolCalendar) -> bool:
    return any(
        why_closed(date.fromordinal(min(monday.toordinal() + days, LAST_ORDINAL)), calendar) is None
        for days in range(WEEK)
    )
