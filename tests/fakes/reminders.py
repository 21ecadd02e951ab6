"""Reminders in memory."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.delivery import Delivery, DeliveryId, State
from bot.ports.reminders import Unanswered
from tests.fakes.memory import Memory


class FakeReminders:
    """`bot.ports.reminders.Reminders`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def unanswered(self, *, posted_since: datetime) -> Sequence[Unanswered]:
        await self._memory.enter("unanswered")
        found: dict[tuple[str, str], Unanswered] = {}
        for row in self._waiting(posted_since):
            after = self._memory.programmes[row.programme].remind_after
            if after:
                found[row.programme, row.school] = Unanswered(
                    programme=row.programme,
                    school=row.school,
                    after=after,
                    calendar=self._memory.schools[row.school].calendar,
                )
        return list(found.values())

    async def take(
        self,
        of: Unanswered,
        *,
        posted_since: datetime,
        posted_before: datetime,
        now: datetime,
        limit: int,
    ) -> Sequence[DeliveryId]:
        await self._memory.enter("take_to_remind")
        taken = [
            row.id
            for row in self._waiting(posted_since)
            if (row.programme, row.school) == (of.programme, of.school)
            and row.posted_at is not None
            and row.posted_at < posted_before
            and self._memory.channels[row.channel].closed_because is None
        ][:limit]
        self._memory.reminded.update(dict.fromkeys(taken, now))
        return taken

    async def answered(self, delivery: DeliveryId) -> bool:
        await self._memory.enter("answered")
        return any(said.delivery == delivery for said in self._memory.reflections.values())

    async def again(self, delivery: DeliveryId) -> None:
        await self._memory.enter("remind_again")
        self._memory.reminded.pop(delivery, None)

    def _waiting(self, posted_since: datetime) -> list[Delivery]:
        answered = {said.delivery for said in self._memory.reflections.values()}
        posted = [
            (row.posted_at, row.id, row)
            for row in self._memory.deliveries.values()
            if row.state is State.POSTED
            and row.posted_at is not None
            and row.posted_at >= posted_since
            and row.id not in answered
            and row.id not in self._memory.reminded
        ]
        return [row for _, _, row in sorted(posted, key=lambda each: each[:2])]
