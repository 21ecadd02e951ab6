"""`golden-thread check --slack`: over real HTTP, against our own Slack."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack.checking_workspaces import PAGE
from adapters.slack.workspaces import Workspace, as_installation
from adapters.store.sql_store import SqlStore
from bot.settings import PREFIX
from tests.adapters.slack.double import Slack, Team, faults, opened
from tests.commands.conftest import Run

SECRET = "0123456789abcdef" * 2
CHARTER = """
[trust]
id = "ashgrove"
name = "Ashgrove Learning Trust"

[[school]]
id = "ashgrove-primary"
name = "Ashgrove Primary School"
calendar = { zone = "Europe/London" }

[[member]]
id = "amina-khan"
name = "Amina Khan"
roles = [{ role = "school-lead", school = "ashgrove-primary" }]
identities = [{ platform = "slack", person = "T01ASH/U01AMINA" }]

[[channel]]
id = "ashgrove-slt"
school = "ashgrove-primary"
platform = "slack"
address = "T01ASH/C01SLT"
name = "Ashgrove leadership team"
"""
INVITE = "type /invite @Golden Thread"
Apply = Callable[[str], None]


@pytest.fixture
def slack() -> Iterator[Slack]:
    with opened() as ready:
        yield ready


@pytest.fixture
def ash(slack: Slack) -> Team:
    team = slack.add_team("T01ASH", "Ashgrove")
    team.add_user("U01AMINA", "Amina Khan")
    team.add_channel("C01SLT", "slt", "U01AMINA", private=True)
    return team


@pytest.fixture
def apply(run: Run, kept: Path, ash: Team, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> Apply:
    """Brings a set-up into the database, and sets what one workspace needs."""
    for name, value in {
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": ash.token,
        "SLACK_API_URL": slack.api_url,
    }.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)

    def go(charter: str) -> None:
        file = kept.with_name("ashgrove.toml")
        file.write_text(charter, encoding="utf-8")
        result = run("trust", "apply", file, "--yes")
        assert result.exit_code == 0, result.output

    return go


def about_slack(output: str, *, mark: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith(f"{mark} Slack, ")]


def fault(run: Run) -> str:
    """The one fault there is."""
    result = run("check", "--slack")
    assert result.exit_code == 1, result.output
    (only,) = [line for line in result.stdout.splitlines() if line.startswith("fault ")]
    return only


def test_all_in_order_is_a_line_for_each_thing(run: Run, apply: Apply, slack: Slack) -> None:
    apply(CHARTER)
    result = run("check", "--slack")
    assert result.exit_code == 0, result.output
    assert [line.split(":")[0] for line in about_slack(result.stdout, mark="ok   ")] == [
        "ok    Slack, signing secret",
        "ok    Slack, workspace T01ASH",
        "ok    Slack, workspace T01ASH",
        "ok    Slack, channel ashgrove-slt",
        "ok    Slack, member amina-khan",
    ]
    (look,) = about_slack(result.stdout, mark="look ")
    assert "Delayed Events" in look
    assert SECRET not in result.output
    assert "xoxb" not in result.output


def test_it_only_reads(run: Run, apply: Apply, slack: Slack) -> None:
    apply(CHARTER)
    run("check", "--slack")
    assert {call.method for call in slack.calls()} == {"auth.test", "users.conversations", "users.info"}


def test_every_missing_scope_is_named_with_the_click_that_adds_it(run: Run, apply: Apply, ash: Team) -> None:
    ash.scopes -= {"reactions:write", "chat:write"}
    apply(CHARTER)
    result = run("check", "--slack")
    assert result.exit_code == 1
    lines = about_slack(result.stdout, mark="fault")
    assert len(lines) == 2
    for scope, line in zip(("chat:write", "reactions:write"), lines, strict=True):
        assert f"the scope {scope} is missing" in line
        assert "Add an OAuth Scope" in line
        assert "reinstall the app" in line


def test_a_private_channel_without_the_bot_says_how_to_invite_it(run: Run, apply: Apply, ash: Team) -> None:
    ash.places["C01SLT"].members.discard(ash.bot_user)
    apply(CHARTER)
    assert INVITE in fault(run)


def test_a_public_channel_without_the_bot_is_called_by_its_name(run: Run, apply: Apply, ash: Team) -> None:
    ash.places["C01SLT"].members.discard(ash.bot_user)
    ash.places["C01SLT"].private = False
    apply(CHARTER)
    assert f"Golden Thread is not in #slt; there, {INVITE}" in fault(run)


def test_an_archived_channel_is_a_fault(run: Run, apply: Apply, ash: Team) -> None:
    ash.places["C01SLT"].archived = True
    apply(CHARTER)
    assert "#slt is archived" in fault(run)


@pytest.mark.parametrize("field", ["shared", "pending_shared"])
def test_a_channel_shared_outside_is_a_fault_unless_it_was_allowed(
    run: Run, apply: Apply, ash: Team, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setattr(ash.places["C01SLT"], field, True)
    apply(CHARTER)
    assert "another organisation" in fault(run)
    monkeypatch.setenv(f"{PREFIX}SLACK_EXTERNAL_CHANNELS", "true")
    assert run("check", "--slack").exit_code == 0


@pytest.mark.parametrize("address", ["C01SLT", "slt", "T01ASH/#slt", "T01ASH/U01AMINA", "t01ash/c01slt"])
def test_an_address_that_is_none_is_not_applied(run: Run, apply: Apply, kept: Path, address: str) -> None:
    apply(CHARTER)
    file = kept.with_name("wrong.toml")
    file.write_text(CHARTER.replace("T01ASH/C01SLT", address), encoding="utf-8")
    result = run("trust", "apply", file, "--yes")
    assert result.exit_code == 1
    assert "such as T01ASH/C01SLT" in str(result.exception)
    assert run("check", "--slack").exit_code == 0


def test_a_workspace_that_has_not_let_us_in_is_a_fault(run: Run, apply: Apply) -> None:
    apply(CHARTER.replace("T01ASH/C01SLT", "T02OTHER/C01SLT"))
    assert "the workspace T02OTHER" in fault(run)


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("T01ASH/U01NOBODY", "Slack knows nobody called U01NOBODY"),
        ("T01ASH/UASHGT", "this is an app"),
        ("T02OTHER/U01AMINA", "the workspace T02OTHER"),
    ],
)
def test_a_person_who_cannot_be_meant_is_a_fault(
    run: Run, apply: Apply, ash: Team, person: str, said: str
) -> None:
    ash.add_user("UASHGT", "Golden Thread").bot = True
    apply(CHARTER.replace("T01ASH/U01AMINA", person))
    assert said in fault(run)


def test_an_id_that_is_nobody_s_is_not_applied(run: Run, kept: Path) -> None:
    file = kept.with_name("wrong.toml")
    file.write_text(CHARTER.replace("T01ASH/U01AMINA", "U01AMINA"), encoding="utf-8")
    result = run("trust", "apply", file, "--yes")
    assert result.exit_code == 1
    assert "such as T01ASH/U01AMINA" in str(result.exception)


def test_somebody_of_another_organisation_is_a_fault(run: Run, apply: Apply, ash: Team) -> None:
    ash.add_user("U01AMINA", "Amina Khan", team="T09ELSE")
    apply(CHARTER)
    assert "another organisation" in fault(run)


def test_a_channel_that_nobody_on_slack_looks_after_is_a_fault(run: Run, apply: Apply) -> None:
    apply(CHARTER.replace("school-lead", "leader"))
    assert "nobody could be told" in fault(run)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("invalid_auth", "Slack does not know the bot token"),
        ("account_inactive", "install it again"),
        ("token_expired", "token rotation"),
        ("something_new", "'something_new'"),
    ],
)
def test_a_token_that_slack_does_not_take_is_said_in_words(
    run: Run, apply: Apply, slack: Slack, code: str, said: str
) -> None:
    apply(CHARTER)
    slack.always("auth.test", faults.error(code))
    result = run("check", "--slack")
    assert result.exit_code == 1
    workspace, rest = about_slack(result.stdout, mark="fault")
    assert said in workspace
    assert "not looked at" in rest


@pytest.mark.parametrize("fault_", [faults.dropped(), faults.status(500)])
def test_slack_being_away_is_a_fault_without_a_traceback(
    run: Run, apply: Apply, slack: Slack, fault_: faults.Fault
) -> None:
    apply(CHARTER)
    slack.always("auth.test", fault_)
    result = run("check", "--slack")
    assert result.exit_code == 1
    assert about_slack(result.stdout, mark="fault")
    assert "Traceback" not in result.output


def test_it_waits_when_slack_asks_it_to(run: Run, apply: Apply, slack: Slack) -> None:
    apply(CHARTER)
    slack.script("users.info", faults.rate_limited(1))
    assert run("check", "--slack").exit_code == 0
    assert [call.status for call in slack.calls("users.info")] == [429, 200]


def test_a_signing_secret_that_looks_like_none_is_a_fault_and_is_not_repeated(
    run: Run, apply: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(CHARTER)
    monkeypatch.setenv(f"{PREFIX}SLACK_SIGNING_SECRET", "my-client-secret")
    said = fault(run)
    assert "does not look like one" in said
    assert "my-client-secret" not in said


@pytest.mark.parametrize("token", ["xapp-1-A0GT-test", "xapp-1-A0GT-other"])
def test_socket_mode_asks_whether_slack_takes_the_app_level_token(
    run: Run, apply: Apply, monkeypatch: pytest.MonkeyPatch, slack: Slack, token: str
) -> None:
    apply(CHARTER)
    monkeypatch.setenv(f"{PREFIX}SLACK_APP_TOKEN", token)
    monkeypatch.setenv(f"{PREFIX}SLACK_SOCKET_MODE", "true")
    taken = token == slack.state.app.token
    result = run("check", "--slack")
    assert result.exit_code == (0 if taken else 1), result.output
    assert ("ok    Slack, app-level token" in result.stdout) is taken
    assert slack.connections == 0
    assert token not in result.output


def test_a_set_up_without_a_slack_channel_is_a_fault(run: Run, apply: Apply) -> None:
    apply(
        CHARTER.replace(
            'platform = "slack"\naddress = "T01ASH/C01SLT"', 'platform = "local"\naddress = "slt"'
        )
    )
    assert "no set-up names a Slack channel" in fault(run)


def test_slack_that_is_not_switched_on_is_a_fault_that_says_which_setting(run: Run, kept: Path) -> None:
    assert f"{PREFIX}SLACK_SIGNING_SECRET" in fault(run)


def test_with_settings_at_fault_slack_is_not_asked(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}SLACK_BOT_TOKEN", "xapp-1-mixed-up")
    result = run("check", "--slack")
    assert result.exit_code == 1
    assert "begin with xoxb-" in result.stdout
    assert "fault Slack: not looked at" in result.stdout
    assert "mixed-up" not in result.output


def test_without_a_database_the_fault_says_what_to_do(
    run: Run, data: Path, slack: Slack, ash: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}SLACK_SIGNING_SECRET", SECRET)
    monkeypatch.setenv(f"{PREFIX}SLACK_BOT_TOKEN", ash.token)
    monkeypatch.setenv(f"{PREFIX}SLACK_API_URL", slack.api_url)
    assert "golden-thread" in fault(run)
    assert not data.exists()


@pytest.fixture
def several(run: Run, apply: Apply, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings of a trust with several workspaces, of which none has installed the app; returns the key."""
    apply(CHARTER)
    monkeypatch.delenv(f"{PREFIX}SLACK_BOT_TOKEN")
    key = run("keys", "new").stdout.strip()
    for name, value in {
        "SLACK_CLIENT_ID": "1111.2222",
        "SLACK_CLIENT_SECRET": "test-client-secret",
        "PUBLIC_URL": "https://thread.ashgrove.example",
        "KEYS": key,
    }.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    return key


