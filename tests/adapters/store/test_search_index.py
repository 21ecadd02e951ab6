"""The full-text index holds the words that stand in the log, and no others."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from adapters.store import search_schema
from adapters.store.engine import writing_engine
from adapters.store.sql_store import SqlStore
from bot.ports.log import LogFilter
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import MINUTE, NOON, edited, post, receive, said, texts, withdrawn


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await SqlStore.open(database_url)
    await store.directory.establish(cast.ashgrove())
    await post(store)
    yield store
    await store.close()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database, past the store."""
    engine = writing_engine(database_url)
    yield engine
    engine.dispose()


def _words(connection: Connection) -> set[str]:
    """Every word in the index, tokens aside."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text("SELECT word FROM ts_stat('SELECT search FROM reflections')"))
        return {word for word in found.scalars() if ":" not in word}
    connection.execute(
        text("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, reflections_search, col)")
    )
    found = connection.execute(text("SELECT term FROM temp.vocabulary WHERE col = 'text'"))
    words = set(found.scalars())
    connection.execute(text("DROP TABLE temp.vocabulary"))
    return words


async def test_it_holds_the_words_as_they_stand_now(store: Store, engine: Engine) -> None:
    first, second = said("Alpha bravo.", message="m1"), said("Charlie delta.", message="m2", at=NOON + MINUTE)
    await receive(store, first, second, edited(first, "Bravo echo."), withdrawn(second))
    with engine.begin() as connection:
        assert _words(connection) == {"bravo", "echo"}


async def test_an_answer_deleted_leaves_no_word(store: Store, engine: Engine) -> None:
    await receive(store, said("Alpha bravo."))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM revisions"))
        connection.execute(text("DELETE FROM reflections"))
        assert _words(connection) == set()


async def test_an_answer_moved_to_another_school_is_found_there_only(store: Store, engine: Engine) -> None:
    await receive(store, said("Alpha bravo."))
    with engine.begin() as connection:
        connection.execute(text("UPDATE reflections SET school = 'millbrook'"))
    assert await texts(store, filters=LogFilter(words="alpha", school=cast.MILLBROOK.id)) == ["Alpha bravo."]
    assert await texts(store, filters=LogFilter(words="alpha", school=cast.OAKFIELD.id)) == []


async def test_made_anew_it_finds_what_was_there_before(store: Store, engine: Engine) -> None:
    gone = said("Never mind.", message="m2", at=NOON + MINUTE)
    await receive(store, said("Alpha bravo."), gone, withdrawn(gone))
    with engine.begin() as connection:
        search_schema.drop(connection)
    with engine.begin() as connection:
        search_schema.create(connection)
        assert _words(connection) == {"alpha", "bravo"}
    assert await texts(store, filters=LogFilter(words="alpha")) == ["Alpha bravo."]


async def test_purged_it_holds_no_byte_of_what_was_withdrawn_or_edited_away(
    sqlite_url: str,
) -> None:
    store = await SqlStore.open(sqlite_url)
    await store.directory.establish(cast.ashgrove())
    await post(store)
    first, second = said("Quokka stays.", message="m1"), said("Wombat goes.", message="m2", at=NOON + MINUTE)
    await receive(store, first, second)
    engine = writing_engine(sqlite_url)
    with engine.begin() as connection:
        search_schema.purge(connection)
        assert b"wombat" in _raw(connection)
    await receive(store, edited(first, "Numbat stays."), withdrawn(second))
    with engine.begin() as connection:
        search_schema.purge(connection)
        raw = _raw(connection)
        assert b"numbat" in raw
        assert b"wombat" not in raw
        assert b"quokka" not in raw
        # It agrees with the table, or SQLite says that the index is damaged.
        connection.execute(
            text("INSERT INTO reflections_search (reflections_search, rank) VALUES ('integrity-check', 1)")
        )
    engine.dispose()
    await store.close()


@pytest.mark.postgres
async def test_purging_it_on_postgresql_leaves_it_as_good_as_before(postgres_url: str) -> None:
    store = await SqlStore.open(postgres_url)
    await store.directory.establish(cast.ashgrove())
    await post(store)
    await receive(store, said("Alpha bravo."))
    engine = writing_engine(postgres_url)
    with engine.begin() as connection:
        search_schema.purge(connection)
    engine.dispose()
    assert await texts(store, filters=LogFilter(words="alpha")) == ["Alpha bravo."]
    await store.close()


async def test_an_answer_too_long_for_the_index_is_kept_and_found_by_its_beginning(store: Store) -> None:
    signs = " ".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    await receive(store, said(f"Alpha {signs} {signs} {signs}"))
    assert len(await texts(store, filters=LogFilter(words="alpha"))) == 1


def _raw(connection: Connection) -> bytes:
    blocks = connection.execute(text("SELECT block FROM reflections_search_data")).scalars()
    return b"".join(blocks)
