"""Group commit: one thread writes, and what has queued up meanwhile shares one transaction.

Bulk work waits for everyone else, and they for one piece of it at most: nobody's reply stands behind a thousand prompts.
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from adapters.store.engine import as_trust
from adapters.store.failures import in_our_words, passes_by_itself
from bot.ports.store import CommitUnclear, StoreUnavailable

T = TypeVar("T")
Job = Callable[[Connection], T]
"""Work in a transaction that is not its own: it may run twice, and touches nothing but its connection."""

MOST_AT_ONCE = 500
"""Jobs in one transaction: past this a commit's cost no longer shows, and the first caller has waited long enough."""
MOST_WAITING = 20_000
PAUSES = (0.05, 0.1, 0.2, 0.4)
"""Seconds before each further try, when the connection was lost or two transactions collided."""
_LOOK = "It may have been made: look before it is made again."


@dataclass(slots=True)
class _Ask:
    """A job, who waits for it, and how it ended."""

    job: Job[Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None
    trust: str | None = field(default=None, kw_only=True)
    bulk: bool = field(default=False, kw_only=True)
    last: bool = field(default=False, kw_only=True)


class Writer:
    """Runs jobs in the order they came, bulk ones after the others, each whole or not at all; answers once durable."""

    def __init__(self, engine: Engine, *, pauses: Sequence[float] = PAUSES) -> None:
        self._engine = engine
        self._pauses = tuple(pauses)
        self._queue: Queue[_Ask] = Queue(MOST_WAITING)
        self._bulk: deque[_Ask] = deque()
        self._alone = True
        """Whether nobody but bulk work asked for anything last time."""
        self._door = Lock()
        self._closed = False
        self._thread = Thread(target=self._work, name="golden-thread-writer", daemon=True)
        self._thread.start()

    async def write(self, job: Job[T], *, bulk: bool = False, trust: str | None = None) -> T:
        """What `job` returns, once it is committed. A `bulk` job is a long one that may wait.

        It touches that trust's rows alone or, without one, any trust's.

        Raises StoreUnavailable; or what the job raised, and then nothing of it was done. A caller that leaves
        before its job began finds nothing done, one that leaves later finds it done whole.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Ask(job, loop, future, bulk=bulk, trust=trust))
        return await future

    async def close(self) -> None:
        """What was queued is committed; from now on nothing more is taken."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._door:
            if self._closed:
                return
            self._closed = True
            self._queue.put(_Ask(_nothing, loop, future, last=True))
        await future
        self._thread.join()

    def _put(self, ask: _Ask) -> None:
        with self._door:
            if self._closed:
                raise StoreUnavailable(
                    "The database was closed because the program is stopping. Try again once it is up."
                )
            try:
                self._queue.put_nowait(ask)
            except Full:
                message = (
                    f"{MOST_WAITING} changes are waiting for the database already. Try again in a minute."
                )
                raise StoreUnavailable(message) from None

    def _work(self) -> None:
        last = False
        while not last:
            batch = self._next_batch()
            last = batch[-1].last
            asked = [ask for ask in batch if not ask.last and not ask.future.cancelled()]
            try:
                self._settle(asked)
            except Exception as error:  # noqa: BLE001 - were this thread to end, everyone would wait for ever
                for ask in asked:
                    ask.error = CommitUnclear(f"The change broke off ({type(error).__name__}). {_LOOK}")
            _answer(batch)

    def _next_batch(self) -> list[_Ask]:
        """What is urgent; else one piece of bulk work, or all there is of it where nobody has been waiting."""
        turn_of_bulk = bool(self._bulk) and not self._alone
        batch: list[_Ask] = []
        while not turn_of_bulk and len(batch) < MOST_AT_ONCE:
            try:
                ask = self._queue.get(block=not batch and not self._bulk)
            except Empty:
                break
            (self._bulk if ask.bulk or ask.last else batch).append(ask)
            if ask.last:
                break
        self._alone = not batch
        if batch:
            return batch
        pieces = len(self._bulk) if not turn_of_bulk else 1
        return [self._bulk.popleft() for _ in range(min(pieces, MOST_AT_ONCE))]

    def _settle(self, batch: list[_Ask]) -> None:
        """Every ask has its result or its error, and every result is committed."""
        if not batch:
            return
        try:
            self._commit(batch)
        except _Failed as failed:
            if len(batch) == 1 or failed.concerns_all:
                for ask in batch:
                    ask.error = failed.error
                return
            # One of them is at fault: its neighbours must not pay for it.
            for ask in batch:
                self._settle([ask])

    def _commit(self, batch: list[_Ask]) -> None:
        for pause in (*self._pauses, None):
            try:
                self._try(batch)
            except _Failed as failed:
                if pause is None or not failed.passes:
                    raise
                time.sleep(pause)
            else:
                return

    def _try(self, batch: list[_Ask]) -> None:
        try:
            connection = self._engine.connect()
        except DBAPIError as error:
            raise _Failed(in_our_words(error), passes=passes_by_itself(error), concerns_all=True) from None
        try:
            _transact(connection, batch)
        except BaseException:
            # What was not committed goes with its connection, which may be dead without our having noticed.
            connection.invalidate()
            raise
        finally:
            connection.close()


class _Failed(Exception):  # noqa: N818 - never leaves this module
    """A transaction that did not come about: why, whether it may in a moment, and whether for every job alike."""

    def __init__(self, error: BaseException, *, passes: bool = False, concerns_all: bool = False) -> None:
        super().__init__()
        self.error = error
        self.passes = passes
        self.concerns_all = concerns_all


def _transact(connection: Connection, batch: list[_Ask]) -> None:
    try:
        transaction = connection.begin()
        said: str | None = None
        for ask in batch:
            # Neighbours in one transaction may be of different trusts: each is told for itself.
            if ask.trust != said:
                as_trust(connection, ask.trust)
                said = ask.trust
            ask.result = ask.job(connection)
    except DBAPIError as error:
        ours = in_our_words(error)
        away = isinstance(ours, StoreUnavailable)
        passes = passes_by_itself(error) and (len(batch) == 1 or error.connection_invalidated)
        raise _Failed(ours, passes=passes, concerns_all=away and not passes_by_itself(error)) from None
    except Exception as error:  # noqa: BLE001 - a job's own failure is its caller's
        raise _Failed(error) from None
    try:
        transaction.commit()
    except DBAPIError as error:
        # It may have been committed: whether it is harmless to ask again, the caller knows.
        ours = in_our_words(error)
        lost = error.connection_invalidated
        raise _Failed(CommitUnclear(str(ours)) if lost else ours, concerns_all=True) from None


def _nothing(connection: Connection) -> None:
    del connection


def _answer(batch: list[_Ask]) -> None:
    """Each event loop hears in one call what became of its asks; one that has gone hears nothing."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Ask]] = defaultdict(list)
    for ask in batch:
        by_loop[ask.loop].append(ask)
    for loop, asks in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, asks)
        except RuntimeError:  # the loop was closed: nobody waits there any more
            continue


def _resolve(asks: list[_Ask]) -> None:
    for ask in asks:
        if ask.future.done():
            continue
        if ask.error is not None:
            ask.future.set_exception(ask.error)
        else:
            ask.future.set_result(ask.result)
