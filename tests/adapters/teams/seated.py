"""A desk over a store in memory, with our own Teams on the other side: Ashgrove's leaders talk there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.teams.connector import Connector
from adapters.teams.credentials import NoTokens
from adapters.teams.desk import Desk
from adapters.teams.pacing import Pacing
from adapters.teams.references import References
from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import Member, PersonRef, School
from bot.domain.programme import Programme, ProgrammeId
from bot.later import Later
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot
from bot.usecases.hearing.answering import BoxAnswer, answer
from prompts.library import load_bank
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.teams.double import Teams
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

TUESDAY = datetime(2026, 11, 10, 9, 15, tzinfo=UTC)
BANK = load_bank()
PROMPT = next(iter(BANK.prompts)).key
TENANT = "72f988bf-0000-41af-91ab-2d7cd011db47"
OTHER_TENANT = "99999999-0000-41af-91ab-2d7cd011db47"
TEAM, SLT = "19:team@thread.tacv2", "19:slt@thread.tacv2"
MILL_TEAM, MILL = "19:millteam@thread.tacv2", "19:mill@thread.tacv2"
ELM_TEAM, ELM = "19:elmteam@thread.tacv2", "19:elm@thread.tacv2"
STRANGER = "0f0f0f0f-0000-4b6e-9c0a-8f6d5e4b3a21"


def channel_of(school: School, address: str) -> Channel:
    """The leaders' channel of a school, on Teams."""
    return Channel(
        id=ChannelId(f"{school.id}-slt"),
        trust=school.trust,
        school=school.id,
        platform="teams",
        address=address,
        name=f"{school.name} SLT",
    )


OAKFIELD_SLT = channel_of(cast.OAKFIELD, f"{TENANT}/{SLT}")
MILLBROOK_SLT = channel_of(cast.MILLBROOK, f"{TENANT}/{MILL}")
ELM_SLT = channel_of(cast.ELM, f"{OTHER_TENANT}/{ELM}")
WEEKLY = cast.weekly(channels=(OAKFIELD_SLT.id, MILLBROOK_SLT.id), private_answers=True)


def person(member: Member) -> PersonRef:
    """The member as Teams knows them."""
    tenant = TENANT if member.trust == cast.ASHGROVE.id else OTHER_TENANT
    return PersonRef(platform="teams", id=f"{tenant}/{member.id}", name=member.name)


@dataclass(kw_only=True)
class Seat:
    """`teams` is what people see, `memory` what is kept."""

    desk: Desk
    teams: Teams
    clock: ManualClock
    memory: Memory
    later: Later

    async def asked(self, channel: Channel = OAKFIELD_SLT, *, programme: str = "weekly") -> MessageRef:
        """A question was posted there now."""
        now, outbox = self.clock.now(), self.desk.bot.store.outbox
        delivery = Delivery(
            id=DeliveryId(f"{channel.id}-{now:%Y%m%d%H%M%S}"),
            trust=channel.trust,
            school=channel.school,
            channel=channel.id,
            programme=ProgrammeId(programme),
            occurrence=now.date(),
            due_at=now,
            prompt=PROMPT,
        )
        await outbox.plan([delivery], programme=delivery.programme, edition=1, planned_until=now)
        await outbox.claim(by="seat", now=now, lease=timedelta(minutes=5), limit=100)
        root = str(int(now.timestamp() * 1000))
        posted = Settlement(state=State.POSTED, root=root, posted_at=now)
        assert await outbox.settle(delivery.id, posted, by="seat")
        return MessageRef(platform="teams", address=channel.address, id=root)

    async def answered(self, member: Member, text: str, *, thread: MessageRef, private: bool = False) -> str:
        """The member gave that answer in the card's box; returns the id that our buttons carry."""
        key = f"{member.id}-{len(self.memory.reflections)}"
        given = BoxAnswer(key=key, text=text, private=private)
        await answer(self.desk.bot, person(member), thread=thread, given=given)
        return str(self.memory.reflections[thread.platform, thread.address, f"box-{key}"].id)

    def closed(self, channel: Channel = OAKFIELD_SLT) -> str | None:
        """Why that channel is shut; None if it is open."""
        return self.memory.channels[channel.id].closed_because

    def told(self, member: Member) -> list[dict[str, Any]]:
        """The cards that stand in their chat, oldest first."""
        return [message.card for message in self.teams.told(member.id) if not message.by and message.card]

    async def settled(self) -> None:
        """What could wait is done."""
        await self.later.drained(within=10)


@asynccontextmanager
async def seated(teams: Teams, *programmes: Programme) -> AsyncIterator[Seat]:
    """Everything until the block ends. Nobody has told us yet where we are."""
    memory, clock, later = Memory(), ManualClock(TUESDAY), Later()
    store = FakeStore(memory)
    ashgrove, beechwood = cast.ashgrove(*(programmes or (WEEKLY,))), cast.beechwood()
    await store.directory.establish(
        replace(
            ashgrove,
            channels=(OAKFIELD_SLT, MILLBROOK_SLT),
            identities=tuple((person(each), each.id) for each in ashgrove.members),
        )
    )
    elm = replace(cast.ELM_WEEKLY, channels=(ELM_SLT.id,))
    identities = ((person(cast.OLIVE), cast.OLIVE.id),)
    await store.directory.establish(
        replace(beechwood, channels=(ELM_SLT,), programmes=(elm,), identities=identities)
    )
    bot = Bot(name="seat", store=store, bank=BANK, platforms={}, clock=clock)
    connector = Connector(NoTokens(), pacing=Pacing(clock))
    references = References(store.installations, clock=clock)
    desk = Desk(bot=bot, connector=connector, references=references, later=later)
    try:
        yield Seat(desk=desk, teams=teams, clock=clock, memory=memory, later=later)
    finally:
        await later.drained(within=10)
        await connector.close()


def peopled(teams: Teams) -> Teams:
    """Ashgrove's and Beechwood's people and teams are there; our app is in the teams, and in nobody's chat."""
    for each in cast.PEOPLE:
        tenant = TENANT if each.trust == cast.ASHGROVE.id else OTHER_TENANT
        teams.add_person(each.id, each.name, tenant=tenant)
    teams.add_person(STRANGER, "Una Unknown", tenant=TENANT)
    for team, channel, name, tenant in (
        (TEAM, SLT, "Oakfield Primary", TENANT),
        (MILL_TEAM, MILL, "Millbrook Junior", TENANT),
        (ELM_TEAM, ELM, "Elm Street", OTHER_TENANT),
    ):
        teams.add_team(team, name, tenant=tenant)
        teams.add_channel(channel, "SLT", team=team)
    return teams
