"""Every store there is, one after another, each with two trusts in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from adapters.store.sql_store import SqlStore
from bot.ports.store import Store
from tests import cast
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

KEY = "Z29sZGVuLXRocmVhZC10ZXN0cy1ub3RoaW5nLXRydWU="
"""Seals what these tests keep, and nothing else."""

Opener = Callable[[], Awaitable[Store]]


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def open_store(request: pytest.FixtureRequest) -> AsyncIterator[Opener]:
    """Opens stores on one empty database: the second is another process as far as the database can tell."""
    memory = Memory()
    url = request.param != "memory" and request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "emptied_postgres_url"
    )
    async with AsyncExitStack() as opened:

        async def opener() -> Store:
            store: Store = await SqlStore.open(url, keys=(KEY,)) if url else FakeStore(memory)
            opened.push_async_callback(store.close)
            return store

        yield opener


@pytest.fixture
async def empty_store(open_store: Opener) -> Store:
    """A store with nothing in it."""
    return await open_store()


@pytest.fixture
async def store(empty_store: Store) -> Store:
    """A store that knows Ashgrove and Beechwood."""
    await empty_store.directory.establish(cast.ashgrove())
    await empty_store.directory.establish(cast.beechwood())
    return empty_store


@pytest.fixture
async def other_store(store: Store, open_store: Opener) -> Store:
    """Another process on the same database."""
    return await open_store()
