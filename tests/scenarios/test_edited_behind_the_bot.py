"""An edit moves a date behind the moment until which the programme has been planned."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.delivery import State
from bot.domain.people import School
from bot.domain.programme import ProgrammeId
from bot.usecases.sending.plan_deliveries import plan_deliveries
from scheduler.model import ClosedDayRule, Closure, ClosureReason, Weekday, Weekly
from tests import cast
from tests.fakes.world import DUE, TUESDAY, World, london, world

MONDAY = date(2026, 11, 16)
AT_TWO = Weekly(weekday=Weekday.TUESDAY, at=time(14, 0))
AT_NINE = replace(AT_TWO, at=time(9, 0))
ON_WEDNESDAY = Weekly(weekday=Weekday.WEDNESDAY, at=time(8, 15))
ON_MONDAY = replace(ON_WEDNESDAY, weekday=Weekday.MONDAY)
WEDNESDAY = date(2026, 11, 11)


def _snow(on: date) -> School:
    closure = Closure(first=on, last=on, reason=ClosureReason.OCCASIONAL, name="Snow")
    calendar = replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, closure))
    return replace(cast.OAKFIELD, calendar=calendar)


def _found(here: World) -> list[tuple[date, State]]:
    return [(row.occurrence, row.state) for row in here.rows()]


@pytest.mark.parametrize(("hour", "state"), [(10, State.POSTED), (13, State.MISSED)])
async def test_moved_from_tomorrow_to_this_morning_it_is_late_or_missed(hour: int, state: State) -> None:
    here = await world(cast.weekly(recurrence=ON_WEDNESDAY, closed_day=ClosedDayRule.PREVIOUS))
    await here.tick_at(london(2026, 11, 10, hour, 0))
    await here.change_school(_snow(WEDNESDAY))
    await here.tick_at(london(2026, 11, 10, hour, 1))
    assert _found(here) == [(WEDNESDAY, state)]
    assert here.row(on=WEDNESDAY).due_at == DUE
    await here.tick_at(london(2026, 11, 11, 8, 15))
    assert _found(here) == [(WEDNESDAY, state)]
    assert here.states(cast.MILLBROOK_LEADERS) == [State.POSTED]


async def test_moved_from_today_to_yesterday_it_is_missed_and_says_so() -> None:
    here = await world(cast.weekly(recurrence=ON_WEDNESDAY, closed_day=ClosedDayRule.PREVIOUS))
    await here.tick_at(london(2026, 11, 11, 7, 30))
    await here.change_school(_snow(WEDNESDAY))
    await here.tick_at(london(2026, 11, 11, 7, 31))
    assert _found(here) == [(WEDNESDAY, State.MISSED)]
    assert "It was due on Tuesday 10 November 2026 at 08:15" in (here.row(on=WEDNESDAY).reason or "")


async def test_moved_from_monday_to_before_the_weekend_it_is_missed_and_says_so() -> None:
    here = await world(cast.weekly(recurrence=ON_MONDAY, closed_day=ClosedDayRule.PREVIOUS))
    await here.tick_at(london(2026, 11, 15, 20, 0))
    await here.change_school(_snow(MONDAY))
    await here.tick_at(london(2026, 11, 15, 20, 1))
    assert _found(here) == [(MONDAY, State.MISSED)]
    assert "It was due on Friday 13 November 2026" in (here.row(on=MONDAY).reason or "")


async def test_a_closure_lifted_on_the_day_brings_the_prompt_back_to_that_day() -> None:
    here = await world(cast.weekly(closed_day=ClosedDayRule.NEXT))
    await here.change_school(_snow(TUESDAY))
    await here.tick_at(london(2026, 11, 10, 9, 0))
    assert here.rows() == []
    await here.change_school(cast.OAKFIELD)
    await here.tick_at(london(2026, 11, 10, 9, 1))
    assert _found(here) == [(TUESDAY, State.POSTED)]
    assert here.row().late
    await here.tick_at(london(2026, 11, 11, 8, 15))
    assert _found(here) == [(TUESDAY, State.POSTED)]


@pytest.mark.parametrize(("hour", "state"), [(10, State.POSTED), (13, State.MISSED)])
async def test_a_new_time_that_has_passed_today_is_late_or_missed(hour: int, state: State) -> None:
    here = await world(cast.weekly(recurrence=AT_TWO))
    await here.tick_at(london(2026, 11, 10, hour, 15))
    await here.change(cast.weekly(recurrence=AT_NINE))
    await here.tick_at(london(2026, 11, 10, hour, 16))
    assert _found(here) == [(TUESDAY, state)]
    await here.tick_at(london(2026, 11, 10, 14, 0))
    assert _found(here) == [(TUESDAY, state)]


async def test_an_edit_made_while_the_bot_was_down_is_planned_from_the_day_it_went_down() -> None:
    here = await world(cast.weekly(recurrence=AT_TWO))
    await here.tick_at(london(2026, 11, 10, 10, 15))
    await here.change(cast.weekly(recurrence=AT_NINE))
    await here.tick_at(london(2026, 11, 25, 7, 0))
    assert _found(here) == [
        (TUESDAY, State.MISSED),
        (TUESDAY + timedelta(weeks=1), State.MISSED),
        (TUESDAY + timedelta(weeks=2), State.MISSED),
    ]


async def test_an_edit_during_planning_is_planned_for_by_the_next_tick() -> None:
    here = await world(cast.weekly(recurrence=AT_TWO))
    await here.tick_at(london(2026, 11, 10, 10, 0))
    edited = cast.weekly(recurrence=AT_NINE)

    def edit() -> None:
        here.memory.on.clear()
        here.memory.programmes[edited.id] = edited
        here.memory.editions[edited.id] = 3

    await here.change(cast.weekly(recurrence=AT_TWO, name="Renamed"))
    here.memory.on["plan"] = edit
    here.clock.advance(timedelta(minutes=15))
    await plan_deliveries(here.bot)
    assert here.memory.programmes[edited.id] == edited
    assert here.rows() == []
    await here.tick_at(london(2026, 11, 10, 10, 16))
    assert _found(here) == [(TUESDAY, State.POSTED)]


async def test_an_edit_is_looked_for_once_and_not_at_every_tick() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.change(cast.weekly(name="Renamed"))
    await here.tick_at(DUE + timedelta(minutes=1))
    here.memory.calls.clear()
    await here.tick_at(DUE + timedelta(minutes=2))
    assert "plan" not in here.memory.calls


async def test_a_clock_a_little_ahead_loses_no_edit() -> None:
    here = await world(cast.weekly(recurrence=AT_TWO))
    await here.tick_at(london(2026, 11, 10, 9, 0, 5))
    await here.change(cast.weekly(recurrence=replace(AT_TWO, at=time(9, 0, 3))))
    here.clock.set(london(2026, 11, 10, 9, 0, 1))
    await plan_deliveries(here.bot)
    assert _found(here) == [(TUESDAY, State.DUE)]
    await here.tick_at(london(2026, 11, 10, 9, 0, 4))
    assert _found(here) == [(TUESDAY, State.POSTED)]


async def test_a_new_programme_does_not_begin_with_its_past() -> None:
    here = await world(at=london(2026, 11, 9, 12, 0))
    new = cast.weekly(id=ProgrammeId("new"), starts=date(2020, 9, 1))
    await here.change(new)
    await here.tick_at(london(2026, 11, 9, 12, 1))
    assert here.rows() == []
    await here.tick_at(DUE)
    assert here.row(programme=new).occurrence == TUESDAY
    assert len([row for row in here.rows() if row.programme == new.id]) == 1


async def test_a_new_programme_begins_with_the_whole_of_its_first_day() -> None:
    here = await world(at=london(2026, 11, 10, 10, 0))
    new = cast.weekly(id=ProgrammeId("new"), starts=date(2020, 9, 1))
    await here.change(new)
    await here.tick_at(london(2026, 11, 10, 10, 1))
    assert _found(here) == [(TUESDAY, State.POSTED)]