def installed(team: Team, *, kept: Path, key: str) -> None:
    """What OAuth leaves behind."""

    async def keep() -> None:
        store = await SqlStore.open(f"sqlite:///{kept}", keys=[key])
        there = Workspace(id=team.id, name=team.name, bot_user=team.bot_user, token=team.token)
        await store.installations.keep(as_installation(there, at=datetime(2026, 11, 1, tzinfo=UTC)))
        await store.close()

    asyncio.run(keep())


def test_of_several_workspaces_one_has_to_install_the_app(run: Run, several: str) -> None:
    result = run("check", "--slack")
    assert result.exit_code == 1
    assert "open https://thread.ashgrove.example/slack/install in a browser" in result.stdout


def test_every_workspace_that_installed_the_app_is_asked(
    run: Run, several: str, kept: Path, ash: Team, slack: Slack
) -> None:
    installed(ash, kept=kept, key=several)
    installed(slack.add_team("T02BROOK", "Brook"), kept=kept, key=several)
    result = run("check", "--slack")
    assert result.exit_code == 0, result.output
    assert "ok    Slack, workspace T01ASH: Ashgrove" in result.stdout
    assert "ok    Slack, workspace T02BROOK: Brook" in result.stdout


def test_a_token_sealed_with_another_key_is_a_fault(
    run: Run, several: str, kept: Path, ash: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(ash, kept=kept, key=several)
    monkeypatch.setenv(f"{PREFIX}KEYS", run("keys", "new").stdout.strip())
    result = run("check", "--slack")
    assert result.exit_code == 1
    assert "key" in about_slack(result.stdout, mark="fault")[0]
    assert "Traceback" not in result.output


def test_a_channel_on_the_second_page_of_many_is_found(
    run: Run, apply: Apply, ash: Team, slack: Slack
) -> None:
    leaders = ash.places.pop("C01SLT")
    for number in range(PAGE):
        ash.add_channel(f"C{number:05}", f"channel-{number}")
    ash.places["C01SLT"] = leaders
    apply(CHARTER)
    assert run("check", "--slack").exit_code == 0
    assert len(slack.calls("users.conversations")) == 2
    assert not slack.calls("conversations.info")


def test_a_set_up_file_can_be_looked_at_before_it_is_applied(run: Run, apply: Apply, kept: Path) -> None:
    apply(CHARTER)
    file = kept.with_name("next.toml")
    file.write_text(CHARTER.replace("U01AMINA", "U01TYPO"), encoding="utf-8")
    result = run("check", "--slack", "--charter", file)
    assert result.exit_code == 1
    assert "Slack knows nobody called U01TYPO" in result.stdout
    assert run("check", "--slack").exit_code == 0


def test_a_set_up_file_at_fault_is_not_asked_about(run: Run, apply: Apply, kept: Path, slack: Slack) -> None:
    apply(CHARTER)
    file = kept.with_name("next.toml")
    file.write_text(CHARTER.replace("school-lead", "head"), encoding="utf-8")
    result = run("check", "--slack", "--charter", file)
    assert result.exit_code == 1
    assert "not looked at until the set-up file is mended" in result.stdout
    assert not slack.calls()


def test_a_channel_that_slack_has_opened_and_we_have_not_is_a_fault(
    run: Run, apply: Apply, kept: Path
) -> None:
    apply(CHARTER)
    with sqlite3.connect(kept) as connection:
        connection.execute("UPDATE channels SET closed_because = 'It was archived.'")
    connection.close()
    said = fault(run)
    assert "It was archived." in said
    assert "Try again" in said
