"""The weeks in which people are stretched, and where in such a week something may still come."""

from datetime import date, timedelta

from scheduler.closed_days import why_closed
from scheduler.model import BusyWeek, SchoolCalendar, monday_of

ONE_DAY = timedelta(days=1)
TO_SUNDAY = timedelta(days=6)


def busy_week(day: date, calendar: SchoolCalendar) -> BusyWeek | None:
    """What people are busy with in the week of `day`; None where it is a week like any other."""
    monday = monday_of(day)
    found = [busy for busy in calendar.pressure_weeks if busy.week == monday]
    if not found:
        return None
    names = tuple(dict.fromkeys(busy.name for busy in found))
    return BusyWeek(weight=sum(busy.weight for busy in found), names=names)


def last_school_day(day: date, calendar: SchoolCalendar, *, not_after: date) -> date:
    """The last school day of the week of `day`, up to `not_after`; `day` itself where none follows it."""
    found = min(monday_of(day) + TO_SUNDAY, not_after)
    while found > day and why_closed(found, calendar):
        found -= ONE_DAY
    return max(found, day)
