"""People who chat with the bot: everyone of the cast is in Teams, and knows whom they are talking to."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import Member, PersonRef, School
from bot.ports.outbox import Settlement
from bot.usecases.hearing.answering import BoxAnswer, answer
from tests import cast
from tests.adapters.teams.reading import Card, buttons, words
from tests.scenarios.teams.stage import HEADS_OF_ALL, OAKFIELD_SLT, PROMPT, TENANT, WEEKLY, Stage

STRANGER = "0f0f0f0f-0000-4b6e-9c0a-8f6d5e4b3a21"


def person(member: Member) -> PersonRef:
    """The member as Teams knows them; Olive, of another trust, is a guest in this tenant."""
    return PersonRef(platform="teams", id=f"{TENANT}/{member.id}", name=member.name)


@dataclass(kw_only=True)
class Chats:
    """Everyone's chats with the bot."""

    stage: Stage

    async def says(self, who: Member | str, text: str) -> Card:
        """They write that; returns the card that answers it."""
        id_ = who if isinstance(who, str) else who.id
        assert (await self.stage.sent(self.stage.teams.people.chat(id_, text))).status_code == 200
        return self.cards(id_)[-1]

    async def presses(
        self, who: Member, title: str, *, on: Card, inputs: Mapping[str, str] | None = None
    ) -> Card:
        """They press that button of the card; returns the one that takes its place."""
        button = buttons(on)[title]
        return await self.invokes(who, str(button["verb"]), button["data"], inputs=inputs)

    async def invokes(
        self, who: Member, verb: str, data: Mapping[str, Any], *, inputs: Mapping[str, str] | None = None
    ) -> Card:
        """They send what a button would; returns the card that comes back."""
        body = await self.hears(who, verb, data, inputs=inputs)
        assert body["type"] == "application/vnd.microsoft.card.adaptive", body
        card: Card = body["value"]
        return card

    async def hears(
        self, who: Member, verb: str, data: Mapping[str, Any], *, inputs: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        """They send what a button would; returns the whole answer."""
        activity = self.stage.teams.people.press_in_chat(who.id, verb, data, inputs=inputs)
        answered = await self.stage.sent(activity)
        assert answered.status_code == 200
        body: Mapping[str, Any] = answered.json()
        return body

    def cards(self, who: str) -> list[Card]:
        """What we have written in their chat, oldest first."""
        return [each.card for each in self.stage.teams.told(who) if not each.by and each.card]

    def read(self, who: str) -> str:
        """All that can be read in it of ours."""
        return "\n".join(map(words, self.cards(who)))

    async def answered(self, member: Member, text: str, *, thread: MessageRef, private: bool = False) -> None:
        """They have answered a question in its box."""
        given = BoxAnswer(key=f"{member.id}-{text}", text=text, private=private)
        whose = person(member) if thread.platform == "teams" else cast.person(member)
        await answer(self.stage.bot, whose, thread=thread, given=given)

    async def asked(
        self, channel: Channel = OAKFIELD_SLT, *, school: School = cast.OAKFIELD, programme: str = WEEKLY.id
    ) -> MessageRef:
        """A question stands in that channel, whichever platform it is on."""
        now, outbox = self.stage.clock.now(), self.stage.bot.store.outbox
        root = str(int(now.timestamp() * 1000))
        delivery = Delivery(
            id=DeliveryId(f"{channel.id}-{root}"),
            trust=school.trust,
            school=school.id,
            channel=channel.id,
            programme=WEEKLY.id if programme == WEEKLY.id else cast.ELM_WEEKLY.id,
            occurrence=now.date(),
            due_at=now,
            prompt=PROMPT,
        )
        await outbox.plan([delivery], programme=delivery.programme, edition=1, planned_until=now)
        await outbox.claim(by="chats", now=now, lease=timedelta(minutes=5), limit=100)
        posted = Settlement(state=State.POSTED, root=root, posted_at=now)
        assert await outbox.settle(delivery.id, posted, by="chats")
        return MessageRef(platform=channel.platform, address=channel.address, id=root)


@asynccontextmanager
async def begun(stage: Stage) -> AsyncIterator[Chats]:
    """Everyone of Ashgrove has the app, and so have Olive and someone whom nobody knows."""
    for each in cast.PEOPLE:
        stage.teams.add_person(each.id, each.name, tenant=TENANT, has_app=True)
    stage.teams.add_person(STRANGER, "Una Unknown", tenant=TENANT, has_app=True)
    ashgrove, beechwood = cast.ashgrove(WEEKLY), cast.beechwood()
    known = tuple((person(each), each.id) for each in ashgrove.members)
    olive = (person(cast.OLIVE), cast.OLIVE.id)
    directory = stage.bot.store.directory
    await directory.establish(
        replace(
            ashgrove,
            channels=(OAKFIELD_SLT, HEADS_OF_ALL),
            identities=(*ashgrove.identities, *known),
        )
    )
    await directory.establish(replace(beechwood, identities=(*beechwood.identities, olive)))
    yield Chats(stage=stage)
