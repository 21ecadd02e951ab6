"""What was withdrawn stands in no table any more, wherever it had got to."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from adapters.store.engine import writing_engine
from adapters.store.sql_store import SqlStore
from adapters.store.tables import metadata
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import MINUTE, NOON, edited, post, receive, said, send, settle, withdrawn

CANARY = "quokkawombat"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await SqlStore.open(database_url)
    await store.directory.establish(cast.ashgrove())
    yield store
    await store.close()


def _tables_with(canary: str, url: str) -> list[str]:
    engine = writing_engine(url)
    with engine.connect() as connection:
        found = [
            table.name
            for table in metadata.sorted_tables
            if any(canary in str(row) for row in connection.execute(select(table)))
        ]
    engine.dispose()
    return found


async def test_an_answer_and_its_edits_are_blank(store: Store, database_url: str) -> None:
    await post(store)
    first = said(f"One {CANARY}.")
    await receive(store, first, edited(first, f"Two {CANARY}."))
    assert _tables_with(CANARY, database_url) == ["reflections", "revisions"]
    await receive(store, withdrawn(first), first, edited(first, f"Three {CANARY}.", edit="e2"))
    assert _tables_with(CANARY, database_url) == []


async def test_what_waited_is_gone(store: Store, database_url: str) -> None:
    delivery = await send(store)
    first = said(CANARY)
    await receive(store, first, edited(first, f"Two {CANARY}."))
    assert _tables_with(CANARY, database_url) == ["waiting"]
    await receive(store, withdrawn(first), first)
    assert _tables_with(CANARY, database_url) == []
    await settle(store, delivery, root="root")
    assert _tables_with(CANARY, database_url) == []


async def test_what_waited_and_was_nobodys_is_gone(store: Store, database_url: str) -> None:
    delivery = await send(store)
    await receive(store, said(CANARY, root="lunch"))
    await settle(store, delivery, root="root")
    assert _tables_with(CANARY, database_url) == []


async def test_what_was_withdrawn_before_it_was_told_is_never_stored(store: Store, database_url: str) -> None:
    await post(store)
    first = said(CANARY)
    await receive(store, withdrawn(first), first, edited(first, CANARY))
    assert _tables_with(CANARY, database_url) == []


async def test_the_board_forgets_it_once_the_bot_has_heard(store: Store, database_url: str) -> None:
    root = await store.board.pin(address="a", delivery="d", body={}, at=NOON)
    event = await store.board.say(address="a", root=root.id, author="hana", text=CANARY, at=NOON)
    assert event is not None
    await store.board.withdraw(event.note.id, author="hana", at=NOON + MINUTE)
    assert _tables_with(CANARY, database_url) == ["board_events"]
    for owed in await store.board.untaken(limit=10):
        await store.board.taken(owed.id)
    assert _tables_with(CANARY, database_url) == []
