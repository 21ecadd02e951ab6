"""What is done once a platform has its answer: bounded in number, and given a moment to end when the program stops."""

import asyncio
import inspect
from collections.abc import Awaitable

import structlog

from bot.usecases.failures import log_failure

log = structlog.get_logger()

MOST = 1000
"""Beyond that nothing more is put off: it is only ever courtesies that are."""
AT_ONCE = 8


class Later:
    """Call it with what can wait. Nothing here is lost that anyone said: all that is kept already."""

    def __init__(self, *, most: int = MOST, at_once: int = AT_ONCE) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Semaphore(at_once)

    def __call__(self, work: Awaitable[None]) -> None:
        """It is done soon, in its turn, or not at all if too much is waiting already."""
        if len(self._tasks) >= self._most:
            _close(work)
            log.warning("later.left_undone", waiting=len(self._tasks))
            return
        task = asyncio.create_task(self._done(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: _close(work))

    async def drained(self, *, within: float) -> None:
        """Everything put off is done or, after that many seconds, given up."""
        if not self._tasks:
            return
        _, left = await asyncio.wait(self._tasks, timeout=within)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _done(self, work: Awaitable[None]) -> None:
        try:
            async with self._turn:
                await work
        except Exception as error:  # noqa: BLE001 - a courtesy that failed; what counts is kept
            log_failure("later.courtesy_failed", error)


def _close(work: Awaitable[None]) -> None:
    """What was never begun is let go of without a warning."""
    if inspect.iscoroutine(work):
        work.close()
