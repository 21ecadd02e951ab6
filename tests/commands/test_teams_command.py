"""`golden-thread teams`: the package that is uploaded, and the roster that the set-up file is written from."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from adapters.teams.manifest import Wanted
from adapters.teams.package import packed
from bot.settings import PREFIX
from tests.adapters.teams import identity as provider
from tests.adapters.teams.connected import AMINA, BEN, HEADS, LEADERS, TEAM, TENANT
from tests.adapters.teams.double import Teams, opened
from tests.adapters.teams.identity import APP, Identity
from tests.commands.conftest import Run
from tests.commands.there_on_teams import introduced, registered, settle

URL = "https://thread.ashgrove.example"
SECOND = "19:0b2d7cd011db475a29d70e7b0e4a8c8e@thread.tacv2"
THIRD = "19:0c3d7cd011db475a29d70e7b0e4a8c8e@thread.tacv2"


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    with provider.provided(tmp_path_factory.mktemp("identity")) as provided:
        yield provided


@pytest.fixture
def teams() -> Iterator[Teams]:
    with opened() as ready:
        settle(ready)
        yield ready


@pytest.fixture
def heard(teams: Teams, kept: Path, identity: Identity, monkeypatch: pytest.MonkeyPatch) -> Teams:
    """Everything is set, and the server has run when the app was added."""
    introduced(teams, kept=kept)
    registered(identity, monkeypatch)
    return teams


def test_the_package_is_written_from_the_settings(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, identity: Identity
) -> None:
    registered(identity, monkeypatch, PUBLIC_URL=URL)
    result = run("teams", "package")
    assert result.exit_code == 0, result.output
    assert "asks for no consent" in result.stdout
    written = tmp_path / "golden-thread-teams.zip"
    assert written.read_bytes() == packed(Wanted(app_id=APP, url=URL, consent=False))
    assert not data.exists()


def test_what_is_given_on_the_command_line_needs_no_settings(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ours.zip"
    result = run(
        "teams", "package", "--out", file, "--app-id", APP, "--url", URL, "--with-consent", "--name", "Ashgrove",
        "--website", "https://ashgrove.example", "--version", "1.2.3",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "asks each team's owner for their consent" in result.stdout
    with ZipFile(file) as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["authorization"]
    assert manifest["name"]["short"] == "Ashgrove"
    assert manifest["developer"]["privacyUrl"] == "https://ashgrove.example"
    assert manifest["version"] == "1.2.3"


@pytest.mark.parametrize(("given", "missing"), [("--app-id", "PUBLIC_URL"), ("--url", "TEAMS_APP_ID")])
def test_what_is_missing_is_named_with_its_option_and_its_setting(run: Run, given: str, missing: str) -> None:
    result = run("teams", "package", given, APP if given == "--app-id" else URL)
    assert result.exit_code == 2
    assert f"{PREFIX}{missing}" in result.output


def test_what_teams_would_not_take_is_refused_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    result = run("teams", "package", "--app-id", "x", "--url", "http://thread.example", "--name", "g" * 31)
    assert result.exit_code == 2
    for said in ("Application (client) ID", "https://", "31 characters"):
        assert said in result.output
    assert not list(tmp_path.glob("*.zip"))


def test_a_file_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    result = run("teams", "package", "--app-id", APP, "--url", URL, "--out", tmp_path / "no" / "such.zip")
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_the_roster_prints_channels_and_people_as_the_set_up_file_names_them(run: Run, heard: Teams) -> None:
    result = run("teams", "roster")
    assert result.exit_code == 0, result.output
    assert "PERSONAL DATA" in result.stdout
    found = tomllib.loads(result.stdout)
    assert {(each["name"], each["address"]) for each in found["channel"]} == {
        ("Ashgrove leaders: General", f"{TENANT}/{TEAM}"),
        ("Ashgrove leaders: Heads", f"{TENANT}/{HEADS}"),
        ("Ashgrove leaders: SLT", f"{TENANT}/{LEADERS}"),
    }
    assert [each["id"] for each in found["member"]] == ["amina-khan", "ben-bell"]
    assert [each["identities"][0]["person"] for each in found["member"]] == [
        f"{TENANT}/{AMINA}",
        f"{TENANT}/{BEN}",
    ]


def test_what_it_prints_is_taken_once_schools_and_roles_are_written_in(
    run: Run, heard: Teams, tmp_path: Path
) -> None:
    lines = run("teams", "roster").stdout.replace('school = ""', 'school = "oak"')
    file = tmp_path / "ashgrove.toml"
    head = '[trust]\nid = "ash"\nname = "Ash"\n[[school]]\nid = "oak"\nname = "Oak"\ncalendar = { zone = "Europe/London" }\n'
    file.write_text(head + lines, encoding="utf-8")
    result = run("trust", "apply", file, "--yes")
    assert result.exit_code == 0, result.output
    assert "3 channels, 2 people" in result.stdout


def test_the_roster_only_reads_and_writes_no_log(
    run: Run, heard: Teams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}LOG_LEVEL", "debug")
    result = run("teams", "roster")
    assert result.stderr == ""
    assert {call.what for call in heard.calls()} == {"channels", "members"}
    assert set(tomllib.loads(result.stdout)) == {"channel", "member"}


def test_a_team_that_cannot_be_read_is_named_and_the_others_go_on(
    run: Run, teams: Teams, kept: Path, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams.add_team(SECOND, "Brook leaders", tenant=TENANT)
    teams.add_team(THIRD, "Copse leaders", tenant=TENANT)
    teams.channel(THIRD).members.append(BEN)
    introduced(teams, kept=kept)
    registered(identity, monkeypatch)
    teams.state.teams[SECOND].has_app = False
    result = run("teams", "roster")
    assert result.exit_code == 1
    assert "Brook leaders could not be read" in result.stderr
    assert "Not all of it could be read" in result.stdout
    found = tomllib.loads(result.stdout)
    assert f"{TENANT}/{THIRD}" in {each["address"] for each in found["channel"]}
    assert "# In Ashgrove leaders, Copse leaders" in result.stdout
    assert len(found["member"]) == 2


def test_names_cannot_break_out_of_the_file(run: Run, heard: Teams) -> None:
    name = 'Zoë "\\ Ó\x7f\n[trust]\nid = "x"'
    heard.state.people[BEN].name = name
    heard.state.teams[TEAM].channels[HEADS].name = 'Heads\n[[programme]]\u2028"""'
    found = tomllib.loads(run("teams", "roster").stdout)
    assert set(found) == {"channel", "member"}
    assert name in {each["name"] for each in found["member"]}
    assert "zoe-o-trust-id-x" in {each["id"] for each in found["member"]}


def test_two_of_one_name_have_ids_of_their_own(run: Run, heard: Teams) -> None:
    heard.state.people[BEN].name = "Amina Khan"
    found = tomllib.loads(run("teams", "roster").stdout)
    assert [each["id"] for each in found["member"]] == ["amina-khan", "amina-khan-2"]


def test_somebody_without_an_id_is_counted_and_left_out(run: Run, heard: Teams) -> None:
    heard.state.people[BEN].id = ""
    result = run("teams", "roster")
    assert len(tomllib.loads(result.stdout)["member"]) == 1
    assert "# Left out, because Teams says no id of theirs: 1." in result.stdout


def test_hearing_of_no_team_says_what_to_do(
    run: Run, kept: Path, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(identity, monkeypatch)
    result = run("teams", "roster")
    assert result.exit_code == 1
    assert "start the server, then add the app to a team" in result.stderr


def test_a_roster_without_teams_switched_on_says_which_setting(run: Run, kept: Path) -> None:
    result = run("teams", "roster")
    assert result.exit_code == 1
    assert f"{PREFIX}TEAMS_APP_ID" in str(result.exception)
