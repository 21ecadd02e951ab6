"""The command line as a whole: what is expected to go wrong is one plain line and exit code 1."""

import sqlite3
from pathlib import Path

import pytest

from bot.commands.faults import KNOWN
from tests.commands.conftest import Run
from tests.commands.elsewhere import command, held

COMMANDS = ("serve", "tick", "migrate", "check", "preview", "health", "demo", "prompts", "trust", "keys")


def test_without_a_word_it_says_what_there_is(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    for name in COMMANDS:
        assert f" {name} " in result.output


def test_it_says_which_version_is_installed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "golden_thread-9.8.7.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: golden-thread\nVersion: 9.8.7\n")
    monkeypatch.syspath_prepend(tmp_path)
    result = run("--version")
    assert (result.exit_code, result.output) == (0, "golden-thread 9.8.7\n")
    assert "--version" in run("--help").output


def test_an_unknown_word_is_a_misuse(run: Run) -> None:
    result = run("sevre")
    assert result.exit_code == 2
    assert "sevre" in result.stderr


def test_a_wrong_setting_is_one_plain_line_on_standard_error(tmp_path: Path) -> None:
    done = command("tick", data=str(tmp_path), database="mysql://bot:correct-horse-battery@db/log")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("golden-thread: GOLDEN_THREAD_DATABASE: ")
    assert "correct-horse-battery" not in line


def test_a_file_in_use_is_one_plain_line_that_names_who_has_it(tmp_path: Path) -> None:
    with held(tmp_path / "golden-thread.sqlite3") as pid:
        done = command("tick", data=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("golden-thread: ")
    assert f"process {pid}" in line


@pytest.mark.parametrize("word", ["tick", "migrate", "preview"])
def test_a_newer_database_is_an_error_that_the_command_line_knows(run: Run, kept: Path, word: str) -> None:
    with sqlite3.connect(kept) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = kept.read_bytes()
    result = run(word, "weekly") if word == "preview" else run(word)
    assert isinstance(result.exception, KNOWN)
    assert "Install that newer version" in str(result.exception)
    assert kept.read_bytes() == before
