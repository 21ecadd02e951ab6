"""School calendars in and out of TOML tables, and each nation's bank holidays."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
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
from scheduler.school_calendar import (
    MONDAY_TO_FRIDAY,
    Nation,
    SchoolCalendar,
    nation_problem,
    zone_problem,
)
from scheduler.tables import Table

__all__ = ["CalendarError", "Fault", "bank_holidays", "load_calendar", "read_calendar", "write_calendar"]

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
    school_days = read_school_days(whole) if whole.has("school_days") else MONDAY_TO_FRIDAY
    terms = read_terms(whole)
    closures = read_closures(whole)
    pressure_weeks = read_pressure_weeks(whole)
    overrides = read_bank_holidays(whole)
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
    table: dict[str, object] = {
        "zone": calendar.zone,
        "school_days": write_school_days(calendar.school_days),
        "bank_holidays": write_bank_holidays(calendar.bank_holiday_overrides),
        "terms": write_terms(calendar.terms),
        "closures": write_closures(calendar.closures),
        "pressure_weeks": write_pressure_weeks(calendar.pressure_weeks),
    }
    return table | ({"nation": calendar.nation} if calendar.nation else {})
