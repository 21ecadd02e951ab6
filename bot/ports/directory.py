"""Who and what there is: trusts, schools, people, channels, programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef, School, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Plannable:
    """A programme with what planning it needs, and the moment until which it has been planned."""

    programme: Programme
    planned_until: datetime | None
    channels: tuple[tuple[Channel, School], ...]


class Directory(Protocol):
    """Read by everyone, written by set-up."""

    async def establish(self, charter: Charter) -> None:
        """All of it is there, new or changed, in one transaction; nothing that it does not name is touched."""

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

    async def plannable(self) -> Sequence[Plannable]:
        """Every programme with its channels, of every trust; those that cannot be read are left out."""

    async def programme(self, programme: ProgrammeId) -> Plannable | None:
        """One of them."""
