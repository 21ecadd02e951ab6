"""A PostgreSQL that crashes and comes back: work goes on, and nobody is told that something is kept which is not."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from functools import partial
from itertools import count

import pytest
from sqlalchemy import Connection, insert, select

from adapters.store.connections import Connections
from adapters.store.migrating import migrate
from adapters.store.tables import trusts
from bot.ports.store import StoreUnavailable
from tests.postgres import NoPostgresError, OwnServer, own_server

pytestmark = pytest.mark.postgres


def add(key: str, connection: Connection) -> str:
    connection.execute(insert(trusts).values(id=key, name=key, keep_months=36, demonstration=False))
    return key


def keys(connection: Connection) -> set[str]:
    return set(connection.scalars(select(trusts.c.id)))


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """A server of this module's own, to be crashed."""
    try:
        with own_server() as server:
            yield server
    except NoPostgresError as error:
        pytest.skip(f"PostgreSQL could not be started: {error}")


@pytest.fixture
async def connections(server: OwnServer) -> AsyncIterator[Connections]:
    with server.server.database() as url:
        migrate(url)
        connections = Connections(url)
        yield connections
        await connections.close()


async def test_after_a_restart_the_next_call_succeeds(connections: Connections, server: OwnServer) -> None:
    await connections.write(lambda connection: add("before", connection))
    assert await connections.read(keys) == {"before"}
    await asyncio.to_thread(_restart, server)
    assert await connections.read(keys) == {"before"}
    await connections.write(lambda connection: add("after", connection))
    assert await connections.read(keys) == {"before", "after"}


async def test_a_server_that_is_away_says_so_and_is_used_again_once_it_is_back(
    connections: Connections, server: OwnServer
) -> None:
    await asyncio.to_thread(server.stop, how=signal.SIGQUIT)
    with pytest.raises(StoreUnavailable, match=r"cannot be reached.*What to do: check that the server runs"):
        await connections.write(lambda connection: add("away", connection))
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        await connections.read(keys)
    await asyncio.to_thread(server.start)
    await connections.write(lambda connection: add("back", connection))
    assert await connections.read(keys) == {"back"}


async def test_what_was_confirmed_while_the_server_crashed_is_there(
    connections: Connections, server: OwnServer
) -> None:
    confirmed: list[str] = []
    heard: asyncio.Queue[str] = asyncio.Queue()
    stop = asyncio.Event()

    async def write_on(who: int) -> None:
        for number in count():
            if stop.is_set():
                return
            with suppress(StoreUnavailable):
                heard.put_nowait(await connections.write(partial(add, f"{who}.{number}")))

    async with asyncio.TaskGroup() as writing:
        for who in range(8):
            writing.create_task(write_on(who))
        for _ in range(3):
            confirmed += [await heard.get() for _ in range(20)]
            await asyncio.to_thread(_restart, server)
        confirmed += [await heard.get() for _ in range(20)]
        stop.set()
    assert set(confirmed) <= await connections.read(keys)


def _restart(server: OwnServer) -> None:
    server.stop(how=signal.SIGQUIT)
    server.start()
