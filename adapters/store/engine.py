"""Engines made from an address: one that writes and one that only reads, on SQLite or on PostgreSQL."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

READERS = 4
"""Threads and connections that read; more of them only wait for the interpreter."""
BUSY_SECONDS = 2.0
"""How long a change waits for a lock. Slack wants its answer in 3 s, so an error has to come before that."""
CONNECT_SECONDS = 5
EVERY_TRUST = "*"
"""What the bot's own work says for a trust. No trust has this id: an id is made of letters, figures and hyphens."""
_FOR_EVERY_TRUST = f"SET golden_thread.trust = '{EVERY_TRUST}'"
"""How a connection of ours begins: ticks and what chat platforms tell are for every trust, and pay nothing for it."""
_AS_TRUST = text("SELECT set_config('golden_thread.trust', :trust, true)")


def database_url(address: str | URL) -> URL:
    """The address with its driver named. Raises ValueError for a database we do not know."""
    url = make_url(address)
    match url.get_backend_name():
        case "sqlite" if url.database and url.database != ":memory:":
            return url.set(drivername="sqlite")
        case "sqlite":
            raise ValueError(
                "the database's address names no file: write sqlite:///folder/golden-thread.sqlite3"
            )
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(
                f"{other} is not a database we know: write sqlite:///PATH or postgresql://USER@HOST/NAME"
            )


def sqlite_file(address: str | URL) -> Path | None:
    """The file behind an address, whatever names lead to it, or None when it is not SQLite's."""
    url = database_url(address)
    return Path(url.database or "").resolve() if url.get_backend_name() == "sqlite" else None


def writing_engine(address: str | URL) -> Engine:
    """One connection, for the one writer. On SQLite every transaction begins as IMMEDIATE."""
    return _engine(database_url(address), connections=1, prepare=_prepare_to_write, begin="BEGIN IMMEDIATE")


def reading_engine(address: str | URL) -> Engine:
    """Connections that refuse to write; all that one transaction reads is as of one moment."""
    return _engine(database_url(address), connections=READERS, prepare=_prepare_to_read, begin="BEGIN")


def as_trust(connection: Connection, trust: str | None) -> None:
    """From here to the end of this transaction PostgreSQL shows and takes rows of that trust alone, or of every one.

    What the policies of migration 0005 ask for. SQLite has none: there each statement names its trust, as it does here.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_AS_TRUST, {"trust": EVERY_TRUST if trust is None else trust})


def with_fresh_plans(connection: Connection) -> None:
    """For the rest of this transaction PostgreSQL plans each statement for its own values.

    For searching: a plan for any words at all is many times slower than one for these.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def _engine(url: URL, *, connections: int, prepare: Callable[[Any, str], None], begin: str) -> Engine:
    backend = url.get_backend_name()
    sqlite = backend == "sqlite"
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        # A row may hold what somebody wrote, and an error's parameters would carry it into a log.
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS} if sqlite else {"connect_timeout": CONNECT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, record: Any) -> None:
        del record
        if sqlite:
            # Ours to begin: the driver would begin late, deferred, and not at all before DDL.
            connection.isolation_level = None
        prepare(connection, backend)

    if sqlite:

        @event.listens_for(engine, "begin")
        def _(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

    return engine


def _prepare_to_write(connection: Any, backend: str) -> None:
    if backend == "sqlite":
        _run(connection, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")
        return
    _run(
        connection,
        "SET TIME ZONE 'UTC'",
        _FOR_EVERY_TRUST,
        f"SET lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'",
        # Of thousands due at once, it would fetch and sort all for every batch that is claimed: few are due as a rule.
        "SET enable_bitmapscan = off",
    )
    connection.commit()


def _prepare_to_read(connection: Any, backend: str) -> None:
    if backend == "sqlite":
        _run(connection, "PRAGMA query_only=ON")
        return
    _run(
        connection,
        "SET TIME ZONE 'UTC'",
        _FOR_EVERY_TRUST,
        "SET default_transaction_read_only = on",
        "SET default_transaction_isolation = 'repeatable read'",
    )
    connection.commit()


def _run(connection: Any, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
