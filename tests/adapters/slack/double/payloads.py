"""The bodies that Slack sends to an app, in the shapes it documents, built from what differs between them."""

import secrets
import time
from collections.abc import Mapping
from typing import Any

Body = dict[str, Any]


def envelope(  # noqa: PLR0913 - a payload has that many parts that differ
    event: Mapping[str, Any],
    *,
    team: str | None,
    app: str = "A0GT",
    bot_user: str = "U01ASHGT",
    enterprise: str | None = None,
    event_id: str | None = None,
    at: int | None = None,
    shared: bool = False,
) -> Body:
    """An Events API body. A body sent again carries the same `event_id`."""
    return {
        "token": "a-retired-token",
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": enterprise,
        "api_app_id": app,
        "event": dict(event),
        "type": "event_callback",
        "event_id": event_id or f"Ev{secrets.token_hex(5).upper()}",
        "event_time": at or int(time.time()),
        "authorizations": [
            {
                "enterprise_id": enterprise,
                "team_id": team,
                "user_id": bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{secrets.token_hex(8)}",
    }


def home_opened(user: str, *, tab: str = "home", at: str = "1783411200.000100") -> Body:
    """The event of somebody opening the bot's own page."""
    return {"type": "app_home_opened", "user": user, "channel": f"D{user}", "tab": tab, "event_ts": at}


def block_action(  # noqa: PLR0913 - a payload has that many parts that differ
    user: str,
    *,
    team: str,
    channel: str,
    message: Mapping[str, Any],
    action_id: str,
    value: str = "",
    block_id: str = "",
    app: str = "A0GT",
    trigger: str = "1111.2222.trigger",
) -> Body:
    """Somebody presses a button on a message."""
    action = {
        "type": "button",
        "action_id": action_id,
        "block_id": block_id,
        "text": {"type": "plain_text", "text": "Button", "emoji": True},
        "value": value,
        "action_ts": str(message["ts"]),
    }
    return {
        "type": "block_actions",
        "user": _user(user, team=team),
        "api_app_id": app,
        "token": "a-retired-token",
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": channel,
            "is_ephemeral": False,
        },
        "trigger_id": trigger,
        "team": {"id": team, "domain": "ashgrove"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "slt"},
        "message": dict(message),
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/unused",
        "actions": [action],
    }


def view_action(  # noqa: PLR0913 - a payload has that many parts that differ
    user: str,
    *,
    team: str,
    view: Mapping[str, Any],
    action: Mapping[str, Any],
    values: Mapping[str, Any] | None = None,
    app: str = "A0GT",
    trigger: str = "1111.2222.trigger",
) -> Body:
    """Somebody uses an element in a modal or on the bot's own page."""
    shown = _view(view, team=team, app=app, values=values)
    return {
        "type": "block_actions",
        "user": _user(user, team=team),
        "api_app_id": app,
        "token": "a-retired-token",
        "container": {"type": "view", "view_id": shown["id"]},
        "trigger_id": trigger,
        "team": {"id": team, "domain": "ashgrove"},
        "enterprise": None,
        "is_enterprise_install": False,
        "view": shown,
        "actions": [{"type": "button", "action_ts": "1783411200.000100", "block_id": "", **action}],
    }


def view_submission(
    user: str, *, team: str, view: Mapping[str, Any], values: Mapping[str, Any], app: str = "A0GT"
) -> Body:
    """Somebody sends a modal off. `values` is by block id, then by action id, as Slack sends it."""
    return {
        "type": "view_submission",
        "team": {"id": team, "domain": "ashgrove"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": _user(user, team=team),
        "api_app_id": app,
        "token": "a-retired-token",
        "trigger_id": "1111.2222.trigger",
        "view": _view(view, team=team, app=app, values=values),
        "response_urls": [],
    }


def message_shortcut(  # noqa: PLR0913 - a payload has that many parts that differ
    user: str,
    *,
    team: str,
    channel: str,
    message: Mapping[str, Any],
    callback_id: str,
    app: str = "A0GT",
) -> Body:
    """Somebody picks a shortcut of ours in a message's menu."""
    return {
        "type": "message_action",
        "token": "a-retired-token",
        "action_ts": "1783411200.000100",
        "team": {"id": team, "domain": "ashgrove"},
        "user": _user(user, team=team),
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "slt"},
        "callback_id": callback_id,
        "trigger_id": "1111.2222.trigger",
        "response_url": "https://hooks.slack.com/app/unused",
        "message_ts": message["ts"],
        "message": dict(message),
        "api_app_id": app,
    }


def command(  # noqa: PLR0913 - a payload has that many parts that differ
    user: str,
    text: str,
    *,
    team: str,
    channel: str,
    name: str = "/goldenthread",
    app: str = "A0GT",
    trigger: str = "1111.2222.trigger",
) -> dict[str, str]:
    """The fields of a slash command."""
    return {
        "token": "a-retired-token",
        "team_id": team,
        "team_domain": "ashgrove",
        "channel_id": channel,
        "channel_name": "slt",
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": app,
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/unused",
        "trigger_id": trigger,
    }


def _user(user: str, *, team: str) -> Body:
    return {"id": user, "username": user.lower(), "name": user.lower(), "team_id": team}


def _view(view: Mapping[str, Any], *, team: str, app: str, values: Mapping[str, Any] | None) -> Body:
    """A view as it comes back: what we sent, and what Slack adds."""
    return {
        "id": "V0VIEW",
        "team_id": team,
        "app_id": app,
        "app_installed_team_id": team,
        "bot_id": "B01ASHGT",
        "hash": "1783411200.hash",
        "external_id": "",
        "root_view_id": view.get("id", "V0VIEW"),
        "previous_view_id": None,
        "private_metadata": "",
        "callback_id": "",
        **view,
        "state": {"values": dict(values or {})},
    }
