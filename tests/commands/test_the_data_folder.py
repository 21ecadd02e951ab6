"""What the program makes on disk, and what it says where it can make nothing."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import PREFIX
from tests.commands.conftest import Run

Program = Callable[..., int]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Program]:
    """The whole program in this process, which afterwards makes files and writes its log as it did before."""
    del run  # what it has set up and will put back is wanted
    before = os.umask(0o022)

    def go(*words: str, data: Path) -> int:
        monkeypatch.setenv(f"{PREFIX}DATA", str(data))
        monkeypatch.setattr(sys, "argv", ["golden-thread", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        assert isinstance(code, int)
        return code

    yield go
    os.umask(before)


def test_what_people_wrote_is_for_the_user_who_runs_the_program_alone(
    program: Program, tmp_path: Path
) -> None:
    assert program("migrate", data=tmp_path / "kept" / "here") == 0
    made = list((tmp_path / "kept").rglob("*"))
    assert {path.name for path in made} >= {"here", "golden-thread.sqlite3"}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("command", ["migrate", "tick", "serve"])
def test_a_folder_that_cannot_be_used_is_told_with_what_to_do(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    file = tmp_path / "a file, not a folder"
    file.touch()
    assert program(command, data=file) == 1
    assert "What to do: make it writable" in capsys.readouterr().err
