"""The database brought to this program's version, whole or not at all."""

import re
import sqlite3
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from adapters.store.engine import database_url, sqlite_file, writing_engine
from adapters.store.failures import in_our_words
from adapters.store.lock import exclusive

MIGRATIONS = Path(__file__).parent / "migrations"
_NUMBERED = re.compile(r"(\d{4})_\w+\.py")
_ONE_AT_A_TIME = 7_405_926_118_004
"""A number of our own, under which PostgreSQL lets one program at a time migrate."""


class DatabaseNewer(Exception):  # noqa: N818 - it says what is so
    """The database was made by a newer version of the program. Nothing in it was touched."""


class DatabaseOlder(Exception):  # noqa: N818
    """The database has not been brought to this program's version yet. Nothing in it was touched."""


class CannotMigrate(Exception):  # noqa: N818
    """Something that is kept would not stand in the other version, and a person has to see it. Nothing was changed."""


@cache
def versions() -> tuple[str, ...]:
    """Every version this program knows, oldest first: the numbers that its migrations' files begin with."""
    files = (_NUMBERED.fullmatch(file.name) for file in (MIGRATIONS / "versions").iterdir())
    return tuple(sorted(found[1] for found in files if found))


def head() -> str:
    """The version this program works with."""
    return versions()[-1]


def current(address: str | URL) -> str | None:
    """The version a database is at; None for one that is empty or not there. Raises StoreUnavailable."""
    file = sqlite_file(address)
    return _current_in_file(file) if file else _current_on_server(database_url(address))


def require_head(address: str | URL) -> None:
    """The database is at this program's version. Raises DatabaseOlder or DatabaseNewer, saying what to do."""
    at = current(address)
    if at == head():
        return
    _refuse_newer(at)
    what = f"at version {at}" if at else "empty"
    raise DatabaseOlder(
        f"The database is {what}, and this program needs version {head()}. Run `golden-thread migrate`."
    )


def migrate(address: str | URL, *, to: str = "head") -> None:
    """The database is at this program's version, made anew if need be; a failure on the way leaves it as it was.

    `to` names an earlier version, or `base` for nothing at all.
    Returns at once when it is already. Raises DatabaseNewer, CannotMigrate, AlreadyRunning, StoreUnavailable.
    """
    at = current(address)
    if at == (head() if to == "head" else to):
        return
    _refuse_newer(at)
    file = sqlite_file(address)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(address):
        _migrate(address, to)


def _refuse_newer(at: str | None) -> None:
    if at is not None and at not in versions():
        raise DatabaseNewer(
            f"The database is at version {at}, and this program only knows versions up to {head()}: a newer one has "
            "been used on it. Install that newer version, or restore a backup from before it."
        )


def _migrate(address: str | URL, to: str) -> None:
    # Alembic takes a fifth of a second to import, and a database at head never needs it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    engine = writing_engine(address)
    try:
        with engine.connect() as connection:
            _let_tables_be_remade(connection)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME}
                    )
                config = Config()
                config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
                config.attributes["connection"] = connection
                order = ("base", *versions(), "head")
                down = order.index(_version_in(connection) or "base") > order.index(to)
                (command.downgrade if down else command.upgrade)(config, to)
                _require_whole(connection)
    except DBAPIError as error:
        raise in_our_words(error) from None
    finally:
        engine.dispose()


def _let_tables_be_remade(connection: Connection) -> None:
    """SQLite changes a table by making it anew, which references to it would forbid; they are checked at the end."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.close()


def _require_whole(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        raise RuntimeError(
            f"the migration would leave {broken[0]} pointing at nothing in {broken[2]}; nothing was changed, report this"
        )


def _version_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return version


def _current_in_file(file: Path) -> str | None:
    """By the bare driver: this is asked at every start, and an engine takes longer to build than to answer."""
    if not file.exists() or not file.stat().st_size:
        return None
    connection = None
    try:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        tables = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        if connection.execute(tables).fetchone() is None:
            return None
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise in_our_words(DBAPIError.instance("", {}, error, sqlite3.Error)) from None  # type: ignore[arg-type]
    else:
        return str(found[0]) if found else None
    finally:
        if connection is not None:
            connection.close()


def _current_on_server(url: URL) -> str | None:
    engine = create_engine(url, hide_parameters=True, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            return _version_in(connection)
    except DBAPIError as error:
        raise in_our_words(error) from None
    finally:
        engine.dispose()
