"""What one school's year looks like: its zone, terms, closures, bank holidays and weeks under pressure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from scheduler.faults import Problem, refuse

Nation = Literal["England", "Wales", "Scotland", "Northern Ireland"]
NATIONS: tuple[Nation, ...] = get_args(Nation)
ONE_DAY = timedelta(days=1)


class Weekday(StrEnum):
    """A day of the week, by name: numbers mean different days to different libraries."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """The weekday that `day` falls on."""
        return _WEEKDAYS[day.weekday()]

    @property
    def days_after_monday(self) -> int:
        """0 for Monday to 6 for Sunday."""
        return _WEEKDAYS.index(self)


_WEEKDAYS = tuple(Weekday)
MONDAY_TO_FRIDAY = frozenset(_WEEKDAYS[:5])


def monday_of(day: date) -> date:
    """The Monday of the ISO week that `day` is in."""
    return day - timedelta(days=day.weekday())


class ClosureReason(StrEnum):
    """Why a day is not a school day."""

    HOLIDAY = "holiday"
    INSET = "inset"
    OCCASIONAL = "occasional"
    BANK_HOLIDAY = "bank-holiday"
    WEEKEND = "weekend"
    HALF_TERM = "half-term"
    OUT_OF_TERM = "out-of-term"


ENTERED_REASONS = tuple(
    r for r in ClosureReason if r not in {ClosureReason.WEEKEND, ClosureReason.OUT_OF_TERM}
)
"""The reasons a person may give for a closure; the other two follow from the school days and the terms."""


def _backwards(first: date, last: date, what: str) -> Problem | None:
    if first <= last:
        return None
    return Problem(
        problem=f"{what} ends on {last}, before it begins on {first}", remedy="put the earlier date first"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term from its first to its last day; `half_term` is the closed break's first and last day."""

    name: str
    first: date
    last: date
    half_term: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        backwards = outside = None
        if self.half_term:
            begins, ends = self.half_term
            backwards = _backwards(begins, ends, "the half-term break")
            if (
                self.first <= self.last
                and not self.first < min(begins, ends) <= max(begins, ends) < self.last
            ):
                outside = Problem(
                    problem=f"the half-term break {begins} to {ends} is not inside the term {self.first} to {self.last}",
                    remedy="correct the break, or leave it out if this term has none",
                )
        refuse(_backwards(self.first, self.last, "the term"), backwards, outside)

    @property
    def halves(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each half-term: two where there is a break, otherwise the whole term."""
        if not self.half_term:
            return ((self.first, self.last),)
        begins, ends = self.half_term
        return ((self.first, begins - ONE_DAY), (ends + ONE_DAY, self.last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which the school is closed to pupils, first and last included."""

    first: date
    last: date
    reason: ClosureReason
    name: str

    def __post_init__(self) -> None:
        derived = None
        if self.reason not in ENTERED_REASONS:
            derived = Problem(
                problem=f"{self.reason} is worked out from the terms and school days, not entered",
                remedy=f"write one of {', '.join(ENTERED_REASONS)}",
            )
        refuse(_backwards(self.first, self.last, "the closure"), derived)


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureWeek:
    """A week in which people are stretched: `week` is its Monday, `weight` 1 (busy) to 3 (leave them alone)."""

    week: date
    weight: int
    name: str
    whose: str

    def __post_init__(self) -> None:
        another_day = off_scale = None
        if self.week != monday_of(self.week):
            another_day = Problem(
                problem=f"{self.week} is a {Weekday.of(self.week).capitalize()}, and a week is named by its Monday",
                remedy=f"write {monday_of(self.week)}",
            )
        if self.weight not in (1, 2, 3):
            off_scale = Problem(
                problem=f"the weight is {self.weight}",
                remedy="write 1 (busy), 2 (very busy) or 3 (leave people alone)",
            )
        refuse(another_day, off_scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHoliday:
    """A public holiday on one day."""

    day: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHolidayOverrides:
    """What a school adds to its nation's bank holidays (a royal day announced late) and takes away."""

    added: tuple[BankHoliday, ...] = ()
    removed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolCalendar:
    """One school's year. `zone` is an IANA name; without terms every day counts as in term."""

    zone: str
    terms: tuple[Term, ...] = ()
    closures: tuple[Closure, ...] = ()
    pressure_weeks: tuple[PressureWeek, ...] = ()
    nation: Nation | None = None
    bank_holiday_overrides: BankHolidayOverrides = field(default_factory=BankHolidayOverrides)
    school_days: frozenset[Weekday] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        no_days = (
            None
            if self.school_days
            else Problem(problem="there are no school days", remedy="name at least one")
        )
        refuse(zone_problem(self.zone), nation_problem(self.nation), no_days, *overlaps(self.terms))


def zone_problem(zone: str) -> Problem | None:
    """What is wrong with a zone's name, if anything is."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # not found; not a name at all; a folder such as "Europe"
        return Problem(
            problem=f"{zone!r} is not a time zone", remedy='write an IANA name such as "Europe/London"'
        )
    return None


def nation_problem(nation: str | None) -> Problem | None:
    """What is wrong with a nation's name, if anything is."""
    if nation is None or nation in NATIONS:
        return None
    return Problem(
        problem=f"{nation!r} is not a nation whose bank holidays are known",
        remedy=f"write one of {', '.join(NATIONS)}, or leave it out and add the days yourself",
    )


def overlaps(terms: tuple[Term, ...]) -> Iterator[Problem]:
    """One problem for each pair of neighbouring terms that share a day or stand in the wrong order."""
    for earlier, later in pairwise(terms):
        if earlier.last >= later.first:
            yield Problem(
                problem=f"{later.name} begins on {_said(later.first)}, but {earlier.name} before it lasts until {_said(earlier.last)}",
                remedy="put terms in order, each beginning after the one before has ended",
            )


def _said(day: date) -> str:
    """Such as "4 January 2027"."""
    return f"{day.day} {day:%B %Y}"
