"""The outbox to be read by people: a page at a time, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.delivery import Delivery, State


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One delivery, and how many `replies` of how many `people` nobody took back; private ones are not counted."""

    delivery: Delivery
    channel_name: str
    school_name: str
    programme_name: str
    zone: str
    replies: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """Which lines; None or False does not narrow. `undecided` wants those of which only a person can tell the end."""

    state: State | None = None
    late: bool = False
    undecided: bool = False
    school: str | None = None
    programme: str | None = None
    since: date | None = None
    until: date | None = None


class Ledger(Protocol):
    """The outbox, to be read by people."""

    async def page(
        self,
        schools: Sequence[str] | None,
        *,
        trust: str,
        filters: LedgerFilter,
        before: str | None,
        limit: int,
    ) -> tuple[Sequence[LedgerLine], str | None]:
        """The newest lines of those schools (None: all of the trust) before the cursor `before`, and the next cursor."""
