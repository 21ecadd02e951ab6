"""What somebody does by hand to a PostgreSQL under a running program is marked as well, however they do it."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from adapters.store.marks import Part, marks_of
from adapters.store.migrations.marking import PARTS
from adapters.store.sql_store import SqlStore
from bot.domain.people import TrustId
from tests import cast

pytestmark = pytest.mark.postgres
TRUSTS = (cast.ASHGROVE.id, cast.BEECHWOOD.id)


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[SqlStore]:
    """Two trusts, both remembered."""
    store = await SqlStore.open(postgres_url)
    for trust in (cast.ashgrove(), cast.beechwood()):
        await store.directory.establish(trust)
        assert await store.directory.charter(trust.trust.id)
    yield store
    await store.close()


async def test_a_table_that_is_emptied_at_once_is_marked_for_every_trust(
    store: SqlStore, postgres_url: str
) -> None:
    # The trusts last: without them there is nobody to mark anything for.
    for table, (part, _) in reversed(PARTS.items()):
        were = [await _mark(store, trust, part) for trust in TRUSTS]
        with psycopg.connect(postgres_url) as console:
            # As the tables' owner, without saying for which trust: TRUNCATE asks nobody.
            console.execute(f"TRUNCATE {table} CASCADE".encode())
            # Nor does it leave this connection more than it had.
            assert console.execute("SELECT count(*) FROM set_up_marks").fetchone() == (0,)
        for trust, was in zip(TRUSTS, were, strict=True):
            assert await _mark(store, trust, part) != was, table
    assert await store.directory.charter(cast.ASHGROVE.id) is None


async def test_who_writes_a_table_by_its_whole_name_marks_it_whatever_else_is_looked_up_where(
    store: SqlStore, postgres_url: str
) -> None:
    with psycopg.connect(postgres_url) as console:
        console.execute("SET golden_thread.trust = '*'")
        console.execute("CREATE TEMP TABLE set_up_marks (LIKE public.set_up_marks)")
        console.execute("SET search_path = ''")
        console.execute("DELETE FROM public.grants WHERE member = 'grace'")
    after = await store.directory.charter(cast.ASHGROVE.id)
    assert after is not None
    assert not next(each for each in after.members if each.id == cast.GRACE.id).grants


async def _mark(store: SqlStore, trust: str, part: str) -> object:
    marks = await store._connections.read(lambda connection: marks_of(connection, TrustId(trust)))
    return marks.get(Part(part))
