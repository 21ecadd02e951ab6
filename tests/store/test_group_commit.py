"""Group commit: what shares a transaction, what does not, and what becomes of callers that leave."""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from traceback import format_exception

import pytest
from sqlalchemy import Connection, Engine, event, func, insert, select, text

from adapters.store.engine import writing_engine
from adapters.store.failures import RefusedByDatabase
from adapters.store.tables import trusts
from adapters.store.writer import Writer
from bot.ports.store import CommitUnclear, StoreUnavailable


class Mistaken(Exception):  # noqa: N818 - a test's own
    """What a job raises by itself."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = writing_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
async def writer(engine: Engine) -> AsyncIterator[Writer]:
    writer = Writer(engine, pauses=())
    yield writer
    await writer.close()


@pytest.fixture
def commits(engine: Engine) -> list[int]:
    """Grows with every commit."""
    seen: list[int] = []
    event.listen(engine, "commit", lambda _: seen.append(1))
    return seen


def adding(key: str, *, name: str = "A trust") -> Callable[[Connection], str]:
    """A job that adds a trust and returns its id."""

    def job(connection: Connection) -> str:
        row = {"id": key, "name": name, "keep_months": 36, "demonstration": False}
        connection.execute(insert(trusts).values(row))
        return key

    return job


def lose(connection: Connection) -> None:
    """The database hangs up on us, and nobody has noticed yet."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.close()  # type: ignore[union-attr]
        return
    process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = writing_engine(connection.engine.url)
    with other.connect() as elsewhere:
        elsewhere.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
    other.dispose()


def counting(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(trusts)).scalar_one()


