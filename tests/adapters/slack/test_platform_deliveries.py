"""What becomes of deliveries when Slack is as it is: the use cases, our adapter, the real SDK, and our own Slack."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from adapters.slack.pacing import Pacing
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.ports.chat import ChatPlatform
from bot.usecases.bot import Bot
from bot.usecases.pace import Pace
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.reconcile import reconcile
from bot.usecases.sending.tell_owners import tell_owners
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.slack.connected import MESSAGE, after, connected, on_slack
from tests.adapters.slack.double import Fault, Limits, Slack, Team, faults
from tests.fakes.bank import APPLES, BANK
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

MANY = 300
SLT = on_slack("C01SLT")
QUICK = Pace(post_timeout=timedelta(milliseconds=500))


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A bot on Slack, and what it keeps."""

    bot: Bot
    memory: Memory
    clock: ManualClock

    def states(self) -> list[State]:
        return [row.state for row in self.memory.deliveries.values()]

    def row(self, channel: Channel = SLT) -> Delivery:
        return next(row for row in self.memory.deliveries.values() if row.channel == channel.id)

    def another_process(self, platform: ChatPlatform) -> Bot:
        return replace(
            self.bot, name="second", store=FakeStore(self.memory), platforms={platform.name: platform}
        )


async def house(
    platform: ChatPlatform, clock: ManualClock, *channels: Channel, pace: Pace | None = None
) -> House:
    """Those channels ask each Tuesday, and each owes one question now."""
    memory = Memory()
    store = FakeStore(memory)
    programme = cast.weekly(channels=tuple(channel.id for channel in channels))
    charter = replace(cast.ashgrove(programme), channels=channels)
    await store.directory.establish(charter)
    now = clock.now()
    rows = [
        Delivery(
            id=DeliveryId(f"delivery-{channel.id}"),
            trust=channel.trust,
            school=channel.school,
            channel=channel.id,
            programme=programme.id,
            occurrence=now.date(),
            due_at=now,
            prompt=APPLES.key,
        )
        for channel in channels
    ]
    await store.outbox.plan(rows, programme=programme.id, edition=1, planned_until=now)
    bot = Bot(
        name="first",
        store=store,
        bank=BANK,
        platforms={platform.name: platform},
        clock=clock,
        pace=pace or Pace(),
    )
    return House(bot=bot, memory=memory, clock=clock)


def crowd(team: Team) -> list[Channel]:
    """Many channels, each with our bot in it."""
    channels = [on_slack(f"C{n:04}", team=team.id) for n in range(MANY)]
    for n in range(MANY):
        team.add_channel(f"C{n:04}", f"slt-{n}")
    return channels


# A second of Slack's, in which it takes five messages of a workspace and one of a channel, is a twentieth here.
SCALE = 20
LIMITS = Limits(in_a_channel=(1, 1.0 / SCALE), in_a_team=(25, 5.0 / SCALE))


def scaled(clock: ManualClock) -> Pacing:
    return Pacing(clock, lookups_per_minute=20 * SCALE, in_a_workspace=4 * SCALE, in_a_channel=1 * SCALE)


@pytest.mark.parametrize(("processes", "refusals"), [(1, 10), (2, 100)])
async def test_three_hundred_channels_due_at_once_are_all_asked_once(
    slack: Slack, ash: Team, clock: ManualClock, *, processes: int, refusals: int
) -> None:
    channels = crowd(ash)
    slack.limits = LIMITS
    async with (
        connected(slack, clock, pacing=scaled(clock)) as one,
        connected(slack, clock, pacing=scaled(clock)) as two,
    ):
        here = await house(one.platform, clock, *channels)
        bots = [here.bot, here.another_process(two.platform)][:processes]
        for _ in range(60):
            await asyncio.gather(*(deliver_due(bot) for bot in bots))
            if set(here.states()) == {State.POSTED}:
                break
            clock.advance(after(3))
    assert here.states() == [State.POSTED] * MANY
    assert [len(ash.seen(f"C{n:04}")) for n in range(MANY)] == [1] * MANY
    refused = [call for call in slack.calls("chat.postMessage") if call.status == 429]
    assert len(refused) <= refusals


