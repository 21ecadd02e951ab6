"""Where in the school year a day is, and how stretched people are in its week."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from scheduler.model import SchoolCalendar, Term, monday_of

AUGUST, MAY = 8, 5
LATEST_SPRING = (3, 20)
"""No summer term begins before this month and day, and no spring term after it."""
WEEK = timedelta(weeks=1)
YEAR_START = timedelta(weeks=2)
YEAR_END = timedelta(weeks=3)


def season_of(day: date, calendar: SchoolCalendar) -> frozenset[str]:
    """Which seasons `day` is in: any of "year-start", "year-end", "term-start", "term-end"; none outside terms.

    The first and the last week of autumn, spring and summer have names of their own, such as "spring-start": of the
    whole third of the year, which some schools count as two terms. Autumn begins with "year-start" and has no other.

    The year starts for two weeks with the first term that begins in August or later, and ends in the last three
    weeks of the year's last term, if that term runs into the summer (half a calendar has no end of year yet).
    """
    return frozenset(
        name
        for term in calendar.terms
        if term.first <= day <= term.last
        for name in _seasons(day, term, calendar)
    )


def pressure(day: date, calendar: SchoolCalendar) -> int:
    """How stretched people are in the week of `day`: the weights of its pressure weeks together, 0 for none."""
    monday = monday_of(day)
    return sum(busy.weight for busy in calendar.pressure_weeks if busy.week == monday)


def _seasons(day: date, term: Term, calendar: SchoolCalendar) -> Iterator[str]:
    if day < term.first + WEEK:
        yield "term-start"
    if day > term.last - WEEK:
        yield "term-end"
    yield from _thirds(day, term, calendar)
    first, last = _ends_of_year(term, calendar)
    if term is first and first.first.month >= AUGUST and day < term.first + YEAR_START:
        yield "year-start"
    if term is last and MAY <= last.last.month <= AUGUST and day > term.last - YEAR_END:
        yield "year-end"


def _thirds(day: date, term: Term, calendar: SchoolCalendar) -> Iterator[str]:
    year, third = _year_of(term), _third(term)
    same = [each for each in calendar.terms if (_year_of(each), _third(each)) == (year, third)]
    if third != "autumn" and day < same[0].first + WEEK:
        yield f"{third}-start"
    if day > same[-1].last - WEEK:
        yield f"{third}-end"


def _third(term: Term) -> str:
    """In which third of the school year the term begins."""
    if term.first.month >= AUGUST:
        return "autumn"
    return "spring" if (term.first.month, term.first.day) < LATEST_SPRING else "summer"


def _ends_of_year(term: Term, calendar: SchoolCalendar) -> tuple[Term, Term]:
    for _, terms in groupby(calendar.terms, key=_year_of):
        year = list(terms)
        if term in year:
            return year[0], year[-1]
    return term, term


def _year_of(term: Term) -> int:
    """The calendar year in which the term's school year began; it begins on 1 August."""
    return term.first.year - (term.first.month < AUGUST)
