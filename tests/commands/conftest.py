"""A data folder of the test's own for every command, and the whole command line to use on it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import PREFIX

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the commands keep their files in; nothing else is set, and there is no `.env`."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    monkeypatch.setenv(f"{PREFIX}DATA", str(folder))
    # Commands that write a log in the middle of their answer would make it hard to read.
    monkeypatch.setenv(f"{PREFIX}LOG_LEVEL", "error")
    return folder


@pytest.fixture
def kept(data: Path, _sqlite_template: bytes) -> Path:
    """A database at this program's version, where the commands look for it."""
    data.mkdir()
    file = data / "golden-thread.sqlite3"
    file.write_bytes(_sqlite_template)
    return file


@pytest.fixture
def run(data: Path) -> Iterator[Run]:
    """Runs a command line in this process."""

    def go(*words: str | Path) -> Result:
        plain = {"COLUMNS": "240", "FORCE_COLOR": None, "NO_COLOR": None}
        return CliRunner(env=plain).invoke(app, [str(word) for word in words])

    yield go
    structlog.reset_defaults()
