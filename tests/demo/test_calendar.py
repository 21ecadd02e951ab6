"""The demonstration's school year: the trust's, inherited by its schools, one of which has days of its own."""

from datetime import UTC, datetime

import pytest

from bot.demo.year import MILLBROOK, TRUSTS, demonstration_charter
from scheduler.model import Weekday

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", TRUSTS)
def test_every_school_takes_the_trusts_calendar(name: str) -> None:
    charter = demonstration_charter(name, now=NOW)
    assert charter.trust.calendar
    assert len(charter.trust.calendar.terms) == 9
    for school in charter.schools:
        assert school.own is not None
        assert school.calendar.terms == charter.trust.calendar.terms
        assert school.calendar.pressure_weeks == charter.trust.calendar.pressure_weeks


def test_one_school_has_days_of_its_own_on_which_nothing_would_have_been_asked() -> None:
    charter = demonstration_charter("ashgrove.toml", now=NOW)
    own = {school.id: school.own.closures for school in charter.schools if school.own}
    assert [school for school, days in own.items() if days] == [MILLBROOK]
    assert {Weekday.of(day.first) for day in own[MILLBROOK]} == {Weekday.FRIDAY}
    calendar = next(school.calendar for school in charter.schools if school.id == MILLBROOK)
    assert set(own[MILLBROOK]) < set(calendar.closures)
