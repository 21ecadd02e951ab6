"""On PostgreSQL the database itself keeps two trusts apart, whatever a statement forgets to say."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, insert, make_url, select, text, update

from adapters.store.connections import Connections
from adapters.store.engine import as_trust, database_url
from adapters.store.failures import NotOfThisTrust
from adapters.store.sql_store import SqlStore
from adapters.store.tables import members, metadata, schools, trusts
from adapters.store.walls import CLOSED, PASSES_BY, SEARCHES_SLOWLY, gaps
from tests import cast
from tests.postgres import PLAIN, Server

pytestmark = pytest.mark.postgres
ALL = {"ashgrove", "beechwood"}


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[SqlStore]:
    """Both trusts, as the program itself has set them up."""
    store = await SqlStore.open(postgres_url)
    await store.directory.establish(cast.ashgrove())
    await store.directory.establish(cast.beechwood())
    yield store
    await store.close()


@pytest.fixture
def bare(store: SqlStore, postgres_url: str) -> Iterator[Engine]:
    """A connection as any other program would make it, with the program's own user."""
    del store
    engine = create_engine(database_url(postgres_url))
    yield engine
    engine.dispose()


@pytest.fixture
async def connections(store: SqlStore, postgres_url: str) -> AsyncIterator[Connections]:
    del store
    opened = Connections(postgres_url)
    yield opened
    await opened.close()


def _seen(connection: Connection) -> set[str]:
    """The trusts of whom anything at all is seen."""
    found = set(connection.scalars(select(trusts.c.id)))
    for table in metadata.sorted_tables:
        if "trust" in table.c:
            found |= set(connection.scalars(select(table.c.trust)))
    return found


def test_every_table_that_carries_a_trust_is_closed_to_its_own_owner_too(bare: Engine) -> None:
    carrying = {table.name for table in metadata.sorted_tables if "trust" in table.c} | {"trusts"}
    closed = text(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relrowsecurity AND c.relforcerowsecurity"
    )
    with bare.connect() as connection:
        assert set(connection.scalars(closed)) == carrying


def test_a_connection_that_does_not_say_for_whom_it_is_sees_nothing(bare: Engine) -> None:
    with bare.connect() as connection:
        assert _seen(connection) == set()


@pytest.mark.parametrize(
    ("said", "seen"), [("ashgrove", {"ashgrove"}), ("beechwood", {"beechwood"}), (None, ALL)]
)
def test_one_that_says_so_sees_that_trust_and_no_other(
    bare: Engine, said: str | None, seen: set[str]
) -> None:
    with bare.begin() as connection:
        as_trust(connection, said)
        assert _seen(connection) == seen
    with bare.connect() as connection:
        assert _seen(connection) == set(), "it outlived its transaction"


async def test_what_a_job_for_one_trust_forgets_to_say_the_database_says(connections: Connections) -> None:
    names = select(schools.c.trust).distinct()
    assert await connections.read(lambda held: set(held.scalars(names)), trust="beechwood") == {"beechwood"}
    assert await connections.read(lambda held: set(held.scalars(names))) == ALL


async def test_nothing_is_written_into_another_trust(connections: Connections) -> None:
    stranger = insert(members).values(id="x", trust="ashgrove", name="X")
    with pytest.raises(NotOfThisTrust):
        await connections.write(lambda held: held.execute(stranger).rowcount, trust="beechwood")
    moved = update(members).where(members.c.id == cast.OLIVE.id).values(trust="ashgrove")
    with pytest.raises(NotOfThisTrust):
        await connections.write(lambda held: held.execute(moved).rowcount, trust="beechwood")


async def test_nothing_of_another_trust_is_changed(connections: Connections) -> None:
    everyone = update(members).values(name="Nobody")
    changed = await connections.write(lambda held: held.execute(everyone).rowcount, trust="beechwood")
    assert changed == len(cast.beechwood().members)


async def test_jobs_of_different_trusts_that_share_a_transaction_each_see_their_own(
    connections: Connections,
) -> None:
    names = select(schools.c.trust).distinct()
    said = ["ashgrove", "beechwood", None, "ashgrove", None, "beechwood"] * 20
    seen = await asyncio.gather(
        *(connections.write(lambda held: frozenset(held.scalars(names)), trust=trust) for trust in said)
    )
    assert seen == [frozenset({trust} if trust else ALL) for trust in said]


def test_a_plain_user_has_no_gap_and_one_that_passes_by_is_told_loudly(
    postgres_url: str, postgres_server: Server
) -> None:
    assert gaps(postgres_url) == []
    name = make_url(postgres_url).database
    above = make_url(postgres_server.address).set(database=name)
    assert gaps(above) == [PASSES_BY]


def test_a_table_that_the_user_may_not_write_is_named(postgres_url: str, postgres_server: Server) -> None:
    database = make_url(postgres_url).database
    postgres_server.run("ALTER TABLE set_up_marks OWNER TO CURRENT_USER", database=database)
    postgres_server.run(f"REVOKE INSERT ON set_up_marks FROM {PLAIN}", database=database)
    postgres_server.run(f"GRANT SELECT, UPDATE, DELETE ON set_up_marks TO {PLAIN}", database=database)
    assert gaps(postgres_url) == [CLOSED.format(tables="set_up_marks")]
    postgres_server.run(f"GRANT INSERT ON set_up_marks TO {PLAIN}", database=database)
    assert gaps(postgres_url) == []


def test_a_search_that_cannot_use_its_index_is_told_with_what_to_do(
    postgres_url: str, postgres_server: Server
) -> None:
    function = "FUNCTION ts_match_vq(tsvector, tsquery)"
    postgres_server.run(f"ALTER {function} NOT LEAKPROOF", database=make_url(postgres_url).database)
    assert gaps(postgres_url) == [SEARCHES_SLOWLY]


def test_a_file_has_no_such_walls(sqlite_url: str) -> None:
    assert gaps(sqlite_url) == []
