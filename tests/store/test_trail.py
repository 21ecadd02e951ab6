"""Whoever changes, takes out or slips in an entry of the trail behind the program's back is found out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, delete, update

from adapters.store.sql_store import SqlStore
from adapters.store.tables import trail
from bot.domain.trail import Act, Did
from tests import cast

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """A store with three entries in one trust's trail."""
    store = await SqlStore.open(database_url)
    await store.directory.establish(cast.ashgrove())
    for about in ("a", "b", "c"):
        await store.trail.write(Act(trust=cast.ASHGROVE.id, did=Did.INVITED, at=NOON, about=about))
    yield store
    await store.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"about": "z"},
        {"did": "removed"},
        {"by": "somebody"},
        {"school": "oakfield"},
        {"at": datetime(2026, 11, 9, 12, tzinfo=UTC)},
        {"differences": [{"about": "a", "setting": "Day", "was": None, "now": "Monday", "school": None}]},
        {"hashed": "0" * 64},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_an_entry_that_was_changed_is_named(store: SqlStore, changed: dict[str, Any]) -> None:
    assert await store.trail.broken_at(cast.ASHGROVE.id) is None
    await _run(store, update(trail).where(trail.c.number == 2).values(changed))
    assert await store.trail.broken_at(cast.ASHGROVE.id) == 2


@pytest.mark.parametrize(("gone", "found"), [(trail.c.number == 1, 1), (trail.c.number == 2, 2)])
async def test_an_entry_that_was_taken_out_is_missed(
    store: SqlStore, gone: ColumnElement[bool], found: int
) -> None:
    await _run(store, delete(trail).where(gone))
    assert await store.trail.broken_at(cast.ASHGROVE.id) == found


async def _run(store: SqlStore, statement: Any) -> None:
    def job(connection: Connection) -> None:
        connection.execute(statement)

    await store.trail._connections.write(job)
