"""`golden-thread migrate` and `golden-thread tick`."""

import asyncio
import sqlite3
from pathlib import Path

from adapters.store.lock import AlreadyRunning
from adapters.store.migrating import current, head
from adapters.store.sql_store import SqlStore
from tests import cast
from tests.commands.conftest import Run
from tests.commands.elsewhere import held


def test_migrate_makes_the_database_and_says_its_version(run: Run, data: Path) -> None:
    result = run("migrate")
    assert (result.exit_code, result.stdout) == (0, f"The database is at version {head()}.\n")
    assert current(f"sqlite:///{data}/golden-thread.sqlite3") == head()


def test_migrate_again_changes_nothing(run: Run, kept: Path) -> None:
    before = kept.read_bytes()
    result = run("migrate")
    assert (result.exit_code, result.stdout) == (0, f"The database is at version {head()}.\n")
    assert kept.read_bytes() == before


def test_migrate_keeps_away_from_a_file_in_use(run: Run, kept: Path) -> None:
    with held(kept):
        result = run("migrate")
    assert isinstance(result.exception, AlreadyRunning)


def test_tick_makes_what_is_missing_beats_once_and_says_so(run: Run, data: Path) -> None:
    result = run("tick")
    assert (result.exit_code, result.stdout) == (0, "Done.\n")
    connection = sqlite3.connect(data / "golden-thread.sqlite3")
    assert connection.execute("SELECT count(*) FROM heartbeats").fetchone() == (1,)
    connection.close()


def test_tick_plans_what_a_trust_has_set_up(run: Run, kept: Path) -> None:
    asyncio.run(_set_up(kept))
    assert run("tick").exit_code == 0
    connection = sqlite3.connect(kept)
    planned = connection.execute("SELECT count(*) FROM programmes WHERE planned_until IS NOT NULL").fetchone()
    connection.close()
    assert planned == (1,)


async def _set_up(file: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{file}")
    await store.directory.establish(cast.ashgrove())
    await store.close()
