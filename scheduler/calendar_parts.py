"""The parts of a calendar in and out of plain tables: terms, closures, bank holidays, weeks under pressure."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from scheduler.faults import Problem
from scheduler.school_calendar import (
    ENTERED_REASONS,
    BankHoliday,
    BankHolidayOverrides,
    Closure,
    ClosureReason,
    PressureWeek,
    Term,
    Weekday,
    overlaps,
)
from scheduler.tables import Table

Made = TypeVar("Made")


def read_school_days(whole: Table) -> frozenset[Weekday]:
    """The weekdays under `school_days`, which are there."""
    named = list(whole.words("school_days", among=Weekday))
    if not named:
        whole.note(
            Problem(problem="school_days names no day", remedy="name at least one, or take school_days out")
        )
    return frozenset(Weekday(day) for day in named)


def read_terms(whole: Table) -> tuple[Term, ...]:
    """The `terms`, by their first day, in whatever order they stand."""
    terms = tuple(sorted(_made(_term(each) for each in whole.tables("terms")), key=lambda term: term.first))
    whole.note(*overlaps(terms))
    return terms


def read_closures(whole: Table) -> tuple[Closure, ...]:
    """The `closures`, in the order they stand."""
    return _made(_closure(each) for each in whole.tables("closures"))


def read_pressure_weeks(whole: Table) -> tuple[PressureWeek, ...]:
    """The `pressure_weeks`, in the order they stand."""
    return _made(_pressure_week(each) for each in whole.tables("pressure_weeks"))


def read_bank_holidays(whole: Table) -> BankHolidayOverrides:
    """What `bank_holidays` adds to the nation's, and takes away."""
    table = whole.table("bank_holidays")
    if table is None:
        return BankHolidayOverrides()
    added = _made(_bank_holiday(each) for each in table.tables("added"))
    removed = frozenset(table.days("removed"))
    table.refuse_unknown()
    return BankHolidayOverrides(added=added, removed=removed)


def write_school_days(days: frozenset[Weekday]) -> list[object]:
    """The weekdays from Monday on."""
    return [str(day) for day in Weekday if day in days]


def write_terms(terms: tuple[Term, ...]) -> list[object]:
    """One table for each term."""
    return [_term_table(term) for term in terms]


def write_closures(closures: tuple[Closure, ...]) -> list[object]:
    """One table for each closure."""
    return [
        {"first": closure.first, "last": closure.last, "reason": str(closure.reason), "name": closure.name}
        for closure in closures
    ]


def write_pressure_weeks(weeks: tuple[PressureWeek, ...]) -> list[object]:
    """One table for each week and person."""
    return [
        {"week": busy.week, "weight": busy.weight, "name": busy.name, "whose": busy.whose} for busy in weeks
    ]


def write_bank_holidays(overrides: BankHolidayOverrides) -> dict[str, object]:
    """The days added and taken away."""
    return {
        "added": [{"day": holiday.day, "name": holiday.name} for holiday in overrides.added],
        "removed": sorted(overrides.removed),
    }


def _made(each: Iterable[Made | None]) -> tuple[Made, ...]:
    return tuple(made for made in each if made is not None)


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


def _term_table(term: Term) -> dict[str, object]:
    table: dict[str, object] = {"name": term.name, "first": term.first, "last": term.last}
    if term.half_term:
        table["half_term"] = {"first": term.half_term[0], "last": term.half_term[1]}
    return table


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


def _bank_holiday(table: Table) -> BankHoliday | None:
    name, day = table.text("name"), table.day("day")
    table.refuse_unknown()
    return BankHoliday(day=day, name=name) if day and name else None
