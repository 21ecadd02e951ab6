"""Reading beside the writer: a few threads, each with a connection that refuses to write."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from adapters.store.engine import READERS, as_trust
from adapters.store.failures import in_our_words, passes_by_itself
from bot.ports.store import StoreUnavailable

T = TypeVar("T")


class Reader:
    """Runs reading jobs, each in one transaction that sees one moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="golden-thread-reader")
        self._closed = False

    async def read(self, job: Callable[[Connection], T], *, trust: str | None = None) -> T:
        """What `job` returns, which sees that trust's rows or, without one, all. Raises StoreUnavailable, or what the job raised."""
        if self._closed:
            raise StoreUnavailable(
                "The database was closed because the program is stopping. Try again once it is up."
            )
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, job, trust)

    def close(self) -> None:
        """No more is read; what is being read is let finish."""
        self._closed = True
        self._threads.shutdown(wait=True)

    def _run(self, job: Callable[[Connection], T], trust: str | None) -> T:
        try:
            return self._once(job, trust)
        except DBAPIError as error:
            if not passes_by_itself(error):
                raise in_our_words(error) from None
        # Connections made before a restart of the server are dead, and the pool has dropped them by now.
        try:
            return self._once(job, trust)
        except DBAPIError as error:
            raise in_our_words(error) from None

    def _once(self, job: Callable[[Connection], T], trust: str | None) -> T:
        with self._engine.connect() as connection, connection.begin():
            if trust is not None:
                as_trust(connection, trust)
            return job(connection)
