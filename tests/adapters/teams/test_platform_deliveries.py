"""What becomes of deliveries when Teams is as it is: the use cases, our adapter, the real SDK, and our own Teams."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.teams import remedies
from adapters.teams.pacing import Pacing
from bot import wording
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.ports.chat import ChatPlatform
from bot.usecases.bot import Bot
from bot.usecases.pace import Pace
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.evidence import seen
from bot.usecases.sending.reconcile import reconcile
from bot.usecases.sending.tell_owners import tell_owners
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.teams.connected import AMINA, LEADERS, TEAM, TENANT, after, connected, on_teams
from tests.adapters.teams.double import Fault, Teams, documented, faults
from tests.fakes.bank import APPLES, BANK
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

MANY = 300
SLT = on_teams(LEADERS)
QUICK = Pace(post_timeout=timedelta(seconds=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A bot on Teams, and what it keeps."""

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
    amina = replace(cast.person(cast.LEWIS), platform="teams", id=f"{TENANT}/{AMINA}")
    await store.directory.establish(
        replace(charter, identities=(*charter.identities, (amina, cast.LEWIS.id)))
    )
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


def crowd(teams: Teams) -> list[Channel]:
    """Many channels of one team, which has our app."""
    ids = [f"19:{n:04}@thread.tacv2" for n in range(MANY)]
    for n, id_ in enumerate(ids):
        teams.add_channel(id_, f"SLT {n}", team=TEAM)
    return [on_teams(id_) for id_ in ids]


# A second of Teams', in which it takes fifty requests of a tenant, is a fifth here: so many are posted in a second and a half.
SCALE = 5


def scaled(clock: ManualClock) -> Pacing:
    return Pacing(
        clock,
        in_a_channel=((7, 1.0 / SCALE), (8, 2.0 / SCALE), (60, 30.0 / SCALE)),
        in_a_tenant=((50, 1.0 / SCALE),),
    )


def written_at(root: str) -> datetime:
    return datetime.fromtimestamp(int(root) / 1000, UTC)


@pytest.mark.parametrize(("processes", "refusals"), [(1, 10), (2, 150)])
async def test_three_hundred_channels_due_in_one_minute_are_all_asked_once_within_the_documented_limits(
    teams: Teams, clock: ManualClock, *, processes: int, refusals: int
) -> None:
    channels = crowd(teams)
    teams.limits = documented(scale=SCALE)
    async with (
        connected(teams, clock, pacing=scaled(clock)) as one,
        connected(teams, clock, pacing=scaled(clock)) as two,
    ):
        here = await house(one.platform, clock, *channels)
        bots = [here.bot, here.another_process(two.platform)][:processes]
        for _ in range(60):
            await asyncio.gather(*(deliver_due(bot) for bot in bots))
            if set(here.states()) == {State.POSTED}:
                break
            clock.advance(after(3))
    assert here.states() == [State.POSTED] * MANY
    assert {len(teams.channel(channel.address.partition("/")[2]).roots()) for channel in channels} == {1}
    assert len([call for call in teams.calls("post") if call.status == 429]) <= refusals


@pytest.mark.parametrize(
    "fault", [faults.done_and_dropped(), faults.done_and_hangs(), faults.done_and(500), faults.hangs()]
)
async def test_a_post_without_an_answer_waits_for_a_person_and_is_never_sent_again(
    teams: Teams, clock: ManualClock, fault: Fault
) -> None:
    teams.script("post", fault)
    async with connected(teams, clock) as ready:
        here = await house(ready.platform, clock, SLT, pace=QUICK)
        await deliver_due(here.bot)
        assert here.states() == [State.UNCERTAIN]
        for _ in range(5):
            clock.advance(after(3600))
            await reconcile(here.bot)
            await deliver_due(here.bot)
    assert here.states() == [State.UNCERTAIN]
    assert here.row().reason == wording.a_person_decides()
    assert len(teams.calls("post")) == 1


async def test_a_press_on_the_card_settles_a_post_without_an_answer(teams: Teams, clock: ManualClock) -> None:
    teams.script("post", faults.done_and_dropped())
    async with connected(teams, clock) as ready:
        here = await house(ready.platform, clock, SLT, pace=QUICK)
        await deliver_due(here.bot)
        assert here.states() == [State.UNCERTAIN]
        root = teams.channel(LEADERS).roots()[0].id
        clock.advance(after(120))
        settled = await seen(
            here.bot,
            thread=MessageRef(platform="teams", address=SLT.address, id=root),
            written_at=written_at(root),
            delivery=here.row().id,
        )
    assert settled
    assert (here.row().state, here.row().root) == (State.POSTED, root)


async def test_a_plain_reply_settles_a_post_without_an_answer(teams: Teams, clock: ManualClock) -> None:
    teams.script("post", faults.done_and_hangs())
    async with connected(teams, clock) as ready:
        here = await house(ready.platform, clock, SLT, pace=QUICK)
        await deliver_due(here.bot)
        root = teams.channel(LEADERS).roots()[0].id
        clock.advance(after(120))
        await reconcile(here.bot)
        assert here.states() == [State.UNCERTAIN]
        thread = MessageRef(platform="teams", address=SLT.address, id=root)
        await seen(here.bot, thread=thread, written_at=written_at(root), delivery=None)
    assert (here.row().state, here.row().root) == (State.POSTED, root)


@pytest.mark.parametrize(
    "fault", [faults.throttled(20), faults.status(412), faults.status(502), faults.status(503)]
)
async def test_a_post_that_teams_puts_off_is_sent_later_and_stands_once(
    teams: Teams, clock: ManualClock, fault: Fault
) -> None:
    teams.script("post", fault)
    async with connected(teams, clock) as ready:
        here = await house(ready.platform, clock, SLT)
        await deliver_due(here.bot)
        assert here.states() == [State.DUE]
        clock.advance(after(5))
        await deliver_due(here.bot)
        assert len(teams.calls("post")) == 1
        clock.advance(after(60))
        await deliver_due(here.bot)
    assert here.states() == [State.POSTED]
    assert [each.id for each in teams.channel(LEADERS).roots()] == [here.row().root]


@pytest.mark.parametrize(
    "code", ["BotNotInConversationRoster", "BotDisabledByAdmin", "ConversationBlockedByUser"]
)
async def test_a_channel_that_refuses_costs_one_call_and_its_owner_is_told_once(
    teams: Teams, clock: ManualClock, code: str
) -> None:
    teams.channel(LEADERS).refuses = code
    async with connected(teams, clock) as ready:
        here = await house(ready.platform, clock, SLT)
        await deliver_due(here.bot)
        assert here.states() == [State.REFUSED]
        owed = await here.bot.store.outbox.owed(here.row().id)
        assert owed is not None
        assert remedies.IN_A_CHANNEL[code] in (owed.channel.closed_because or "")
        for _ in range(3):
            clock.advance(after(60))
            await deliver_due(here.bot)
            await tell_owners(here.bot)
    assert len(teams.calls("post")) == 1
    assert [remedies.IN_A_CHANNEL[code] in each.text for each in teams.told(AMINA)] == [True]


async def test_a_deleted_channel_takes_no_other_with_it(teams: Teams, clock: ManualClock) -> None:
    channels = crowd(teams)[:10]
    teams.channel("19:0003@thread.tacv2").deleted = True
    async with connected(teams, clock) as ready:
        here = await house(ready.platform, clock, *channels)
        await deliver_due(here.bot)
    assert here.states().count(State.POSTED) == 9
    assert here.row(channels[3]).state is State.REFUSED
