"""What a school has of its own on top of its trust's calendar, in and out of plain tables."""

from collections.abc import Mapping
from typing import cast

from scheduler.calendar_parts import (
    read_bank_holidays,
    read_closures,
    read_pressure_weeks,
    read_school_days,
    read_terms,
    write_bank_holidays,
    write_closures,
    write_pressure_weeks,
    write_school_days,
    write_terms,
)
from scheduler.faults import CalendarError, Fault
from scheduler.inheriting import OwnCalendar
from scheduler.school_calendar import BankHolidayOverrides, Nation, nation_problem, zone_problem
from scheduler.tables import Table


def read_own_calendar(values: Mapping[str, object], *, where: str) -> OwnCalendar:
    """What the table says is the school's own; CalendarError with every fault otherwise. What it leaves out is inherited."""
    faults: list[Fault] = []
    table = Table(values, where=where, faults=faults)
    zone = table.text("zone") if table.has("zone") else None
    nation = table.text("nation") if table.has("nation") else None
    table.note(zone_problem(zone) if zone else None, nation_problem(nation))
    own = OwnCalendar(
        zone=zone,
        nation=cast("Nation | None", nation),
        school_days=read_school_days(table) if table.has("school_days") else None,
        terms=read_terms(table) if table.has("terms") else None,
        closures=read_closures(table),
        without=frozenset(table.days("without")),
        bank_holidays=read_bank_holidays(table),
        pressure_weeks=read_pressure_weeks(table),
    )
    table.refuse_unknown()
    if faults:
        raise CalendarError(faults)
    return own


def write_own_calendar(own: OwnCalendar) -> dict[str, object]:
    """The table that `read_own_calendar` reads back as the same: texts, whole numbers, dates and lists only."""
    given: dict[str, object | None] = {
        "zone": own.zone,
        "nation": own.nation,
        "school_days": None if own.school_days is None else write_school_days(own.school_days),
        "terms": None if own.terms is None else write_terms(own.terms),
        "closures": write_closures(own.closures) or None,
        "without": sorted(own.without) or None,
        "bank_holidays": (
            write_bank_holidays(own.bank_holidays) if own.bank_holidays != BankHolidayOverrides() else None
        ),
        "pressure_weeks": write_pressure_weeks(own.pressure_weeks) or None,
    }
    return {key: value for key, value in given.items() if value is not None}
