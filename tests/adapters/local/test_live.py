"""How open pages learn that something changed."""

import asyncio
from contextlib import aclosing

from adapters.local.live import Live
from bot.ports.store import StoreUnavailable


class Board:
    """As much of a board as watching needs: a number, and how often it was asked for."""

    def __init__(self) -> None:
        self.number = 1
        self.asked = 0
        self.away = False
        self.missed = asyncio.Event()

    async def latest(self, address: str) -> int:
        self.asked += 1
        if self.away:
            self.missed.set()
            raise StoreUnavailable
        return self.number


def watching(board: Board, *, every: float = 0.01, heartbeat: float = 5.0) -> Live:
    return Live(board, every=every, heartbeat=heartbeat)  # type: ignore[arg-type]  # a board's one method


async def test_a_watcher_hears_the_number_at_once_and_after_each_change() -> None:
    board = Board()
    async with aclosing(watching(board).numbers("a")) as numbers:
        assert await anext(numbers) == 1
        board.number = 2
        assert await asyncio.wait_for(anext(numbers), 5) == 2


async def test_a_nudge_is_heard_without_waiting_for_the_next_look() -> None:
    board = Board()
    live = watching(board, every=60)
    async with aclosing(live.numbers("a")) as numbers:
        await anext(numbers)
        board.number = 2
        live.nudge("a")
        assert await asyncio.wait_for(anext(numbers), 5) == 2


async def test_fifty_watchers_of_one_channel_cost_one_look() -> None:
    board = Board()
    live = watching(board, every=60)
    watchers = [live.numbers("a") for _ in range(50)]
    await asyncio.gather(*(anext(watcher) for watcher in watchers))
    before = board.asked
    board.number = 2
    live.nudge("a")
    assert await asyncio.wait_for(asyncio.gather(*(anext(each) for each in watchers)), 5) == [2] * 50
    assert board.asked == before + 1
    for watcher in watchers:
        await watcher.aclose()


async def test_a_quiet_channel_still_gives_a_sign_of_life() -> None:
    async with aclosing(watching(Board(), heartbeat=0.01).numbers("a")) as numbers:
        await anext(numbers)
        assert await asyncio.wait_for(anext(numbers), 5) is None


async def test_a_database_that_is_away_ends_no_watch() -> None:
    board = Board()
    async with aclosing(watching(board).numbers("a")) as numbers:
        await anext(numbers)
        board.away = True
        await asyncio.wait_for(board.missed.wait(), 5)
        board.away, board.number = False, 3
        assert await asyncio.wait_for(anext(numbers), 5) == 3


async def test_closing_ends_every_watch_so_that_the_server_can_stop() -> None:
    live = watching(Board(), every=60, heartbeat=60)
    async with aclosing(live.numbers("a")) as numbers:
        await anext(numbers)
        waiting = asyncio.ensure_future(anext(numbers, "ended"))
        await asyncio.sleep(0)
        live.close()
        assert await asyncio.wait_for(waiting, 5) == "ended"
    async with aclosing(live.numbers("a")) as later:
        assert await anext(later, "ended") == "ended"


async def test_nobody_watching_means_nobody_looking() -> None:
    board = Board()
    live = watching(board)
    async with aclosing(live.numbers("a")) as numbers:
        await anext(numbers)
    before = len(asyncio.all_tasks())
    async with aclosing(live.numbers("a")) as numbers:
        await anext(numbers)
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) <= before
