"""Two copies of the program on one database."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.delivery import State
from bot.ports.outbox import Settlement
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.plan_deliveries import plan_deliveries
from bot.usecases.sending.reconcile import reconcile
from bot.usecases.tick import tick
from tests import cast
from tests.fakes.memory import Death
from tests.fakes.world import DUE, SECOND, world

ALL = (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS, cast.ELM_LEADERS)


async def test_two_that_tick_at_once_post_once() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    reports = await asyncio.gather(tick(here.bot), tick(here.another_process()))
    assert [report.failed for report in reports] == [(), ()]
    for channel in ALL:
        assert here.states(channel) == [State.POSTED]
        assert len(here.seen(channel)) == 1


async def test_many_that_plan_at_once_write_once() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    bots = [here.bot, *(here.another_process() for _ in range(5))]
    reports = await asyncio.gather(*(plan_deliveries(bot) for bot in bots))
    assert sum(report.due for report in reports) == len(ALL)


async def test_the_second_takes_over_what_the_first_held_when_it_died() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    here.memory.dies_before.add("settle")
    with pytest.raises(Death):
        await deliver_due(here.bot)
    here.memory.dies_before.clear()
    second = here.another_process()
    here.clock.advance(timedelta(seconds=181))
    await tick(second)
    for channel in ALL:
        assert here.states(channel) == [State.POSTED]
        assert len(here.seen(channel)) == 1


async def test_a_first_that_wakes_after_the_second_took_over_changes_nothing() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    (held, *_) = await here.bot.store.outbox.claim(by="first", now=DUE, lease=here.bot.pace.lease, limit=10)
    second = here.another_process()
    for seconds in (120, 181, 1, 1):
        here.clock.advance(seconds * SECOND)
        await reconcile(second)
        await deliver_due(second)
    before = here.owed(held.id)
    assert before.state is State.POSTED
    woke = await here.bot.store.outbox.settle(
        held.id, Settlement(state=State.MISSED, reason="never"), by="first"
    )
    assert woke is False
    assert here.owed(held.id) == before


async def test_two_late_prompts_held_by_two_processes_do_not_both_give_way() -> None:
    other = cast.weekly(id="another", channels=(cast.OAKFIELD_LEADERS.id,))
    here = await world(cast.WEEKLY, other)
    here.clock.advance(DUE + timedelta(hours=1) - here.clock.now())
    await plan_deliveries(here.bot)
    await asyncio.gather(deliver_due(here.bot), deliver_due(here.another_process()))
    assert sorted(here.states()) == [State.MISSED, State.POSTED]
    assert len(here.seen()) == 1


async def test_a_late_prompt_gives_way_to_one_that_another_holds_and_has_not_begun() -> None:
    other = cast.weekly(id="another", channels=(cast.OAKFIELD_LEADERS.id,))
    here = await world(cast.WEEKLY, other)
    here.clock.advance(DUE + timedelta(hours=1) - here.clock.now())
    await plan_deliveries(here.bot)
    _, later = here.rows()
    here.memory.put(later, not_before=here.clock.now() + SECOND)
    first, second = here.bot, here.another_process()
    held = await first.store.outbox.claim(
        by=first.name, now=here.clock.now(), lease=first.pace.lease, limit=10
    )
    assert [row.channel for row in held].count(cast.OAKFIELD_LEADERS.id) == 1
    here.clock.advance(SECOND)
    await deliver_due(second)
    assert sorted(here.states()) == [State.MISSED, State.SENDING]
    here.clock.advance(first.pace.lease)
    await reconcile(second)
    await deliver_due(second)
    assert sorted(here.states()) == [State.MISSED, State.POSTED]
    assert len(here.seen()) == 1
