"""The machine was off when a prompt fell due."""

from datetime import date, time, timedelta

import pytest

from bot.domain.delivery import State
from bot.domain.programme import LatePolicy, Programme
from scheduler.model import OnDates
from tests import cast
from tests.fakes.world import DUE, MONDAY_NIGHT, TUESDAY, london, world


@pytest.mark.parametrize(
    ("down", "state", "late"),
    [
        (timedelta(seconds=5), State.POSTED, False),
        (timedelta(minutes=5), State.POSTED, False),
        (timedelta(hours=1), State.POSTED, True),
        (timedelta(hours=4), State.POSTED, True),
        (timedelta(hours=5), State.MISSED, False),
    ],
)
async def test_back_after(down: timedelta, state: State, late: bool) -> None:  # noqa: FBT001
    here = await world()
    await here.tick_at(DUE + down)
    assert (here.row().state, here.row().late) == (state, late)
    assert [posted.message.late for posted in here.seen()] == ([late] if state is State.POSTED else [])


async def test_a_backup_from_before_a_prompt_was_posted_does_not_post_it_again() -> None:
    posted = await world()
    await posted.tick_at(DUE)
    restored = await world()
    restored.chat.posts.extend(posted.chat.posts)
    await restored.tick_at(DUE + timedelta(hours=1))
    assert len(restored.seen()) == 1
    assert (restored.row().state, restored.row().root) == (State.POSTED, posted.thread().id)


async def test_where_nobody_can_look_a_late_prompt_is_still_sent() -> None:
    here = await world()
    here.chat.cannot_tell()
    await here.tick_at(DUE + timedelta(hours=1))
    assert here.states() == [State.POSTED]


async def test_back_after_three_weeks_asks_once_and_says_what_was_missed() -> None:
    here = await world()
    await here.tick_at(DUE + timedelta(weeks=3, hours=1))
    assert here.states() == [State.MISSED, State.MISSED, State.MISSED, State.POSTED]
    assert len(here.seen()) == 1
    assert (
        here.row().reason == "It was due on Tuesday 10 November 2026 at 08:15 and could not be sent in time."
    )


async def test_what_was_missed_is_asked_next() -> None:
    here = await world()
    await here.tick_at(DUE + timedelta(hours=5))
    await here.tick_at(DUE + timedelta(weeks=1))
    assert [posted.message.key for posted in here.seen()] == ["apples"]


async def test_after_the_sending_window_has_closed_nothing_is_sent_though_grace_is_left() -> None:
    here = await world(_at(15, 30))
    await here.tick_at(london(2026, 11, 10, 18, 1))
    assert here.states() == [State.MISSED]


async def test_what_is_due_a_minute_before_the_window_closes_is_still_sent() -> None:
    here = await world(_at(17, 59))
    await here.tick_at(london(2026, 11, 10, 18, 0, 30))
    assert (here.row().state, here.row().late) == (State.POSTED, False)


async def test_an_evening_prompt_has_its_grace_within_its_own_day() -> None:
    here = await world(_at(20, 0))
    await here.tick_at(london(2026, 11, 10, 23, 30))
    assert (here.row().state, here.row().late) == (State.POSTED, True)


async def test_an_evening_prompt_is_not_sent_the_next_day() -> None:
    here = await world(_at(23, 0))
    await here.tick_at(london(2026, 11, 11, 0, 30))
    assert here.states() == [State.MISSED]


async def test_a_programme_may_be_stricter() -> None:
    here = await world(cast.weekly(late=LatePolicy(grace=timedelta(minutes=30))))
    await here.tick_at(DUE + timedelta(minutes=31))
    assert here.states() == [State.MISSED]


async def test_two_programmes_on_time_are_both_sent() -> None:
    here = await world(cast.WEEKLY, _another())
    await here.tick_at(DUE)
    await here.tick_at(london(2026, 11, 10, 9, 0))
    assert len(here.seen()) == 2


async def test_two_programmes_after_an_outage_bring_one_prompt_that_day() -> None:
    here = await world(cast.WEEKLY, _another())
    await here.tick_at(london(2026, 11, 10, 10, 0))
    assert [row.state for row in here.rows()] == [State.POSTED, State.MISSED]
    assert "one late question a day is enough" in (here.rows()[1].reason or "")
    assert len(here.seen()) == 1


async def test_a_late_one_gives_way_to_what_came_that_morning() -> None:
    here = await world(cast.WEEKLY, _another())
    await here.tick_at(DUE)
    await here.tick_at(london(2026, 11, 10, 10, 0))
    assert [row.state for row in here.rows()] == [State.POSTED, State.MISSED]


async def test_what_came_the_day_before_does_not_count() -> None:
    here = await world(cast.WEEKLY, _another(day=date(2026, 11, 11)))
    await here.tick_at(DUE)
    await here.tick_at(london(2026, 11, 11, 10, 0))
    assert [row.state for row in here.rows()] == [State.POSTED, State.POSTED]


async def test_a_clock_that_jumps_a_week_ahead_pauses_sending_and_says_so() -> None:
    here = await world()
    calm = await here.tick_at(MONDAY_NIGHT)
    here.clock.set(DUE + timedelta(weeks=1))
    jumped = await here.tick_with(calm.trusted)
    assert jumped.paused is not None
    assert "clock jumped forward by 7 days" in jumped.paused
    assert here.memory.deliveries == {}
    still = await here.tick_with(jumped.trusted)
    assert still.paused is not None


async def test_sending_goes_on_once_the_clock_is_right_again() -> None:
    here = await world()
    calm = await here.tick_at(MONDAY_NIGHT)
    here.clock.set(DUE + timedelta(weeks=1))
    jumped = await here.tick_with(calm.trusted)
    here.clock.set(DUE)
    assert (await here.tick_with(jumped.trusted)).paused is None
    assert here.states() == [State.POSTED]


async def test_a_clock_that_goes_back_asks_nothing_again() -> None:
    here = await world()
    calm = await here.tick_at(DUE)
    here.clock.set(DUE - timedelta(hours=2))
    again = await here.tick_with(calm.trusted)
    here.clock.set(DUE + timedelta(minutes=1))
    await here.tick_with(again.trusted)
    assert len(here.seen()) == 1


def _at(hour: int, minute: int) -> Programme:
    return cast.weekly(recurrence=OnDates(dates=frozenset({TUESDAY}), at=time(hour, minute)))


def _another(day: date = TUESDAY) -> Programme:
    recurrence = OnDates(dates=frozenset({day}), at=time(9, 0))
    return cast.weekly(id="another", recurrence=recurrence, channels=(cast.OAKFIELD_LEADERS.id,))
