"""The process dies between two steps, and another takes over."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.delivery import State
from bot.usecases.sending.deliver import AT_ONCE, deliver_due
from bot.usecases.sending.plan_deliveries import plan_deliveries
from bot.usecases.sending.reconcile import reconcile
from bot.usecases.tick import tick
from tests import cast
from tests.fakes.memory import Death
from tests.fakes.world import DUE, SECOND, World, world

LEASE = timedelta(seconds=120)
LOOKED_INTO = LEASE + timedelta(seconds=61)
"""When a row whose holder died has been claimed, waited for, and looked up."""


async def _dies(here: World, before: str) -> None:
    here.memory.dies_before.add(before)
    with pytest.raises(BaseException) as died:  # noqa: PT011 - a death is not an Exception
        await here.tick_at(DUE)
    assert _is_death(died.value)
    here.memory.dies_before.clear()


def _is_death(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return any(_is_death(each) for each in error.exceptions)
    return isinstance(error, Death)


async def _lives_on(here: World) -> None:
    for after in (SECOND, LEASE, LOOKED_INTO, LOOKED_INTO + SECOND):
        await here.tick_at(DUE + after)


@pytest.mark.parametrize("step", ["plannable", "asked", "plan", "claim", "begin", "owed", "settle"])
async def test_death_at_any_step_loses_nothing_and_posts_nothing_twice(step: str) -> None:
    here = await world()
    await _dies(here, step)
    await _lives_on(here)
    for channel in (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS, cast.ELM_LEADERS):
        assert here.states(channel) == [State.POSTED]
        assert len(here.seen(channel)) == 1


async def test_told_to_stop_it_puts_back_what_it_has_not_begun() -> None:
    many = [cast.weekly(id=f"weekly-{number}", channels=(cast.OAKFIELD_LEADERS.id,)) for number in range(40)]
    here = await world(*many)
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    delivering = asyncio.create_task(deliver_due(here.bot))

    def told_to_stop() -> None:
        delivering.cancel()

    here.chat.on_post = told_to_stop
    with pytest.raises(asyncio.CancelledError):
        await delivering
    here.chat.on_post = None
    begun = here.states().count(State.SENDING)
    assert 0 < begun <= AT_ONCE
    await here.tick_at(DUE + SECOND)
    assert Counter(here.states()) == {State.SENDING: begun, State.POSTED: len(many) - begun}


async def test_what_was_claimed_and_never_begun_goes_out_by_itself_where_nobody_can_look() -> None:
    here = await world()
    here.chat.cannot_tell()
    await _dies(here, "begin")
    assert here.row().started_at is None
    await here.tick_at(DUE + LEASE - SECOND)
    assert here.states() == [State.SENDING]
    await here.tick_at(DUE + LEASE)
    assert here.states() == [State.DUE]
    await here.tick_at(DUE + LEASE + SECOND)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1
    assert not [call for call in here.chat.calls if call.startswith("find")]


async def test_a_death_while_it_is_put_back_leaves_it_certain_that_it_was_never_begun() -> None:
    here = await world()
    here.chat.cannot_tell()
    await _dies(here, "begin")
    here.clock.advance(LEASE)
    here.memory.dies_before.add("settle")
    with pytest.raises(BaseException) as died:  # noqa: PT011
        await reconcile(here.bot)
    assert _is_death(died.value)
    here.memory.dies_before.clear()
    assert here.states() == [State.UNCERTAIN]
    here.clock.advance(LEASE)
    await reconcile(here.bot)
    assert here.states() == [State.DUE]


async def test_what_was_begun_is_uncertain_where_nobody_can_look() -> None:
    here = await world()
    here.chat.cannot_tell()
    await _dies(here, "owed")
    assert here.row().started_at == DUE
    await _lives_on(here)
    assert here.states() == [State.UNCERTAIN]
    assert here.seen() == []


async def test_who_was_too_slow_to_begin_leaves_it_to_who_looks_into_it() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    second = here.another_process()

    def taken() -> None:
        here.memory.on.clear()
        for row in here.rows():
            here.memory.put(row, state=State.UNCERTAIN, reason="?", claimed_by=second.name)

    here.memory.on["begin"] = taken
    assert await deliver_due(here.bot) == {State.POSTED: 3}
    assert here.seen() == []
    assert here.states() == [State.UNCERTAIN]
    assert here.row().claimed_by == second.name


async def test_death_between_posting_and_recording_does_not_post_twice() -> None:
    here = await world()
    await _dies(here, "settle")
    assert here.states() == [State.SENDING]
    assert len(here.seen()) == 1
    await _lives_on(here)
    assert (here.row().state, here.row().root) == (State.POSTED, here.thread().id)
    assert here.row().posted_at == DUE
    assert len(here.seen()) == 1


async def test_nobody_looks_into_a_claimed_row_before_its_lease_has_run_out_and_history_has_settled() -> None:
    here = await world()
    await _dies(here, "settle")
    for seconds in (1, 60, 119, 120, 150, 179):
        await here.tick_at(DUE + seconds * SECOND)
        assert not [call for call in here.chat.calls if call.startswith("find")]
    await here.tick_at(DUE + 180 * SECOND)
    assert f"find {cast.OAKFIELD_LEADERS.id}" in here.chat.calls


async def test_a_history_that_lags_by_half_a_minute_does_not_make_it_post_twice() -> None:
    here = await world()
    here.chat.lag = timedelta(seconds=59)
    await _dies(here, "settle")
    await _lives_on(here)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1


async def test_death_while_looking_up_is_looked_into_again() -> None:
    here = await world()
    await _dies(here, "settle")
    here.clock.advance(LOOKED_INTO)
    here.memory.dies_before.add("settle")
    with pytest.raises(BaseException) as died:  # noqa: PT011
        await reconcile(here.bot)
    assert _is_death(died.value)
    here.memory.dies_before.clear()
    assert here.states() == [State.UNCERTAIN]
    for _ in range(4):
        here.clock.advance(LEASE)
        await reconcile(here.bot)
    assert here.states() == [State.POSTED]


async def test_looked_up_too_late_and_not_there_is_missed_and_says_why() -> None:
    here = await world()
    await _dies(here, "owed")
    here.clock.advance(timedelta(hours=5))
    await reconcile(here.bot)
    assert here.states() == [State.MISSED]
    assert "by the time that was known it was too late" in (here.row().reason or "")
    assert here.seen() == []


async def test_found_long_after_it_was_posted_on_time_it_is_not_late() -> None:
    here = await world()
    await _dies(here, "settle")
    here.clock.advance(timedelta(hours=5))
    await reconcile(here.bot)
    assert (here.row().state, here.row().late) == (State.POSTED, False)


async def test_a_database_that_is_away_changes_nothing_and_the_next_tick_goes_on() -> None:
    here = await world()
    here.memory.away = True
    report = await here.tick_at(DUE)
    assert report.failed == (
        "tell_trusts",
        "plan_deliveries",
        "deliver_due",
        "reconcile",
        "show_owed",
        "tell_owners",
        "remind",
        "sweep",
        "forget_waiting",
    )
    here.memory.away = False
    assert (await tick(here.bot)).failed == ()
    assert here.states() == [State.POSTED]


async def test_a_database_that_goes_away_while_posting_leaves_a_row_that_is_found() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    here.chat.on_post = lambda: setattr(here.memory, "away", True)
    with pytest.raises(Exception, match="locked"):
        await deliver_due(here.bot)
    here.memory.away, here.chat.on_post = False, None
    await _lives_on(here)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1


async def test_a_process_that_stood_still_for_longer_than_its_lease_does_not_post() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    here.memory.on["owed"] = lambda: here.clock.advance(LEASE)
    await deliver_due(here.bot)
    assert here.chat.posts == []
    here.memory.on.clear()
    await _lives_on(here)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1
