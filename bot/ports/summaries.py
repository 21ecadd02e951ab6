"""What needs a person in each trust, looked at once a local day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.people import TrustId
from scheduler.model import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """On which local day a trust was last looked at, None for never; `calendar` is its own, or that of one of its schools."""

    trust: TrustId
    on: date | None
    calendar: SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """How many of each; never which school."""

    uncertain: int = 0
    closed: int = 0
    refused: int = 0
    missed: int = 0

    def __bool__(self) -> bool:
        return any((self.uncertain, self.closed, self.refused, self.missed))


class Summaries(Protocol):
    """Each trust is looked at by one process, once a day."""

    async def looked(self) -> Sequence[Looked]:
        """Every trust that has a school, or a calendar of its own."""

    async def look(self, trust: TrustId, *, on: date, before: date | None) -> bool:
        """It counts as looked at on that day, if it was last looked at on `before`; False, and nothing changed, if not."""

    async def needs(self, trust: TrustId, *, since: datetime, until: datetime) -> Needs:
        """What is uncertain or closed now, and what of the time from `since` to before `until` was refused or missed."""
