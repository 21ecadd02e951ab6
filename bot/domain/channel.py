"""A place on a platform where a school's leaders talk."""

from dataclasses import dataclass
from typing import NewType

from bot.domain.people import SchoolId, TrustId

ChannelId = NewType("ChannelId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One leadership channel. `address` is opaque to everyone but the platform's adapter.

    `closed_because` is set once a person must act before anything can be posted there again.
    """

    id: ChannelId
    trust: TrustId
    school: SchoolId
    platform: str
    address: str
    name: str
    closed_because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Where a message stands on its platform: the channel's address and the platform's own message id."""

    platform: str
    address: str
    id: str
