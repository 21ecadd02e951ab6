"""The trail in memory."""

from collections.abc import Sequence

from bot.domain.people import SchoolId, TrustId
from bot.domain.trail import Act, Did
from bot.ports.trail import TrailEntry
from tests.fakes.memory import Memory


class FakeTrail:
    """`bot.ports.trail.Trail`. Nothing in memory is ever tampered with, so its trail is always whole."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def write(self, act: Act) -> None:
        await self._memory.enter("write_trail")
        if act.trust not in self._memory.trusts:
            raise ValueError(f"there is no trust {act.trust}")
        self._memory.trail.setdefault(act.trust, []).append(act)

    async def page(
        self,
        trust: TrustId,
        *,
        schools: frozenset[SchoolId] | None = None,
        did: frozenset[Did] | None = None,
        before: int | None = None,
        limit: int,
    ) -> Sequence[TrailEntry]:
        await self._memory.enter("page_trail")
        found = [
            TrailEntry(number=number, act=act, by_name=self._name(act))
            for number, act in enumerate(self._memory.trail.get(trust, []), start=1)
            if (schools is None or schools & {act.school, *(each.school for each in act.differences)})
            and (did is None or act.did in did)
            and (before is None or number < before)
        ]
        return found[::-1][:limit]

    async def broken_at(self, trust: TrustId) -> int | None:
        await self._memory.enter("broken_at")
        return None

    def _name(self, act: Act) -> str | None:
        member = self._memory.members.get(act.by) if act.by else None
        return member.name if member else None
