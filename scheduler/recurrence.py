"""How something recurs: every so many weeks, at a place in the term, on named dates, or only when asked."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from scheduler.faults import Problem, refuse
from scheduler.school_calendar import Weekday

WEEKS_IN_A_YEAR = 53


def _not_local(at: time) -> Problem | None:
    if at.tzinfo is None:
        return None
    return Problem(
        problem=f"the time {at} carries a zone of its own",
        remedy="give the plain time of day; the school's calendar says in which zone",
    )


def _not_counted(number: int, what: str) -> Problem | None:
    if 1 <= abs(number) <= WEEKS_IN_A_YEAR:
        return None
    return Problem(
        problem=f"{what} is {number}",
        remedy=f"count from 1 to {WEEKS_IN_A_YEAR}, or backwards from -1 for the last",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """On a weekday of every nth week. `at` is local; for n > 1 weeks count from the ISO week of `anchored`."""

    weekday: Weekday
    at: time
    every: int = 1
    anchored: date | None = None

    def __post_init__(self) -> None:
        not_weeks = adrift = None
        if not 1 <= self.every <= WEEKS_IN_A_YEAR:
            not_weeks = Problem(
                problem=f"every is {self.every} weeks", remedy=f"write 1 to {WEEKS_IN_A_YEAR}"
            )
        if self.every > 1 and self.anchored is None:
            adrift = Problem(
                problem=f"every {self.every} weeks does not say which weeks",
                remedy="give `anchored`, any date in a week that counts",
            )
        refuse(_not_local(self.at), not_weeks, adrift)


class Part(StrEnum):
    """The stretch of the school year in which weekdays are counted."""

    HALF_TERM = "half-term"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class InTerm:
    """On the nth such weekday of each half-term or term: 1 for the first, -1 for the last. `at` is local."""

    weekday: Weekday
    at: time
    nth: int = 1
    of: Part = Part.HALF_TERM

    def __post_init__(self) -> None:
        refuse(_not_local(self.at), _not_counted(self.nth, "nth"))


@dataclass(frozen=True, slots=True, kw_only=True)
class InWeekOfTerm:
    """On a weekday in the nth calendar week of each term: 1 for the week it begins in, -1 for the one it ends in.

    In a term that begins on a Wednesday, Monday of week 1 comes before the term: the closed-day rule decides.
    """

    weekday: Weekday
    at: time
    week: int = 1

    def __post_init__(self) -> None:
        refuse(_not_local(self.at), _not_counted(self.week, "week"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDates:
    """On these local dates and no others. `at` is local."""

    dates: frozenset[date]
    at: time

    def __post_init__(self) -> None:
        refuse(_not_local(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDemand:
    """Never by itself: somebody asks for it."""


Recurrence = Weekly | InTerm | InWeekOfTerm | OnDates | OnDemand
