"""`golden-thread check`: every fault at once, and what to do about it."""

import sqlite3
from pathlib import Path

import pytest

from adapters.store.migrating import head, migrate, versions
from bot.settings import PREFIX
from tests.commands.conftest import Run

CHARTER = """
[trust]
id = "t"
name = "T Trust"
keep_months = 12

[[school]]
id = "s"
name = "S School"
calendar = { zone = "Europe/London" }
"""
CALENDAR = """
zone = "Europe/London"
nation = "England"
terms = [{ name = "Autumn 2026", first = 2026-09-02, last = 2026-12-18 }]
"""


WEEKLY = '{ kind = "weekly", weekday = "monday", at = 08:15:00 }'


def programme(*, selection: str = "{}", recurrence: str = WEEKLY) -> str:
    """A channel of that school and a programme that comes there."""
    return f"""
[[channel]]
id = "c"
name = "Leaders"
school = "s"
platform = "local"
address = "c"

[[programme]]
id = "weekly"
name = "Weekly"
selection = {selection}
order = "in-order"
recurrence = {recurrence}
starts = 2026-09-01
channels = ["c"]
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def version_of(file: Path, version: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


def test_all_in_order_is_a_line_for_each_and_exit_0(run: Run, kept: Path, tmp_path: Path) -> None:
    charter, calendar = written(tmp_path / "c.toml", CHARTER), written(tmp_path / "d.toml", CALENDAR)
    result = run("check", "--charter", charter, "--calendar", calendar)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "ok    settings",
        "ok    bank",
        "ok    set-up c.toml",
        "ok    calendar d.toml",
        "ok    database",
    ]
    assert "T Trust: 1 school, 0 programmes" in lines[2]
    assert "Europe/London, 1 terms, 0 closures" in lines[3]
    assert lines[4].endswith(f"at version {head()}")


def test_every_fault_is_told_at_once_and_no_value(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}PORT", "no-number")
    monkeypatch.setenv(f"{PREFIX}DATABASE", "mysql://bot:correct-horse-battery@db/log")
    charter = written(tmp_path / "c.toml", CHARTER.replace("keep_months", "keep_month"))
    calendar = written(tmp_path / "d.toml", CALENDAR.replace("Europe/London", "Europe/Lundon"))
    result = run("check", "--charter", charter, "--calendar", calendar)
    assert result.exit_code == 1
    faults = [line for line in result.stdout.splitlines() if line.startswith("fault ")]
    for what in (
        f"settings: {PREFIX}PORT",
        f"settings: {PREFIX}DATABASE",
        "did you mean keep_months?",
        "Lundon",
        "database: not looked at",
    ):
        assert [line for line in faults if what in line], what
    assert "correct-horse-battery" not in result.output


def test_a_folder_of_ones_own_prompts_is_checked_too(
    run: Run, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "prompts"
    own.mkdir()
    written(own / "ours.toml", "[[")
    monkeypatch.setenv(f"{PREFIX}BANK", str(own))
    result = run("check")
    assert result.exit_code == 1
    (fault,) = [line for line in result.stdout.splitlines() if line.startswith("fault ")]
    assert fault.startswith("fault bank: ")
    assert "ours.toml" in fault


def test_a_database_that_is_not_made_yet_is_no_fault_and_is_not_made(run: Run, data: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "not made yet" in result.stdout.splitlines()[-1]
    assert not data.exists()


def test_an_older_database_is_no_fault_and_stays_as_it_is(run: Run, kept: Path) -> None:
    if len(versions()) > 1:
        migrate(f"sqlite:///{kept}", to=versions()[-2])
        said = f"at version {versions()[-2]}; this program brings it to {head()}"
    else:
        migrate(f"sqlite:///{kept}", to="base")
        said = "not made yet"
    before = kept.read_bytes()
    result = run("check")
    assert result.exit_code == 0
    assert said in result.stdout.splitlines()[-1]
    assert kept.read_bytes() == before


def test_a_newer_database_is_a_fault_here_as_it_is_when_the_program_starts(run: Run, kept: Path) -> None:
    version_of(kept, "9999")
    started = run("tick")
    assert started.exit_code == 1
    result = run("check")
    assert "9999" in result.stdout.splitlines()[-1]
    assert "Install that newer version" in result.stdout.splitlines()[-1]
    assert result.exit_code == 1


def test_a_file_that_is_no_database_is_a_fault_without_a_traceback(run: Run, kept: Path) -> None:
    kept.write_bytes(b"minutes of the last meeting\n" * 200)
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith("fault database: ")
    assert "What to do:" in result.stdout.splitlines()[-1]


def test_what_apply_would_refuse_is_a_fault_here_too(run: Run, kept: Path, tmp_path: Path) -> None:
    charter = written(tmp_path / "c.toml", CHARTER + programme(selection='{ themes = ["shared-visoin"] }'))
    checked, applied = run("check", "--charter", charter), run("trust", "apply", charter, "--dry-run")
    assert (checked.exit_code, applied.exit_code) == (1, 1)
    for said in (checked.output, str(applied.exception)):
        assert "themes names 'shared-visoin', which is not in the prompt bank" in said


def test_a_channel_that_no_platform_would_know_is_a_fault_here_too(
    run: Run, kept: Path, tmp_path: Path
) -> None:
    charter = written(tmp_path / "c.toml", CHARTER + programme().replace('"local"', '"slack"'))
    checked = run("check", "--charter", charter)
    assert checked.exit_code == 1
    assert "fault set-up c.toml" in checked.stdout
    assert "the channel 'Leaders'" in checked.stdout


def test_a_school_without_terms_is_worth_a_look_and_no_fault(run: Run, kept: Path, tmp_path: Path) -> None:
    charter = written(tmp_path / "c.toml", CHARTER + programme())
    result = run("check", "--charter", charter)
    assert result.exit_code == 0, result.output
    (look,) = [line for line in result.stdout.splitlines() if line.startswith("look ")]
    assert "set-up c.toml: S School has no terms: prompts come there" in look
    assert "in the holidays too" in look
    assert "Look: S School has no terms" in run("trust", "apply", charter, "--dry-run").stdout


def test_a_programme_that_goes_by_terms_says_that_it_waits_for_them(
    run: Run, kept: Path, tmp_path: Path
) -> None:
    by_term = '{ kind = "in-term", weekday = "monday", at = 08:15:00, nth = 1, of = "term" }'
    charter = written(tmp_path / "c.toml", CHARTER + programme(recurrence=by_term))
    result = run("check", "--charter", charter)
    assert "nothing of “Weekly” comes there until they are in the calendar" in result.stdout
