"""Summaries in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.delivery import State
from bot.domain.people import TrustId
from bot.ports.summaries import Looked, Needs
from tests.fakes.memory import Memory


class FakeSummaries:
    """`bot.ports.summaries.Summaries`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def looked(self) -> Sequence[Looked]:
        await self._memory.enter("looked")
        found: list[Looked] = []
        for trust in self._memory.trusts.values():
            schools = [each for each in self._memory.schools.values() if each.trust == trust.id]
            calendars = [
                trust.calendar,
                *(each.calendar for each in sorted(schools, key=lambda each: each.id)),
            ]
            known = [each for each in calendars if each]
            if known:
                on = self._memory.looked_on.get(trust.id)
                found.append(Looked(trust=trust.id, on=on, calendar=known[0]))
        return found

    async def look(self, trust: TrustId, *, on: date, before: date | None) -> bool:
        await self._memory.enter("look")
        if self._memory.looked_on.get(trust) != before:
            return False
        self._memory.looked_on[trust] = on
        return True

    async def needs(self, trust: TrustId, *, since: datetime, until: datetime) -> Needs:
        await self._memory.enter("needs")
        rows = [row for row in self._memory.deliveries.values() if row.trust == trust]
        ended = [row.state for row in rows if since <= row.due_at < until]
        return Needs(
            uncertain=sum(row.needs_a_person for row in rows),
            closed=sum(
                each.trust == trust and each.closed_because is not None
                for each in self._memory.channels.values()
            ),
            refused=ended.count(State.REFUSED),
            missed=ended.count(State.MISSED),
        )
