"""The schools in which a programme comes on the same dates, together."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.agenda import agenda
from bot.domain.decisive import Setting, Settings
from bot.domain.people import SchoolId
from bot.domain.runs import Run

A_YEAR = timedelta(weeks=52)
A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""
MOST_SETTINGS = 80
"""Calendars that differ whose dates are looked at."""


class SameDates(NamedTuple):
    """These schools have these dates, on their own clocks, in the coming year."""

    schools: tuple[SchoolId, ...]
    dates: tuple[datetime, ...]


class Everywhere(NamedTuple):
    """Every way in which the dates fall, that of most schools first; `unseen` counts schools beyond what is looked at."""

    ways: tuple[SameDates, ...]
    unseen: int


def everywhere(runs: Mapping[SchoolId, Run], *, now: datetime) -> Everywhere:
    """The dates that come, school by school, brought together."""
    settings = Settings(now.date() - A_DAY, now.date() + A_YEAR + A_DAY)
    # By identity: equal settings are one object, and moments take long to hash.
    known: dict[int, list[SchoolId]] = {}
    together: dict[tuple[datetime, ...], list[SchoolId]] = {}
    unseen = 0
    for school, run in runs.items():
        setting = settings.of(run)
        if setting is None or (id(setting) not in known and len(known) >= MOST_SETTINGS):
            unseen += 1
            continue
        if id(setting) not in known:
            known[id(setting)] = together.setdefault(_dates(setting, now), [])
        known[id(setting)].append(school)
    ways = sorted(together.items(), key=lambda way: -len(way[1]))
    return Everywhere(tuple(SameDates(tuple(schools), dates) for dates, schools in ways), unseen)


def _dates(setting: Setting, now: datetime) -> tuple[datetime, ...]:
    zone = ZoneInfo(setting.calendar.zone)
    today = now.astimezone(zone).date()
    found = agenda(setting.programme, setting.calendar, start=today, end=today + A_YEAR)
    return tuple(
        each.occurrence.due_at.astimezone(zone)
        for each in found
        if each.left_out is None and each.occurrence.due_at > now
    )
