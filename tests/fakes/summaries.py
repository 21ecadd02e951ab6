"""Summaries in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.channel import ChannelId
from bot.domain.delivery import State
from bot.domain.people import TrustId
from bot.ports.summaries import Looked, Needs, Untold
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
                untold = self._memory.untold.get(trust.id)
                found.append(Looked(trust=trust.id, on=on, calendar=known[0], untold=untold))
        return found

    async def look(self, trust: TrustId, *, on: date, before: date | None, week: date) -> bool:
        await self._memory.enter("look")
        if self._memory.looked_on.get(trust) != before:
            return False
        self._memory.looked_on[trust] = on
        self._memory.untold.pop(trust, None)
        for each in self._closed(trust):
            if self._memory.trust_told.get(each, date.min) < week:
                self._memory.trust_told[each] = on
        return True

    async def take_untold(self, trust: TrustId, *, on: date) -> Untold | None:
        await self._memory.enter("take_untold_leads")
        return self._memory.untold.pop(trust, None) if self._memory.looked_on.get(trust) == on else None

    async def again(self, trust: TrustId, untold: Untold, *, on: date) -> None:
        await self._memory.enter("tell_trust_again")
        if self._memory.looked_on.get(trust) == on:
            self._memory.untold[trust] = untold

    async def needs(self, trust: TrustId, *, since: datetime, until: datetime, on: date) -> Needs:
        await self._memory.enter("needs")
        rows = [row for row in self._memory.deliveries.values() if row.trust == trust]
        ended = [row.state for row in rows if since <= row.due_at < until]
        return Needs(
            uncertain=sum(row.needs_a_person for row in rows),
            closed=sum(self._memory.trust_told.get(each) == on for each in self._closed(trust)),
            refused=ended.count(State.REFUSED),
            missed=ended.count(State.MISSED),
        )

    def _closed(self, trust: TrustId) -> list[ChannelId]:
        channels = self._memory.channels.values()
        return [each.id for each in channels if each.trust == trust and each.closed_because is not None]
