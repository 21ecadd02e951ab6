"""A trust's whole set-up."""

from dataclasses import dataclass

from bot.domain.channel import Channel
from bot.domain.people import Member, MemberId, PersonRef, School, Trust
from bot.domain.programme import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """A trust's whole set-up, as one value: what a set-up file says, and what is kept."""

    trust: Trust
    schools: tuple[School, ...] = ()
    members: tuple[Member, ...] = ()
    identities: tuple[tuple[PersonRef, MemberId], ...] = ()
    channels: tuple[Channel, ...] = ()
    programmes: tuple[Programme, ...] = ()
