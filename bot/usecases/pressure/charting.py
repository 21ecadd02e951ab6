"""What charting a point does to a set-up, and what is wrong with a point that cannot be charted."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from bot.charter.fingerprint import fingerprint
from bot.domain.charter import Charter
from bot.domain.inheritance import with_own_calendar, with_whole_calendar
from bot.domain.people import School, SchoolId
from bot.domain.pressure import ROWS, Point, charted, heat_map_of, school_year_of, taken_out
from bot.ports.directory import Edit
from bot.usecases.changing import ChangedMeanwhile
from bot.usecases.permission import NotFound
from bot.wording import pressure as wording
from scheduler.model import PressureWeek, SchoolCalendar

LONGEST_NAME = 60
SENSIBLE = range(2000, 2200)
"""Years that a school can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charting:
    """What somebody wants to do about a point on a row; `seen` is what that row was when they looked."""

    school: SchoolId
    point: Point
    seen: str


def faults_of(point: Point, calendar: SchoolCalendar, *, rows: Collection[str] = ROWS) -> dict[str, str]:
    """What is wrong with it, by the name of the field; it may go on one of these rows."""
    day = next((day for day in (point.first, point.last) if day.year in SENSIBLE), None)
    years = years_of(calendar, day) if day else ()
    weeks = [week.week for year in years for week in heat_map_of(calendar, year=year).weeks]
    faults = {}
    if point.whose not in rows:
        faults["whose"] = wording.whose_row()
    if not point.name:
        faults["name"] = wording.name_it()
    elif len(point.name) > LONGEST_NAME:
        faults["name"] = wording.shorter(LONGEST_NAME)
    if point.first not in weeks:
        faults["first"] = wording.choose_a_week()
    if point.last not in weeks:
        faults["last"] = wording.choose_a_week()
    elif point.last < point.first:
        faults["last"] = wording.ends_before_it_begins()
    elif point.first in weeks and school_year_of(point.first) != school_year_of(point.last):
        faults["last"] = wording.one_year()
    if point.weight not in (1, 2, 3):
        faults["weight"] = wording.how_heavy()
    return faults


def to_chart(wanted: Charting) -> Edit:
    """The point is on its row in each week of school."""
    point = wanted.point

    def edited(charter: Charter, here: School) -> tuple[PressureWeek, ...]:
        weeks = heat_map_of(here.calendar, year=school_year_of(point.first)).weeks
        return charted(own_points(charter, here), point, weeks=[week.week for week in weeks])

    return _edit(wanted, edited)


def to_take_out(wanted: Charting) -> Edit:
    """The point is gone."""
    return _edit(wanted, lambda charter, here: taken_out(own_points(charter, here), wanted.point))


def _edit(wanted: Charting, points: Callable[[Charter, School], tuple[PressureWeek, ...]]) -> Edit:
    """The school has these points of its own; what is so already stays, whoever has looked when."""

    def edit(charter: Charter) -> Charter:
        here = school_of(charter, wanted.school)
        new = points(charter, here)
        if frozenset(new) == frozenset(own_points(charter, here)):
            return charter
        if wanted.seen != mark_of(charter, here, wanted.point.whose):
            raise ChangedMeanwhile(wording.changed_meanwhile())
        return _with(charter, here, new)

    return edit


def _with(charter: Charter, here: School, points: tuple[PressureWeek, ...]) -> Charter:
    if here.own is not None and charter.trust.calendar is not None:
        own = replace(here.own, pressure_weeks=points)
        return with_own_calendar(charter, school=here.id, own=own)
    calendar = replace(here.calendar, pressure_weeks=points)
    return with_whole_calendar(charter, school=here.id, calendar=calendar)


def own_points(charter: Charter, here: School) -> tuple[PressureWeek, ...]:
    """What the school may take out: all, unless some are its trust's."""
    inherits = here.own is not None and charter.trust.calendar is not None
    return here.own.pressure_weeks if inherits and here.own else here.calendar.pressure_weeks


def mark_of(charter: Charter, here: School, row: str) -> str:
    """What that row's own points are, so that the two need not wait for each other."""
    return fingerprint(frozenset(point for point in own_points(charter, here) if point.whose == row))


def school_of(charter: Charter, school: SchoolId) -> School:
    """That school. Raises NotFound."""
    found = next((each for each in charter.schools if each.id == school), None)
    if found is None:
        raise NotFound("There is no such school here.")
    return found


def years_of(calendar: SchoolCalendar, today: date) -> tuple[int, ...]:
    """The school years of its terms; without any, the one that is now."""
    return tuple(sorted({school_year_of(term.first) for term in calendar.terms})) or (school_year_of(today),)


def nearest_year(years: Collection[int], today: date) -> int:
    """This school year, or the nearest of those that the calendar knows."""
    return min(years, key=lambda year: (abs(year - school_year_of(today)), year))
