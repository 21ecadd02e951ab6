"""The store on SQLite or PostgreSQL: every port over one set of connections."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

from sqlalchemy import URL, Connection, bindparam, delete, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from adapters.store.board import SqlBoard
from adapters.store.connections import Connections
from adapters.store.directory import SqlDirectory
from adapters.store.echoes import SqlEchoes
from adapters.store.inbox import SqlInbox
from adapters.store.installations import SqlInstallations
from adapters.store.ledger import SqlLedger
from adapters.store.lock import exclusive
from adapters.store.log import SqlReflectionLog
from adapters.store.migrating import require_head
from adapters.store.outbox import SqlOutbox
from adapters.store.reminding import SqlReminders
from adapters.store.sealing import Keys
from adapters.store.sign_ins import SqlSignIns
from adapters.store.summing import SqlSummaries
from adapters.store.tables import heartbeats
from adapters.store.trail import SqlTrail

ENTROPY_BITS = 22
REMEMBERED = timedelta(days=7)
"""How long the last beat of a process that has ended is kept."""

_sqlite_beat = sqlite.insert(heartbeats)
_postgresql_beat = postgresql.insert(heartbeats)
_BEATS = {
    "sqlite": _sqlite_beat.on_conflict_do_update(
        index_elements=["by"], set_={"at": _sqlite_beat.excluded.at}
    ),
    "postgresql": _postgresql_beat.on_conflict_do_update(
        index_elements=["by"], set_={"at": _postgresql_beat.excluded.at}
    ),
}
_forget_beats = delete(heartbeats).where(heartbeats.c.at < bindparam("before"))
_last_beat = select(func.max(heartbeats.c.at))


def _entropy() -> int:
    return secrets.randbits(ENTROPY_BITS)


class SqlStore:
    """`bot.ports.store.Store`, open from `SqlStore.open` until `close`."""

    def __init__(
        self, connections: Connections, *, entropy: Callable[[], int], keys: Keys, held: ExitStack
    ) -> None:
        self._connections = connections
        self._held = held
        self.outbox = SqlOutbox(connections, entropy=entropy)
        self.ledger = SqlLedger(connections)
        self.inbox = SqlInbox(connections)
        self.echoes = SqlEchoes(connections)
        self.log = SqlReflectionLog(connections)
        self.installations = SqlInstallations(connections, keys=keys)
        self.directory = SqlDirectory(connections)
        self.sign_ins = SqlSignIns(connections)
        self.trail = SqlTrail(connections)
        self.reminders = SqlReminders(connections)
        self.summaries = SqlSummaries(connections)
        self.board = SqlBoard(connections)

    @classmethod
    async def open(
        cls,
        address: str | URL,
        *,
        reading: bool = False,
        keys: Sequence[str] = (),
        entropy: Callable[[], int] = _entropy,
    ) -> "SqlStore":
        """A store on the database at `sqlite:///PATH` or `postgresql://…`, which is at this program's version.

        With `reading` it may be one that another program has, and nothing can be changed through it. `keys` are those
        that secrets are kept with, newest first; without any, none can be.

        Raises AlreadyRunning when another program has that SQLite file, DatabaseOlder (migrate it first),
        DatabaseNewer, StoreUnavailable, and ValueError for an address or a key that is none.
        """
        known = Keys(keys)
        with ExitStack() as opening:
            if not reading:
                opening.enter_context(exclusive(address))
            require_head(address)
            connections = Connections(address, reading=reading)
            return cls(connections, entropy=entropy, keys=known, held=opening.pop_all())

    async def ping(self) -> None:
        """See the port."""
        await self._connections.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())

    async def beat(self, *, at: datetime, by: str) -> None:
        """See the port."""
        beat = _BEATS[self._connections.dialect]

        def job(connection: Connection) -> None:
            connection.execute(beat, {"by": by, "at": at})
            connection.execute(_forget_beats, {"before": at - REMEMBERED})

        await self._connections.write(job)

    async def last_beat(self) -> datetime | None:
        """See the port."""
        return await self._connections.read(lambda connection: connection.execute(_last_beat).scalar_one())

    async def close(self) -> None:
        """See the port."""
        try:
            await self._connections.close()
        finally:
            self._held.close()
