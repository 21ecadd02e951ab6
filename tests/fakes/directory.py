"""The directory in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.charter.differences import differences
from bot.charter.editing import changed_in, place_of, settled, to_plan_anew
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef, School, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.reflection import tidy
from bot.domain.trail import Act
from bot.ports.directory import Edit, Plannable
from prompts.model import Prompt
from tests.fakes.memory import Memory


class FakeDirectory:
    """`bot.ports.directory.Directory`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def establish(self, charter: Charter) -> None:
        await self._memory.enter("establish")
        memory = self._memory
        before = {key: self._plannable(programme) for key, programme in memory.programmes.items()}
        self._put(
            replace(
                charter,
                channels=tuple(self._as_closed_as_before(each) for each in charter.channels),
                members=tuple(self._as_snoozed_as_before(each) for each in charter.members),
            )
        )
        for key, was in before.items():
            if was.decisive != self._plannable(memory.programmes[key]).decisive:
                memory.editions[key] = was.edition + 1

    async def amend(
        self, trust: TrustId, edit: Edit, *, act: Act, ends: MemberId | None = None
    ) -> tuple[Charter, Charter]:
        await self._memory.enter("amend")
        memory = self._memory
        before = self._charter(trust)
        if before is None or act.trust != trust:
            raise ValueError(f"there is no trust {trust}")
        after = settled(before, edit(before))
        left = {prompt.key for prompt in after.prompts}
        asked = {row.prompt for row in memory.deliveries.values() if row.trust == trust}
        stay = tuple(each for each in before.prompts if each.key in asked - left)
        after = replace(after, prompts=after.prompts + stay)
        if after == before and ends is None:
            return before, after
        memory.choices = {
            key: choice for key, choice in memory.choices.items() if memory.programmes[key[0]].trust != trust
        }
        memory.prompts = {key: prompt for key, prompt in memory.prompts.items() if key[0] != trust}
        self._put(changed_in(replace(before, choices=(), prompts=()), after))
        if ends is not None and memory.members[ends].trust == trust:
            memory.accounts = {key: each for key, each in memory.accounts.items() if each != ends}
            memory.sessions = {key: each for key, each in memory.sessions.items() if each.member != ends}
            memory.passes = {key: each for key, each in memory.passes.items() if each.member != ends}
        for programme in to_plan_anew(before, after):
            memory.editions[programme] = memory.editions.get(programme, 1) + 1
        memory.trail.setdefault(trust, []).append(replace(act, differences=differences(before, after)))
        return before, after

    def _put(self, charter: Charter) -> None:
        memory, trust = self._memory, charter.trust.id
        _refuse_others(memory.schools, charter.schools)
        _refuse_others(memory.members, charter.members)
        _refuse_others(memory.channels, charter.channels)
        _refuse_others(memory.programmes, charter.programmes)
        _refuse_taken(memory.channels.values(), charter.channels)
        memory.trusts[trust] = charter.trust
        memory.schools.update({school.id: school for school in charter.schools})
        memory.members.update({member.id: member for member in charter.members})
        named = {member.id for member in charter.members}
        memory.enrolled -= named
        for known_as in [each for each, member in memory.identities.items() if member in named]:
            del memory.identities[known_as]
        memory.identities.update({(ref.platform, ref.id): member for ref, member in charter.identities})
        memory.channels.update({channel.id: channel for channel in charter.channels})
        memory.programmes.update({programme.id: programme for programme in charter.programmes})
        memory.choices.update({place_of(choice): choice for choice in charter.choices})
        memory.prompts.update({(trust, prompt.key): prompt for prompt in charter.prompts})

    def _as_closed_as_before(self, channel: Channel) -> Channel:
        known = self._memory.channels.get(channel.id)
        closed = channel.closed_because or (known.closed_because if known else None)
        return replace(channel, closed_because=closed)

    def _as_snoozed_as_before(self, member: Member) -> Member:
        known = self._memory.members.get(member.id)
        return replace(member, snoozed_until=known.snoozed_until) if known else member

    async def own_prompts(self, trust: TrustId) -> Sequence[Prompt]:
        await self._memory.enter("own_prompts")
        return [prompt for (of, _), prompt in sorted(self._memory.prompts.items()) if of == trust]

    async def trusts_with_prompts(self) -> frozenset[TrustId]:
        await self._memory.enter("trusts_with_prompts")
        return frozenset(of for of, _ in self._memory.prompts)

    async def snooze(self, member: MemberId, *, until: date | None) -> None:
        await self._memory.enter("snooze")
        known = self._memory.members.get(member)
        if known is not None:
            self._memory.members[member] = replace(known, snoozed_until=until)

    async def trusts(self) -> Sequence[Trust]:
        await self._memory.enter("trusts")
        return sorted(self._memory.trusts.values(), key=lambda trust: trust.name)

    async def charter(self, trust: TrustId) -> Charter | None:
        await self._memory.enter("charter")
        return self._charter(trust)

    def _charter(self, trust: TrustId) -> Charter | None:
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
            choices=tuple(
                choice for (of, _), choice in memory.choices.items() if memory.programmes[of].trust == trust
            ),
            prompts=tuple(prompt for (of, _), prompt in sorted(memory.prompts.items()) if of == trust),
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

    async def plannable(self) -> Sequence[Plannable]:
        await self._memory.enter("plannable")
        return [self._plannable(programme) for programme in self._memory.programmes.values()]

    async def programme(self, programme: ProgrammeId) -> Plannable | None:
        await self._memory.enter("programme")
        found = self._memory.programmes.get(programme)
        return self._plannable(found) if found else None

    def _plannable(self, programme: Programme) -> Plannable:
        choices = {
            school: choice for (of, school), choice in self._memory.choices.items() if of == programme.id
        }
        added = [
            key
            for school, choice in sorted(choices.items())
            for key in programme.added_by(choice)
            if self._memory.channels[key].school == school
        ]
        channels = [self._memory.channels[key] for key in dict.fromkeys((*programme.channels, *added))]
        return Plannable(
            programme=programme,
            edition=self._memory.editions.get(programme.id, 1),
            planned_edition=self._memory.planned_editions.get(programme.id, 0),
            planned_until=self._memory.planned_until.get(programme.id),
            channels=tuple((channel, self._memory.schools[channel.school]) for channel in channels),
            choices=choices,
        )


def _refuse_others(kept: Mapping[Any, Any], given: Iterable[School | Member | Channel | Programme]) -> None:
    for each in given:
        if each.id in kept and kept[each.id].trust != each.trust:
            raise ValueError(f"{each.id} belongs to another trust")


def _refuse_taken(kept: Iterable[Channel], given: Iterable[Channel]) -> None:
    taken = {(each.platform, each.address): each.id for each in kept}
    for each in given:
        if taken.get((each.platform, each.address), each.id) != each.id:
            raise ValueError("that address is another channel's")
