"""The trail: written with what it tells of, in the same transaction, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.people import SchoolId, TrustId
from bot.domain.trail import Act, Did


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """One act as it was written; `number` counts a trust's acts from 1, without a gap."""

    number: int
    act: Act
    by_name: str | None


class Trail(Protocol):
    """Append-only; each entry carries the hash of the one before it in its trust."""

    async def write(self, act: Act) -> None:
        """It is written, for an act that changes nothing that is kept."""

    async def page(
        self,
        trust: TrustId,
        *,
        schools: frozenset[SchoolId] | None = None,
        did: frozenset[Did] | None = None,
        before: int | None = None,
        limit: int,
    ) -> Sequence[TrailEntry]:
        """At most `limit` acts, newest first; with `schools` only those that concern one of them."""

    async def broken_at(self, trust: TrustId) -> int | None:
        """The number of the first entry that does not follow from the one before it, or None where each does.

        A trail of which the newest entries were cut off, or that was written anew throughout, looks whole.
        """
