"""Work that blocks, done in a thread that holds nothing up: not the event loop, and not the program when it ends."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What `work` returns, or raises what it raises.

    `asyncio.to_thread` would make the program wait for it when it stops, even if nobody else does.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            told = partial(_returned, done, work())
        except Exception as error:  # noqa: BLE001 - whoever waits has it
            told = partial(_raised, done, error)
        # Whoever waited may be gone, and the loop with them.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(told)

    threading.Thread(target=run, name="teams-aside", daemon=True).start()
    return await done


def _returned(done: asyncio.Future[T], result: T) -> None:
    if not done.done():
        done.set_result(result)


def _raised(done: asyncio.Future[T], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
