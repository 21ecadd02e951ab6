"""Calendars and programmes as they are kept, in the words of a set-up document, and read back."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast

from bot.charter.programmes import read_programme, write_programme
from bot.domain.people import TrustId
from bot.domain.programme import Programme
from scheduler.calendars import read_calendar, write_calendar
from scheduler.faults import CalendarError, Fault
from scheduler.model import OwnCalendar, SchoolCalendar
from scheduler.own_calendars import read_own_calendar, write_own_calendar
from scheduler.tables import Table

REMEMBERED = 4096
"""Calendars and programmes kept as values: reading one takes longer than fetching its row."""


@lru_cache(REMEMBERED)
def calendar_table(calendar: SchoolCalendar) -> Mapping[str, Any]:
    """The calendar as it is kept, not to be changed. Raises ValueError if it could not be read again."""
    return _kept(write_calendar(calendar), lambda text: kept_calendar(text) == calendar, what="the calendar")


@lru_cache(REMEMBERED)
def own_table(own: OwnCalendar) -> Mapping[str, Any]:
    """What a school has of its own, as it is kept, not to be changed. Raises ValueError if it could not be read again."""
    return _kept(write_own_calendar(own), lambda text: kept_own(text) == own, what="a school's own calendar")


def programme_table(value: Programme) -> Mapping[str, Any]:
    """The programme as it is kept. Raises ValueError if it could not be read again."""
    return _kept(
        write_programme(value),
        lambda text: kept_programme(text, value.trust) == value,
        what=f"programme {value.id}",
    )


@lru_cache(REMEMBERED)
def kept_calendar(text: str) -> SchoolCalendar:
    """The calendar that a column holds."""
    return read_calendar(json.loads(text), where="the kept calendar")


@lru_cache(REMEMBERED)
def kept_own(text: str) -> OwnCalendar:
    """What a school has of its own, from its column."""
    return read_own_calendar(json.loads(text), where="what a school keeps of its own")


@lru_cache(REMEMBERED)
def kept_programme(text: str, of: str) -> Programme:
    """The programme that a column holds, of that trust."""
    faults: list[Fault] = []
    made = read_programme(
        Table(json.loads(text), where="the kept programme", faults=faults), trust=TrustId(of)
    )
    if made is None or faults:
        raise CalendarError(faults)
    return made


def _kept(table: Mapping[str, Any], same: Callable[[str], bool], *, what: str) -> Mapping[str, Any]:
    text = json.dumps(table, default=_plain)
    if not same(text):
        raise ValueError(f"{what} would read back as something else: keep to what a set-up document can say")
    return cast("Mapping[str, Any]", json.loads(text))


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be kept")
