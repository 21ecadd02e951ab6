"""The year at Ashgrove as it stands when it has been lived through."""

import asyncio
import sqlite3
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from adapters.local.owed import redeliver
from adapters.local.platform import LocalPlatform
from adapters.store.sql_store import SqlStore
from bot.demo.today import TODAY, ask_today
from bot.demo.year import ASHGROVE, live_through
from bot.domain.people import TrustId
from bot.domain.scope import Scope
from bot.ports.log import LogFilter, LogLine
from bot.usecases.bot import Bot
from bot.usecases.tick import tick
from prompts.library import load_bank
from scheduler.clock import ManualClock

NOW = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
"""Half past twelve in England, on a Wednesday in term."""
BANK = load_bank()
SECOND = timedelta(seconds=1)
CHANNELS = 3


@asynccontextmanager
async def opened(file: Path, *, now: datetime) -> AsyncIterator[tuple[Bot, ManualClock]]:
    store = await SqlStore.open(f"sqlite:///{file}")
    clock = ManualClock(now)
    here = LocalPlatform(store.board, clock=clock)
    try:
        yield Bot(name="first", store=store, bank=BANK, platforms={here.name: here}, clock=clock), clock
    finally:
        await store.close()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: bytes) -> Path:
    """The file in which the year was lived through; only to be read."""
    file = tmp_path_factory.mktemp("year") / "year.sqlite3"
    file.write_bytes(_sqlite_template)
    told: list[tuple[int, int]] = []
    asyncio.run(_live(file, told))
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))
    return file


async def _live(file: Path, told: list[tuple[int, int]]) -> None:
    async with opened(file, now=NOW) as (bot, clock):
        await live_through(
            bot,
            clock=clock,
            now=NOW,
            deliver=lambda: redeliver(bot),
            progress=lambda done, total: told.append((done, total)),
        )
        assert clock.now() == NOW
        assert await bot.store.board.untaken(limit=1) == []


