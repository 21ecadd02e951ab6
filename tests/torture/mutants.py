"""Broken variants of the bot, each without one thing that a promise rests on: the judge must find every one out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

from sqlalchemy import update

from adapters.store import lock
from adapters.store.tables import deliveries
from bot.domain.delivery import State
from bot.ports.board import BoardEvent
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot

NEVER_LOOKS = "never looks before it sends again"
SETTLES_FIRST = "settles before it posts"
TAKES_FIRST = "marks an event as taken before it is kept"
KEEPS_NO_LOCK = "does not ask for the lock"


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
    async def untaken(self, *, limit: int) -> Sequence[BoardEvent]:
        """Handed over, and crossed off already."""
        events: Sequence[BoardEvent] = await self._port.untaken(limit=limit)
        for each in events:
            await self._port.taken(each.id)
        return events

    async def say(self, **named: Any) -> BoardEvent | None:
        """The same, for what is handed over at once."""
        happened: BoardEvent | None = await self._port.say(**named)
        if happened:
            await self._port.taken(happened.id)
        return happened


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


def _as_it_is(bot: Bot) -> Bot:
    return bot


MUTANTS: Mapping[str, Callable[[Bot], Bot]] = {
    NEVER_LOOKS: _never_looks,
    SETTLES_FIRST: _settles_first,
    TAKES_FIRST: _takes_first,
    KEEPS_NO_LOCK: _as_it_is,
}


def _granted(held: IO[str]) -> bool:
    del held
    return True


def before_opening(mutant: str | None) -> None:
    """What has to be broken before the database is opened, is."""
    if mutant == KEEPS_NO_LOCK:
        lock._lock = _granted
