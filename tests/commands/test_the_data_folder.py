"""What the program makes on disk, and what it says where it can make nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words: str, data: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "GOLDEN_THREAD_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_people_wrote_is_for_the_user_who_runs_the_program_alone(tmp_path: Path) -> None:
    done = run("migrate", data=tmp_path / "kept" / "here")
    assert done.returncode == 0, done.stderr
    made = list((tmp_path / "kept").rglob("*"))
    assert {path.name for path in made} >= {"here", "golden-thread.sqlite3"}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("command", ["migrate", "tick", "serve"])
def test_a_folder_that_cannot_be_used_is_told_with_what_to_do(tmp_path: Path, command: str) -> None:
    file = tmp_path / "a file, not a folder"
    file.touch()
    done = run(command, data=file)
    assert done.returncode == 1
    assert "What to do: make it writable" in done.stderr
    assert "Traceback" not in done.stderr
