"""The directory in memory."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.domain.reflection import tidy
from bot.ports.directory import Plannable
from tests.fakes.memory import Memory


class FakeDirectory:
    """`bot.ports.directory.Directory`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def establish(self, charter: Charter) -> None:
        await self._memory.enter("establish")
        memory = self._memory
        before = {key: self._plannable(programme) for key, programme in memory.programmes.items()}
        memory.trusts[charter.trust.id] = charter.trust
        memory.schools.update({school.id: school for school in charter.schools})
        memory.members.update({member.id: member for member in charter.members})
        named = {member.id for member in charter.members}
        memory.enrolled -= named
        for known_as in [each for each, member in memory.identities.items() if member in named]:
            del memory.identities[known_as]
        memory.identities.update({(ref.platform, ref.id): member for ref, member in charter.identities})
        for channel in charter.channels:
            known = memory.channels.get(channel.id)
            closed = channel.closed_because or (known.closed_because if known else None)
            memory.channels[channel.id] = replace(channel, closed_because=closed)
        memory.programmes.update({programme.id: programme for programme in charter.programmes})
        for key, was in before.items():
            if was.decisive != self._plannable(memory.programmes[key]).decisive:
                memory.editions[key] = was.edition + 1

    async def trusts(self) -> Sequence[Trust]:
        await self._memory.enter("trusts")
        return sorted(self._memory.trusts.values(), key=lambda trust: trust.name)

    async def charter(self, trust: TrustId) -> Charter | None:
        await self._memory.enter("charter")
        memory = self._memory
        if trust not in memory.trusts:
            return None
        return Charter(
            trust=memory.trusts[trust],
            schools=tuple(each for each in memory.schools.values() if each.trust == trust),
            members=tuple(each for each in memory.members.values() if each.trust == trust),
            identities=tuple(
                (PersonRef(platform=platform, id=person, name=memory.members[member].name), member)
                for (platform, person), member in memory.identities.items()
                if memory.members[member].trust == trust
            ),
            channels=tuple(each for each in memory.channels.values() if each.trust == trust),
            programmes=tuple(each for each in memory.programmes.values() if each.trust == trust),
        )

    async def member(self, member: MemberId) -> Member | None:
        await self._memory.enter("member")
        return self._memory.members.get(member)

    async def known_as(self, person: PersonRef) -> Member | None:
        await self._memory.enter("known_as")
        known = self._memory.identities.get((person.platform, person.id))
        return self._memory.members.get(known) if known else None

    async def channel(self, platform: str, address: str) -> Channel | None:
        await self._memory.enter("channel")
        for channel in self._memory.channels.values():
            if (channel.platform, channel.address) == (platform, address):
                return channel
        return None

    async def channels_on(self, platform: str) -> Sequence[Channel]:
        await self._memory.enter("channels_on")
        here = [channel for channel in self._memory.channels.values() if channel.platform == platform]
        return sorted(here, key=lambda channel: channel.address)

    async def channel_is_now(self, channel: ChannelId, *, address: str, name: str) -> None:
        await self._memory.enter("channel_is_now")
        known = self._memory.channels.get(channel)
        if known is None:
            return
        for other in self._memory.channels.values():
            if (other.platform, other.address) == (known.platform, address) and other.id != channel:
                raise ValueError("that address is another channel's")
        self._memory.channels[channel] = replace(known, address=address, name=name)
        self._memory.move(known.platform, known.address, to=address)

    async def learn_name(self, person: PersonRef) -> None:
        await self._memory.enter("learn_name")
        known = self._memory.identities.get((person.platform, person.id))
        if known is not None and known in self._memory.enrolled and tidy(person.name):
            member = self._memory.members[known]
            self._memory.members[known] = replace(member, name=tidy(person.name))

    async def choose(self, choice: SchoolChoice, *, trust: TrustId) -> None:
        await self._memory.enter("choose")
        school = self._memory.schools.get(choice.school)
        programme = self._memory.programmes.get(choice.programme)
        if school is None or programme is None or {school.trust, programme.trust} != {trust}:
            raise ValueError("the school or the programme is not of that trust")
        self._memory.choices[choice.programme, choice.school] = choice

    async def plannable(self) -> Sequence[Plannable]:
        await self._memory.enter("plannable")
        return [self._plannable(programme) for programme in self._memory.programmes.values()]

    async def programme(self, programme: ProgrammeId) -> Plannable | None:
        await self._memory.enter("programme")
        found = self._memory.programmes.get(programme)
        return self._plannable(found) if found else None

    def _plannable(self, programme: Programme) -> Plannable:
        channels = [self._memory.channels[key] for key in programme.channels]
        return Plannable(
            programme=programme,
            edition=self._memory.editions.get(programme.id, 1),
            planned_edition=self._memory.planned_editions.get(programme.id, 0),
            planned_until=self._memory.planned_until.get(programme.id),
            channels=tuple((channel, self._memory.schools[channel.school]) for channel in channels),
            choices={
                school: choice for (of, school), choice in self._memory.choices.items() if of == programme.id
            },
        )
