"""`golden-thread demo --reset`: the demonstration's data, and nothing else, is thrown away."""

from pathlib import Path

import pytest

from adapters.store.lock import AlreadyRunning
from bot.settings import PREFIX
from tests.commands.conftest import Run
from tests.commands.elsewhere import held

GONE = "The demonstration is gone; `make run` begins it again.\n"
NOTHING = "There is no demonstration yet.\n"


@pytest.fixture
def made(kept: Path) -> list[Path]:
    """A demonstration's files beside a trust's own."""
    files = [kept.parent / f"demonstration.sqlite3{ending}" for ending in ("", "-wal", "-shm")]
    for file in files:
        file.write_bytes(b"a year")
    return files


def test_where_there_is_nothing_it_says_so(run: Run) -> None:
    result = run("demo", "--reset")
    assert (result.exit_code, result.stdout) == (0, NOTHING)


def test_what_is_there_goes_and_what_is_not_the_demonstrations_stays(
    run: Run, made: list[Path], kept: Path
) -> None:
    before = kept.read_bytes()
    result = run("demo", "--reset")
    assert (result.exit_code, result.stdout) == (0, GONE)
    assert not [file for file in made if file.exists()]
    assert kept.read_bytes() == before
    assert run("demo", "--reset").stdout == NOTHING


def test_a_demonstration_in_use_stays(run: Run, made: list[Path]) -> None:
    with held(made[0]) as pid:
        result = run("demo", "--reset")
    assert isinstance(result.exception, AlreadyRunning)
    assert f"process {pid}" in str(result.exception)
    assert all(file.exists() for file in made)


def test_a_database_of_ones_own_choice_is_never_thrown_away(
    run: Run, made: list[Path], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE", f"sqlite:///{kept}")
    result = run("demo", "--reset")
    assert result.exit_code == 2
    assert kept.exists()
    assert all(file.exists() for file in made)


def test_it_does_not_open_on_the_network_unasked(run: Run, data: Path) -> None:
    result = run("demo", "--host", "0.0.0.0")  # noqa: S104 - refused before anything is bound
    assert "anyone may be anyone" in str(result.exception)
    assert not data.exists()
