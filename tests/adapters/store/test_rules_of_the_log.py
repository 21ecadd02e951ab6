"""Each rule of the tables that keeping replies relies on holds by itself: two guards hide each other's absence."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import IntegrityError

from adapters.store import tables
from adapters.store.engine import writing_engine
from tests.contracts.store.stage import NOON


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A database with one delivery and one answer to it."""
    engine = writing_engine(database_url)
    with engine.connect() as connection, connection.begin():
        for table, row in ROWS.items():
            connection.execute(insert(table).values(**row))
        yield connection
    engine.dispose()


ROWS: dict[Table, dict[str, Any]] = {
    tables.trusts: {"id": "t", "name": "T", "keep_months": 36, "demonstration": False},
    tables.schools: {"id": "s", "trust": "t", "name": "S", "calendar": {}},
    tables.members: {"id": "m", "trust": "t", "name": "M"},
    tables.identities: {"platform": "local", "person": "U1", "trust": "t", "member": "m"},
    tables.channels: {
        "id": "c",
        "trust": "t",
        "school": "s",
        "platform": "local",
        "address": "a",
        "name": "C",
    },
    tables.programmes: {"id": "p", "trust": "t", "name": "P", "definition": {}},
    tables.deliveries: {
        "id": "d",
        "trust": "t",
        "school": "s",
        "channel": "c",
        "programme": "p",
        "occurrence": date(2026, 9, 8),
        "due_at": NOON,
        "state": "posted",
        "prompt": "vision-1",
        "late": False,
        "attempts": 1,
        "posted_at": NOON,
        "root": "r",
    },
    tables.reflections: {
        "id": 1,
        "trust": "t",
        "school": "s",
        "channel": "c",
        "delivery": "d",
        "prompt": "vision-1",
        "author": "m",
        "platform": "local",
        "address": "a",
        "message": "m1",
        "said_at": NOON,
        "text": "Words.",
    },
    tables.revisions: {
        "id": 1,
        "trust": "t",
        "reflection": 1,
        "key": "said",
        "at": NOON,
        "text": "Words.",
        "received_at": NOON,
    },
    tables.waiting: {
        "id": 1,
        "trust": "t",
        "channel": "c",
        "root": "r",
        "message": "m9",
        "key": "said",
        "happening": {},
        "received_at": NOON,
    },
    tables.withdrawals: {"platform": "local", "address": "a", "message": "m8", "at": NOON},
    tables.board_notes: {"id": 1, "address": "a", "delivery": "d", "at": NOON, "version": 0},
}


@pytest.mark.parametrize(
    ("rule", "table", "changed"),
    [
        ("one_reflection_per_message", tables.reflections, {"id": 2}),
        ("pk_reflections", tables.reflections, {"message": "m2"}),
        ("withdrawn_has_no_words", tables.reflections, {"id": 2, "message": "m2", "withdrawn_at": NOON}),
        ("withdrawn_has_no_words", tables.reflections, {"id": 2, "message": "m2", "text": None}),
        ("one_revision_per_edit", tables.revisions, {"id": 2}),
        ("waits_once", tables.waiting, {"id": 2}),
        ("pk_withdrawals", tables.withdrawals, {}),
        ("pk_identities", tables.identities, {}),
        ("one_delivery_per_thread", tables.deliveries, {"id": "d2", "occurrence": date(2026, 9, 15)}),
        ("a_root_carries_a_delivery", tables.board_notes, {"id": 2, "delivery": None}),
    ],
)
def test_the_rule_refuses_the_row_it_is_there_for(
    connection: Connection, rule: str, table: Table, changed: dict[str, Any]
) -> None:
    row = {**ROWS[table], **changed}
    with pytest.raises(IntegrityError) as refused, connection.begin_nested():
        connection.execute(insert(table).values(**row))
    if connection.dialect.name == "postgresql":
        assert rule in str(refused.value.orig)
    # The row is refused for this alone: with what sets it apart, it is taken.
    apart = {**row, **APART[rule]}
    connection.execute(insert(table).values(**apart))


APART: dict[str, dict[str, Any]] = {
    "one_reflection_per_message": {"message": "m2"},
    "pk_reflections": {"id": 2},
    "withdrawn_has_no_words": {"text": None, "withdrawn_at": NOON},
    "one_revision_per_edit": {"key": "e1"},
    "waits_once": {"key": "e1"},
    "pk_withdrawals": {"message": "m7"},
    "pk_identities": {"person": "U2"},
    "one_delivery_per_thread": {"root": "r2"},
    "a_root_carries_a_delivery": {"root": 1},
}
