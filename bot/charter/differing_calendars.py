"""What differs between two calendars, of a trust, of a school on its own, or of what a school has of its own."""

from collections.abc import Iterable
from datetime import date

from bot import wording
from bot.charter.noting import Notes
from bot.domain.people import SchoolId
from bot.domain.pressure import STANDARD
from bot.domain.trail import Difference
from scheduler.model import (
    BankHoliday,
    BankHolidayOverrides,
    ClosedDay,
    Closure,
    OwnCalendar,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
)

INHERITED = "From the trust"
NO_CALENDAR = SchoolCalendar(zone="Europe/London")
"""What a new calendar is set beside."""
WEIGHTS = {1: "busy", 2: "very busy", 3: "leave people alone"}


def differing_calendars(
    about: str, was: SchoolCalendar | None, now: SchoolCalendar | None, *, school: SchoolId | None = None
) -> list[Difference]:
    """Everything that differs between two whole calendars; None is none at all."""
    notes = Notes(about, school=school)
    if was is None or now is None:
        notes.setting(
            "Calendar", was is not None, now is not None, lambda there: "its own" if there else "none"
        )
    before, after = was or NO_CALENDAR, now or NO_CALENDAR
    notes.setting("Time zone", before.zone, after.zone)
    notes.setting("Bank holidays of", before.nation, after.nation, lambda nation: nation or "no nation")
    notes.setting("School days", before.school_days, after.school_days, _weekdays)
    notes.items("Term", before.terms, after.terms, _term)
    _days(notes, before.closures, after.closures)
    _bank_holidays(notes, before.bank_holiday_overrides, after.bank_holiday_overrides)
    notes.items("Busy week", before.pressure_weeks, after.pressure_weeks, _busy)
    return notes.found


def differing_own(
    about: str, was: OwnCalendar | None, now: OwnCalendar | None, *, school: SchoolId
) -> list[Difference]:
    """Everything that differs in what a school has of its own; None inherits nothing."""
    notes = Notes(about, school=school)
    notes.setting("Calendar", was is None, now is None, lambda alone: "All its own" if alone else INHERITED)
    before, after = was or OwnCalendar(), now or OwnCalendar()
    notes.setting("Time zone", before.zone, after.zone, lambda zone: zone or INHERITED)
    notes.setting("Bank holidays of", before.nation, after.nation, lambda nation: nation or INHERITED)
    notes.setting(
        "School days",
        before.school_days,
        after.school_days,
        lambda days: _weekdays(days) if days else INHERITED,
    )
    notes.setting(
        "Terms", before.terms is None, after.terms is None, lambda none: INHERITED if none else "Its own"
    )
    notes.items("Term", before.terms or (), after.terms or (), _term)
    _days(notes, before.closures, after.closures)
    notes.items(
        "Open, though the trust is closed from",
        sorted(before.without),
        sorted(after.without),
        wording.day,
    )
    _bank_holidays(notes, before.bank_holidays, after.bank_holidays)
    notes.items("Busy week", before.pressure_weeks, after.pressure_weeks, _busy)
    return notes.found


def _days(notes: Notes, was: Iterable[Closure], now: Iterable[Closure]) -> None:
    notes.items(
        "Closed",
        was,
        now,
        lambda each: f"{ClosedDay(reason=each.reason, name=each.name)}, {_span(each.first, each.last)}",
    )


def _bank_holidays(notes: Notes, was: BankHolidayOverrides, now: BankHolidayOverrides) -> None:
    notes.items("Bank holiday", was.added, now.added, _holiday)
    notes.items("No bank holiday here", sorted(was.removed), sorted(now.removed), wording.day)


def _holiday(each: BankHoliday) -> str:
    return f"{each.name}, {wording.day(each.day)}"


def _term(term: Term) -> str:
    half = f", half-term {_span(*term.half_term)}" if term.half_term else ""
    return f"{term.name}: {_span(term.first, term.last)}{half}"


def _span(first: date, last: date) -> str:
    return wording.day(first) if first == last else f"{wording.day(first)} to {wording.day(last)}"


def _busy(week: PressureWeek) -> str:
    """With its name where it is one of those that are offered: another may be somebody's own words."""
    named = f"{week.name}, " if week.name in STANDARD else ""
    return f"{week.whose}: {named}{WEIGHTS[week.weight]}, week of {wording.day(week.week)}"


def _weekdays(days: frozenset[Weekday]) -> str:
    return wording.listed(day.capitalize() for day in Weekday if day in days)
