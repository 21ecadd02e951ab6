"""Whether a day is a school day, and if not, why: the most telling reason first."""

from datetime import date
from threading import local

from scheduler.calendars import bank_holidays
from scheduler.model import ClosedDay, ClosureReason, SchoolCalendar, Term, Weekday

_Days = dict[date, ClosedDay | None]


class _Last(local):
    """The calendar asked about last, and what is known of its days: a date is looked at from several sides, one by one."""

    calendar: SchoolCalendar | None = None
    days: _Days


_last = _Last()


def why_closed(day: date, calendar: SchoolCalendar) -> ClosedDay | None:
    """Why `day` is not a school day, or None when it is one.

    A bank holiday is named before a closure around it, a closure before half-term, half-term and the time between
    terms before a weekend.
    """
    if _last.calendar is not calendar:
        _last.calendar, _last.days = calendar, {}
    days = _last.days
    if day not in days:
        days[day] = _why_closed(day, calendar)
    return days[day]


def _why_closed(day: date, calendar: SchoolCalendar) -> ClosedDay | None:
    return (
        _bank_holiday(day, calendar)
        or _closure(day, calendar)
        or _outside_terms(day, calendar)
        or _weekend(day, calendar)
    )


def _bank_holiday(day: date, calendar: SchoolCalendar) -> ClosedDay | None:
    overrides = calendar.bank_holiday_overrides
    name = next((holiday.name for holiday in overrides.added if holiday.day == day), None)
    if name is None and calendar.nation and day not in overrides.removed:
        name = bank_holidays(calendar.nation, day.year).get(day)
    return ClosedDay(reason=ClosureReason.BANK_HOLIDAY, name=name) if name else None


def _closure(day: date, calendar: SchoolCalendar) -> ClosedDay | None:
    for closure in calendar.closures:
        if closure.first <= day <= closure.last:
            return ClosedDay(reason=closure.reason, name=closure.name)
    return None


def _outside_terms(day: date, calendar: SchoolCalendar) -> ClosedDay | None:
    before: Term | None = None
    for term in calendar.terms:
        if day < term.first:
            name = (
                f"Between {before.name} and {term.name}"
                if before
                else f"Before {term.name}, the first term entered"
            )
            return ClosedDay(reason=ClosureReason.OUT_OF_TERM, name=name)
        if day <= term.last:
            return _half_term(day, term)
        before = term
    if before is None:
        return None
    return ClosedDay(reason=ClosureReason.OUT_OF_TERM, name=f"After {before.name}, the last term entered")


def _half_term(day: date, term: Term) -> ClosedDay | None:
    if term.half_term and term.half_term[0] <= day <= term.half_term[1]:
        return ClosedDay(reason=ClosureReason.HALF_TERM, name=f"{term.name} half-term")
    return None


def _weekend(day: date, calendar: SchoolCalendar) -> ClosedDay | None:
    weekday = Weekday.of(day)
    if weekday in calendar.school_days:
        return None
    return ClosedDay(reason=ClosureReason.WEEKEND, name=weekday.capitalize())
