"""The one way to the database: `write` a job, `read` with a job, and never on the event loop's time."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection

from adapters.store.engine import database_url, reading_engine, writing_engine
from adapters.store.reader import Reader
from adapters.store.writer import Writer

T = TypeVar("T")


class Connections:
    """A writer and a few readers of one database.

    A job is a function of a connection, inside a transaction that others may share: it returns values, never
    rows or cursors; it may run more than once; it neither commits nor rolls back; and it does not live on after
    an error of the database (use ON CONFLICT, not `except IntegrityError`). With `reading`, the database itself
    refuses whatever would change it.
    """

    def __init__(self, address: str | URL, *, reading: bool = False) -> None:
        self.dialect = database_url(address).get_backend_name()
        """`sqlite` or `postgresql`."""
        self._writing = reading_engine(address) if reading else writing_engine(address)
        self._reading = reading_engine(address)
        self._writer = Writer(self._writing)
        self._reader = Reader(self._reading)

    async def write(
        self, job: Callable[[Connection], T], *, bulk: bool = False, trust: str | None = None
    ) -> T:
        """What `job` returns, once it is durable. A `bulk` job is a long one that may wait for all others.

        With `trust` it can touch nothing of another's on PostgreSQL; without, it is the bot's work for all of them.

        Raises StoreUnavailable, RefusedByDatabase, or what the job raised.
        """
        return await self._writer.write(job, bulk=bulk, trust=trust)

    async def read(self, job: Callable[[Connection], T], *, trust: str | None = None) -> T:
        """What `job` returns, all of it read as of one moment, and of that trust alone if one is named.

        Raises StoreUnavailable, or what the job raised.
        """
        return await self._reader.read(job, trust=trust)

    async def close(self) -> None:
        """What was queued is committed, and every connection is closed."""
        await self._writer.close()
        self._reader.close()
        self._writing.dispose()
        self._reading.dispose()
