"""Threads that nobody has answered, and whether they have been reminded: once each, whatever happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import DeliveryId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from scheduler.model import SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Threads of one programme in one school that may be reminded; `after` is the programme's `remind_after`."""

    programme: ProgrammeId
    school: SchoolId
    after: int
    calendar: SchoolCalendar


class Reminders(Protocol):
    """A thread is answered once anybody has said anything in it, in private too, or has taken it back again."""

    async def unanswered(self, *, posted_since: datetime) -> Sequence[Unanswered]:
        """Where threads posted since then have no answer, no reminder, and a programme that reminds."""

    async def take(
        self,
        of: Unanswered,
        *,
        posted_since: datetime,
        posted_before: datetime,
        now: datetime,
        limit: int,
    ) -> Sequence[DeliveryId]:
        """At most `limit` of those threads posted in that time, oldest first; they count as reminded at `now`."""

    async def answered(self, delivery: DeliveryId) -> bool:
        """Whether its thread is answered by now."""

    async def again(self, delivery: DeliveryId) -> None:
        """It has certainly not been reminded after all."""
