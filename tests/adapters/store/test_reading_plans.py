"""No reading looks through the whole of what is kept, or sorts it: SQLite says how it would go about each."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from itertools import product
from sqlite3 import connect
from typing import Any

import pytest
from sqlalchemy import event

from adapters.store.board import SqlBoard
from adapters.store.connections import Connections
from adapters.store.found import MOST_LISTS
from adapters.store.inbox import SqlInbox
from adapters.store.log import SqlReflectionLog
from bot.domain.delivery import DeliveryId
from bot.domain.reflection import ReflectionId
from bot.ports.log import LogFilter
from tests import cast
from tests.contracts.store.stage import EVERYTHING, NOON, edited, said, scope_of, withdrawn

KEPT = (
    "reflections",
    "hidden",
    "echoes",
    "merged",
    "revisions",
    "members",
    "deliveries",
    "channels",
    "waiting",
    "board_notes",
)
"""What grows, by the names the statements give it."""
MANY = tuple(f"prompt-{number}" for number in range(MOST_LISTS))
FILTERS = [
    LogFilter(author=author, channel=channel, prompts=prompts, since=since, until=since, words=words)
    for author, channel, prompts, since, words in product(
        (None, cast.HANA.id),
        (None, cast.OAKFIELD_LEADERS.id),
        (None, ("vision-1",), MANY),
        (None, NOON),
        (None, "corridor"),
    )
]


@pytest.fixture
async def connections(sqlite_url: str) -> AsyncIterator[Connections]:
    connections = Connections(sqlite_url)
    yield connections
    await connections.close()


@contextmanager
def _steps(connections: Connections) -> Iterator[list[tuple[int, str]]]:
    """Each step SQLite takes for what is run inside: the number of the step it is part of, and what it does."""
    steps: list[tuple[int, str]] = []
    seen: list[str] = []

    def listen(driver: Any, *_: Any) -> None:
        # At the driver, where what was compiled once passes as well.
        driver.set_trace_callback(seen.append)

    engines = connections._reading, connections._writing
    for engine in engines:
        event.listen(engine, "checkout", listen)
    yield steps
    for engine in engines:
        event.remove(engine, "checkout", listen)
    # What a trigger does follows two dashes; what the full-text index does inside has a plan of its own.
    asked = [
        each for each in seen if each.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"))
    ]
    with closing(connect(str(connections._reading.url.database))) as database:
        for statement in asked:
            found = database.execute(f"EXPLAIN QUERY PLAN {statement}")
            steps.extend((parent, detail) for _, parent, _, detail in found)
    assert steps


def _looks_through_everything(step: str) -> bool:
    reads = [f"SCAN {name}" for name in KEPT]
    return "AUTOMATIC" in step or (
        step.startswith("SCAN") and any(step == read or step.startswith(f"{read} ") for read in reads)
    )


@pytest.mark.parametrize("filters", FILTERS)
async def test_a_page_is_found_in_an_index_and_only_the_found_are_sorted(
    connections: Connections, filters: LogFilter
) -> None:
    with _steps(connections) as steps:
        await SqlReflectionLog(connections).page(EVERYTHING, filters=filters, before=None, limit=50)
    assert [step for _, step in steps if _looks_through_everything(step)] == []
    # Sorting inside a list, rather than the merged lists at the end, would be sorting a school's whole log.
    assert [step for parent, step in steps if "TEMP B-TREE" in step and parent] == []


async def test_threads_counts_and_authors_are_found_in_an_index(connections: Connections) -> None:
    log = SqlReflectionLog(connections)
    with _steps(connections) as steps:
        await log.thread(EVERYTHING, delivery=DeliveryId("d1"))
        await log.one(EVERYTHING, reflection=ReflectionId(1))
        await log.at(EVERYTHING, message=said().message)
        await log.heard(EVERYTHING)
        await log.heard(scope_of(cast.OAKFIELD, author=cast.HANA))
        await log.authors(EVERYTHING)
        await log.authors(scope_of(cast.OAKFIELD, author=cast.HANA))
    assert any("ix_echoes_stands" in step for _, step in steps)
    assert [step for _, step in steps if _looks_through_everything(step)] == []


async def test_counting_stays_in_the_index_that_holds_the_prompts(connections: Connections) -> None:
    with _steps(connections) as steps:
        await SqlReflectionLog(connections).heard(EVERYTHING)
    assert any("ix_reflections_by_prompt (school=? AND prompt>?)" in step for _, step in steps)


async def test_taking_in_a_reply_looks_at_its_own_rows_only(connections: Connections) -> None:
    inbox = SqlInbox(connections)
    first = said()
    with _steps(connections) as steps:
        for happening in (first, edited(first, "Two."), withdrawn(first)):
            await inbox.receive(happening, at=NOON, entropy=1)
    assert [step for _, step in steps if _looks_through_everything(step)] == []


async def test_the_board_is_read_through_its_indexes(connections: Connections) -> None:
    board = SqlBoard(connections)
    with _steps(connections) as steps:
        await board.find(address="a", delivery="d", since=NOON)
        await board.notes("a", roots=20)
        await board.notes("a", roots=20, before=99)
        await board.thread(1)
        await board.untaken(limit=10)
        await board.latest("a")
    assert [step for _, step in steps if _looks_through_everything(step)] == []
    assert any("USING INDEX ix_board_events_untaken" in step for _, step in steps)
