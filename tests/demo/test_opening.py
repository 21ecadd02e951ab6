"""Opening the demonstration: the first time, again, and after a first time that was cut short."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.demo.opening import _cleared_for, _make_file
from bot.demo.settings import demonstration_settings, own_file
from bot.settings import PREFIX

ROOT = Path(__file__).parents[2]
STAYS = (
    "trusts",
    "schools",
    "members",
    "grants",
    "identities",
    "channels",
    "programme_channels",
    "reflections",
    "revisions",
)
"""What a second opening must not touch; prompts of the day may be added, and the tick writes down that it was there."""


def opening(data: Path) -> str:
    """What the command said until the pages could be opened; it has been stopped again, and ended well."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], f"{PREFIX}DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stdout
            said = next((line for line in program.stdout if "Golden Thread is at" in line), "")
            program.send_signal(signal.SIGTERM)
            _, complaints = program.communicate(timeout=60)
        finally:
            program.kill()
    assert program.returncode == 0, complaints
    assert f"http://127.0.0.1:{port} " in said, complaints
    return complaints


def contents(file: Path, *tables: str) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(file)) as connection:
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}").fetchall()))  # noqa: S608
            for table in tables
        }


def posted(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        return set(connection.execute("SELECT id, root FROM deliveries WHERE state = 'posted'"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration that was opened once, where an earlier attempt had been cut short."""
    folder = tmp_path_factory.mktemp("demonstration")
    for ending in ("", "-wal", "-shm"):
        (folder / f"demonstration.making{ending}").write_bytes(b"half a year")
    assert "A year at Ashgrove" in opening(folder)
    return folder


def test_the_first_opening_makes_the_whole_year_and_leaves_nothing_of_an_attempt(data: Path) -> None:
    file = data / "demonstration.sqlite3"
    # The lock's file stays, as every lock's does.
    assert {path.name for path in data.glob("*.making*")} <= {"demonstration.making.lock"}
    assert len(contents(file, "reflections")["reflections"]) >= 200
    assert len(posted(file)) > 100


def test_a_second_opening_finds_everything_as_it_was(data: Path) -> None:
    file = data / "demonstration.sqlite3"
    before, asked = contents(file, *STAYS), posted(file)
    assert all(before.values())
    assert "A year at Ashgrove" not in opening(data)
    assert contents(file, *STAYS) == before
    assert posted(file) >= asked


def test_what_signs_the_cookies_stays_and_is_its_owners_alone(data: Path) -> None:
    secret = data / "secret"
    before = secret.read_text(encoding="ascii")
    opening(data)
    assert secret.read_text(encoding="ascii") == before
    assert [path for path in data.iterdir() if path.stat().st_mode & 0o077] == []


async def test_a_start_cut_short_leaves_no_half_year_that_would_be_taken_for_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    settings = demonstration_settings(data=tmp_path / "data")
    file = own_file(settings)
    making = file.with_suffix(".making")
    try:
        start = asyncio.create_task(_make_file(file, settings))
        while not start.done() and not _begun(making):  # noqa: ASYNC110 - nothing but the file tells
            await asyncio.sleep(0)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
    finally:
        structlog.reset_defaults()
    assert making.exists()
    assert not file.exists()
    assert _cleared_for(file) == making
    assert list(file.parent.glob("*.making*")) == []


def _begun(making: Path) -> bool:
    """Whether the first prompts of the year have been posted."""
    if not making.exists():
        return False
    with closing(sqlite3.connect(f"file:{making}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("SELECT count(*) FROM board_notes").fetchone()[0])


def test_a_year_that_is_there_is_never_made_again(tmp_path: Path) -> None:
    file = tmp_path / "demonstration.sqlite3"
    file.write_bytes(b"a year")
    assert _cleared_for(file) is None
    assert file.read_bytes() == b"a year"
