"""A SQLite file that is locked, full, read-only, damaged or none at all: it says so, loses nothing, and goes on."""

import os
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from adapters.store import engine as engines
from adapters.store.connections import Connections
from adapters.store.sql_store import SqlStore
from adapters.store.tables import trusts
from bot.ports.store import StoreUnavailable

TRUST = {"id": "t", "name": "T", "keep_months": 36, "demonstration": False}


def add(connection: Connection) -> None:
    connection.execute(insert(trusts).values(TRUST))


def names(connection: Connection) -> list[str]:
    return list(connection.scalars(select(trusts.c.name)))


@pytest.fixture
async def connections(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Connections]:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    connections = Connections(sqlite_url)
    yield connections
    await connections.close()


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


async def test_a_file_is_opened_to_lose_nothing(connections: Connections) -> None:
    def settings(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await connections.write(settings) == ["wal", 2, 1]


async def test_a_reader_cannot_write(connections: Connections) -> None:
    with pytest.raises(StoreUnavailable, match=r"cannot be written to.*make the file"):
        await connections.read(add)


async def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(
    connections: Connections, sqlite_url: str
) -> None:
    def twice(connection: Connection) -> tuple[list[str], list[str]]:
        before = names(connection)
        other = sqlite3.connect(_file(sqlite_url), isolation_level=None)
        other.execute("INSERT INTO trusts (id, name, keep_months, demonstration) VALUES ('x', 'X', 36, 0)")
        other.close()
        return before, names(connection)

    assert await connections.read(twice) == ([], [])
    assert await connections.read(names) == ["X"]


async def test_a_locked_file_says_so_and_is_written_once_it_is_free(
    connections: Connections, sqlite_url: str
) -> None:
    other = sqlite3.connect(_file(sqlite_url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match=r"is locked by another program.*What to do: close"):
        await connections.write(add)
    assert await connections.read(names) == []
    other.execute("ROLLBACK")
    other.close()
    await connections.write(add)
    assert await connections.read(names) == ["T"]


async def test_a_full_disk_says_so_and_what_was_kept_stays(connections: Connections) -> None:
    await connections.write(add)

    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        long = {"id": "long", "name": "x" * 1_000_000, "keep_months": 1, "demonstration": False}
        connection.execute(insert(trusts).values(long))

    with pytest.raises(StoreUnavailable, match="no room left on the disk"):
        await connections.write(fill)
    assert await connections.read(names) == ["T"]


async def test_a_damaged_file_says_so(sqlite_url: str) -> None:
    file = _file(sqlite_url)
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = os.urandom(len(content) - 4096 * 2)
    file.write_bytes(content)
    connections = Connections(sqlite_url)
    with pytest.raises(StoreUnavailable, match=r"is damaged.*restore the newest backup"):
        await connections.write(add)
    await connections.close()


async def test_what_is_no_database_says_so_and_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("These are the minutes of a meeting. " * 50)
    before = file.read_bytes()
    with pytest.raises(StoreUnavailable, match="is not a SQLite database"):
        await SqlStore.open(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_an_address_that_names_no_file_says_what_to_write() -> None:
    for address in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="names no file: write sqlite:///folder/"):
            engines.database_url(address)


def test_a_database_we_do_not_know_says_which_we_do() -> None:
    with pytest.raises(ValueError, match="mysql is not a database we know"):
        engines.database_url("mysql://host/name")
