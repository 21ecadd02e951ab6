"""The settings: all faults at once, nothing secret in them, and nothing open that was not meant to be."""

import os
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings, SettingsError, read_settings
from bot.slack_settings import revealed

PASSWORD = "correct-horse-battery"


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


def test_nothing_set_means_the_defaults_on_this_machine_alone() -> None:
    found = read_settings()
    assert (found.host, found.port, found.demonstration) == ("127.0.0.1", 8000, False)
    assert found.database_url == f"sqlite:///{Path('var') / 'golden-thread.sqlite3'}"


def test_every_fault_is_named_at_once_each_on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "PORT": "70000",
        "DATABASE": "mysql://somewhere",
        "TICK_SECONDS": "often",
        "LOG_LEVEL": "loud",
        "BANK": "no-such-folder",
        "DEMONSTRATION": "perhaps",
        "COLOUR": "blue",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(PREFIX + name, value)
    named = [line.partition(":")[0] for line in refused()]
    assert sorted(named) == sorted(PREFIX + name for name in wrong)


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABSE", "sqlite:///here")
    assert refused() == [f"{PREFIX}DATABSE: there is no such setting; did you mean {PREFIX}DATABASE?"]


def test_a_setting_like_no_other_is_sent_to_the_list_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ", "x")
    (line,) = refused()
    assert "look in .env.example" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE", f"mysql://bot:{PASSWORD}@db/log"),
        ("DATABSE", f"postgresql://bot:{PASSWORD}@db/log"),
        ("PORT", PASSWORD),
        ("TICK_SECONDS", PASSWORD),
        ("LOG_LEVEL", PASSWORD),
        ("LOG_FORMAT", PASSWORD),
        ("BANK", PASSWORD),
        ("DEMONSTRATION", PASSWORD),
    ],
)
def test_a_value_is_never_repeated(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert PREFIX + name in str(error.value)
    assert PASSWORD not in str(error.value)


def test_a_password_in_the_database_is_not_repeated_for_the_fault_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE", f"postgresql://bot:{PASSWORD}@db/log")
    monkeypatch.setenv(f"{PREFIX}HOST", "0.0.0.0")  # noqa: S104 - nothing is bound
    monkeypatch.setenv(f"{PREFIX}DEMONSTRATION", "true")
    assert PASSWORD not in "".join(refused())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "school.example", ""])  # noqa: S104
def test_the_demonstration_refuses_an_address_that_others_can_reach(host: str) -> None:
    (line,) = refused(demonstration=True, host=host)
    assert "in the demonstration anyone may be anyone" in line
    assert f"{PREFIX}DEMONSTRATION_ON_NETWORK=true" in line


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_demonstration_is_at_home_on_this_machine(host: str) -> None:
    assert read_settings(demonstration=True, host=host).host == host


def test_the_demonstration_goes_on_the_network_for_whoever_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}DEMONSTRATION_ON_NETWORK", "true")
    assert read_settings(demonstration=True, host="192.168.1.20").demonstration


def test_without_the_demonstration_any_address_will_do() -> None:
    assert read_settings(host="192.168.1.20").host == "192.168.1.20"


def test_what_a_command_line_says_wins_and_what_it_leaves_out_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(f"{PREFIX}PORT", "8001")
    monkeypatch.setenv(f"{PREFIX}HOST", "::1")
    found = read_settings(port=8002, host=None)
    assert (found.port, found.host) == (8002, "::1")


def test_the_file_is_read_and_the_environment_wins_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        f"# ours\n{PREFIX}PORT=8001\n{PREFIX}LOG_LEVEL=debug\nUNRELATED=1\n", encoding="utf-8"
    )
    monkeypatch.setenv(f"{PREFIX}PORT", "8002")
    found = read_settings()
    assert (found.port, found.log_level) == (8002, "debug")


