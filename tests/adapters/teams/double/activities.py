"""Activities as Teams sends them to a bot: the parts that all have, and those of each kind."""

import html
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Activity = dict[str, Any]
BOT_NAME = "Golden Thread"


def envelope(  # noqa: PLR0913 - an activity has that many parts that differ
    kind: str,
    *,
    id_: str,
    at: datetime,
    service_url: str,
    app: str,
    tenant: str,
    sender: Mapping[str, str],
    conversation: Mapping[str, Any],
    channel_data: Mapping[str, Any] | None = None,
    **more: Any,
) -> Activity:
    """What every activity has around what it tells."""
    moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "type": kind,
        "id": id_,
        "timestamp": moment,
        "localTimestamp": moment.replace("Z", "+00:00"),
        "localTimezone": "Europe/London",
        "locale": "en-GB",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": dict(sender),
        "recipient": {"id": f"28:{app}", "name": BOT_NAME},
        "conversation": {"tenantId": tenant, **conversation},
        "channelData": {"tenant": {"id": tenant}, **(channel_data or {})},
        "entities": [
            {
                "type": "clientInfo",
                "locale": "en-GB",
                "country": "GB",
                "platform": "Windows",
                "timezone": "Europe/London",
            },
            *more.pop("entities", []),
        ],
        **more,
    }


def in_channel(channel: str, root: str | None) -> Activity:
    """The conversation of a channel or, with a root, of a thread in it."""
    id_ = f"{channel};messageid={root}" if root else channel
    return {"isGroup": True, "conversationType": "channel", "id": id_}


def in_chat(chat: str) -> Activity:
    """The conversation of a personal chat."""
    return {"conversationType": "personal", "id": chat}


def of_channel(channel: str, team: str, **more: Any) -> Activity:
    """What `channelData` says of a message in a channel."""
    return {
        "teamsChannelId": channel,
        "teamsTeamId": team,
        "channel": {"id": channel},
        "team": {"id": team},
        **more,
    }


def words(text: str, *, mention: bool, app: str) -> Activity:
    """The words of a message, with a mention of our bot before them or without."""
    said = f"<at>{BOT_NAME}</at> {text}" if mention else text
    entity = {
        "type": "mention",
        "mentioned": {"id": f"28:{app}", "name": BOT_NAME},
        "text": f"<at>{BOT_NAME}</at>",
    }
    markup = f"<at>{BOT_NAME}</at>&nbsp;{html.escape(text)}" if mention else html.escape(text)
    return {
        "text": said,
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": f"<p>{markup}</p>"}],
        "entities": [entity] if mention else [],
    }


def execute(
    verb: str, data: Mapping[str, Any], *, inputs: Mapping[str, str], automatic: bool = False
) -> Activity:
    """An Action.Execute: what was typed comes among the data."""
    action = {"type": "Action.Execute", "verb": verb, "data": {**data, **inputs}}
    trigger = "automatic" if automatic else "manual"
    return {"name": "adaptiveCard/action", "value": {"action": action, "trigger": trigger}}


def event(name: str, *, team: str, team_name: str, group: str, channel: Mapping[str, str] | None) -> Activity:
    """What `channelData` says of something that became of a team or a channel."""
    about = {"id": team, "name": team_name, "aadGroupId": group}
    return {"eventType": name, "team": about} | ({"channel": dict(channel)} if channel else {})


def accounts(ids: Sequence[str]) -> list[Activity]:
    """Members, as events list them."""
    return [{"id": each} for each in ids]
