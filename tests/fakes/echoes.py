"""Answers from a box that their threads have yet to show, in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.channel import MessageRef
from bot.domain.reflection import Reflection, ReflectionId
from bot.ports.echoes import Echo
from tests.fakes.memory import EchoRow, Memory


class FakeEchoes:
    """`bot.ports.echoes.Echoes`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Echo]:
        await self._memory.enter("echoes.claim")
        free = [
            (key, row)
            for key, row in self._memory.echoes.items()
            if row.owed and (row.not_before is None or row.not_before <= now)
        ]
        chosen = sorted(free, key=lambda pair: (pair[1].owed_since, pair[0]))[:limit]
        for _, row in chosen:
            row.attempts += 1
            row.not_before = now + lease
        return [self._echo(key, row) for key, row in chosen]

    async def shown(self, echo: Echo, *, stands: str | None) -> None:
        await self._memory.enter("echoes.shown")
        row = self._memory.echoes[echo.reflection]
        row.stands, row.attempts = stands, 0
        self._end(row, echo)

    async def put_back(self, echo: Echo, *, until: datetime, sent: bool) -> None:
        await self._memory.enter("echoes.put_back")
        row = self._memory.echoes[echo.reflection]
        row.not_before = until
        row.attempts -= not sent

    async def given_up(self, echo: Echo, *, sent: bool) -> None:
        await self._memory.enter("echoes.given_up")
        row = self._memory.echoes[echo.reflection]
        row.attempts -= not sent
        self._end(row, echo)

    def _end(self, row: EchoRow, echo: Echo) -> None:
        row.owed = row.version != echo.version
        row.not_before = None

    def _echo(self, key: ReflectionId, row: EchoRow) -> Echo:
        said = _said(self._memory, key)
        channel = self._memory.channels[said.channel]
        root = self._memory.deliveries[said.delivery].root or ""
        return Echo(
            reflection=key,
            channel=channel,
            root=MessageRef(platform=channel.platform, address=channel.address, id=root),
            author_name=self._memory.members[said.author].name,
            text=said.text,
            stands=row.stands,
            version=row.version,
            attempts=row.attempts,
            owed_since=row.owed_since,
        )


def owe_echo(memory: Memory, said: Reflection, *, at: datetime) -> None:
    """Its thread has yet to show what it says now, if its thread is to show it at all."""
    if not said.boxed or said.private:
        return
    row = memory.echoes.get(said.id)
    if row is None:
        memory.echoes[said.id] = EchoRow(owed=True, version=1, attempts=0, owed_since=at)
        return
    row.version += 1
    row.owed, row.owed_since = True, at


def _said(memory: Memory, key: ReflectionId) -> Reflection:
    return next(said for said in memory.reflections.values() if said.id == key)
