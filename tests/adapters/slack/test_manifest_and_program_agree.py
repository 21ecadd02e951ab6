"""The manifest asks for what the program uses, and for nothing else.

Slack does not tell an app what it was not given: a scope too few is a feature that fails on the day, one too many is
trust asked for without need.
"""

import ast
import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML comes without types; what it reads is checked here
from slack_sdk.web.async_client import AsyncWebClient

import adapters.slack
from adapters.slack.channel_events import MEANINGS
from adapters.slack.manifest import COMMAND, filled
from bot.settings import Settings

FOLDER = Path(adapters.slack.__file__).parent
BOTH_HISTORIES = frozenset({"channels:history", "groups:history"})
BOTH_READS = frozenset({"channels:read", "groups:read"})
NONE: frozenset[str] = frozenset()

# docs.slack.dev/reference/methods: what a bot token needs, for public and for private channels.
METHODS = {
    "auth.test": NONE,
    "apps.connections.open": NONE,  # an app-level token with connections:write, which is no scope of the bot's
    "chat.delete": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),  # to a person's id as well: it arrives on the messages tab
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": BOTH_HISTORIES,
    "conversations.info": BOTH_READS,
    "conversations.replies": BOTH_HISTORIES,
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "oauth.v2.access": NONE,
    "reactions.add": frozenset({"reactions:write"}),
    "users.conversations": BOTH_READS,
    "users.info": frozenset({"users:read"}),
    "views.open": NONE,
    "views.publish": NONE,
    "views.push": NONE,
    "views.update": NONE,
}
# docs.slack.dev/reference/events
EVENTS = {
    "app_home_opened": NONE,
    "app_uninstalled": NONE,
    "channel_archive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_id_changed": frozenset({"channels:read", "groups:read"}),
    "channel_left": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_shared": frozenset({"channels:read", "groups:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "channel_unshared": frozenset({"channels:read", "groups:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_deleted": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "tokens_revoked": NONE,
}
HEARD_BY_THE_INTAKE = frozenset({"message.channels", "message.groups"})


def manifest() -> dict[str, Any]:
    found = yaml.safe_load(filled())
    assert isinstance(found, dict)
    return found


def trees() -> Iterator[ast.AST]:
    for path in sorted(FOLDER.glob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of something's attribute, by the attribute's name."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def attributes() -> Iterator[str]:
    """Every attribute that is named, called or handed on."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                yield node.attr


def texts_given_to(name: str) -> set[str]:
    """The texts that are the first argument of calls of that attribute."""
    return {
        node.args[0].value
        for attribute, node in calls()
        if attribute == name
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def texts() -> Iterator[str]:
    """Every text in the program."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def web_api_methods() -> set[str]:
    """Those that are called by the SDK's name for them, and those that are called by Slack's."""
    known = {name for name in vars(AsyncWebClient) if "_" in name.strip("_") and name != "api_call"}
    by_slacks_name = {name.replace("_", ".") for name in known} & set(texts())
    return {name.replace("_", ".") for name in attributes() if name in known} | by_slacks_name


def test_every_method_that_is_called_has_its_scopes_written_down() -> None:
    assert web_api_methods() <= set(METHODS)


def test_the_scopes_are_those_that_methods_events_and_commands_need() -> None:
    settings = manifest()["settings"]
    used = frozenset[str]().union(*(METHODS[name] for name in web_api_methods()))
    heard = frozenset[str]().union(*(EVENTS[name] for name in settings["event_subscriptions"]["bot_events"]))
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == used | heard | {"commands"}


def test_no_scope_is_there_for_an_event_alone() -> None:
    used = frozenset[str]().union(*(METHODS[name] for name in web_api_methods()))
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == used | {"commands"}


def test_the_events_are_those_that_somebody_listens_to() -> None:
    listened = set(MEANINGS) | texts_given_to("event") | HEARD_BY_THE_INTAKE
    assert set(manifest()["settings"]["event_subscriptions"]["bot_events"]) == listened


def test_the_shortcut_is_the_one_that_is_listened_for() -> None:
    listened = {
        ast.literal_eval(node.args[0])["callback_id"]
        for name, node in calls()
        if name in {"shortcut", "message_shortcut"} and isinstance(node.args[0], ast.Dict)
    } | texts_given_to("message_shortcut")
    assert {each["callback_id"] for each in manifest()["features"]["shortcuts"]} == listened


def test_the_command_is_the_one_that_the_settings_say_by_default() -> None:
    (command,) = manifest()["features"]["slash_commands"]
    assert command["command"] == COMMAND == Settings.model_fields["slack_command"].default


def test_every_button_has_somebody_who_listens_for_it() -> None:
    # Those that stand beside a number (`replies_view`) are left out: `commands` listens for them by a pattern.
    drawn, heard = set[str](), set[str]()
    for path in sorted(FOLDER.glob("*.py")):
        module = importlib.import_module(f"adapters.slack.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "action":
                heard |= named(node.args[:1], module)
            elif isinstance(node.func, ast.Name) and node.func.id in {"button", "link_button"}:
                drawn |= named([word.value for word in node.keywords if word.arg == "action"], module)
    assert {"reflect", "why"} <= drawn
    assert drawn <= heard


def named(values: Iterable[ast.expr], module: ModuleType) -> set[str]:
    """What these say, written out or as a constant of that module."""
    found = {
        getattr(module, each.id, None) if isinstance(each, ast.Name) else getattr(each, "value", None)
        for each in values
        if isinstance(each, ast.Name | ast.Constant)
    }
    return {each for each in found if isinstance(each, str)}
