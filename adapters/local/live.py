"""Who is looking at which channel just now, and how they learn that something changed there."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import structlog

from bot.ports.board import Board
from bot.ports.store import StoreUnavailable

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class _Room:
    """One address that somebody watches: one look at the board serves them all."""

    number: int = 0
    watchers: int = 0
    over: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    nudged: asyncio.Event = field(default_factory=asyncio.Event)
    looking: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Everyone who waits wakes; whoever waits from now on waits for the next change."""
        self.changed.set()
        self.changed = asyncio.Event()


class Live:
    """Looks at the board every `every` seconds for as long as somebody watches, and at once when nudged.

    A nudge reaches the watchers of this process; the looking reaches those of every other.
    """

    def __init__(self, board: Board, *, every: float = 1.0, heartbeat: float = 15.0) -> None:
        self._board = board
        self._every = every
        self._heartbeat = heartbeat
        self._rooms: dict[str, _Room] = {}
        self._closed = False

    def nudge(self, address: str) -> None:
        """Something has changed there: whoever watches hears it now."""
        if (room := self._rooms.get(address)) is not None:
            room.nudged.set()

    def close(self) -> None:
        """Every watch ends, now and from now on: call it when the server begins to stop, or it will wait."""
        self._closed = True
        for room in self._rooms.values():
            room.tell()
            room.nudged.set()

    async def numbers(self, address: str) -> AsyncGenerator[int | None, None]:
        """The board's number for that address now and after each change; None as a sign of life between."""
        room = await self._enter(address)
        try:
            last: int | None = None
            while not (self._closed or room.over):
                if last == room.number:
                    yield None
                else:
                    last = room.number
                    yield last
                if last == room.number and not (self._closed or room.over):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(room.changed.wait(), self._heartbeat)
        finally:
            self._leave(address, room)

    async def _enter(self, address: str) -> _Room:
        room = self._rooms.get(address)
        if room is None:
            number = await self._board.latest(address)
            room = self._rooms.setdefault(address, _Room(number=number))
        room.watchers += 1
        if room.looking is None:
            room.looking = asyncio.create_task(self._look(address, room))
        return room

    def _leave(self, address: str, room: _Room) -> None:
        room.watchers -= 1
        if room.watchers == 0:
            if room.looking is not None:
                room.looking.cancel()
            if self._rooms.get(address) is room:
                del self._rooms[address]

    async def _look(self, address: str, room: _Room) -> None:
        try:
            while not self._closed:
                with suppress(TimeoutError):
                    await asyncio.wait_for(room.nudged.wait(), self._every)
                room.nudged.clear()
                number = await self._latest(address, otherwise=room.number)
                if number != room.number:
                    room.number = number
                    room.tell()
        finally:
            # Whatever ended the looking, nobody may be left waiting for it: browsers connect again by themselves.
            room.over = True
            if self._rooms.get(address) is room:
                del self._rooms[address]
            room.tell()

    async def _latest(self, address: str, *, otherwise: int) -> int:
        try:
            return await self._board.latest(address)
        except StoreUnavailable:
            log.warning("channel.not_watched", address=address, reason="the database could not be used")
            return otherwise


async def frames(live: Live, address: str) -> AsyncGenerator[str, None]:
    """The same as server-sent events; browsers connect again by themselves after `retry` milliseconds."""
    yield "retry: 3000\n\n"
    async with aclosing(live.numbers(address)) as numbers:
        async for number in numbers:
            yield (
                ": still here\n\n" if number is None else f"event: changed\nid: {number}\ndata: {number}\n\n"
            )