async def test_a_slow_channel_list_makes_nobody_uncertain(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    channels = crowd(ash)[:20]
    slack.script("users.conversations", faults.status(503))
    async with connected(slack, clock) as ready:
        here = await house(ready.platform, clock, *channels)
        await deliver_due(here.bot)
        assert set(here.states()) == {State.DUE}
        assert slack.calls("chat.postMessage") == []
        clock.advance(after(31))
        await deliver_due(here.bot)
    assert set(here.states()) == {State.POSTED}


@pytest.mark.parametrize(
    "fault", [faults.done_and_dropped(), faults.done_and_hangs(), faults.done_and(error="fatal_error")]
)
async def test_a_post_without_an_answer_is_looked_for_and_stands_once(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.script("chat.postMessage", fault)
    async with connected(slack, clock) as ready:
        here = await house(ready.platform, clock, SLT, pace=QUICK)
        await deliver_due(here.bot)
        assert here.states() == [State.UNCERTAIN]
        clock.advance(after(61))
        await reconcile(here.bot)
    assert here.states() == [State.POSTED]
    assert list(ash.places["C01SLT"].messages) == [here.row().root]


@pytest.mark.parametrize("fault", [faults.dropped(), faults.hangs(), faults.status(500)])
async def test_a_post_that_never_arrived_is_looked_for_and_sent_once_more(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.script("chat.postMessage", fault)
    async with connected(slack, clock) as ready:
        here = await house(ready.platform, clock, SLT, pace=QUICK)
        await deliver_due(here.bot)
        assert here.states() == [State.UNCERTAIN]
        clock.advance(after(61))
        await reconcile(here.bot)
        assert here.states() == [State.DUE]
        await deliver_due(here.bot)
    assert here.states() == [State.POSTED]
    assert list(ash.places["C01SLT"].messages) == [here.row().root]


async def test_an_archived_channel_costs_one_call_and_its_owner_is_told_once(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    ash.add_user("U01LEWIS", "Lewis Lowe")
    async with connected(slack, clock) as ready:
        here = await house(ready.platform, clock, SLT)
        lewis = replace(cast.person(cast.LEWIS), platform="slack", id="T01ASH/U01LEWIS")
        charter = replace(cast.ashgrove(cast.weekly(channels=(SLT.id,))), channels=(SLT,))
        await here.bot.store.directory.establish(
            replace(charter, identities=(*charter.identities, (lewis, cast.LEWIS.id)))
        )
        slack.script("chat.postMessage", faults.error("is_archived"))
        await deliver_due(here.bot)
        assert here.states() == [State.REFUSED]
        owed = await here.bot.store.outbox.owed(here.row().id)
        assert owed is not None
        assert "archived" in (owed.channel.closed_because or "")
        for _ in range(3):
            clock.advance(after(60))
            await deliver_due(here.bot)
            await tell_owners(here.bot)
    assert len([call for call in slack.calls("chat.postMessage") if call.error == "is_archived"]) == 1
    assert ["archived" in words for words in ash.seen("DU01LEWIS")] == [True]


async def test_a_workspace_that_put_us_out_costs_one_call_and_takes_no_other_with_it(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    elm = slack.add_team("T02ELM", "Elm")
    elm.add_channel("C02SLT", "slt")
    away = crowd(ash)[:10]
    async with connected(slack, clock) as ready:
        await ready.platform.post(MESSAGE, to=away[0], delivery=DeliveryId("before"))
        slack.people.uninstall(team="T01ASH")
        here = await house(ready.platform, clock, *away, on_slack("C02SLT", team="T02ELM"))
        await deliver_due(here.bot)
    assert sorted(here.states()) == sorted([State.REFUSED] * 10 + [State.POSTED])
    # Those that were on their way at that moment had been sent before anybody knew.
    assert len([call for call in slack.calls() if call.error == "account_inactive"]) <= 10
    assert len(elm.seen("C02SLT")) == 1
