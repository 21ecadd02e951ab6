"""A database that version 0001 has filled goes up to the newest and down again, with everything that is in it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, Table, bindparam, inspect, text

from adapters.store import tables
from adapters.store.engine import writing_engine
from adapters.store.migrating import current, head, migrate
from adapters.store.sql_store import SqlStore
from bot.domain.people import SchoolId, TrustId
from bot.domain.scope import Scope
from bot.ports.log import LogFilter
from tests.store.test_constraints import AT, SOUND

FIRST = "0001"
EVERYTHING = Scope(trust=TrustId("t"), schools=frozenset({SchoolId("s")}))
SEARCHED = LogFilter(words="standing7")
EDITIONS = {tables.programmes: {"edition": 1, "planned_edition": 0}}
CALENDAR = {"zone": "Europe/London"}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = writing_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def filled(database_url: str, engine: Engine) -> str:
    """A database of the first version with a row in every table, and a hundred answers."""
    migrate(database_url, to=FIRST)
    with engine.begin() as connection:
        for table in _tables(connection):
            _put(connection, table, SOUND[table] | EDITIONS.get(table, {}))
        for number in range(2, 100):
            answer = {"id": number, "message": str(number), "text": f"It is standing{number}."}
            _put(connection, tables.reflections, SOUND[tables.reflections] | answer)
        posted = {"state": "posted", "root": "r", "posted_at": AT}
        connection.execute(tables.deliveries.update().values(posted))
        connection.execute(tables.schools.update().values(calendar=CALENDAR))
    return database_url


def _tables(connection: Connection) -> list[Table]:
    there = set(inspect(connection).get_table_names())
    return [table for table in tables.metadata.sorted_tables if table.name in there]


def _put(connection: Connection, table: Table, row: dict[str, object]) -> None:
    """The row is there, by the columns it names: the table has others today."""
    names = ", ".join(f'"{name}"' for name in row)
    insert = text(f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(f":{name}" for name in row)})')  # noqa: S608 - our own names
    typed = (bindparam(name, type_=table.c[name].type) for name in row)
    connection.execute(insert.bindparams(*typed), row)


def _rows(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, column by column."""
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row._mapping)
                for row in connection.execute(text(f'SELECT * FROM "{table.name}" ORDER BY 1, 2'))  # noqa: S608
            ]
            for table in _tables(connection)
        }


def test_everything_is_there_above_and_below_again(filled: str, engine: Engine) -> None:
    before = _rows(engine)
    migrate(filled)
    assert current(filled) == head()
    above = _rows(engine)
    for table, rows in before.items():
        assert [
            {name: row[name] for name in was} for was, row in zip(rows, above[table], strict=True)
        ] == rows
    migrate(filled, to=FIRST)
    assert _rows(engine) == before


async def test_what_was_said_before_is_found_private_to_nobody_and_was_in_no_box(filled: str) -> None:
    migrate(filled)
    store = await SqlStore.open(filled)
    try:
        [line] = await store.log.page(EVERYTHING, filters=SEARCHED, before=None, limit=9)
        assert (line.reflection.boxed, line.reflection.private) == (False, False)
        assert list(await store.echoes.claim(now=AT, lease=AT - AT, limit=9)) == []
    finally:
        await store.close()


def test_what_is_said_after_going_up_and_down_is_still_searched(filled: str, engine: Engine) -> None:
    migrate(filled)
    migrate(filled, to=FIRST)
    with engine.begin() as connection:
        late = {"id": 500, "message": "500", "text": "A latecomer."}
        _put(connection, tables.reflections, SOUND[tables.reflections] | late)
        sqlite = connection.dialect.name == "sqlite"
        found = connection.execute(
            text(
                "SELECT rowid FROM reflections_search WHERE reflections_search MATCH 'latecomer'"
                if sqlite
                else "SELECT id FROM reflections WHERE search @@ to_tsquery('golden_thread', 'latecomer')"
            )
        )
        assert list(found.scalars()) == [500]


def test_going_down_never_opens_a_private_answer_to_everyone(filled: str, engine: Engine) -> None:
    migrate(filled)
    with engine.begin() as connection:
        connection.execute(
            tables.reflections.update().where(tables.reflections.c.id == 2).values(private=True)
        )
    with pytest.raises(RuntimeError, match="1 private answer"):
        migrate(filled, to=FIRST)
    assert current(filled) == head()


def test_going_up_copies_no_big_table(sqlite_url: str) -> None:
    """On SQLite a table that is made anew has its first page elsewhere."""
    migrate(sqlite_url, to=FIRST)
    engine = writing_engine(sqlite_url)
    pages = text(
        "SELECT name, rootpage FROM sqlite_master WHERE name IN ('reflections', 'revisions', 'deliveries')"
    )
    with engine.connect() as connection:
        before = connection.execute(pages).all()
    migrate(sqlite_url)
    with engine.connect() as connection:
        assert connection.execute(pages).all() == before
    engine.dispose()
