"""The database marks every change of a set-up by itself, so that nothing out of date is ever taken for what stands."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Executable, Table, delete, insert, select, text, update

from adapters.store.connections import Connections
from adapters.store.marks import Marks, Part, marks_of
from adapters.store.migrating import migrate
from adapters.store.migrations.marking import PARTS
from adapters.store.remembered import Remembered
from adapters.store.sql_store import SqlStore
from adapters.store.tables import metadata
from bot.domain.charter import Charter
from bot.domain.people import TrustId
from bot.domain.programme import SchoolChoice
from bot.domain.trail import Act, Did
from bot.ports.directory import Edit
from prompts.model import OWN_THEME, Audience, Kind, Prompt
from tests import cast
from tests.chosen import choose

TRUST = cast.ASHGROVE.id
NO_PART_OF_IT = {
    "trusts": {"told_on", "untold"},
    "channels": {"owners_told", "trust_told_on"},
    "programmes": {"edition", "planned_edition", "planned_until"},
}
"""Columns that are no part of a set-up, though they stand beside it."""
CHOICE = SchoolChoice(
    programme=cast.WEEKLY.id, school=cast.OAKFIELD.id, skipped_dates=frozenset({date(2026, 11, 3)})
)
PROMPT = Prompt(
    key="own-corridors",
    question="What did you see in the corridors?",
    why="We agreed to walk them.",
    follow_up="What will you do about it?",
    theme=OWN_THEME.key,
    frameworks=("afa.vision",),
    audience=(Audience.PAIR,),
    kind=Kind.SCALE,
    minutes=2,
    draws_on=(),
    evidence=(),
    seasons=(),
    scale="agreement",
)
ACT = Act(trust=TRUST, did=Did.CHANGED_PROGRAMME, at=datetime(2026, 9, 8, 12, tzinfo=UTC), about="weekly")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """Two trusts, one of which has something of everything."""
    store = await SqlStore.open(database_url)
    await store.directory.establish(replace(cast.ashgrove(), choices=(CHOICE,), prompts=(PROMPT,)))
    await store.directory.establish(cast.beechwood())
    yield store
    await store.close()


def _columns() -> list[tuple[Table, Column[Any]]]:
    return [(metadata.tables[name], column) for name in PARTS for column in metadata.tables[name].columns]


async def test_whatever_column_of_a_set_up_is_written_its_part_is_marked_anew_and_no_other(
    store: SqlStore,
) -> None:
    for table, column in _columns():
        whose = table.c.id if table.name == "trusts" else table.c.trust
        statement = update(table).where(whose == TRUST).values({column.name: column})
        marked = await _marked_by(store, statement)
        wanted = set() if column.name in NO_PART_OF_IT.get(table.name, ()) else {Part(PARTS[table.name][0])}
        assert marked == wanted, f"{table.name}.{column.name}"


async def test_whatever_row_of_a_set_up_goes_or_comes_back_its_part_is_marked_anew(store: SqlStore) -> None:
    ordered = [table for table in metadata.sorted_tables if table.name in PARTS and table.name != "trusts"]
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in reversed(ordered):
        mine = table.c.trust == TRUST
        rows[table.name] = await _rows(store, select(table).where(mine))
        assert rows[table.name], f"nothing of {table.name} to try"
        assert await _marked_by(store, delete(table).where(mine)) == {_part(table)}
    for table in ordered:
        assert await _marked_by(store, insert(table).values(rows[table.name])) == {_part(table)}


async def test_a_change_that_came_to_nothing_leaves_the_marks_as_they_were(store: SqlStore) -> None:
    before = await _marks(store)

    def job(connection: Connection) -> None:
        connection.execute(text("UPDATE members SET name = 'Somebody else'"))
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await store._connections.write(job)
    assert await _marks(store) == before


async def test_a_set_up_whose_marks_were_lost_is_read_and_not_remembered(store: SqlStore) -> None:
    assert await store.directory.charter(TRUST)
    assert await store.directory.plannable()
    for said in ("Once", "Twice"):

        def job(connection: Connection, said: str = said) -> None:
            connection.execute(update(metadata.tables["members"]).values(name=said))
            connection.execute(update(metadata.tables["channels"]).values(name=said))
            connection.execute(text("DELETE FROM set_up_marks"))

        await store._connections.write(job)
        after = await store.directory.charter(TRUST)
        assert after is not None
        assert {member.name for member in after.members} == {said}
        plans = await store.directory.plannable()
        assert {channel.name for plan in plans for channel, _ in plan.channels} == {said}


async def test_every_set_up_that_was_there_before_marks_were_has_one_of_each_part(database_url: str) -> None:
    migrate(database_url, to="0005")
    connections = Connections(database_url)

    def job(connection: Connection) -> None:
        connection.execute(
            text(
                "INSERT INTO trusts (id, name, keep_months, demonstration, locked) VALUES ('t', 'T', 36, :no, '[]')"
            ),
            {"no": False},
        )

    await connections.write(job)
    await connections.close()
    migrate(database_url)
    connections = Connections(database_url, reading=True)
    assert set(await connections.read(lambda connection: marks_of(connection, TrustId("t")))) == set(Part)
    await connections.close()


async def test_what_another_trust_does_marks_nothing_of_ours(store: SqlStore) -> None:
    before = await _marks(store)
    await store.directory.establish(replace(cast.beechwood(), trust=replace(cast.BEECHWOOD, name="Beeches")))
    assert await _marks(store) == before


async def test_what_was_worked_out_from_a_set_up_that_has_changed_since_is_worked_out_again(
    store: SqlStore, database_url: str
) -> None:
    other, loop = await SqlStore.open(database_url), asyncio.get_running_loop()
    seen: list[str] = []

    def another_is_faster(charter: Charter) -> Charter:
        seen.append(charter.trust.name)
        if len(seen) == 1:
            renaming = other.directory.amend(TRUST, _called("Renamed"), act=ACT)
            asyncio.run_coroutine_threadsafe(renaming, loop).result()
        return replace(charter, trust=replace(charter.trust, keep_months=12))

    before, after = await store.directory.amend(TRUST, another_is_faster, act=ACT)
    await other.close()
    assert seen == [cast.ASHGROVE.name, "Renamed"]
    assert before.trust == replace(cast.ASHGROVE, name="Renamed")
    assert after.trust == replace(cast.ASHGROVE, name="Renamed", keep_months=12)
    assert await store.directory.charter(TRUST) == after


async def test_only_so_many_set_ups_are_kept_in_memory_and_the_newest_always(store: SqlStore) -> None:
    remembered = Remembered(most=1)
    ours = await store._connections.read(lambda connection: remembered.read(connection, TRUST))
    again = await store._connections.read(lambda connection: remembered.read(connection, TRUST))
    assert again is ours
    theirs = await store._connections.read(lambda connection: remembered.read(connection, cast.BEECHWOOD.id))
    afresh = await store._connections.read(lambda connection: remembered.read(connection, TRUST))
    assert afresh == ours
    assert afresh is not ours
    assert theirs is not None


def _called(name: str) -> Edit:
    return lambda charter: replace(charter, trust=replace(charter.trust, name=name))


def _part(table: Table) -> Part:
    return Part(PARTS[table.name][0])


async def _marks(store: SqlStore) -> Marks:
    return await store._connections.read(lambda connection: marks_of(connection, TRUST))


async def _marked_by(store: SqlStore, statement: Executable) -> set[Part]:
    before = await _marks(store)
    await _run(store, statement)
    after = await _marks(store)
    return {part for part in Part if before.get(part) != after.get(part)}


async def _run(store: SqlStore, statement: Executable) -> None:
    def job(connection: Connection) -> None:
        connection.execute(statement)

    await store._connections.write(job)


async def _rows(store: SqlStore, statement: Executable) -> list[dict[str, Any]]:
    return await store._connections.read(
        lambda connection: [dict(row) for row in connection.execute(statement).mappings()]
    )


async def test_planning_is_handed_the_same_objects_until_something_of_their_trust_changes(
    store: SqlStore,
) -> None:
    first, again = await store.directory.plannable(), await store.directory.plannable()
    assert all(one is other for one, other in zip(first, again, strict=True))
    await choose(store, replace(CHOICE, paused_until=date(2026, 10, 1)), trust=TRUST)
    after = {plan.programme.id: plan for plan in await store.directory.plannable()}
    for plan in first:
        now = after[plan.programme.id]
        assert (now.channels is plan.channels) == (plan.programme.trust != TRUST)
    assert after[cast.WEEKLY.id].choices[cast.OAKFIELD.id].paused_until == date(2026, 10, 1)
