"""The heat map: which weeks it has, what weighs on whom, and how points come and go."""

from dataclasses import replace
from datetime import date

from bot.domain.pressure import (
    LEADER,
    SENCO,
    Point,
    charted,
    heat_map_of,
    runs,
    school_year_of,
    taken_out,
)
from scheduler.model import PressureWeek, SchoolCalendar
from tests import cast

NOTHING = replace(cast.CALENDAR, pressure_weeks=())
REVIEWS = Point(
    name="Annual reviews", whose=SENCO, weight=3, first=date(2026, 10, 19), last=date(2026, 11, 9)
)


def with_points(*points: PressureWeek) -> SchoolCalendar:
    return replace(NOTHING, pressure_weeks=points)


def busy(week: date, whose: str, weight: int = 1, name: str = "Moderation") -> PressureWeek:
    return PressureWeek(week=week, weight=weight, name=name, whose=whose)


def test_a_school_year_begins_in_august() -> None:
    assert [school_year_of(day) for day in (date(2026, 7, 31), date(2026, 8, 1), date(2027, 1, 4))] == [
        2025,
        2026,
        2026,
    ]


def test_weeks_without_a_school_day_are_not_in_it() -> None:
    drawn = heat_map_of(NOTHING, year=2026)
    assert [term.name for term in drawn.terms] == ["Autumn term 2026", "Spring term 2027", "Summer term 2027"]
    mondays = [week.week for week in drawn.weeks]
    assert (mondays[0], mondays[-1]) == (date(2026, 8, 31), date(2027, 7, 19))
    assert date(2026, 10, 26) not in mondays
    assert date(2026, 12, 21) not in mondays
    assert [len(term.halves) for term in drawn.terms] == [2, 2, 2]


def test_a_year_that_is_not_entered_has_no_weeks() -> None:
    assert heat_map_of(NOTHING, year=2030).weeks == ()


def test_a_calendar_without_terms_is_one_long_one() -> None:
    drawn = heat_map_of(SchoolCalendar(zone="Europe/London"), year=2026)
    assert [term.name for term in drawn.terms] == ["School year 2026/27"]
    assert len(drawn.weeks) > 40


def test_each_row_has_its_own_weight_and_they_meet_where_both_have_some() -> None:
    monday, next_monday = date(2026, 11, 9), date(2026, 11, 16)
    drawn = heat_map_of(
        with_points(busy(monday, SENCO, 2), busy(monday, LEADER, 3), busy(next_monday, SENCO)), year=2026
    )
    by_day = {week.week: week for week in drawn.weeks}
    assert (by_day[monday].total(SENCO), by_day[monday].total(LEADER), by_day[monday].together) == (2, 3, 5)
    assert [week.week for week in drawn.meeting] == [monday]
    assert by_day[next_monday].total(LEADER) == 0


def test_a_point_of_everyone_counts_for_both_and_once_together() -> None:
    monday = date(2026, 11, 23)
    week = next(week for week in heat_map_of(cast.CALENDAR, year=2026).weeks if week.week == monday)
    assert (week.total(SENCO), week.total(LEADER), week.together, week.meets) == (2, 2, 2, True)


def test_a_point_is_charted_in_weeks_of_school_and_read_back_as_one() -> None:
    weeks = [week.week for week in heat_map_of(NOTHING, year=2026).weeks]
    points = charted((), REVIEWS, weeks=weeks)
    assert [point.week for point in points] == [date(2026, 10, 19), date(2026, 11, 2), date(2026, 11, 9)]
    assert runs(points, weeks=weeks) == (REVIEWS,)


def test_the_same_point_again_takes_the_place_of_its_weeks_alone() -> None:
    weeks = [week.week for week in heat_map_of(NOTHING, year=2026).weeks]
    points = charted((), REVIEWS, weeks=weeks)
    lighter = replace(REVIEWS, weight=1, first=date(2026, 11, 9), last=date(2026, 11, 9))
    points = charted(points, lighter, weeks=weeks)
    assert [point.weight for point in points] == [3, 3, 1]
    assert charted(points, lighter, weeks=weeks) == points


def test_what_is_taken_out_is_gone_and_nothing_else() -> None:
    weeks = [week.week for week in heat_map_of(NOTHING, year=2026).weeks]
    others = (busy(date(2026, 11, 9), LEADER), busy(date(2026, 11, 9), SENCO))
    assert set(taken_out(charted(others, REVIEWS, weeks=weeks), REVIEWS)) == set(others)


def test_points_of_the_trust_are_told_apart_from_the_schools_own() -> None:
    weeks = [week.week for week in heat_map_of(NOTHING, year=2026).weeks]
    trusts, own = busy(date(2026, 11, 9), SENCO), busy(date(2026, 11, 16), SENCO)
    found = runs((trusts, own), weeks=weeks, own=(own,))
    assert [(point.first, point.own) for point in found] == [
        (date(2026, 11, 9), False),
        (date(2026, 11, 16), True),
    ]
