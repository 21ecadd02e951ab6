"""The statements a tick runs are answered from indexes, or a year of rows would be read for each."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Executable, text

from adapters.store import counting, echoes, found, ledger, log, outbox, reminding, sweeping, undecided
from adapters.store.engine import writing_engine
from bot.domain.delivery import State
from bot.domain.people import MemberId, TrustId
from bot.domain.scope import Scope
from bot.ports.ledger import LedgerFilter

NOW = datetime(2026, 9, 8, 7, 15, tzinfo=UTC)
LITERAL = {"literal_binds": True}
EVERYTHING = {
    "now": NOW,
    "until": NOW,
    "after": NOW,
    "most": 500,
    "holder": "me",
    "programme": "p",
    "posted_since": NOW,
    "posted_before": NOW,
    "of_programme": "p",
    "of_school": "s",
    "swept_before": NOW,
    "platforms": ["slack"],
    "quiet": 1,
    "overdue": 1,
}


@pytest.fixture
def connection(sqlite_url: str) -> Iterator[Connection]:
    engine = writing_engine(sqlite_url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (outbox._claim, "ix_deliveries_owed"),
        (outbox._oldest_overdue, "ix_deliveries_owed"),
        (outbox._unclear, "ix_deliveries_unclear"),
        (outbox._asked, "sqlite_autoindex_deliveries"),
        (sweeping._take, "ix_deliveries_to_sweep"),
        (counting._differing, "ix_deliveries_to_sweep"),
        (counting._differing, "ix_reflections_counted"),
        (counting._differing, "ix_reflections_thread"),
        (undecided._take, "ix_deliveries_unclear"),
        (reminding._schools, "ix_deliveries_to_remind"),
        (reminding._take, "ix_deliveries_to_remind"),
        (echoes._claim, "ix_echoes_owed"),
    ],
)
def test_a_ticks_statement_is_answered_from_its_index(
    connection: Connection, statement: Executable, index: str
) -> None:
    compiled = statement.compile(connection.engine)  # type: ignore[attr-defined]
    values = compiled.construct_params(
        {name: EVERYTHING[name] for name in EVERYTHING if name in compiled.params}
    )
    assert index in _plan(connection, statement, values)


@pytest.mark.parametrize("author", [None, MemberId("m")])
def test_the_answers_to_be_hidden_from_a_count_are_found_from_their_own_index(
    connection: Connection, author: MemberId | None
) -> None:
    scope = Scope(trust=TrustId("t"), schools=frozenset(), author=author)
    asked = log._hidden(["s1", "s2"], scope).compile(connection.engine, compile_kwargs=LITERAL)
    assert "ix_reflections_private" in _steps(connection, str(asked))


def test_the_answers_to_be_hidden_from_a_page_are_found_from_their_own_index(connection: Connection) -> None:
    shown, values = found._not_hidden(["s1"], None, sqlite=True)
    asked = text(f"SELECT id FROM reflections WHERE school = 's1' AND withdrawn_at IS NULL AND id {shown}")  # noqa: S608 - our own words
    literal = asked.bindparams(**values).compile(connection.engine, compile_kwargs=LITERAL)
    plan = _steps(connection, str(literal))
    assert "ix_reflections_private" in plan
    assert "ix_reflections_log" in plan


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (LedgerFilter(), "ix_deliveries_of_trust"),
        (LedgerFilter(since=NOW.date(), until=NOW.date()), "ix_deliveries_of_trust"),
        (LedgerFilter(state=State.MISSED), "ix_deliveries_in_state"),
        (LedgerFilter(undecided=True), "ix_deliveries_in_state"),
        (LedgerFilter(late=True, since=NOW.date()), "ix_deliveries_in_state"),
    ],
)
def test_a_whole_trusts_ledger_is_read_from_its_index_and_never_sorted(
    connection: Connection, filters: LedgerFilter, index: str
) -> None:
    for place in (None, (NOW, "d")):
        asked = ledger._page(None, trust="t", filters=filters, place=place).limit(51)
        plan = _steps(connection, str(asked.compile(connection.engine, compile_kwargs=LITERAL)))
        assert index in plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan


def test_one_schools_ledger_is_read_from_its_own_index(connection: Connection) -> None:
    asked = ledger._page(["s"], trust="t", filters=LedgerFilter(), place=None).limit(51)
    plan = _steps(connection, str(asked.compile(connection.engine, compile_kwargs=LITERAL)))
    assert "ix_deliveries_ledger" in plan


def _plan(connection: Connection, statement: Executable, values: dict[str, object]) -> str:
    seen: list[str] = []
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.set_trace_callback(seen.append)
    connection.execute(statement, values)
    driver.set_trace_callback(None)
    (asked,) = (each for each in seen if "deliveries" in each or "echoes" in each)
    plan = _steps(connection, asked)
    assert "SCAN deliveries\n" not in f"{plan}\n"
    assert "SCAN echoes\n" not in f"{plan}\n"
    return plan


def _steps(connection: Connection, asked: str) -> str:
    steps = connection.execute(text(f"EXPLAIN QUERY PLAN {asked}".replace(":", r"\:"))).all()
    return "\n".join(step.detail for step in steps)
