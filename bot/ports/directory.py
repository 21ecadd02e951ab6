"""Who and what there is: trusts, schools, people, channels, programmes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef, School, SchoolId, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.domain.trail import Act
from prompts.model import Prompt

Edit = Callable[[Charter], Charter]
"""From a set-up to what it is to be. It raises whatever says that this cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plannable:
    """A programme with what planning it needs, and the moment until which it has been planned.

    `edition` counts the changes of the programme, its channels, their schools' calendars and what those have chosen;
    `planned_edition` is the one that was planned last, 0 before the first time. `channels` holds those too that
    schools have added, after the trust's.
    """

    programme: Programme
    edition: int
    planned_edition: int
    planned_until: datetime | None
    channels: tuple[tuple[Channel, School], ...]
    choices: Mapping[SchoolId, SchoolChoice] = field(default_factory=dict)

    def at_school(self, school: SchoolId) -> Programme:
        """The programme as it runs there, with what that school has chosen."""
        return self.programme.at_school(self.choices.get(school))

    @property
    def edited(self) -> bool:
        """Whether something was changed that has not been planned for yet; a new programme is."""
        return self.planned_until is None or self.edition != self.planned_edition

    @property
    def decisive(self) -> tuple[object, ...]:
        """What its dates, prompts and channels follow from: equal where an edit changed none of them."""
        places = tuple((channel.id, school.id, school.calendar) for channel, school in self.channels)
        return (self.programme, places, dict(self.choices))


class Directory(Protocol):
    """Read by everyone, written by set-up."""

    async def establish(self, charter: Charter) -> None:
        """All of it is there, new or changed, in one transaction; nothing that it does not name is touched.

        Whoever it names has the roles and the identities that it gives them, and no others.

        Every programme whose definition, channels or schools' calendars are not what they were has its edition
        raised; where nothing changed it stays.
        """

    async def amend(
        self, trust: TrustId, edit: Edit, *, act: Act, ends: MemberId | None = None
    ) -> tuple[Charter, Charter]:
        """The set-up is what `edit` makes of it: what differs is written, with `act`, in one transaction.

        Nobody else changes the set-up meanwhile; `edit` may be called more than once, away from the event loop. `act`
        is written with the differences; where there are none, nothing is. A school, member, channel or programme
        that the edit leaves out stays as it was: whoever it concerns may have answered. Editions are raised as by `establish`.

        With `ends`, every session, pass and account of that member of the trust is gone in the same transaction, and
        `act` is written whatever differs.

        Returns the set-up before and after. Raises what `edit` raises, and ValueError for what is another trust's, an
        address that is a channel's already among it.
        """

    async def own_prompts(self, trust: TrustId) -> Sequence[Prompt]:
        """The trust's own prompts, by key."""

    async def trusts_with_prompts(self) -> frozenset[TrustId]:
        """The trusts that have prompts of their own."""

    async def snooze(self, member: MemberId, *, until: date | None) -> None:
        """Before that local date the bot sends them nothing of its own accord; None ends it."""

    async def trusts(self) -> Sequence[Trust]:
        """Every trust, by name."""

    async def charter(self, trust: TrustId) -> Charter | None:
        """The trust's set-up as it stands, or None."""

    async def member(self, member: MemberId) -> Member | None:
        """The person, with their grants as they are now."""

    async def known_as(self, person: PersonRef) -> Member | None:
        """The member who is this person on that platform, or None."""

    async def channel(self, platform: str, address: str) -> Channel | None:
        """The channel at that address, or None."""

    async def channels_on(self, platform: str) -> Sequence[Channel]:
        """Every channel of that platform, of every trust, by address."""

    async def channel_is_now(self, channel: ChannelId, *, address: str, name: str) -> None:
        """The channel has that address and name on its platform. Raises ValueError if the address is another's."""

    async def learn_name(self, person: PersonRef) -> None:
        """Whoever was enrolled by answering, and is this person, bears this name; others keep the name they have."""

    async def plannable(self) -> Sequence[Plannable]:
        """Every programme with its channels, of every trust; those that cannot be read are left out."""

    async def programme(self, programme: ProgrammeId) -> Plannable | None:
        """One of them."""
