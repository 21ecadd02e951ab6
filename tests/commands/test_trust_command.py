"""`trust`: a set-up comes into the database as it was shown, and out of it again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.store.sql_store import SqlStore
from bot.cli import app
from bot.commands.faults import KNOWN
from bot.domain.people import MemberId, TrustId
from bot.domain.trail import Did
from bot.ports.trail import TrailEntry
from tests import cast
from tests.commands.conftest import Run

SET_UP = """
[trust]
id = "ash"
name = "Ashgrove Learning Trust"

[calendar]
zone = "Europe/London"
nation = "England"
terms = [{ name = "Autumn", first = 2026-09-02, last = 2026-12-18 }]

[[school]]
id = "oak"
name = "Oakfield"

[[member]]
id = "amina"
name = "Amina Khan"
roles = [{ role = "senco", school = "oak" }]
identities = [{ platform = "slack", person = "T01ASH/U01AMINA" }]

[[channel]]
id = "slt"
school = "oak"
platform = "slack"
address = "T01ASH/C01SLT"
name = "#slt"

[[programme]]
id = "weekly"
name = "Weekly"
starts = 2026-09-07
recurrence = { kind = "weekly", weekday = "monday", at = "08:15" }
channels = ["slt"]
"""
ADDED = """
[[school]]
id = "elm"
name = "Elm Street"

[[channel]]
id = "elm-slt"
school = "elm"
platform = "slack"
address = "T01ASH/C02SLT"
name = "#elm"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The set-up file."""
    path = tmp_path / "ashgrove.toml"
    path.write_text(SET_UP, encoding="utf-8")
    return path


def _trail(kept: Path) -> list[TrailEntry]:
    async def look() -> list[TrailEntry]:
        store = await SqlStore.open(f"sqlite:///{kept}")
        try:
            return list(await store.trail.page(TrustId("ash"), limit=10))
        finally:
            await store.close()

    return asyncio.run(look())


def test_a_set_up_is_in_the_database_and_what_it_does_is_said(run: Run, kept: Path, file: Path) -> None:
    result = run("trust", "apply", file, "--yes")
    lines = result.output.splitlines()
    assert lines[:2] == [
        "Ashgrove Learning Trust: 1 school, 1 channel, 1 person, 1 programme.",
        "  #slt: slack T01ASH/C01SLT",
    ]
    assert "  Amina Khan: Role: SENCo of Oakfield is new" in lines
    assert "  Weekly: Programme: Mondays at 08:15 is new" in lines
    assert "Applied." in lines
    assert run("preview", "weekly", "--from", "2026-11-16").exit_code == 0
    (entry,) = _trail(kept)
    assert (entry.act.did, entry.act.by) == (Did.APPLIED_SET_UP, None)
    assert entry.act.differences


def test_a_set_up_applied_again_differs_in_nothing_and_leaves_no_trace(
    run: Run, kept: Path, file: Path
) -> None:
    run("trust", "apply", file, "--yes")
    again = run("trust", "apply", file)
    assert (again.exit_code, again.output.splitlines()[-1]) == (0, "Nothing differs.")
    assert len(_trail(kept)) == 1


def test_a_change_says_what_differs_what_it_does_and_what_stays(run: Run, kept: Path, file: Path) -> None:
    file.write_text(SET_UP + ADDED, encoding="utf-8")
    run("trust", "apply", file, "--yes")
    file.write_text(SET_UP.replace('"monday"', '"tuesday"').replace("T01ASH/U01AMINA", "T01ASH/U02AMINA"))
    result = run("trust", "apply", file, "--dry-run")
    assert "  Weekly: Day: Monday → Tuesday" in result.output
    assert "moves from Monday to Tuesday" in result.output
    assert "1 school is not in the file and stays as it was." in result.output
    assert "U02AMINA" not in result.output
    assert result.output.endswith("Nothing was changed: this was a dry run.\n")
    assert len(_trail(kept)) == 1


def test_nothing_is_applied_without_a_yes(run: Run, kept: Path, file: Path) -> None:
    nobody = run("trust", "apply", file)
    assert nobody.exit_code == 2
    assert "--yes" in nobody.stderr
    no = CliRunner().invoke(app, ["trust", "apply", str(file)], input="n\n")
    assert no.output.endswith("Nothing was changed.\n")
    assert run("trust", "export").exit_code == 2
    yes = CliRunner().invoke(app, ["trust", "apply", str(file)], input="y\n")
    assert yes.output.endswith("Applied.\n")
    assert len(_trail(kept)) == 1


def test_a_set_up_with_faults_changes_nothing(run: Run, data: Path, file: Path) -> None:
    file.write_text(SET_UP.replace('school = "oak"', 'school = "elm"'), encoding="utf-8")
    assert isinstance(run("trust", "apply", file, "--yes").exception, KNOWN)
    assert not data.exists()


def test_what_another_trust_has_is_a_fault_of_the_file(run: Run, kept: Path, file: Path) -> None:
    run("trust", "apply", file, "--yes")
    file.write_text(SET_UP.replace('id = "ash"', 'id = "birch"'), encoding="utf-8")
    refused = run("trust", "apply", file, "--yes").exception
    assert isinstance(refused, KNOWN)
    assert "another trust" in str(refused)


def test_what_is_exported_applies_without_a_difference(
    run: Run, kept: Path, file: Path, tmp_path: Path
) -> None:
    run("trust", "apply", file, "--yes")
    exported = tmp_path / "exported.toml"
    assert "people's names" in run("trust", "export", "--to", exported).output
    assert exported.read_text(encoding="utf-8") == run("trust", "export", "ash").output
    assert run("trust", "apply", exported).output.splitlines()[-1] == "Nothing differs."
    again = run("trust", "export", "--to", exported)
    assert again.exit_code == 2
    assert "already" in again.stderr


async def _two_trusts(kept: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{kept}")
    only_answered = replace(cast.HANA, id=MemberId("person-noor"), name="Noor New", grants=frozenset())
    ashgrove = cast.ashgrove()
    try:
        await store.directory.establish(replace(ashgrove, members=(*ashgrove.members, only_answered)))
        await store.directory.establish(cast.beechwood())
    finally:
        await store.close()


def test_who_only_ever_answered_is_not_exported(run: Run, kept: Path) -> None:
    asyncio.run(_two_trusts(kept))
    text = run("trust", "export", cast.ASHGROVE.id).output
    assert all(member.name in text for member in cast.ashgrove().members)
    assert "Noor New" not in text
    assert cast.OLIVE.name not in text


def test_an_export_of_no_trust_or_of_one_of_several_asks_which(run: Run, kept: Path) -> None:
    assert "no trust here" in run("trust", "export").stderr
    asyncio.run(_two_trusts(kept))
    for words in (("export",), ("export", "nowhere")):
        refused = run("trust", *words)
        assert refused.exit_code == 2
        assert "ashgrove" in refused.stderr
        assert "beechwood" in refused.stderr
