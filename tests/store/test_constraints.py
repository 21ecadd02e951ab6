"""Every constraint alone: two guards would hide each other's absence."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import ColumnCollectionConstraint

from adapters.store import tables
from adapters.store.engine import writing_engine

AT = datetime(2026, 9, 8, 7, 15, tzinfo=UTC)
HELD = {"claimed_by": "me", "lease_until": AT}
POSTED = {"state": "posted", "root": "root-1", "posted_at": AT}

SOUND: dict[Table, dict[str, Any]] = {
    tables.trusts: {"id": "t", "name": "T", "keep_months": 36, "demonstration": False},
    tables.schools: {"id": "s", "trust": "t", "name": "S", "calendar": {}},
    tables.members: {"id": "m", "trust": "t", "name": "M"},
    tables.grants: {"trust": "t", "member": "m", "role": "senco", "school": "s"},
    tables.identities: {"platform": "local", "person": "m", "trust": "t", "member": "m"},
    tables.channels: {
        "id": "c",
        "trust": "t",
        "school": "s",
        "platform": "local",
        "address": "a",
        "name": "C",
    },
    tables.programmes: {"id": "p", "trust": "t", "name": "P", "definition": {}},
    tables.programme_channels: {"programme": "p", "channel": "c", "trust": "t"},
    tables.set_up_marks: {"trust": "t", "part": "elsewhere", "slot": 0, "mark": "a"},
    tables.deliveries: {
        "id": "d",
        "trust": "t",
        "school": "s",
        "channel": "c",
        "programme": "p",
        "occurrence": date(2026, 9, 8),
        "due_at": AT,
        "state": "due",
        "prompt": "vision",
        "late": False,
        "attempts": 0,
    },
    tables.reflections: {
        "id": 1,
        "trust": "t",
        "school": "s",
        "channel": "c",
        "delivery": "d",
        "prompt": "vision",
        "author": "m",
        "platform": "local",
        "address": "a",
        "message": "1",
        "said_at": AT,
        "text": "Yes.",
    },
    tables.revisions: {
        "id": 1,
        "trust": "t",
        "reflection": 1,
        "key": "said",
        "at": AT,
        "text": "Yes.",
        "received_at": AT,
    },
    tables.waiting: {
        "id": 1,
        "trust": "t",
        "channel": "c",
        "message": "2",
        "key": "said",
        "happening": {},
        "received_at": AT,
    },
    tables.own_prompts: {"trust": "t", "key": "ours", "definition": {}},
    tables.accounts: {"issuer": "https://id.example.org", "subject": "1", "trust": "t", "member": "m"},
    tables.sessions: {"hashed": "h", "trust": "t", "member": "m", "opened_at": AT, "seen_at": AT},
    tables.passes: {"hashed": "h", "kind": "link", "trust": "t", "member": "m", "good_until": AT},
    tables.trail: {
        "trust": "t",
        "number": 1,
        "at": AT,
        "did": "invited",
        "differences": [],
        "hashed": "h",
    },
    tables.withdrawals: {"platform": "local", "address": "a", "message": "9", "at": AT},
    tables.heartbeats: {"by": "me", "at": AT},
    tables.school_choices: {"programme": "p", "school": "s", "trust": "t", "skipped_dates": []},
    tables.echoes: {
        "reflection": 1,
        "trust": "t",
        "owed": True,
        "version": 1,
        "attempts": 0,
        "owed_since": AT,
    },
    tables.installations: {
        "platform": "slack",
        "workspace": "T1",
        "name": "T",
        "installed_at": AT,
        "details": {},
        "secret": "sealed",
        "sealed_with": "k",
    },
    tables.board_notes: {
        "id": 1,
        "address": "a",
        "delivery": "d",
        "body": {},
        "at": AT,
        "version": 0,
    },
    tables.board_events: {"id": 1, "address": "a", "kind": "said", "note": {}, "taken": False},
}
"""One row of each table that breaks nothing."""

TWICE: list[tuple[Table, dict[str, Any], str]] = [
    (tables.trusts, {}, "pk_trusts"),
    # Of another trust, or the index of both together would turn it away.
    (tables.schools, {"trust": "u"}, "pk_schools"),
    (tables.members, {"trust": "u"}, "pk_members"),
    (tables.channels, {"id": "c2"}, "uq_channels_platform_address"),
    (tables.channels, {"address": "a2", "trust": "u"}, "pk_channels"),
    (tables.identities, {}, "pk_identities"),
    (tables.programmes, {"trust": "u"}, "pk_programmes"),
    (tables.programme_channels, {}, "pk_programme_channels"),
    (tables.deliveries, {"occurrence": date(2026, 9, 15)}, "pk_deliveries"),
    (tables.deliveries, {"id": "d2"}, "once_per_occurrence"),
    (tables.reflections, {"id": 2}, "one_reflection_per_message"),
    (tables.reflections, {"message": "2"}, "pk_reflections"),
    (tables.revisions, {"id": 2}, "one_revision_per_edit"),
    (tables.waiting, {"id": 2}, "waits_once"),
    (tables.withdrawals, {}, "pk_withdrawals"),
    (tables.heartbeats, {}, "pk_heartbeats"),
    (tables.school_choices, {}, "pk_school_choices"),
    (tables.echoes, {}, "pk_echoes"),
    (tables.installations, {}, "pk_installations"),
    (tables.own_prompts, {}, "pk_own_prompts"),
    (tables.accounts, {}, "pk_accounts"),
    (tables.sessions, {}, "pk_sessions"),
    (tables.passes, {}, "pk_passes"),
    (tables.trail, {}, "pk_trail"),
    (tables.set_up_marks, {}, "pk_set_up_marks"),
]
"""A second row beside the sound one, with what differs, and what turns it away."""

DELIVERY = tables.deliveries
WRONG: list[tuple[Table, dict[str, Any], str]] = [
    (DELIVERY, {"state": "lost", "reason": "?"}, "ck_deliveries_known_state"),
    (DELIVERY, {"state": "posted"}, "ck_deliveries_posted_has_root"),
    (DELIVERY, {"state": "posted", "root": "root-1"}, "ck_deliveries_posted_has_root"),
    (DELIVERY, {"state": "posted", "posted_at": AT}, "ck_deliveries_posted_has_root"),
    (DELIVERY, {"root": "root-1", "posted_at": AT}, "ck_deliveries_posted_has_root"),
    (DELIVERY, {"state": "uncertain", "reason": "?", "claimed_by": "me"}, "ck_deliveries_lease_is_whole"),
    (DELIVERY, {"lease_until": AT}, "ck_deliveries_lease_is_whole"),
    (DELIVERY, {"state": "sending"}, "ck_deliveries_sending_is_held"),
    (DELIVERY, HELD, "ck_deliveries_only_open_rows_are_held"),
    (DELIVERY, {**POSTED, **HELD}, "ck_deliveries_only_open_rows_are_held"),
    (DELIVERY, {"prompt": None}, "ck_deliveries_owed_names_its_prompt"),
    (DELIVERY, {**POSTED, "prompt": None}, "ck_deliveries_owed_names_its_prompt"),
    (DELIVERY, {"state": "skipped"}, "ck_deliveries_what_went_otherwise_says_why"),
    (DELIVERY, {"state": "missed"}, "ck_deliveries_what_went_otherwise_says_why"),
    (DELIVERY, {"state": "refused"}, "ck_deliveries_what_went_otherwise_says_why"),
    (DELIVERY, {"state": "uncertain"}, "ck_deliveries_what_went_otherwise_says_why"),
    (tables.reflections, {"text": None}, "ck_reflections_withdrawn_has_no_words"),
    (tables.reflections, {"withdrawn_at": AT}, "ck_reflections_withdrawn_has_no_words"),
    (tables.installations, {"sealed_with": None}, "ck_installations_a_secret_is_sealed"),
    (tables.installations, {"secret": None}, "ck_installations_a_secret_is_sealed"),
    (tables.installations, {"gone_because": "Gone."}, "ck_installations_gone_leaves_no_secret"),
    (tables.board_notes, {"delivery": None}, "ck_board_notes_a_root_carries_a_delivery"),
]
"""A first row that is wrong in one thing, and what turns it away."""

STRANGERS = [
    (table, column.name)
    for table in tables.metadata.sorted_tables
    for column in table.columns
    if column.foreign_keys
]
"""Every reference there is."""

ELSEWHERE: list[tuple[Table, dict[str, Any]]] = [
    (tables.trusts, {"id": "u"}),
    (tables.schools, {"id": "s-u", "trust": "u"}),
    (tables.members, {"id": "m-u", "trust": "u"}),
    (tables.channels, {"id": "c-u", "trust": "u", "school": "s-u", "address": "u"}),
    (tables.programmes, {"id": "p-u", "trust": "u"}),
]
"""What differs in the rows of another trust, parents first."""
WITHIN = [
    (table, constraint.column_keys[1])
    for table in tables.metadata.sorted_tables
    for constraint in sorted(table.foreign_key_constraints, key=lambda each: list(each.column_keys))
    if len(constraint.column_keys) > 1
]
"""Every reference that does not lead out of a trust."""


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A transaction on an empty database that is never committed."""
    engine = writing_engine(database_url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def _put(connection: Connection, *, up_to: Table) -> None:
    """The sound rows of every table before this one."""
    for table in tables.metadata.sorted_tables:
        if table is up_to:
            return
        connection.execute(insert(table).values(SOUND[table]))


def _refusal(connection: Connection, table: Table, values: dict[str, Any]) -> str:
    """What the database says when it turns the row away, down to the name of the rule."""
    with pytest.raises(IntegrityError) as refused:
        connection.execute(insert(table).values(values))
    return str(refused.value.orig)


def test_sound_rows_break_nothing(connection: Connection) -> None:
    for table in tables.metadata.sorted_tables:
        connection.execute(insert(table).values(SOUND[table]))


@pytest.mark.parametrize(("table", "changes", "rule"), TWICE)
def test_what_may_be_there_once_is_turned_away_the_second_time(
    connection: Connection, table: Table, changes: dict[str, Any], rule: str
) -> None:
    _put(connection, up_to=table)
    connection.execute(insert(table).values(SOUND[table]))
    said = _refusal(connection, table, SOUND[table] | changes)
    if connection.dialect.name == "postgresql":
        assert f'"{rule}"' in said
    else:
        assert said.startswith("UNIQUE constraint failed")
        assert _columns(table, rule) == [part.split(".")[1] for part in said.partition(": ")[2].split(", ")]


@pytest.mark.parametrize(("table", "changes", "rule"), WRONG)
def test_a_row_that_contradicts_itself_is_turned_away(
    connection: Connection, table: Table, changes: dict[str, Any], rule: str
) -> None:
    _put(connection, up_to=table)
    assert rule in _refusal(connection, table, SOUND[table] | changes)


@pytest.mark.parametrize(("table", "column"), STRANGERS)
def test_a_row_that_points_at_nothing_is_turned_away(
    connection: Connection, table: Table, column: str
) -> None:
    _put(connection, up_to=table)
    nothing = 999 if isinstance(table.c[column].type.python_type(), int) else "nothing"
    changed: dict[str, Any] = {column: nothing}
    if table is tables.board_notes:
        changed["delivery"] = None
    assert "foreign key" in _refusal(connection, table, SOUND[table] | changed).casefold()


@pytest.mark.parametrize(("table", "column"), WITHIN)
def test_a_row_that_points_into_another_trust_is_turned_away(
    connection: Connection, table: Table, column: str
) -> None:
    _put(connection, up_to=table)
    others = {each.name: changes["id"] for each, changes in ELSEWHERE}
    for each, changes in ELSEWHERE:
        connection.execute(insert(each).values(SOUND[each] | changes))
    (reference,) = (each for each in table.foreign_key_constraints if column in each.column_keys)
    said = _refusal(connection, table, SOUND[table] | {column: others[reference.referred_table.name]})
    assert "foreign key" in said.casefold()
    assert connection.dialect.name == "sqlite" or f"fk_{table.name}_trust_{column}" in said


def test_what_people_set_up_by_hand_never_leads_out_of_their_trust() -> None:
    assert {(table.name, column) for table, column in WITHIN} >= {
        ("channels", "school"),
        ("grants", "member"),
        ("grants", "school"),
        ("identities", "member"),
        ("programme_channels", "channel"),
        ("programme_channels", "programme"),
        ("school_choices", "programme"),
        ("school_choices", "school"),
    }


def test_two_deliveries_of_a_channel_never_share_a_thread(connection: Connection) -> None:
    _put(connection, up_to=DELIVERY)
    connection.execute(insert(DELIVERY).values(SOUND[DELIVERY] | POSTED))
    other = SOUND[DELIVERY] | POSTED | {"id": "d2", "occurrence": date(2026, 9, 15)}
    # PostgreSQL names the rule and not the columns, which belong to a row that may be another trust's.
    rule = "one_delivery_per_thread" if connection.dialect.name == "postgresql" else "deliveries.root"
    assert rule in _refusal(connection, DELIVERY, other)


def _columns(table: Table, rule: str) -> list[str]:
    """The columns that a unique rule is about, which is how SQLite names it."""
    (found,) = (each for each in table.constraints if each.name == rule)
    assert isinstance(found, ColumnCollectionConstraint)
    return [column.name for column in found.columns]
