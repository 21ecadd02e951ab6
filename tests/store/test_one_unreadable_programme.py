"""What one trust's rows hold, by hand or by a fault, stops nobody else's planning."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, update
from structlog.testing import capture_logs

from adapters.store.sql_store import SqlStore
from adapters.store.tables import programme_channels, programmes, schools
from tests import cast

CANARY = "kumquat"
SPOILT: list[tuple[Table, str, dict[str, Any]]] = [
    (programmes, cast.WEEKLY.id, {"definition": {"name": CANARY}}),
    (programmes, cast.WEEKLY.id, {"definition": [CANARY]}),
    (schools, cast.OAKFIELD.id, {"calendar": {"zone": CANARY}}),
]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    store = await SqlStore.open(database_url)
    await store.directory.establish(cast.ashgrove())
    await store.directory.establish(cast.beechwood())
    yield store
    await store.close()


async def _spoil(store: SqlStore, table: Table, key: str, values: dict[str, Any]) -> None:
    def job(connection: Connection) -> None:
        connection.execute(update(table).where(table.c.id == key).values(values))

    await store.directory._connections.write(job)


@pytest.mark.parametrize(("table", "key", "values"), SPOILT, ids=["programme", "no table", "calendar"])
async def test_what_cannot_be_read_is_left_out_and_told_by_its_id(
    store: SqlStore, table: Table, key: str, values: dict[str, Any]
) -> None:
    await _spoil(store, table, key, values)
    with capture_logs() as logs:
        found = await store.directory.plannable()
    assert [each.programme.id for each in found] == [cast.ELM_WEEKLY.id]
    (line,) = logs
    assert (line["event"], line["log_level"]) == ("programme.not_readable", "error")
    assert (line["programme"], line["trust"]) == (cast.WEEKLY.id, cast.ASHGROVE.id)
    assert CANARY not in repr(logs)


async def test_a_programme_that_names_a_channel_it_does_not_have_is_left_out(store: SqlStore) -> None:
    gone = programme_channels.delete().where(programme_channels.c.channel == cast.OAKFIELD_LEADERS.id)
    await store.directory._connections.write(lambda connection: connection.execute(gone))
    assert [each.programme.id for each in await store.directory.plannable()] == [cast.ELM_WEEKLY.id]


async def test_whoever_asks_for_the_one_that_cannot_be_read_hears_why(store: SqlStore) -> None:
    await _spoil(store, *SPOILT[0])
    with pytest.raises(ValueError, match="programme"):
        await store.directory.programme(cast.WEEKLY.id)
