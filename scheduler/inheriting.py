"""A school's calendar: its trust's, and what the school has of its own."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scheduler.school_calendar import (
    BankHolidayOverrides,
    Closure,
    Nation,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
)


class CalendarPart(StrEnum):
    """A part of the calendar that a trust may lock: what its schools have of their own there counts no more."""

    TERMS = "terms"
    CLOSURES = "closures"
    BANK_HOLIDAYS = "bank-holidays"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalendar:
    """What a school has of its own. None takes the trust's; days and weeks are added to the trust's.

    `without` holds the first days of those closures of the trust that do not hold here.
    """

    zone: str | None = None
    nation: Nation | None = None
    school_days: frozenset[Weekday] | None = None
    terms: tuple[Term, ...] | None = None
    closures: tuple[Closure, ...] = ()
    without: frozenset[date] = frozenset()
    bank_holidays: BankHolidayOverrides = field(default_factory=BankHolidayOverrides)
    pressure_weeks: tuple[PressureWeek, ...] = ()


def inherit(
    trust: SchoolCalendar, own: OwnCalendar, *, locked: Collection[CalendarPart] = ()
) -> SchoolCalendar:
    """The school's calendar. Raises ImpossibleError where the two together make no sense."""
    terms, closures, days = trust.terms, trust.closures, trust.bank_holiday_overrides
    if own.terms is not None and CalendarPart.TERMS not in locked:
        terms = own.terms
    if CalendarPart.CLOSURES not in locked:
        kept = tuple(closure for closure in closures if closure.first not in own.without)
        closures = kept + own.closures
    if CalendarPart.BANK_HOLIDAYS not in locked:
        days = BankHolidayOverrides(
            added=days.added + own.bank_holidays.added, removed=days.removed | own.bank_holidays.removed
        )
    return SchoolCalendar(
        zone=own.zone or trust.zone,
        nation=own.nation or trust.nation,
        school_days=own.school_days or trust.school_days,
        terms=terms,
        closures=closures,
        pressure_weeks=trust.pressure_weeks + own.pressure_weeks,
        bank_holiday_overrides=days,
    )
