"""`golden-thread preview` on a database that a trust has been set up in."""

import asyncio
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.text import Text

from adapters.store.sql_store import SqlStore
from bot.domain.programme import Selection
from prompts.library import load_bank
from scheduler.model import Term
from tests import cast
from tests.commands.conftest import Run
from tests.commands.elsewhere import held

FROM = ("--from", "2026-12-15")
"""A Tuesday, with one more before the holidays and two in them."""

FAR_AHEAD = Term(name="Spring term 2090", first=date(2090, 1, 3), last=date(2090, 3, 24))
FOR_LONG = replace(cast.CALENDAR, terms=(*cast.CALENDAR.terms, FAR_AHEAD))
"""The commands ask the machine's clock, and prompts are foretold for the future alone."""


@pytest.fixture(autouse=True)
def set_up(kept: Path) -> Path:
    """Ashgrove is in the database, with two programmes."""
    asyncio.run(_set_up(kept))
    return kept


async def _set_up(file: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{file}")
    other = replace(cast.WEEKLY, id="daily", name="Another", selection=Selection(kinds=("scale",)))  # type: ignore[arg-type]
    ashgrove = cast.ashgrove(cast.WEEKLY, other)
    schools = tuple(replace(school, calendar=FOR_LONG) for school in ashgrove.schools)
    await store.directory.establish(replace(ashgrove, schools=schools))
    await store.close()


def test_json_has_the_dates_in_both_times_and_why_one_is_left_out(run: Run) -> None:
    result = run("preview", "weekly", *FROM, "--count", "2", "--school", "oakfield", "--json")
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert (found["programme"], found["school"], found["zone"]) == ("weekly", "oakfield", "Europe/London")
    assert [each["occurrence"] for each in found["dates"]] == [
        "2026-12-15",
        "2026-12-22",
        "2026-12-29",
        "2027-01-05",
    ]
    first, second, *_ = found["dates"]
    assert (first["local"], first["utc"]) == ("2026-12-15T08:15:00+00:00", "2026-12-15T08:15:00+00:00")
    assert (first["left_out"], second["prompt"]) == (None, None)
    assert "Between Autumn term 2026 and Spring term 2027" in second["left_out"]


def test_json_in_summer_tells_local_time_from_utc(run: Run) -> None:
    result = run(
        "preview", "weekly", "--from", "2027-06-08", "--count", "1", "--school", "oakfield", "--json"
    )
    (first,) = json.loads(result.stdout)[0]["dates"]
    assert (first["local"], first["utc"]) == ("2027-06-08T08:15:00+01:00", "2027-06-08T07:15:00+00:00")


def test_the_table_says_the_same_to_people(run: Run) -> None:
    result = run("preview", "weekly", "--from", "2090-01-10", "--count", "1", "--school", "oakfield")
    assert result.exit_code == 0, result.output
    shown = Text.from_ansi(result.stdout).plain
    assert "A question for Tuesday, Oakfield Primary School" in shown
    assert "Tue 10 January 2090" in shown
    assert "08:15 GMT" in shown
    assert "\x1b" not in result.stdout


def test_the_table_shows_the_question_that_json_names(run: Run) -> None:
    words = ("preview", "weekly", "--from", "2090-01-10", "--count", "1", "--school", "oakfield")
    (found,) = json.loads(run(*words, "--json").stdout)
    key = found["dates"][0]["prompt"]
    question = load_bank().get(key).question
    assert question.split()[0] in run(*words).stdout


def test_every_school_of_the_programme_is_shown_unless_one_is_asked_for(run: Run) -> None:
    found = json.loads(run("preview", "weekly", *FROM, "--count", "1", "--json").stdout)
    assert {each["school"] for each in found} == {"harbour", "millbrook", "oakfield"}
    assert len(found) == 3


def test_a_programme_that_is_not_there_is_a_misuse_and_those_that_are_get_named(run: Run) -> None:
    result = run("preview", "wekly")
    assert result.exit_code == 2
    said = " ".join(Text.from_ansi(result.stderr).plain.replace("│", " ").split())
    assert "There is no programme 'wekly'." in said
    assert "The programmes in this database: daily, weekly." in said


def test_a_school_that_the_programme_does_not_go_to_is_a_misuse(run: Run) -> None:
    result = run("preview", "weekly", "--school", "elm")
    assert result.exit_code == 2
    assert "does not go to the school 'elm'" in Text.from_ansi(result.stderr).plain


@pytest.mark.parametrize("words", [("--from", "tomorrow"), ("--count", "0"), ("--count", "201")])
def test_words_that_make_no_sense_are_a_misuse(run: Run, words: tuple[str, str]) -> None:
    result = run("preview", "weekly", *words)
    assert result.exit_code == 2
    assert words[0] in Text.from_ansi(result.stderr).plain


def test_it_reads_beside_a_program_that_has_the_file_and_changes_nothing(run: Run, kept: Path) -> None:
    before = kept.read_bytes()
    with held(kept):
        result = run("preview", "weekly", "--json")
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)) == 3
    assert kept.read_bytes() == before


def test_without_a_database_it_makes_none_and_says_what_does(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    monkeypatch.setenv("GOLDEN_THREAD_DATA", str(empty))
    result = run("preview", "weekly")
    assert "Run `golden-thread migrate`" in str(result.exception)
    assert not empty.exists()


def test_the_demonstrations_database_is_another(run: Run) -> None:
    result = run("preview", "weekly", "--demo")
    assert "Run `golden-thread migrate`" in str(result.exception)
