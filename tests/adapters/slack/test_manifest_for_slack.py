"""The manifest is one that Slack takes, filled in or not; limits from Slack's own manifest schema, version 1."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml  # type: ignore[import-untyped]  # PyYAML comes without types; what it reads is checked here
from typer.testing import CliRunner

from adapters.slack.manifest import FILE, SCOPES, Unfit, filled
from bot.cli import app

LENGTHS = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "display_information.background_color": (4, 7),
    "features.bot_user.display_name": (1, 80),
    "features.shortcuts.name": (1, 24),
    "features.shortcuts.callback_id": (1, 255),
    "features.shortcuts.description": (1, 150),
    "features.slash_commands.command": (2, 32),
    "features.slash_commands.description": (1, 2000),
    "features.slash_commands.usage_hint": (1, 1000),
    "features.slash_commands.url": (9, 3000),
    "oauth_config.redirect_urls": (1, 2500),
    "oauth_config.scopes.bot": (1, 50),
    "settings.event_subscriptions.bot_events": (1, 50),
    "settings.event_subscriptions.request_url": (9, 3500),
    "settings.interactivity.request_url": (9, 3500),
}
"""Every text that a manifest of ours may have, with how short and how long Slack lets it be."""
OTHER = {
    "features.app_home.home_tab_enabled": bool,
    "features.app_home.messages_tab_enabled": bool,
    "features.app_home.messages_tab_read_only_enabled": bool,
    "features.bot_user.always_online": bool,
    "features.shortcuts.type": str,
    "features.slash_commands.should_escape": bool,
    "settings.interactivity.is_enabled": bool,
    "settings.org_deploy_enabled": bool,
    "settings.socket_mode_enabled": bool,
    "settings.token_rotation_enabled": bool,
}


def leaves(value: object, path: str = "") -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        return [leaf for key, each in value.items() for leaf in leaves(each, f"{path}.{key}".lstrip("."))]
    if isinstance(value, list):
        return [leaf for each in value for leaf in leaves(each, path)]
    return [(path, value)]


def read(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "text",
    [
        FILE.read_text(encoding="utf-8"),
        filled(),
        filled(url="https://thread.ashgrove.example"),
        filled(socket=True),
    ],
    ids=["as shipped", "not filled", "with an address", "socket mode"],
)
def test_every_part_is_one_that_slack_knows_and_within_its_limits(text: str) -> None:
    for path, value in leaves(read(text)):
        if path in OTHER:
            assert isinstance(value, OTHER[path]), path
            continue
        shortest, longest = LENGTHS[path]
        assert isinstance(value, str), path
        assert shortest <= len(value) <= longest, f"{path}: {len(value)} characters"


def test_no_list_names_anything_twice() -> None:
    manifest = read(filled())
    for names in (
        manifest["oauth_config"]["scopes"]["bot"],
        manifest["settings"]["event_subscriptions"]["bot_events"],
    ):
        assert sorted(set(names)) == names


def test_the_scopes_that_the_program_asks_for_are_those_of_the_manifest() -> None:
    assert tuple(read(filled())["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_an_address_stands_in_every_place_that_wants_one() -> None:
    text = filled(url="https://thread.ashgrove.example/")
    assert "YOUR-ADDRESS" not in text
    manifest = read(text)
    events = "https://thread.ashgrove.example/slack/events"
    assert manifest["settings"]["event_subscriptions"]["request_url"] == events
    assert manifest["settings"]["interactivity"]["request_url"] == events
    assert manifest["features"]["slash_commands"][0]["url"] == events
    assert manifest["oauth_config"]["redirect_urls"] == [
        "https://thread.ashgrove.example/slack/oauth_redirect"
    ]


def test_socket_mode_has_no_address_and_is_otherwise_the_same_app() -> None:
    with_address, without = read(filled()), read(filled(socket=True))
    assert "https://" not in filled(socket=True)
    assert without["settings"].pop("socket_mode_enabled") is True
    assert with_address["settings"].pop("socket_mode_enabled") is False
    for where in ("event_subscriptions", "interactivity"):
        del with_address["settings"][where]["request_url"]
    del with_address["features"]["slash_commands"][0]["url"]
    del with_address["oauth_config"]["redirect_urls"]
    assert without == with_address


def test_another_name_for_the_command_is_the_only_thing_it_changes() -> None:
    assert filled(command="/ashgrove").replace("/ashgrove", "/goldenthread") == filled()
    assert read(filled(command="/ashgrove"))["features"]["slash_commands"][0]["command"] == "/ashgrove"


@pytest.mark.parametrize(
    "url", ["http://thread.example", "thread.example", "https://thread.example/slack", "https://a b"]
)
def test_an_address_that_slack_cannot_reach_is_refused(url: str) -> None:
    with pytest.raises(Unfit, match="https://"):
        filled(url=url)


@pytest.mark.parametrize("command", ["goldenthread", "/", "/Golden", "/golden thread", "/" + "g" * 32])
def test_a_command_that_slack_would_not_take_is_refused(command: str) -> None:
    with pytest.raises(Unfit, match="slash command"):
        filled(command=command)


def test_the_command_line_prints_nothing_but_the_manifest() -> None:
    result = CliRunner().invoke(app, ["slack", "manifest", "--url", "https://thread.ashgrove.example"])
    assert result.exit_code == 0
    assert result.stdout == filled(url="https://thread.ashgrove.example")
    assert not re.search(r"^#", result.stdout, re.MULTILINE)


def test_the_command_line_refuses_an_address_beside_socket_mode() -> None:
    result = CliRunner().invoke(app, ["slack", "manifest", "--url", "https://a.example", "--socket"])
    assert result.exit_code == 2
    assert "--socket" in result.output


@pytest.mark.image
def test_the_wheel_carries_the_manifest(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(command, cwd=FILE.parents[2], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as packed:
        assert packed.read("adapters/slack/manifest.yaml") == FILE.read_bytes()
