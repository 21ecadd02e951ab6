"""`golden-thread check --teams`: over real HTTP, with real MSAL, against our own Teams."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import PREFIX
from tests.adapters.teams import identity as provider
from tests.adapters.teams.connected import AMINA, LEADERS, TEAM, TENANT
from tests.adapters.teams.double import Teams, faults, opened
from tests.adapters.teams.identity import APP, SECRET, Identity
from tests.commands.conftest import Run
from tests.commands.there_on_teams import CHARTER, Door, a_door, introduced, registered, settle

ANOTHER = "0e1e0e1e-0000-41af-91ab-2d7cd011db47"
NOBODY = "4c1a7d10-ffff-4b6e-9c0a-8f6d5e4b3a21"
ELSEWHERE = "19:00000000000000000000000000000000@thread.tacv2"
ESCAPED = LEADERS.replace(":", "%3A").replace("@", "%40")
LINK = f"https://teams.microsoft.com/l/channel/{ESCAPED}/SLT?groupId=1&tenantId={TENANT}"
Apply = Callable[[str], None]


@pytest.fixture(scope="module")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    with provider.provided(tmp_path_factory.mktemp("identity")) as ready:
        yield ready


@pytest.fixture
def identity(provided: Identity) -> Iterator[Identity]:
    yield provided
    provided.login_fault = None


@pytest.fixture
def teams() -> Iterator[Teams]:
    with opened() as ready:
        settle(ready)
        yield ready


@pytest.fixture
def door() -> Iterator[Door]:
    with a_door() as ready:
        yield ready


@pytest.fixture
def apply(  # noqa: PLR0913, PLR0917 - it is all of a trust's Teams
    run: Run, kept: Path, teams: Teams, identity: Identity, door: Door, monkeypatch: pytest.MonkeyPatch
) -> Apply:
    """Brings a set-up into the database, where the teams are known and everything is set."""
    introduced(teams, kept=kept)
    registered(identity, monkeypatch, PUBLIC_URL=door.url)

    def go(charter: str) -> None:
        file = kept.with_name("ashgrove.toml")
        file.write_text(charter, encoding="utf-8")
        result = run("trust", "apply", file, "--yes")
        assert result.exit_code == 0, result.output

    return go


def about_teams(output: str, *, mark: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith(f"{mark} Teams, ")]


def fault(run: Run) -> str:
    """The one fault there is."""
    result = run("check", "--teams")
    assert result.exit_code == 1, result.output
    (only,) = [line for line in result.stdout.splitlines() if line.startswith("fault ")]
    return only


def looks(run: Run) -> list[str]:
    """What only a person can tell, where nothing is at fault; without what never can be seen."""
    result = run("check", "--teams")
    assert result.exit_code == 0, result.output
    return [line for line in about_teams(result.stdout, mark="look ") if "seen from here" not in line]


def test_all_in_order_is_a_line_for_each_thing(run: Run, apply: Apply) -> None:
    apply(CHARTER)
    result = run("check", "--teams")
    assert result.exit_code == 0, result.output
    assert [line.split(":")[0] for line in about_teams(result.stdout, mark="ok   ")] == [
        "ok    Teams, client secret",
        "ok    Teams, signing keys",
        "ok    Teams, public address",
        "ok    Teams, team Ashgrove leaders",
        "ok    Teams, channel ashgrove-slt",
        "ok    Teams, member amina-khan",
    ]
    consent, ends = about_teams(result.stdout, mark="look ")
    assert "whether a team's owner has consented cannot be seen" in consent
    assert "when it ends cannot be seen" in ends
    assert SECRET not in result.output
    assert "outbound-" not in result.output


def test_it_only_reads(run: Run, apply: Apply, teams: Teams, door: Door) -> None:
    apply(CHARTER)
    run("check", "--teams")
    assert {call.what for call in teams.calls()} == {"channels", "members"}
    assert door.asked == ["/teams/messages None"]


def test_a_secret_that_microsoft_does_not_take_says_which_setting(
    run: Run, apply: Apply, identity: Identity
) -> None:
    apply(CHARTER)
    identity.login_fault = (401, "invalid_client")
    result = run("check", "--teams")
    assert result.exit_code == 1
    secret, team, *_ = about_teams(result.stdout, mark="fault")
    assert secret.startswith("fault Teams, client secret")
    assert f"{PREFIX}TEAMS_APP_SECRET" in secret
    assert team.startswith("fault Teams, team Ashgrove leaders")
    assert SECRET not in result.output


def test_a_token_that_cannot_be_asked_for_says_which_host_to_let_through(
    run: Run, apply: Apply, identity: Identity
) -> None:
    apply(CHARTER)
    identity.login_fault = (503, "temporarily_unavailable")
    result = run("check", "--teams")
    assert result.exit_code == 1
    assert "Let this machine reach https://localhost" in about_teams(result.stdout, mark="fault")[0]


def test_keys_that_cannot_be_fetched_say_which_host_to_let_through(
    run: Run, apply: Apply, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(CHARTER)
    monkeypatch.setenv(f"{PREFIX}TEAMS_KEYS_URL", f"{identity.address}/v1/no-such-page")
    said = fault(run)
    assert "signing keys" in said
    assert "Let this machine reach https://127.0.0.1" in said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, "lets anybody in"),
        (302, "sends callers elsewhere (302)"),
        (404, "not Golden Thread with Teams switched on"),
        (405, "takes no messages"),
        (502, "is it running?"),
        (418, "answered 418, and not 401"),
    ],
)
def test_an_address_that_does_not_lead_to_us_says_what_answered(
    run: Run, apply: Apply, door: Door, status: int, said: str
) -> None:
    apply(CHARTER)
    door.status = status
    assert said in fault(run)


def test_an_address_where_nobody_answers_is_a_fault(
    run: Run, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(CHARTER)
    with a_door() as gone:
        monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", gone.url)
    assert "does not answer" in fault(run)


def test_an_address_whose_certificate_nobody_trusts_is_a_fault(
    run: Run, apply: Apply, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(CHARTER)
    monkeypatch.setenv(f"{PREFIX}PUBLIC_URL", identity.login_url)
    assert "the certificate of" in fault(run)


def test_without_a_public_address_it_says_what_could_not_be_tried(
    run: Run, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(CHARTER)
    monkeypatch.delenv(f"{PREFIX}PUBLIC_URL")
    (look,) = looks(run)
    assert f"{PREFIX}PUBLIC_URL is not set" in look


def test_no_team_at_all_says_to_start_the_server_first(
    run: Run, kept: Path, identity: Identity, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(identity, monkeypatch, PUBLIC_URL=door.url)
    result = run("check", "--teams")
    assert result.exit_code == 1
    assert "start the server, then add the app to each leadership team" in result.stdout
    assert "no set-up names a Teams channel" in result.stdout


def test_a_team_that_has_put_us_out_meanwhile_is_a_fault_of_its_own(
    run: Run, apply: Apply, teams: Teams
) -> None:
    apply(CHARTER)
    teams.state.teams[TEAM].has_app = False
    result = run("check", "--teams")
    assert result.exit_code == 1
    team, channel = about_teams(result.stdout, mark="fault")
    assert "an owner of the team must add the app" in team
    assert "until the team Ashgrove leaders can be asked" in channel


@pytest.mark.parametrize("fault_", [faults.dropped(), faults.status(500), faults.throttled(30)])
def test_teams_being_away_is_a_fault_without_a_traceback(
    run: Run, apply: Apply, teams: Teams, fault_: faults.Fault
) -> None:
    apply(CHARTER)
    teams.always("channels", fault_)
    result = run("check", "--teams")
    assert result.exit_code == 1
    assert about_teams(result.stdout, mark="fault")
    assert "Traceback" not in result.output


def test_a_channel_of_no_team_that_we_are_in_is_a_fault(run: Run, apply: Apply) -> None:
    apply(CHARTER.replace(LEADERS, ELSEWHERE))
    said = fault(run)
    assert "channel ashgrove-slt: no team that Golden Thread is in has this channel" in said
    assert "golden-thread teams roster" in said


def test_a_channel_that_teams_does_not_list_is_for_a_person_to_look_at(
    run: Run, apply: Apply, teams: Teams
) -> None:
    apply(CHARTER)
    teams.channel(LEADERS).deleted = True
    (look,) = looks(run)
    assert "right for a private or shared one" in look


def test_a_channel_that_we_have_closed_is_a_fault(run: Run, apply: Apply, kept: Path) -> None:
    apply(CHARTER)
    with sqlite3.connect(kept) as connection:
        connection.execute("UPDATE channels SET closed_because = 'It was deleted.'")
    connection.close()
    said = fault(run)
    assert "It was deleted." in said
    assert "writes `try again` to Golden Thread" in said


@pytest.mark.parametrize("what", [f"{TENANT}/{AMINA}", f"{TENANT}/{LEADERS}"])
def test_an_id_of_another_tenant_is_a_fault_and_is_not_applied(
    run: Run, apply: Apply, kept: Path, what: str
) -> None:
    apply(CHARTER)
    file = kept.with_name("wrong.toml")
    file.write_text(CHARTER.replace(what, what.replace(TENANT, ANOTHER)), encoding="utf-8")
    looked = run("check", "--teams", "--charter", file)
    assert f"it is of the tenant {ANOTHER}" in looked.stdout
    applied = run("trust", "apply", file, "--yes")
    assert applied.exit_code == 1
    assert f"it is of the tenant {ANOTHER}" in str(applied.exception)
    assert run("check", "--teams").exit_code == 0


def test_somebody_who_is_in_no_team_of_ours_is_for_a_person_to_look_at(run: Run, apply: Apply) -> None:
    apply(CHARTER.replace(AMINA, NOBODY))
    assert "member amina-khan: nobody with this id is in a team" in looks(run)[-1]


def test_somebody_who_answers_there_and_has_no_id_is_for_a_person_to_look_at(run: Run, apply: Apply) -> None:
    further = '\n[[member]]\nid = "ruth"\nname = "Ruth"\nroles = [{ role = "senco", school = "ashgrove-primary" }]\n'
    governor = further.replace("ruth", "gil").replace("Ruth", "Gil").replace("senco", "governor")
    apply(CHARTER + further + governor)
    (look,) = looks(run)
    assert "member ruth: no identity on Teams" in look


def test_a_channel_that_nobody_on_teams_looks_after_is_a_fault(run: Run, apply: Apply) -> None:
    apply(CHARTER.replace("school-lead", "leader"))
    assert "nobody could be told" in fault(run)


def test_an_owner_who_has_no_chat_with_us_is_for_a_person_to_look_at(run: Run, apply: Apply) -> None:
    ruth = CHARTER.replace("amina-khan", "ruth").replace("Amina Khan", "Ruth").replace(AMINA, NOBODY)
    apply(ruth)
    chat, person = looks(run)
    assert "channel ashgrove-slt: nobody who looks after it has a chat" in chat
    assert "member ruth" in person


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("slt", "golden-thread teams roster"),
        (LEADERS, "golden-thread teams roster"),
        (f"{TENANT}/{AMINA}", "golden-thread teams roster"),
        (f"{TENANT.upper()}/{LEADERS}", f"write '{TENANT}/{LEADERS}'"),
        (f"{TENANT}/{LEADERS};messageid=1763798400000", f"write '{TENANT}/{LEADERS}'"),
        (LINK, f"write '{TENANT}/{LEADERS}'"),
        ("https://[teams", "golden-thread teams roster"),
    ],
)
def test_an_address_that_is_none_is_not_applied(
    run: Run, apply: Apply, kept: Path, address: str, said: str
) -> None:
    apply(CHARTER)
    file = kept.with_name("wrong.toml")
    file.write_text(CHARTER.replace(f"{TENANT}/{LEADERS}", address), encoding="utf-8")
    result = run("trust", "apply", file, "--yes")
    assert result.exit_code == 1
    assert said in str(result.exception)
    assert run("check", "--teams").exit_code == 0


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (AMINA, "golden-thread teams roster"),
        (f"{TENANT}/amina@ashgrove.example", "golden-thread teams roster"),
        (f"{TENANT}/29:1{AMINA}", "golden-thread teams roster"),
        (f"{TENANT}/{AMINA}".upper(), f"write '{TENANT}/{AMINA}'"),
    ],
)
def test_an_id_that_is_nobody_s_is_not_applied(run: Run, kept: Path, person: str, said: str) -> None:
    file = kept.with_name("wrong.toml")
    file.write_text(CHARTER.replace(f"{TENANT}/{AMINA}", person), encoding="utf-8")
    result = run("trust", "apply", file, "--yes")
    assert result.exit_code == 1
    assert said in str(result.exception)


def test_a_set_up_file_can_be_looked_at_before_it_is_applied(run: Run, apply: Apply, kept: Path) -> None:
    apply(CHARTER)
    file = kept.with_name("next.toml")
    file.write_text(CHARTER.replace(LEADERS, ELSEWHERE), encoding="utf-8")
    result = run("check", "--teams", "--charter", file)
    assert result.exit_code == 1
    assert "no team that Golden Thread is in has this channel" in result.stdout
    assert run("check", "--teams").exit_code == 0


def test_a_set_up_file_at_fault_is_not_asked_about(run: Run, apply: Apply, kept: Path, teams: Teams) -> None:
    apply(CHARTER)
    file = kept.with_name("next.toml")
    file.write_text(CHARTER.replace("school-lead", "head"), encoding="utf-8")
    result = run("check", "--teams", "--charter", file)
    assert result.exit_code == 1
    assert "not looked at until the set-up file is mended" in result.stdout
    assert not teams.calls()


def test_a_set_up_without_a_teams_channel_is_a_fault(run: Run, apply: Apply) -> None:
    apply(
        CHARTER.replace(
            f'platform = "teams"\naddress = "{TENANT}/{LEADERS}"', 'platform = "local"\naddress = "slt"'
        )
    )
    assert "no set-up names a Teams channel" in fault(run)


def test_teams_that_is_not_switched_on_is_a_fault_that_says_which_setting(run: Run, kept: Path) -> None:
    assert f"{PREFIX}TEAMS_APP_ID" in fault(run)


def test_with_settings_at_fault_teams_is_not_asked(
    run: Run, kept: Path, teams: Teams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}TEAMS_APP_ID", APP)
    result = run("check", "--teams")
    assert result.exit_code == 1
    assert f"{PREFIX}TEAMS_TENANT_ID" in result.stdout
    assert "fault Teams: not looked at until the settings are mended" in result.stdout


def test_authentication_that_is_switched_off_is_a_fault(
    run: Run, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(CHARTER)
    for name in ("TEAMS_APP_SECRET", "PUBLIC_URL"):
        monkeypatch.delenv(f"{PREFIX}{name}")
    monkeypatch.setenv(f"{PREFIX}TEAMS_WITHOUT_AUTHENTICATION", "true")
    assert "only development may" in fault(run)


def test_without_a_database_the_fault_says_what_to_do(
    run: Run, data: Path, identity: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(identity, monkeypatch)
    assert "golden-thread" in fault(run)
    assert not data.exists()


def test_both_platforms_can_be_looked_at_in_one_go(run: Run, apply: Apply) -> None:
    apply(CHARTER)
    result = run("check", "--slack", "--teams")
    assert result.exit_code == 1
    assert "fault Slack: not switched on" in result.stdout
    assert about_teams(result.stdout, mark="ok   ")