def test_faults_in_the_file_are_named_like_those_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"{PREFIX}PROT=1\n{PREFIX}LOG_LEVEL=loud\n", encoding="utf-8")
    monkeypatch.setenv(f"{PREFIX}PORT", "0")
    named = {line.partition(":")[0] for line in refused()}
    assert named == {f"{PREFIX}PROT", f"{PREFIX}LOG_LEVEL", f"{PREFIX}PORT"}


def test_the_suites_own_variables_are_none_of_the_programs_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}TEST_POSTGRES", "postgresql://somewhere")
    assert read_settings() == Settings()


def test_a_name_in_small_letters_is_the_same_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX.lower()}port", "8003")
    assert read_settings().port == 8003


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:////srv/log.sqlite3", "sqlite:////srv/log.sqlite3"),
        ("postgresql://bot@db/log", "postgresql://bot@db/log"),
        ("postgres://bot@db/log", "postgresql://bot@db/log"),
        ("postgres://postgres@postgres/postgres", "postgresql://postgres@postgres/postgres"),
    ],
)
def test_the_database_is_the_one_given_by_the_name_that_we_know_it_by(given: str, used: str) -> None:
    assert read_settings(database=given).database_url == used


def test_the_database_lies_in_the_data_folder_where_none_is_given(tmp_path: Path) -> None:
    assert read_settings(data=tmp_path).database_url == f"sqlite:///{tmp_path}/golden-thread.sqlite3"


def test_hosts_are_names_without_blanks_or_gaps() -> None:
    assert read_settings(allowed_hosts=" a.example , b.example,, ").hosts == ("a.example", "b.example")
    assert read_settings().hosts == ("localhost", "127.0.0.1", "[::1]")


def test_a_bank_is_a_folder_and_not_a_file(tmp_path: Path) -> None:
    assert read_settings(bank=tmp_path).bank == tmp_path
    file = tmp_path / "prompts.toml"
    file.touch()
    assert refused(bank=file) == [f"{PREFIX}BANK: must be a folder that exists"]


@pytest.mark.parametrize(
    "address", ["sqlite:///", "sqlite:///:memory:", "mysql://u@h/x", "postgresql://u:hunter2@h:bad/x"]
)
def test_an_address_of_no_database_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE", address)
    with pytest.raises(SettingsError, match="GOLDEN_THREAD_DATABASE") as refused:
        read_settings()
    assert "hunter2" not in str(refused.value)


SIGNING = {"slack_signing_secret": "hush"}
ONE = {**SIGNING, "slack_bot_token": "xoxb-1"}
KEY = "A" * 43 + "="
SEVERAL = {
    **SIGNING,
    "slack_client_id": "1.2",
    "slack_client_secret": PASSWORD,
    "keys": KEY,
    "public_url": "https://thread.example",
}


def named(**given: object) -> set[str]:
    return {line.partition(":")[0].removeprefix(PREFIX) for line in refused(**given)}


def test_without_a_word_about_it_slack_is_off() -> None:
    assert not read_settings().slack_is_on


