"""What needs a person in each trust, looked at once a local day, and who has yet to hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.people import MemberId, TrustId
from scheduler.model import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Those who have certainly not heard a day's word, which tells of what has come about since that other local day."""

    since: date
    leads: frozenset[MemberId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """On which local day a trust was last looked at, None for never; `calendar` is its own, or that of one of its schools.

    `untold` are those who have yet to hear the word of that day.
    """

    trust: TrustId
    on: date | None
    calendar: SchoolCalendar
    untold: Untold | None = None


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

    async def look(self, trust: TrustId, *, on: date, before: date | None, week: date) -> bool:
        """It counts as looked at on that day, and nobody as still to be told.

        So does every channel that is closed and was not told of since the day on which the week began. False, and
        nothing changed, if the trust was not last looked at on `before`.
        """

    async def take_untold(self, trust: TrustId, *, on: date) -> Untold | None:
        """Those who have yet to hear the word of that day; they count as told. None if there are none. One of two wins."""

    async def again(self, trust: TrustId, untold: Untold, *, on: date) -> None:
        """They have certainly not heard the word of that day, if it still is the day of the last look."""

    async def needs(self, trust: TrustId, *, since: datetime, until: datetime, on: date) -> Needs:
        """What needs a person there, as far as the word of that day tells of it.

        What is uncertain now, what is closed now and was looked at on that day, and what of the time from `since` to
        before `until` was refused or missed.
        """
