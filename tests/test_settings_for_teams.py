"""The settings for Teams: what is missing is named, all of it, and its door is never open by mistake."""

import os
from pathlib import Path

import pytest

from bot.settings import PREFIX, SettingsError, read_settings

PASSWORD = "correct-horse-battery"
APP, TENANT = "0c0ffee0-1111-4222-8333-444455556666", "5e1f1e5e-aaaa-4bbb-8ccc-ddddeeeeffff"
REGISTERED = {"teams_app_id": APP, "teams_tenant_id": TENANT, "teams_app_secret": PASSWORD}
MANAGED = {"teams_app_id": APP, "teams_tenant_id": TENANT, "teams_managed_identity": True}
OPEN = {"teams_without_authentication": True}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without `.env`, and an environment in which nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def refused(**overrides: object) -> list[str]:
    with pytest.raises(SettingsError) as error:
        read_settings(**overrides)
    return str(error.value).splitlines()


def named(**given: object) -> list[str]:
    return [line.partition(":")[0].removeprefix(PREFIX) for line in refused(**given)]


def test_without_a_word_about_it_teams_is_off() -> None:
    assert not read_settings().teams_is_on


@pytest.mark.parametrize("given", [REGISTERED, MANAGED, OPEN, {**OPEN, "teams_app_id": APP}])
def test_teams_is_on_with_what_it_needs(given: dict[str, object]) -> None:
    assert read_settings(**given).teams_is_on


def test_a_registration_is_at_home_on_any_address() -> None:
    found = read_settings(**REGISTERED, host=EVERYWHERE, public_url="https://thread.example")
    assert found.teams_is_on
    assert not found.teams_without_authentication


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"teams_app_id": APP}, ["TEAMS_TENANT_ID", "TEAMS_APP_SECRET"]),
        ({"teams_app_id": APP, "teams_tenant_id": TENANT}, ["TEAMS_APP_SECRET"]),
        ({"teams_app_id": APP, "teams_app_secret": PASSWORD}, ["TEAMS_TENANT_ID"]),
        ({"teams_app_id": APP, "teams_managed_identity": True}, ["TEAMS_TENANT_ID"]),
        ({"teams_app_secret": PASSWORD}, ["TEAMS_APP_ID"]),
        ({"teams_tenant_id": TENANT}, ["TEAMS_APP_ID"]),
        ({"teams_managed_identity": True}, ["TEAMS_APP_ID"]),
        ({**REGISTERED, "teams_managed_identity": True}, ["TEAMS_APP_SECRET"]),
        ({**REGISTERED, "teams_tenant_id": APP}, ["TEAMS_TENANT_ID"]),
    ],
)
def test_what_teams_lacks_and_what_contradicts_itself_is_named_all_at_once(
    given: dict[str, object], missing: list[str]
) -> None:
    assert named(**given) == missing


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.20", "school.example", ""])
def test_the_open_door_refuses_an_address_that_others_can_reach(host: str) -> None:
    (line,) = refused(**OPEN, host=host)
    assert "anyone who reaches this host could speak for anyone" in line


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_open_door_is_at_home_on_this_machine(host: str) -> None:
    assert read_settings(**OPEN, host=host).teams_without_authentication


@pytest.mark.parametrize(
    "given", [{"public_url": "https://thread.example"}, {"allowed_hosts": "thread.example"}]
)
def test_the_open_door_refuses_to_stand_behind_a_public_address(given: dict[str, object]) -> None:
    (line,) = refused(**OPEN, **given)
    assert "PUBLIC_URL or ALLOWED_HOSTS says that others reach this server" in line


def test_the_open_door_and_a_real_registration_contradict_each_other() -> None:
    assert named(**OPEN, **REGISTERED, host=EVERYWHERE) == ["TEAMS_WITHOUT_AUTHENTICATION"] * 2


def test_the_word_that_the_demonstration_may_go_on_the_network_opens_no_door() -> None:
    (line,) = refused(**OPEN, host=EVERYWHERE, demonstration=True, demonstration_on_network=True)
    assert line.startswith(f"{PREFIX}TEAMS_WITHOUT_AUTHENTICATION")


def test_faults_of_both_platforms_and_the_demonstration_are_named_together() -> None:
    found = named(teams_app_id=APP, slack_signing_secret="hush", host=EVERYWHERE, demonstration=True)
    assert found == ["SLACK_BOT_TOKEN", "TEAMS_TENANT_ID", "TEAMS_APP_SECRET", "demonstration"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("teams_app_id", PASSWORD),
        ("teams_app_id", f"{{{APP}}}"),
        ("teams_tenant_id", "ashgrove.onmicrosoft.example"),
        ("teams_tenant_id", "common"),
        ("teams_app_secret", TENANT),
        ("teams_app_secret", TENANT.upper()),
        ("teams_login_url", "http://login.example"),
        ("teams_login_url", f"https://me:{PASSWORD}@login.example"),
        ("teams_keys_url", "ftp://keys.example"),
        ("teams_token_issuer", "anyone"),
        ("teams_service_scope", "everything"),
        ("teams_managed_identity", "perhaps"),
        ("teams_without_authentication", PASSWORD),
    ],
)
def test_a_setting_of_teams_that_cannot_be_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), value)
    lines = refused(**{key: given for key, given in REGISTERED.items() if key != name})
    assert [line.partition(":")[0] for line in lines] == [PREFIX + name.upper()]
    assert value not in "".join(lines)
    assert PASSWORD not in "".join(lines)


def test_a_misspelt_setting_of_teams_does_not_open_its_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}TEAMS_APPID", APP)
    assert refused() == [f"{PREFIX}TEAMS_APPID: there is no such setting; did you mean {PREFIX}TEAMS_APP_ID?"]


def test_the_secret_shows_in_no_account_of_the_settings() -> None:
    found = read_settings(**REGISTERED)
    assert PASSWORD not in f"{found!r}{found}{found.model_dump_json()}"
    assert found.teams_secret == PASSWORD


def test_the_secret_is_read_from_the_file_of_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "golden_thread_teams_app_secret").write_text(f"{PASSWORD}\n", encoding="ascii")
    monkeypatch.setenv(f"{PREFIX}SECRETS_DIR", str(folder))
    assert read_settings(teams_app_id=APP, teams_tenant_id=TENANT).teams_secret == PASSWORD


def test_empty_lines_are_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TEAMS_APP_ID", "TEAMS_TENANT_ID", "TEAMS_APP_SECRET"):
        monkeypatch.setenv(PREFIX + name, " ")
    assert not read_settings().teams_is_on


def test_ids_are_compared_as_teams_writes_them() -> None:
    found = read_settings(
        **{**REGISTERED, "teams_app_id": f" {APP.upper()} ", "teams_tenant_id": TENANT.upper()}
    )
    assert (found.teams_app_id, found.teams_tenant_id) == (APP, TENANT)


def test_other_clouds_have_other_addresses() -> None:
    found = read_settings(
        **REGISTERED,
        teams_login_url="https://login.microsoftonline.us",
        teams_token_issuer="https://api.botframework.us",
    )
    assert found.teams_login_url == "https://login.microsoftonline.us/"
    assert found.teams_token_issuer == "https://api.botframework.us"
