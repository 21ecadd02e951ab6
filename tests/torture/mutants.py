"""Broken variants of the bot, each without one thing that a promise rests on: the judge must find every one out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from adapters.store.tables import deliveries
from bot.domain.delivery import Delivery, State
from bot.ports.board import BoardEvent
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot

NEVER_LOOKS = "never looks before it sends again"
SETTLES_FIRST = "settles before it posts"
TAKES_FIRST = "marks an event as taken before it is kept"
LOOKS_TOO_SOON = "looks before the lease has run out"


class _Over:
    """A port with something of it replaced."""

    def __init__(self, port: Any) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


class _Blind(_Over):
    async def find(self, *args: object, **named: object) -> None:
        """It has not looked, and says that nothing is there."""


class _Hasty(_Over):
    def __init__(self, platform: Any, bot: Bot) -> None:
        super().__init__(platform)
        self._bot = bot

    async def post(self, message: Any, *, to: Any, delivery: Any) -> Any:
        """The row says posted; then it is posted; then the row says where."""
        said = Settlement(state=State.POSTED, root=f"soon-{delivery}", posted_at=self._bot.clock.now())
        await self._bot.store.outbox.settle(delivery, said, by=self._bot.name)
        stands = await self._port.post(message, to=to, delivery=delivery)
        outbox: Any = self._bot.store.outbox
        where = update(deliveries).where(deliveries.c.id == delivery).values(root=stands.id)
        await outbox._port._connections.write(lambda connection: connection.execute(where).rowcount)
        return stands


class _Careless(_Over):
    async def untaken(self, *, limit: int, after: int = 0) -> Sequence[BoardEvent]:
        """Handed over, and crossed off already."""
        events: Sequence[BoardEvent] = await self._port.untaken(limit=limit, after=after)
        for each in events:
            await self._port.taken(each.id)
        return events

    async def say(self, **named: Any) -> BoardEvent | None:
        """The same, for what is handed over at once."""
        happened: BoardEvent | None = await self._port.say(**named)
        if happened:
            await self._port.taken(happened.id)
        return happened


class _Impatient(_Over):
    async def claim_unclear(self, *, now: datetime, **named: Any) -> Sequence[Delivery]:
        """Whatever is being sent is taken for abandoned."""
        held: Sequence[Delivery] = await self._port.claim_unclear(now=now + timedelta(hours=1), **named)
        return [replace(row, lease_until=None) for row in held]


def _never_looks(bot: Bot) -> Bot:
    blind: Any = _Blind(bot.platforms["local"])
    return replace(bot, platforms={"local": blind})


def _settles_first(bot: Bot) -> Bot:
    hasty: Any = _Hasty(bot.platforms["local"], bot)
    return replace(bot, platforms={"local": hasty})


def _takes_first(bot: Bot) -> Bot:
    store: Any = bot.store
    store.board = _Careless(store.board)
    return bot


def _looks_too_soon(bot: Bot) -> Bot:
    store: Any = bot.store
    store.outbox = _Impatient(store.outbox)
    return bot


MUTANTS: Mapping[str, Callable[[Bot], Bot]] = {
    NEVER_LOOKS: _never_looks,
    SETTLES_FIRST: _settles_first,
    TAKES_FIRST: _takes_first,
    LOOKS_TOO_SOON: _looks_too_soon,
}
