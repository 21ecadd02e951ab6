"""School calendars in and out of TOML tables, and each nation's bank holidays."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast

from scheduler.faults import CalendarError, Fault, Problem
from scheduler.school_calendar import (
    ENTERED_REASONS,
    MONDAY_TO_FRIDAY,
    BankHoliday,
    BankHolidayOverrides,
    Closure,
    ClosureReason,
    Nation,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
    nation_problem,
    overlaps,
    zone_problem,
)
from scheduler.tables import Table

__all__ = ["CalendarError", "Fault", "bank_holidays", "load_calendar", "read_calendar", "write_calendar"]

Made = TypeVar("Made")
SUBDIVISIONS: Mapping[Nation, str] = {
    "England": "ENG",
    "Wales": "WLS",
    "Scotland": "SCT",
    "Northern Ireland": "NIR",
}


@cache
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """The bank holidays of a nation in a calendar year, by day, substitute days included.

    Source: the `holidays` library. A royal day announced after its release is missing: that is what a calendar's
    overrides are for.
    """
    import holidays  # noqa: PLC0415 -- a fifth of a second, which only those who name a nation should pay

    named = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year)
    return MappingProxyType(
        {day: name.replace("(observed)", "(substitute day)") for day, name in named.items()}
    )


def load_calendar(path: Path) -> SchoolCalendar:
    """The calendar in a TOML file; CalendarError with every fault when it cannot be read or makes no sense."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        problem, remedy = f"the file cannot be read ({error.strerror})", "check the path and who may read it"
    except UnicodeDecodeError:
        problem, remedy = "the file is not UTF-8 text", "save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        problem, remedy = (
            f"the file is not TOML ({error})",
            "correct that line; text goes in quotes, dates do not",
        )
    else:
        return read_calendar(table, where=str(path))
    raise CalendarError([Fault(where=str(path), problem=problem, remedy=remedy)])


def read_calendar(table: Mapping[str, object], *, where: str) -> SchoolCalendar:
    """The calendar that a table describes; CalendarError with every fault, each placed by `where`, otherwise.

    Terms may stand in any order. Dates may be TOML dates or texts such as "2026-09-01", as JSON has them.
    """
    faults: list[Fault] = []
    whole = Table(table, where=where, faults=faults)
    zone = whole.text("zone")
    nation = whole.text("nation") if whole.has("nation") else None
    whole.note(zone_problem(zone) if zone else None, nation_problem(nation))
    school_days = _school_days(whole)
    terms = tuple(sorted(_made(_term(each) for each in whole.tables("terms")), key=lambda term: term.first))
    whole.note(*overlaps(terms))
    closures = _made(_closure(each) for each in whole.tables("closures"))
    pressure_weeks = _made(_pressure_week(each) for each in whole.tables("pressure_weeks"))
    overrides = _overrides(whole.table("bank_holidays"))
    whole.refuse_unknown()
    if faults or zone is None:
        raise CalendarError(faults)
    return SchoolCalendar(
        zone=zone,
        terms=terms,
        closures=closures,
        pressure_weeks=pressure_weeks,
        nation=cast("Nation | None", nation),
        bank_holiday_overrides=overrides,
        school_days=school_days,
    )


def write_calendar(calendar: SchoolCalendar) -> dict[str, object]:
    """The table that `read_calendar` reads back as the same calendar: texts, whole numbers, dates and lists only."""
    overrides = calendar.bank_holiday_overrides
    table: dict[str, object] = {
        "zone": calendar.zone,
        "school_days": [str(day) for day in Weekday if day in calendar.school_days],
        "bank_holidays": {
            "added": [{"day": holiday.day, "name": holiday.name} for holiday in overrides.added],
            "removed": sorted(overrides.removed),
        },
        "terms": [_term_table(term) for term in calendar.terms],
        "closures": [
            {
                "first": closure.first,
                "last": closure.last,
                "reason": str(closure.reason),
                "name": closure.name,
            }
            for closure in calendar.closures
        ],
        "pressure_weeks": [
            {"week": busy.week, "weight": busy.weight, "name": busy.name, "whose": busy.whose}
            for busy in calendar.pressure_weeks
        ],
    }
    return table | ({"nation": calendar.nation} if calendar.nation else {})


def _term_table(term: Term) -> dict[str, object]:
    table: dict[str, object] = {"name": term.name, "first": term.first, "last": term.last}
    if term.half_term:
        table["half_term"] = {"first": term.half_term[0], "last": term.half_term[1]}
    return table


def _made(each: Iterable[Made | None]) -> tuple[Made, ...]:
    return tuple(made for made in each if made is not None)


def _school_days(whole: Table) -> frozenset[Weekday]:
    if not whole.has("school_days"):
        return MONDAY_TO_FRIDAY
    named = list(whole.words("school_days", among=Weekday))
    if not named:
        whole.note(
            Problem(problem="school_days names no day", remedy="name at least one, or take school_days out")
        )
    return frozenset(Weekday(day) for day in named)


def _term(table: Table) -> Term | None:
    name, first, last = table.text("name"), table.day("first"), table.day("last")
    half_term = _half_term(table.table("half_term"))
    table.refuse_unknown()
    if name is None or first is None or last is None:
        return None
    return table.build(lambda: Term(name=name, first=first, last=last, half_term=half_term))


def _half_term(table: Table | None) -> tuple[date, date] | None:
    if table is None:
        return None
    first, last = table.day("first"), table.day("last")
    table.refuse_unknown()
    return (first, last) if first and last else None


def _closure(table: Table) -> Closure | None:
    name, first = table.text("name"), table.day("first")
    last = table.day("last") if table.has("last") else first
    reason = table.word("reason", among=ENTERED_REASONS)
    table.refuse_unknown()
    if name is None or first is None or last is None or reason is None:
        return None
    return table.build(lambda: Closure(first=first, last=last, reason=ClosureReason(reason), name=name))


def _pressure_week(table: Table) -> PressureWeek | None:
    name, whose, week, weight = (
        table.text("name"),
        table.text("whose"),
        table.day("week"),
        table.number("weight"),
    )
    table.refuse_unknown()
    if name is None or whose is None or week is None or weight is None:
        return None
    return table.build(lambda: PressureWeek(week=week, weight=weight, name=name, whose=whose))


def _overrides(table: Table | None) -> BankHolidayOverrides:
    if table is None:
        return BankHolidayOverrides()
    added = _made(_bank_holiday(each) for each in table.tables("added"))
    removed = frozenset(table.days("removed"))
    table.refuse_unknown()
    return BankHolidayOverrides(added=added, removed=removed)


def _bank_holiday(table: Table) -> BankHoliday | None:
    name, day = table.text("name"), table.day("day")
    table.refuse_unknown()
    return BankHoliday(day=day, name=name) if day and name else None
