"""The heat map: how stretched a school's SENCo and its leader are in each week of a school year, side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from scheduler.model import PressureWeek, SchoolCalendar, Term, monday_of
from scheduler.planning import why_closed

SENCO, LEADER = "SENCo", "School leader"
ROWS = (SENCO, LEADER)
"""Whose week it is. A point of anybody else's, such as "Everyone", counts for both."""

STANDARD = (
    "Annual reviews",
    "School census",
    "Assessment",
    "Performance management",
    "Reports to parents",
    "Moderation",
    "Inspection window",
)
"""The points that are offered; people may write others."""

AUGUST = 8
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatWeek:
    """One week with school days, by its Monday: what weighs on each row, and how much in all (0 for nothing)."""

    week: date
    points: Mapping[str, tuple[PressureWeek, ...]]

    def total(self, row: str) -> int:
        """How much weighs on that row in this week."""
        return sum(point.weight for point in self.points[row])

    @property
    def meets(self) -> bool:
        """Whether both are stretched."""
        return all(self.total(row) for row in ROWS)

    @property
    def together(self) -> int:
        """What a programme goes by: each point once, also one that counts for both."""
        return sum(point.weight for point in {id(p): p for row in ROWS for p in self.points[row]}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTerm:
    """A term's weeks: one run of them, or one on each side of the half-term break."""

    name: str
    halves: tuple[tuple[HeatWeek, ...], ...]

    @property
    def weeks(self) -> tuple[HeatWeek, ...]:
        """All of them, in order."""
        return tuple(week for half in self.halves for week in half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that weighs on somebody, from the week of `first` to that of `last`; `own` if a school may take it out."""

    name: str
    whose: str
    weight: int
    first: date
    last: date
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """A school year's weeks by term; `year` is the calendar year in which it begins. Weeks out of term are not in it."""

    year: int
    terms: tuple[HeatTerm, ...]

    @property
    def weeks(self) -> tuple[HeatWeek, ...]:
        """Every week with school days, in order."""
        return tuple(week for term in self.terms for week in term.weeks)

    @property
    def charted(self) -> bool:
        """Whether anything at all weighs on anybody."""
        return any(week.total(row) for week in self.weeks for row in ROWS)

    @property
    def meeting(self) -> tuple[HeatWeek, ...]:
        """The weeks in which both are stretched."""
        return tuple(week for week in self.weeks if week.meets)


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of that day begins; it begins on 1 August."""
    return day.year - (day.month < AUGUST)


def rows_of(whose: str) -> tuple[str, ...]:
    """The rows that a point counts for."""
    return (whose,) if whose in ROWS else ROWS


def heat_map_of(calendar: SchoolCalendar, *, year: int) -> HeatMap:
    """The heat map of the school year that begins in August of `year`."""
    begins, ends = date(year, AUGUST, 1), date(year + 1, AUGUST, 1) - timedelta(days=1)
    terms = [term for term in calendar.terms if begins <= term.first <= ends] or _no_terms(calendar, year)
    return HeatMap(year=year, terms=tuple(filter(_any_weeks, (_term(each, calendar) for each in terms))))


def runs(
    points: Iterable[PressureWeek], *, weeks: Sequence[date], own: Iterable[PressureWeek] | None = None
) -> tuple[Point, ...]:
    """The points as people charted them: the same one in week after week of school is one, earliest first.

    `weeks` are the Mondays with school days; `own`, if given, are those that a school may take out.
    """
    mine = None if own is None else set(own)
    at = {week: number for number, week in enumerate(weeks)}
    inside = {(_kind(point, mine), at[point.week]) for point in points if point.week in at}
    found = []
    for kind, same in groupby(sorted(inside), key=itemgetter(0)):
        numbers = [number for _, number in same]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
            held = [weeks[number] for _, number in run]
            whose, name, weight, is_own = kind
            point = Point(name=name, whose=whose, weight=weight, first=held[0], last=held[-1], own=is_own)
            found.append(point)
    return tuple(sorted(found, key=lambda point: (point.first, point.name)))


def charted(
    points: tuple[PressureWeek, ...], point: Point, *, weeks: Sequence[date]
) -> tuple[PressureWeek, ...]:
    """The points with that one in each week of school from its first to its last, in place of one of the same name."""
    new = [
        PressureWeek(week=week, weight=point.weight, name=point.name, whose=point.whose)
        for week in weeks
        if point.first <= week <= point.last
    ]
    there = {(each.week, each.name, each.whose) for each in new}
    kept = [each for each in points if (each.week, each.name, each.whose) not in there]
    return _in_order([*kept, *new])


def taken_out(points: tuple[PressureWeek, ...], point: Point) -> tuple[PressureWeek, ...]:
    """The points without that one."""
    return tuple(
        each
        for each in points
        if (each.name, each.whose, each.weight) != (point.name, point.whose, point.weight)
        or not point.first <= each.week <= point.last
    )


def _in_order(points: Iterable[PressureWeek]) -> tuple[PressureWeek, ...]:
    return tuple(sorted(points, key=lambda each: (each.week, each.whose, each.name)))


def _kind(point: PressureWeek, own: set[PressureWeek] | None) -> tuple[str, str, int, bool]:
    return (point.whose, point.name, point.weight, own is None or point in own)


def _no_terms(calendar: SchoolCalendar, year: int) -> list[Term]:
    """A calendar without any terms is one long one; one that has none in this year has no weeks in it."""
    if calendar.terms:
        return []
    whole = Term(
        name=f"School year {year}/{(year + 1) % 100:02}", first=date(year, 9, 1), last=date(year + 1, 7, 31)
    )
    return [whole]


def _any_weeks(term: HeatTerm) -> bool:
    return bool(term.weeks)


def _term(term: Term, calendar: SchoolCalendar) -> HeatTerm:
    seen: set[date] = set()
    halves = []
    for first, last in term.halves:
        mondays = sorted({monday_of(day) for day in _school_days(calendar, first, last)} - seen)
        seen.update(mondays)
        halves.append(tuple(_week(monday, calendar) for monday in mondays))
    return HeatTerm(name=term.name, halves=tuple(half for half in halves if half))


def _school_days(calendar: SchoolCalendar, first: date, last: date) -> Iterator[date]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if why_closed(day, calendar) is None)


def _week(monday: date, calendar: SchoolCalendar) -> HeatWeek:
    here = [point for point in calendar.pressure_weeks if point.week == monday]
    return HeatWeek(
        week=monday,
        points={row: tuple(point for point in here if row in rows_of(point.whose)) for row in ROWS},
    )
