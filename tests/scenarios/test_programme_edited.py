"""Somebody edits a programme that is under way."""

from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.delivery import State
from prompts.references import Order
from scheduler.model import Weekday, Weekly
from tests import cast
from tests.fakes.world import DUE, TUESDAY, london, world


async def test_a_later_time_on_the_same_day_asks_nothing_twice() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.change(cast.weekly(recurrence=Weekly(weekday=Weekday.TUESDAY, at=time(14, 0))))
    await here.tick_at(london(2026, 11, 10, 14, 0))
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1


async def test_an_earlier_start_does_not_plan_the_past_anew() -> None:
    here = await world(cast.weekly(starts=date(2026, 11, 3)))
    await here.tick_at(DUE)
    await here.change(cast.weekly(starts=date(2026, 9, 1)))
    await here.tick_at(DUE + timedelta(days=1))
    assert [row.occurrence for row in here.rows()] == [TUESDAY]


async def test_a_new_weekday_in_the_past_of_this_week_is_not_made_up_for() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.tick_at(london(2026, 11, 12, 12, 0))
    await here.change(cast.weekly(recurrence=Weekly(weekday=Weekday.WEDNESDAY, at=time(8, 15))))
    await here.tick_at(london(2026, 11, 12, 12, 1))
    assert [row.occurrence for row in here.rows()] == [TUESDAY]


async def test_a_new_channel_starts_from_now() -> None:
    here = await world(cast.weekly(channels=(cast.OAKFIELD_LEADERS.id,)))
    await here.tick_at(DUE)
    await here.tick_at(DUE + timedelta(days=1))
    await here.change(cast.WEEKLY)
    await here.tick_at(DUE + timedelta(days=2))
    assert here.rows(cast.MILLBROOK_LEADERS) == []
    await here.tick_at(DUE + timedelta(weeks=1))
    assert here.states(cast.MILLBROOK_LEADERS) == [State.POSTED]


async def test_a_new_order_does_not_repeat_what_was_asked() -> None:
    here = await world()
    for week in range(3):
        await here.tick_at(DUE + timedelta(weeks=week))
    await here.change(cast.weekly(order=Order.SHUFFLED))
    for week in range(3, 5):
        await here.tick_at(DUE + timedelta(weeks=week))
    asked = [posted.message.key for posted in here.seen()]
    assert len(asked) == len(set(asked)) == 5


async def test_every_school_is_asked_the_same_shuffled_question() -> None:
    here = await world(cast.weekly(order=Order.SHUFFLED))
    await here.tick_at(DUE)
    assert here.row(cast.OAKFIELD_LEADERS).prompt == here.row(cast.HARBOUR_LEADERS).prompt


async def test_an_end_stops_it_without_a_trace_of_later_dates() -> None:
    here = await world(cast.weekly(ends=TUESDAY))
    await here.tick_at(DUE)
    await here.tick_at(DUE + timedelta(weeks=2))
    assert here.states() == [State.POSTED]


async def test_what_was_posted_stays_when_the_calendar_changes_afterwards() -> None:
    here = await world()
    await here.tick_at(DUE)
    before = here.row()
    calendar = replace(cast.CALENDAR, terms=())
    await here.change_school(replace(cast.OAKFIELD, calendar=calendar))
    await here.tick_at(DUE + timedelta(hours=1))
    assert here.row() == before
