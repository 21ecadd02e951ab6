"""New databases at this program's version, on SQLite and on a PostgreSQL that really writes to its disk."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from adapters.store.engine import EVERY_TRUST
from adapters.store.migrating import migrate
from tests.postgres import NAMED, Server, own_server

DURABLE = ("shared_buffers=256MB", "max_connections=100", "max_wal_size=2GB", "work_mem=16MB")
"""Nothing here touches fsync, full_page_writes or synchronous_commit: they stay on."""
TEMPLATE = "golden_benchmark_template"


@dataclass(frozen=True, slots=True)
class Engine:
    """A kind of database, and a way to have a new one until a block ends."""

    name: str
    version: str
    new: Callable[[], AbstractContextManager[str]]


@contextmanager
def sqlite_engine() -> Iterator[Engine]:
    """Files in a folder of their own."""
    with TemporaryDirectory(prefix="gt-benchmark-") as folder:
        template = Path(folder, "template.sqlite3")
        migrate(f"sqlite:///{template}")
        numbers = count()

        @contextmanager
        def new() -> Iterator[str]:
            home = Path(folder, str(next(numbers)))
            home.mkdir()
            shutil.copy(template, home / "golden-thread.sqlite3")
            try:
                yield f"sqlite:///{home / 'golden-thread.sqlite3'}"
            finally:
                shutil.rmtree(home)

        yield Engine("SQLite", sqlite3.sqlite_version, new)


@contextmanager
def postgresql_engine() -> Iterator[Engine]:
    """A server of our own with its defaults for durability, or the one that is named. Raises NoPostgresError."""
    named = os.environ.get(NAMED)
    if named:
        yield from _on(Server(named))
        return
    with own_server(options=DURABLE) as own:
        yield from _on(own.server)


def _on(server: Server) -> Iterator[Engine]:
    with psycopg.connect(server.address) as connection:
        version = ".".join(str(part) for part in divmod(connection.info.server_version, 10_000))
    server.run(f"DROP DATABASE IF EXISTS {TEMPLATE}")
    server.welcome()
    server.make(TEMPLATE)
    migrate(server.url(TEMPLATE))
    try:
        yield Engine("PostgreSQL", version, lambda: server.database(template=TEMPLATE))
    finally:
        server.run(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")


class Plain:
    """A bare connection of the driver with the program's own settings for durability, as any small program has it."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._connection: Any
        if self.is_sqlite:
            file = url.removeprefix("sqlite:///")
            self._connection = sqlite3.connect(
                file, timeout=30, isolation_level=None, check_same_thread=False
            )
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
        else:
            self._connection = psycopg.connect(url, autocommit=True)
            # As the program's own connections begin: else row-level security would show nothing.
            self._connection.execute(f"SET golden_thread.trust = '{EVERY_TRUST}'")

    def run(self, statement: str, values: Sequence[object] = ()) -> Any:
        """One statement outside any transaction of ours; `?` stands for a value."""
        if self.is_sqlite:
            return self._connection.execute(statement, values)
        return self._connection.execute(statement.replace("?", "%s"), values or None)

    def durably(self, statement: str, values: Sequence[object]) -> None:
        """One transaction with one statement."""
        self.run("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        self.run(statement, values)
        self.run("COMMIT")

    def many(self, into: str, rows: Iterable[Sequence[object]]) -> None:
        """Rows by the thousand in one transaction; `into` is a table and its columns: `name (first, second)`."""
        if not self.is_sqlite:
            self._copy(into, rows)
            return
        marks = ", ".join("?" for _ in range(into.count(",") + 1))
        self.run("BEGIN IMMEDIATE")
        self._connection.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - names of ours
        self.run("COMMIT")

    def _copy(self, into: str, rows: Iterable[Sequence[object]]) -> None:
        """By way of a table of this connection's own: PostgreSQL copies nothing into one with row-level security."""
        table, _, columns = into.partition(" ")
        names = columns.strip("()")
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608 - names of ours
            )
            with cursor.copy("COPY copied FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {into} SELECT * FROM copied")  # noqa: S608 - names of ours

    def close(self) -> None:
        """The connection is closed."""
        self._connection.close()


@contextmanager
def plain(url: str) -> Iterator[Plain]:
    """A bare connection until the block ends."""
    connection = Plain(url)
    try:
        yield connection
    finally:
        connection.close()