@pytest.fixture
def today(lived: Path, tmp_path: Path) -> Path:
    """A copy of the year, to go on with."""
    file = tmp_path / "today.sqlite3"
    with closing(sqlite3.connect(lived)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    return file


def rows(file: Path, statement: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement, values).fetchall()


async def shown(file: Path, trust: TrustId = ASHGROVE) -> list[LogLine]:
    store = await SqlStore.open(f"sqlite:///{file}", reading=True)
    try:
        charter = await store.directory.charter(trust)
        assert charter
        scope = Scope(trust=trust, schools=frozenset(school.id for school in charter.schools))
        return list(await store.log.page(scope, filters=LogFilter(), before=None, limit=10_000))
    finally:
        await store.close()


def test_every_prompt_that_was_posted_has_its_thread_on_the_board_and_no_thread_is_doubled(
    lived: Path,
) -> None:
    posted = rows(lived, "SELECT id, CAST(root AS INTEGER) FROM deliveries WHERE state = 'posted'")
    roots = rows(lived, "SELECT delivery, id FROM board_notes WHERE root IS NULL")
    assert len(posted) > 100
    assert sorted(posted) == sorted(roots)
    assert len({delivery for delivery, _ in roots}) == len(roots)


def test_nothing_of_the_year_is_left_undone(lived: Path) -> None:
    states = {state for (state,) in rows(lived, "SELECT DISTINCT state FROM deliveries")}
    assert states <= {"posted", "skipped"}
    assert rows(lived, "SELECT count(*) FROM waiting") == [(0,)]


def test_nobody_is_asked_the_same_twice(lived: Path) -> None:
    asked = rows(lived, "SELECT channel, prompt FROM deliveries WHERE state = 'posted'")
    assert len(set(asked)) == len(asked)


def test_nobody_is_enrolled_twice(lived: Path) -> None:
    grants = rows(lived, "SELECT member, role, school FROM grants")
    assert len(set(grants)) == len(grants)
    people = rows(lived, "SELECT name FROM members")
    assert len(set(people)) == len(people)
    assert len(rows(lived, "SELECT person FROM identities")) == len(people)


async def test_there_is_a_year_to_read_and_nothing_of_it_lies_in_the_future(lived: Path) -> None:
    lines = await shown(lived)
    assert len(lines) >= 200
    for line in lines:
        for at in (line.reflection.said_at, *(revision.at for revision in line.revisions)):
            assert NOW - timedelta(days=371) < at <= NOW
    assert min(line.reflection.said_at for line in lines) < NOW - timedelta(days=240)


async def test_everybody_in_the_threads_has_said_something(lived: Path) -> None:
    assert {line.author_name for line in await shown(lived)} == {
        "Amina Khan",
        "Callum Reid",
        "David Price",
        "Grace Osei",
        "Ruth Adeyemi",
        "Sian Morgan",
        "Tom Whitfield",
    }


async def test_what_was_withdrawn_is_not_shown_and_its_words_are_not_kept(lived: Path) -> None:
    withdrawn = [entry["text"].strip() for entry in _entries() if entry.get("withdrawn")]
    (kept,) = rows(lived, "SELECT count(*) FROM reflections WHERE withdrawn_at IS NOT NULL")[0]
    assert 0 < kept <= len(withdrawn)
    said = {(line.reflection.text or "").strip() for line in await shown(lived)}
    assert not said & set(withdrawn)
    for text in withdrawn:
        assert rows(lived, "SELECT 1 FROM revisions WHERE text = ?", text) == []
        assert rows(lived, "SELECT 1 FROM board_notes WHERE text = ?", text) == []


async def test_what_was_edited_is_shown_as_it_was_left(lived: Path) -> None:
    edits = {entry["edit"].strip(): entry["text"].strip() for entry in _entries() if entry.get("edit")}
    lines = {(line.reflection.text or "").strip(): line for line in await shown(lived)}
    found = [lines[edit] for edit in edits if edit in lines]
    assert found
    for line in found:
        assert line.reflection.edited_at
        assert len(line.revisions) == 2
    assert not lines.keys() & {text for edit, text in edits.items() if edit in lines}


async def test_the_other_trust_has_a_year_of_its_own(lived: Path) -> None:
    theirs = await shown(lived, TrustId("brightwater"))
    assert theirs
    assert {line.author_name for line in theirs} == {"Iris Novak"}


async def test_a_prompt_of_the_day_is_asked_once_in_each_channel(today: Path) -> None:
    async with opened(today, now=NOW) as (bot, clock):
        assert await ask_today(bot, trust=ASHGROVE, now=clock.now())
        await tick(bot)
        assert _today(today) == []
        clock.advance(8 * SECOND)
        await tick(bot)
        assert not await ask_today(bot, trust=ASHGROVE, now=clock.now())
        clock.advance(60 * SECOND)
        await tick(bot)
    assert [(state, day) for state, day, _ in _today(today)] == [("posted", "2026-07-01")] * CHANNELS


async def test_a_second_opening_on_the_same_day_asks_nothing_more(today: Path) -> None:
    for minutes in (0, 1, 300):
        async with opened(today, now=NOW + timedelta(minutes=minutes)) as (bot, clock):
            assert await ask_today(bot, trust=ASHGROVE, now=clock.now()) is (minutes == 0)
            clock.advance(10 * SECOND)
            await tick(bot)
    assert len(_today(today)) == CHANNELS


async def test_a_first_opening_that_ended_before_the_prompt_was_due_still_asks_it(today: Path) -> None:
    async with opened(today, now=NOW) as (bot, clock):
        assert await ask_today(bot, trust=ASHGROVE, now=clock.now())
    async with opened(today, now=NOW + timedelta(hours=6)) as (bot, clock):
        assert not await ask_today(bot, trust=ASHGROVE, now=clock.now())
        await tick(bot)
    assert [state for state, _, _ in _today(today)] == ["posted"] * CHANNELS


@pytest.mark.parametrize("seconds_before", [9, 8, 5, 1])
async def test_near_midnight_the_prompt_is_that_of_the_day_it_falls_on(
    today: Path, seconds_before: int
) -> None:
    midnight = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)  # in England
    async with opened(today, now=midnight - seconds_before * SECOND) as (bot, clock):
        assert await ask_today(bot, trust=ASHGROVE, now=clock.now())
        clock.advance(9 * SECOND)
        await tick(bot)
        day = "2026-07-01" if seconds_before > 8 else "2026-07-02"
        assert [(state, on) for state, on, _ in _today(today)] == [("posted", day)] * CHANNELS
        clock.set(midnight + timedelta(hours=9))
        assert await ask_today(bot, trust=ASHGROVE, now=clock.now()) is (seconds_before > 8)
        clock.advance(9 * SECOND)
        await tick(bot)
        clock.advance(60 * SECOND)
        await tick(bot)
    days = [on for _, on, _ in _today(today)]
    assert days.count("2026-07-02") == CHANNELS
    assert len(days) == len(set(days)) * CHANNELS


async def test_every_day_brings_a_prompt_that_has_not_been_asked(today: Path) -> None:
    for day in range(4):
        async with opened(today, now=NOW + timedelta(days=day)) as (bot, clock):
            assert await ask_today(bot, trust=ASHGROVE, now=clock.now())
            clock.advance(10 * SECOND)
            await tick(bot)
    asked = rows(today, "SELECT channel, prompt FROM deliveries WHERE state = 'posted'")
    assert len(_today(today)) == 4 * CHANNELS
    assert len(set(asked)) == len(asked)


async def test_a_trust_that_is_not_there_is_asked_nothing(today: Path) -> None:
    async with opened(today, now=NOW) as (bot, clock):
        assert not await ask_today(bot, trust=TrustId("nowhere"), now=clock.now())


def _today(file: Path) -> list[tuple[str, str, str]]:
    """State, local date and prompt of each prompt of the day so far."""
    statement = "SELECT state, occurrence, prompt FROM deliveries WHERE programme = ? ORDER BY occurrence"
    return rows(file, statement, TODAY)


def _entries() -> list[dict[str, Any]]:
    text = files("bot.demo").joinpath("answers.toml").read_text(encoding="utf-8")
    return [entry for entries in tomllib.loads(text).values() for entry in entries]
