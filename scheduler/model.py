"""The nouns of WHEN, all importable from here: a school's year, how something recurs, one occurrence of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.inheriting import CalendarPart, OwnCalendar, inherit
from scheduler.recurrence import InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Recurrence, Weekly
from scheduler.school_calendar import (
    MONDAY_TO_FRIDAY,
    NATIONS,
    BankHoliday,
    BankHolidayOverrides,
    Closure,
    ClosureReason,
    Nation,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
    monday_of,
)

__all__ = [
    "MONDAY_TO_FRIDAY",
    "NATIONS",
    "BankHoliday",
    "BankHolidayOverrides",
    "BusyRule",
    "BusyWeek",
    "CalendarPart",
    "ClosedDay",
    "ClosedDayRule",
    "Closure",
    "ClosureReason",
    "InTerm",
    "InWeekOfTerm",
    "LeftOut",
    "Nation",
    "Occurrence",
    "OnDates",
    "OnDemand",
    "OwnCalendar",
    "Part",
    "PressureWeek",
    "Recurrence",
    "SchoolCalendar",
    "Term",
    "Weekday",
    "Weekly",
    "inherit",
    "monday_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """Why a day is closed: the reason, and the name people know it by."""

    reason: ClosureReason
    name: str

    def __str__(self) -> str:
        """For a preview or a ledger, such as "Easter Monday (bank holiday)"; "Summer half-term" and "After Summer 2027" say it already."""
        said = "INSET" if self.reason is ClosureReason.INSET else self.reason.replace("-", " ")
        told = said.casefold() in self.name.casefold().replace("-", " ")
        if told or self.reason is ClosureReason.OUT_OF_TERM:
            return self.name
        # "Boxing Day (substitute day)" has its brackets already.
        return f"{self.name[:-1]}, {said})" if self.name.endswith(")") else f"{self.name} ({said})"


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyWeek:
    """What people are busy with in a week, and how much it weighs together."""

    weight: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        """For a preview, such as "a busy week (annual reviews, autumn census)"."""
        return f"a busy week ({', '.join(self.names)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyRule:
    """From which weight of its week on an occurrence moves to the week's last school day, or is left out; None: never."""

    moves_from: int | None = None
    skips_from: int | None = None

    def skips(self, week: BusyWeek) -> bool:
        """Whether nothing comes in such a week."""
        return self.skips_from is not None and week.weight >= self.skips_from

    def moves(self, week: BusyWeek) -> bool:
        """Whether what comes in such a week comes at its end."""
        return self.moves_from is not None and week.weight >= self.moves_from and not self.skips(week)


class ClosedDayRule(StrEnum):
    """What to do with an occurrence on a closed day. `IGNORE` sends anyway: for demonstrations."""

    SKIP = "skip"
    NEXT = "next"
    PREVIOUS = "previous"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Why an occurrence is skipped: its own day is closed, and (`no_room`) there was none to move it to."""

    closed: ClosedDay
    no_room: bool = False

    def __str__(self) -> str:
        """For a preview or a ledger, such as "Training (inset), with no school day to move it to"."""
        return f"{self.closed}, with no school day to move it to" if self.no_room else str(self.closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One date of a recurrence. `key` is the local date it was meant for, and stays when it is moved or re-timed.

    `falls_on` is the local day it is planned for and `due_at` the instant, in UTC. A skipped one keeps the day
    and instant it would have had. `moved_because` and `moved_for` say what moved it: a closed day, a busy week, or both.
    """

    key: date
    falls_on: date
    due_at: datetime
    skipped: LeftOut | None = None
    moved_because: ClosedDay | None = None
    moved_for: BusyWeek | None = None

    def __post_init__(self) -> None:
        if self.due_at.utcoffset() != timedelta(0):
            raise ValueError(f"due_at must be aware and in UTC, and is {self.due_at!r}")

    @property
    def moved_from(self) -> date | None:
        """The date it was moved away from, or None when it stayed."""
        return self.key if self.moved_because or self.moved_for else None