@pytest.mark.parametrize(
    "given",
    [ONE, SEVERAL, {"slack_app_token": "xapp-1", "slack_socket_mode": True, "slack_bot_token": "xoxb-1"}],
)
def test_slack_is_on_with_what_it_needs(given: dict[str, object]) -> None:
    assert read_settings(**given).slack_is_on


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (SIGNING, {"SLACK_BOT_TOKEN"}),
        ({"slack_bot_token": "xoxb-1"}, {"SLACK_SIGNING_SECRET"}),
        ({"slack_client_id": "1.2"}, {"SLACK_CLIENT_SECRET", "KEYS", "PUBLIC_URL", "SLACK_SIGNING_SECRET"}),
        ({**SIGNING, "slack_client_id": "1.2"}, {"SLACK_CLIENT_SECRET", "KEYS", "PUBLIC_URL"}),
        ({**SIGNING, "slack_client_secret": "x"}, {"SLACK_CLIENT_ID", "KEYS", "PUBLIC_URL"}),
        ({**SEVERAL, "slack_bot_token": "xoxb-1"}, {"SLACK_BOT_TOKEN"}),
        ({"slack_socket_mode": True}, {"SLACK_APP_TOKEN"}),
        ({**ONE, "slack_socket_mode": True}, {"SLACK_APP_TOKEN"}),
        ({**ONE, "slack_app_token": "xapp-1"}, {"SLACK_SOCKET_MODE"}),
        ({"slack_app_token": "xapp-1"}, {"SLACK_SOCKET_MODE", "SLACK_BOT_TOKEN"}),
    ],
)
def test_what_slack_lacks_and_what_contradicts_itself_is_named_all_at_once(
    given: dict[str, object], missing: set[str]
) -> None:
    assert named(**given) == missing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slack_bot_token", f"xoxp-{PASSWORD}"),
        ("slack_app_token", f"xoxb-{PASSWORD}"),
        ("slack_command", "no slash"),
        ("slack_command", "/Capital"),
        ("keys", f"{KEY},{PASSWORD}"),
        ("keys", "not a key"),
        ("public_url", "http://thread.example"),
        ("public_url", f"https://me:{PASSWORD}@thread.example"),
        ("public_url", "https://"),
        ("public_url", "https://thread.example/teams/messages"),
        ("public_url", "https://thread.example:port"),
        ("slack_api_url", "ftp://slack.com/api"),
        ("slack_lookups_per_minute", 0),
    ],
)
def test_a_setting_of_slacks_that_cannot_be_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), str(value))
    lines = refused(**{key: given for key, given in ONE.items() if key != name})
    assert [line.partition(":")[0] for line in lines] == [PREFIX + name.upper()]
    assert PASSWORD not in "".join(lines)


def test_a_secret_shows_in_no_account_of_the_settings() -> None:
    found = read_settings(**{**SEVERAL, "slack_signing_secret": PASSWORD, "keys": KEY})
    assert PASSWORD not in f"{found!r}{found}{found.model_dump_json()}"
    assert KEY not in f"{found!r}{found}{found.model_dump_json()}"


def test_an_empty_line_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}SLACK_SIGNING_SECRET", "")
    monkeypatch.setenv(f"{PREFIX}SLACK_CLIENT_ID", " ")
    assert not read_settings().slack_is_on


def test_secrets_are_read_from_the_files_of_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "golden_thread_slack_signing_secret").write_text("hush\n", encoding="ascii")
    (folder / "golden_thread_slack_bot_token").write_text("xoxb-file\n", encoding="ascii")
    (folder / "unrelated").write_text("x", encoding="ascii")
    monkeypatch.setenv(f"{PREFIX}SECRETS_DIR", str(folder))
    monkeypatch.setenv(f"{PREFIX}SLACK_BOT_TOKEN", "xoxb-environment")
    found = read_settings()
    assert revealed(found.slack_signing_secret) == "hush"
    assert revealed(found.slack_bot_token) == "xoxb-environment"


def test_a_secret_by_a_name_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "golden_thread_slack_singing_secret").write_text("hush", encoding="ascii")
    monkeypatch.setenv(f"{PREFIX}SECRETS_DIR", str(tmp_path))
    (line,) = refused()
    assert line.endswith(f"did you mean {PREFIX}SLACK_SIGNING_SECRET?")


def test_a_folder_of_secrets_that_is_not_there_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}SECRETS_DIR", "nowhere")
    assert refused() == [f"{PREFIX}SECRETS_DIR: must be a folder that exists"]


def test_keys_are_newest_first_without_blanks() -> None:
    older = "B" * 43 + "="
    assert read_settings(keys=f" {KEY}, {older},").every_key == (KEY, older)


def test_addresses_end_as_their_users_expect() -> None:
    found = read_settings(public_url="https://thread.example/", slack_api_url="http://127.0.0.1:9/api")
    assert (found.public_url, found.slack_api_url) == ("https://thread.example", "http://127.0.0.1:9/api/")
