"""How each programme of a set-up runs in each of its schools."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from scheduler.model import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One programme in one school, with what the school has chosen, in these channels."""

    calendar: SchoolCalendar
    programme: Programme
    channels: frozenset[ChannelId]


class Runs:
    """Every run of a set-up, found by programme."""

    def __init__(self, charter: Charter) -> None:
        self.programmes: Mapping[ProgrammeId, Programme] = {each.id: each for each in charter.programmes}
        self._schools = {school.id: school for school in charter.schools}
        self._channels = {channel.id: channel for channel in charter.channels}
        self._choices: dict[ProgrammeId, dict[SchoolId, SchoolChoice]] = {}
        for choice in charter.choices:
            self._choices.setdefault(choice.programme, {})[choice.school] = choice

    def of(self, key: ProgrammeId) -> Mapping[SchoolId, Run]:
        """How that programme runs, school by school, in the order of its channels; in none if there is no such one."""
        programme = self.programmes.get(key)
        if programme is None:
            return {}
        chosen = self._choices.get(key, {})
        there: dict[SchoolId, list[ChannelId]] = {}
        for channel in self._channels_of(programme, chosen):
            there.setdefault(channel.school, []).append(channel.id)
        return {
            school: Run(
                calendar=self._schools[school].calendar,
                programme=programme.at_school(chosen.get(school)),
                channels=frozenset(channels),
            )
            for school, channels in there.items()
        }

    def _channels_of(
        self, programme: Programme, chosen: Mapping[SchoolId, SchoolChoice]
    ) -> Iterator[Channel]:
        trusts = set(programme.channels)
        for key in programme.channels:
            if key in self._channels:
                yield self._channels[key]
        for school, choice in chosen.items():
            for key in programme.added_by(choice):
                channel = self._channels.get(key)
                if channel and channel.school == school and key not in trusts:
                    yield channel
