"""What was typed into a form of the calendar, made into entries; every fault is told beside its field."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.wording import calendars as wording
from scheduler.model import (
    NATIONS,
    BankHoliday,
    CalendarPart,
    Closure,
    ClosureReason,
    Nation,
    Term,
    Weekday,
)
from scheduler.school_calendar import zone_problem
from scheduler.tables import CONTROL, FIRST_YEAR, LAST_YEAR

LONGEST = 80
MOST_DAYS = 400
KINDS = (
    ClosureReason.INSET,
    ClosureReason.OCCASIONAL,
    ClosureReason.HOLIDAY,
    ClosureReason.HALF_TERM,
)
"""What people enter; a bank holiday has a form of its own."""

WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(slots=True)
class Typed:
    """The fields of one form as they were typed, and their faults by the name of the field."""

    given: Mapping[str, str]
    ticked: Mapping[str, Collection[str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def term(self) -> Term | None:
        """A term; None where there is a fault."""
        name, days = self._name("name"), self._days("first", "last")
        begins, ends = self._day("break_first", needed=False), self._day("break_last", needed=False)
        pause = (begins, ends) if begins and ends else None
        if (begins is None) != (ends is None) and not {"break_first", "break_last"} & self.faults.keys():
            self.faults["break_first" if begins is None else "break_last"] = wording.half_a_break()
        if pause and pause[1] < pause[0]:
            self.faults["break_last"] = wording.backwards()
        elif pause and days and not days[0] < pause[0] <= pause[1] < days[1]:
            self.faults["break_first"] = wording.break_outside()
        if self.faults or name is None or days is None:
            return None
        return Term(name=name, first=days[0], last=days[1], half_term=pause)

    def closure(self) -> Closure | None:
        """Closed days; None where there is a fault."""
        name, days = self._name("name"), self._days("first", "last", same=True)
        kind = self.given.get("kind", "")
        if kind not in KINDS:
            self.faults["kind"] = wording.no_such_choice()
        if self.faults or name is None or days is None:
            return None
        return Closure(first=days[0], last=days[1], reason=ClosureReason(kind), name=name)

    def bank_holiday(self) -> BankHoliday | None:
        """A bank holiday; None where there is a fault."""
        name, day = self._name("name"), self._day("first")
        return BankHoliday(day=day, name=name) if day and name else None

    def nation(self) -> Nation | None:
        """One of the four nations, or None where none was chosen."""
        said = self.given.get("nation", "")
        found = next((nation for nation in NATIONS if nation == said), None)
        if said and found is None:
            self.faults["nation"] = wording.no_such_choice()
        return found

    def zone(self) -> str | None:
        """A time zone, or None where none was chosen."""
        said = self.given.get("zone", "").strip()
        if said and zone_problem(said):
            self.faults["zone"] = wording.no_such_zone()
        return said or None

    def school_days(self) -> frozenset[Weekday]:
        """The days that were ticked."""
        found = frozenset(day for day in Weekday if day in self.ticked.get("school_days", ()))
        if not found:
            self.faults["school_days"] = wording.no_school_days()
        return found

    def locks(self, name: str) -> frozenset[CalendarPart]:
        """The parts of the calendar that were ticked."""
        return frozenset(part for part in CalendarPart if part in self.ticked.get(name, ()))

    def _name(self, field_: str) -> str | None:
        said = CONTROL.sub(" ", self.given.get(field_, "")).strip()
        if not said:
            self.faults[field_] = wording.no_name()
        elif len(said) > LONGEST:
            self.faults[field_] = wording.too_long(LONGEST)
        else:
            return said
        return None

    def _days(self, first: str, last: str, *, same: bool = False) -> tuple[date, date] | None:
        """From when to when; with `same`, an empty last day is the first."""
        begins = self._day(first)
        ends = self._day(last, needed=not same)
        if same and ends is None and last not in self.faults:
            ends = begins
        if begins is None or ends is None:
            return None
        if ends < begins:
            self.faults[last] = wording.backwards()
        elif ends - begins > timedelta(days=MOST_DAYS):
            self.faults[last] = wording.too_far(MOST_DAYS)
        return begins, ends

    def _day(self, field_: str, *, needed: bool = True) -> date | None:
        said = self.given.get(field_, "").strip()
        day = read_day(said)
        if day is None and (said or needed):
            self.faults[field_] = wording.no_such_day() if said else wording.no_day()
        return day


def read_day(said: str) -> date | None:
    """A date as a browser sends it or as people here write it, such as 2026-09-01 or 1/9/2026; None if it is none."""
    found = WRITTEN.fullmatch(said)
    if found is None:
        return None
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if FIRST_YEAR <= made.year <= LAST_YEAR else None