class Gate:
    """A job that holds the writer until it is opened, so that what comes meanwhile queues up."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._opened = threading.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, connection: Connection) -> None:
        self._loop.call_soon_threadsafe(self.reached.set)
        assert self._opened.wait(timeout=30)

    def open(self) -> None:
        self._opened.set()


async def test_a_job_is_durable_when_its_caller_hears_of_it(writer: Writer, engine: Engine) -> None:
    assert await writer.write(adding("a")) == "a"
    assert await writer.write(counting) == 1


async def test_what_queues_up_shares_a_commit(writer: Writer, commits: list[int]) -> None:
    gate = Gate()
    held = asyncio.create_task(writer.write(gate))
    await gate.reached.wait()
    jobs = [asyncio.create_task(writer.write(adding(f"t{number}"))) for number in range(50)]
    await asyncio.sleep(0)
    gate.open()
    await held
    assert await asyncio.gather(*jobs) == [f"t{number}" for number in range(50)]
    assert len(commits) == 2


async def test_jobs_run_in_the_order_they_came(writer: Writer) -> None:
    counts = await asyncio.gather(
        *(
            call
            for number in range(20)
            for call in (writer.write(adding(f"t{number}")), writer.write(counting))
        )
    )
    assert counts[1::2] == list(range(1, 21))


async def test_one_bad_job_does_not_fail_its_neighbours(writer: Writer) -> None:
    def mistaken(connection: Connection) -> None:
        adding("half")(connection)
        raise Mistaken

    gate = Gate()
    held = asyncio.create_task(writer.write(gate))
    await gate.reached.wait()
    jobs = [
        asyncio.create_task(writer.write(job)) for job in (adding("a"), mistaken, adding("a"), adding("b"))
    ]
    await asyncio.sleep(0)
    gate.open()
    await held
    first, bad, again, other = await asyncio.gather(*jobs, return_exceptions=True)
    assert (first, other) == ("a", "b")
    assert isinstance(bad, Mistaken)
    assert isinstance(again, RefusedByDatabase)
    assert await writer.write(counting) == 2


async def test_a_refusal_names_the_rule_and_never_what_somebody_wrote(writer: Writer) -> None:
    canary = secrets.token_hex(8)
    await writer.write(adding("a"))
    with pytest.raises(RefusedByDatabase) as refused:
        await writer.write(adding("a", name=canary))
    assert "trusts" in str(refused.value)
    assert canary not in "".join(format_exception(refused.value))


async def test_a_caller_that_leaves_before_its_job_began_finds_nothing_done(writer: Writer) -> None:
    gate = Gate()
    held = asyncio.create_task(writer.write(gate))
    await gate.reached.wait()
    left = asyncio.create_task(writer.write(adding("left")))
    stayed = asyncio.create_task(writer.write(adding("stayed")))
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.sleep(0)
    gate.open()
    await held
    assert await stayed == "stayed"
    with pytest.raises(asyncio.CancelledError):
        await left
    assert await writer.write(counting) == 1


async def test_a_caller_that_leaves_later_finds_it_done_whole(writer: Writer) -> None:
    gate = Gate()

    def slow(connection: Connection) -> None:
        adding("whole")(connection)
        gate(connection)

    left = asyncio.create_task(writer.write(slow))
    await gate.reached.wait()
    left.cancel()
    gate.open()
    with pytest.raises(asyncio.CancelledError):
        await left
    assert await writer.write(counting) == 1


async def test_closing_commits_what_was_queued_and_takes_no_more(engine: Engine) -> None:
    writer = Writer(engine)
    jobs = [asyncio.create_task(writer.write(adding(f"t{number}"))) for number in range(30)]
    await asyncio.sleep(0)
    await writer.close()
    await writer.close()
    assert len(await asyncio.gather(*jobs)) == 30
    with pytest.raises(StoreUnavailable, match="stopping"):
        await writer.write(counting)


def test_a_loop_that_has_gone_does_not_stop_the_writer(engine: Engine) -> None:
    writer = Writer(engine)
    asyncio.run(_leave_behind(writer))
    assert asyncio.run(_finish(writer)) == 1


async def _leave_behind(writer: Writer) -> None:
    gate = Gate()
    task = asyncio.create_task(writer.write(gate))
    await gate.reached.wait()
    asyncio.get_running_loop().call_later(0, gate.open)
    task.cancel()


async def _finish(writer: Writer) -> int:
    await writer.write(adding("after"))
    count = await writer.write(counting)
    await writer.close()
    return count


async def test_a_job_that_fails_on_a_connection_just_lost_does_not_stop_the_writer(
    writer: Writer, engine: Engine
) -> None:
    def failing(connection: Connection) -> None:
        lose(connection)
        raise Mistaken

    with pytest.raises(Mistaken):
        await asyncio.wait_for(writer.write(failing), 10)
    assert await asyncio.wait_for(writer.write(adding("after")), 10) == "after"


async def test_whatever_breaks_on_the_way_the_writer_goes_on(writer: Writer, engine: Engine) -> None:
    def broken(_: Connection) -> None:
        raise RuntimeError("nobody foresaw this")

    event.listen(engine, "commit", broken)
    with pytest.raises(CommitUnclear, match="RuntimeError"):
        await asyncio.wait_for(writer.write(adding("a")), 10)
    event.remove(engine, "commit", broken)
    assert await asyncio.wait_for(writer.write(adding("b")), 10) == "b"


async def test_bulk_work_lets_everyone_else_go_first(writer: Writer) -> None:
    began, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow(_: Connection) -> None:
        began.set()
        assert go_on.wait(timeout=10)

    def noted(name: str) -> Callable[[Connection], None]:
        return lambda _: done.append(name)

    first = asyncio.create_task(writer.write(slow))
    await asyncio.to_thread(began.wait)
    others = [
        asyncio.create_task(writer.write(noted(name), bulk=name.startswith("bulk")))
        for name in ("bulk 1", "bulk 2", "reply 1", "reply 2")
    ]
    await asyncio.sleep(0)  # each of them has asked, in that order
    go_on.set()
    await asyncio.gather(first, *others)
    assert done == ["reply 1", "reply 2", "bulk 1", "bulk 2"]


async def test_whoever_asks_meanwhile_waits_for_one_piece_of_bulk_work(writer: Writer) -> None:
    began, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow(_: Connection) -> None:
        done.append("bulk 1")
        began.set()
        assert go_on.wait(timeout=10)

    await writer.write(lambda _: None)
    first = asyncio.create_task(writer.write(slow, bulk=True))
    await asyncio.to_thread(began.wait)
    others = [
        asyncio.create_task(writer.write(lambda _: done.append("bulk 2"), bulk=True)),
        asyncio.create_task(writer.write(lambda _: done.append("reply"))),
    ]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, *others)
    assert done == ["bulk 1", "reply", "bulk 2"]


async def test_bulk_work_is_done_before_the_end(engine: Engine) -> None:
    writer, done = Writer(engine), list[int]()
    asked = [asyncio.create_task(writer.write(partial(_note, done, n), bulk=True)) for n in range(5)]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*asked)
    assert done == [0, 1, 2, 3, 4]


def _note(done: list[int], number: int, _: Connection) -> None:
    done.append(number)
