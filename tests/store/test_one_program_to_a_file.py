"""A second program on one SQLite file refuses, and names the first."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.store.lock import AlreadyRunning, exclusive
from adapters.store.migrating import DatabaseOlder
from adapters.store.sql_store import SqlStore

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from adapters.store.lock import exclusive
with exclusive(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def elsewhere(sqlite_url: str) -> "subprocess.Popen[str]":
    """Another program that has the file."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, sqlite_url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    assert program.stdout.readline() == "held\n"
    return program


def _end(program: "subprocess.Popen[str]") -> None:
    program.communicate(timeout=30)


async def test_a_second_program_is_refused_and_told_who_has_the_file(
    sqlite_url: str, elsewhere: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(
        AlreadyRunning, match=rf"golden-thread.sqlite3 is in use.*process {elsewhere.pid}.*PostgreSQL"
    ):
        await SqlStore.open(sqlite_url)
    _end(elsewhere)
    store = await SqlStore.open(sqlite_url)
    await store.close()


async def test_a_program_that_was_killed_does_not_keep_the_file(
    sqlite_url: str, elsewhere: "subprocess.Popen[str]"
) -> None:
    elsewhere.kill()
    _end(elsewhere)
    store = await SqlStore.open(sqlite_url)
    await store.close()


def test_whoever_has_a_file_may_take_it_again_and_keeps_it_until_the_last_leaves(sqlite_url: str) -> None:
    with exclusive(sqlite_url):
        with exclusive(sqlite_url):
            pass
        refused = subprocess.run(
            [sys.executable, "-c", HOLD, sqlite_url], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert "AlreadyRunning" in refused.stderr
    freed = subprocess.run(
        [sys.executable, "-c", HOLD, sqlite_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        input="",
    )
    assert freed.stdout == "held\n"


def test_a_store_that_could_not_be_opened_holds_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    with pytest.raises(DatabaseOlder):
        asyncio.run(SqlStore.open(url))
    freed = subprocess.run(
        [sys.executable, "-c", HOLD, url], cwd=ROOT, capture_output=True, text=True, check=False, input=""
    )
    assert freed.stdout == "held\n"


@pytest.mark.postgres
def test_postgresql_may_be_used_by_any_number(postgres_url: str) -> None:
    with exclusive(postgres_url):
        freed = subprocess.run(
            [sys.executable, "-c", HOLD, postgres_url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            input="",
        )
    assert freed.stdout == "held\n"


async def test_another_name_for_the_same_file_does_not_let_a_second_program_in(
    sqlite_url: str, elsewhere: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    alias = tmp_path / "alias.sqlite3"
    alias.symlink_to(sqlite_url.removeprefix("sqlite:///"))
    with pytest.raises(AlreadyRunning):
        await SqlStore.open(f"sqlite:///{alias}")
    _end(elsewhere)
