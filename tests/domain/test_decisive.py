"""What is left of a calendar and a programme for comparing dates gives the same dates, each left out for the same reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda import Dated, agenda
from bot.domain.decisive import Settings
from bot.domain.programme import Programme
from bot.domain.runs import Run
from scheduler.model import (
    ClosedDayRule,
    Closure,
    ClosureReason,
    InTerm,
    InWeekOfTerm,
    OnDates,
    Part,
    PressureWeek,
    Recurrence,
    SchoolCalendar,
    Weekday,
    Weekly,
)
from tests import cast

FIRST, LAST = date(2026, 10, 5), date(2027, 4, 5)
NEAR = st.dates(FIRST - timedelta(days=90), LAST + timedelta(days=90))
HOURS = st.integers(0, 23).map(lambda hour: time(hour, 30))
WEEKDAYS = st.sampled_from(Weekday)


@st.composite
def calendars(draw: st.DrawFn) -> SchoolCalendar:
    """The calendar that all share, with closures and busy weeks of a school's own."""
    closures = tuple(
        Closure(first=day, last=day + timedelta(days=days), reason=ClosureReason.INSET, name=f"Day {number}")
        for number, (day, days) in enumerate(draw(st.lists(st.tuples(NEAR, st.integers(0, 9)), max_size=8)))
    )
    weeks = tuple(
        PressureWeek(week=day - timedelta(days=day.weekday()), weight=weight, name="Census", whose="SENCo")
        for day, weight in draw(st.lists(st.tuples(NEAR, st.integers(1, 3)), max_size=5))
    )
    zone = draw(st.sampled_from(["Europe/London", "America/Santiago"]))
    return replace(cast.CALENDAR, zone=zone, closures=closures, pressure_weeks=weeks)


def recurrences() -> st.SearchStrategy[Recurrence]:
    """Every kind that falls by itself."""
    return st.one_of(
        st.builds(Weekly, weekday=WEEKDAYS, at=HOURS, every=st.integers(1, 3), anchored=st.just(FIRST)),
        st.builds(
            InTerm, weekday=WEEKDAYS, at=HOURS, nth=st.sampled_from([1, 2, -1]), of=st.sampled_from(Part)
        ),
        st.builds(InWeekOfTerm, weekday=WEEKDAYS, at=HOURS, week=st.sampled_from([1, 3, -1])),
        st.builds(OnDates, at=HOURS, dates=st.lists(NEAR, min_size=1, max_size=5, unique=True).map(tuple)),
    )


THRESHOLDS = st.one_of(st.none(), st.integers(1, 4))
PROGRAMMES = st.builds(
    lambda **given: replace(cast.WEEKLY, starts=FIRST - timedelta(days=100), **given),
    recurrence=recurrences(),
    closed_day=st.sampled_from(ClosedDayRule),
    moves_from=THRESHOLDS,
    skips_from=THRESHOLDS,
)


def _run(programme: Programme, calendar: SchoolCalendar) -> Run:
    return Run(calendar=calendar, programme=programme, channels=frozenset())


def _dates(programme: Programme, calendar: SchoolCalendar) -> Sequence[Dated]:
    return agenda(programme, calendar, start=FIRST, end=LAST)


@given(programme=PROGRAMMES, calendar=calendars())
def test_the_dates_of_what_is_left_are_those_of_the_whole(
    programme: Programme, calendar: SchoolCalendar
) -> None:
    setting = Settings(FIRST, LAST).of(_run(programme, calendar))
    assert setting is not None
    assert _dates(setting.programme, setting.calendar) == _dates(programme, calendar)


def test_schools_that_differ_in_what_decides_nothing_share_one_setting() -> None:
    settings = Settings(FIRST, LAST)
    monday = Closure(first=date(2026, 11, 2), last=date(2026, 11, 2), reason=ClosureReason.INSET, name="Ours")
    tuesday = replace(monday, first=date(2026, 11, 3), last=date(2026, 11, 3))
    whole = _run(cast.WEEKLY, cast.CALENDAR)
    on_monday = _run(
        replace(cast.WEEKLY, name="Another", channels=()),
        replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, monday)),
    )
    on_tuesday = _run(cast.WEEKLY, replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, tuesday)))
    assert settings.of(whole) is settings.of(on_monday)
    assert settings.of(whole) is not settings.of(on_tuesday)
    assert settings.of(None) is None
