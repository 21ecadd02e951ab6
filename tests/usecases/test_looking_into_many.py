"""Many rows are unclear at once, and the platform of most of them does not answer."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.ports.chat import OutcomeUnknown, TryLater
from bot.usecases.pace import Pace
from bot.usecases.sending.reconcile import reconcile
from tests import cast
from tests.fakes.chat import HANG, FakeChat
from tests.fakes.world import DUE, QUICK, World, world

MANY = 64
OTHER = replace(cast.MILLBROOK_LEADERS, platform="other")
NO_ANSWER_AFTER = timedelta(seconds=10)


@dataclass(slots=True)
class SlowChat(FakeChat):
    """Its look-ups take ten seconds by the clock, and then there is no answer."""

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:
        self.calls.append(f"find {at.id}")
        ends = self.clock.now() + NO_ANSWER_AFTER
        for _ in range(20):
            await asyncio.sleep(0)
        self.clock.advance(max(ends - self.clock.now(), timedelta(0)))  # type: ignore[attr-defined]
        raise OutcomeUnknown("no answer")


async def _unclear(number: int = MANY, *, pace: Pace = QUICK) -> World:
    """So many of Oakfield's on a platform that hangs, and one of Millbrook's, the newest, on another."""
    here = await world(at=DUE, pace=pace)
    here.chat.looking = HANG
    here.memory.channels[OTHER.id] = OTHER
    here.bot = replace(here.bot, platforms={"local": here.chat, "other": FakeChat(here.clock, name="other")})
    for index in range(number):
        _put(here, cast.OAKFIELD_LEADERS, days=index + 1)
    _put(here, OTHER, days=0)
    return here


def _put(here: World, channel: Channel, *, days: int) -> None:
    due_at = DUE - timedelta(hours=1, minutes=days)
    here.memory.put(
        Delivery(
            id=DeliveryId(f"{channel.id}-{days}"),
            trust=channel.trust,
            school=channel.school,
            channel=channel.id,
            programme=cast.WEEKLY.id,
            occurrence=due_at.date() - timedelta(days=days),
            due_at=due_at,
            state=State.UNCERTAIN,
            prompt="apples",
            reason="?",
            not_before=DUE,
            started_at=due_at,
        )
    )


async def test_a_platform_that_hangs_does_not_keep_anothers_row_waiting() -> None:
    here = await _unclear()
    ended = await reconcile(here.bot)
    assert here.states(OTHER) == [State.DUE]
    assert ended == {State.UNCERTAIN: MANY, State.DUE: 1}
    assert len(here.chat.calls) < MANY / 2


async def test_what_was_spared_is_free_and_looked_into_by_and_by() -> None:
    here = await _unclear()
    await reconcile(here.bot)
    rows = here.rows()
    assert {row.lease_until for row in rows} == {None}
    assert {row.not_before for row in rows} == {DUE + QUICK.recheck, DUE + QUICK.spared}
    here.chat.looking = None
    here.clock.advance(QUICK.recheck)
    await reconcile(here.bot)
    assert set(here.states()) == {State.DUE}


async def test_looking_ends_with_its_turn_whatever_takes_its_time() -> None:
    here = await _unclear()
    slow = SlowChat(here.clock)
    here.bot = replace(here.bot, platforms={**here.bot.platforms, "local": slow})
    await reconcile(here.bot)
    assert here.clock.now() - DUE <= QUICK.turn
    assert here.states(OTHER) == [State.DUE]
    assert not [row for row in here.rows() if row.lease_until]


async def test_no_look_up_outlasts_the_turn_however_long_a_post_may_take() -> None:
    patient = Pace(post_timeout=timedelta(seconds=30), turn=timedelta(milliseconds=40))
    here = await _unclear(1, pace=patient)
    async with asyncio.timeout(10):
        await reconcile(here.bot)
    assert here.states() == [State.UNCERTAIN]


async def test_what_the_turn_had_no_time_for_waits_for_the_next() -> None:
    here = await _unclear()
    here.chat.looking = None
    here.memory.on["owed"] = lambda: here.clock.advance(timedelta(seconds=1))
    ended = await reconcile(here.bot)
    assert 10 < ended[State.DUE] < MANY / 2
    assert not [row for row in here.rows() if row.lease_until]
    here.memory.on.clear()
    await reconcile(here.bot)
    assert set(here.states()) == {State.DUE}


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(seconds=-1)])
async def test_a_platform_that_asks_for_no_wait_is_not_asked_again_in_the_same_breath(
    wait: timedelta,
) -> None:
    here = await _unclear(1)
    here.chat.looking = TryLater("busy", after=wait)
    async with asyncio.timeout(10):
        await reconcile(here.bot)
    assert len(here.chat.calls) == 1
