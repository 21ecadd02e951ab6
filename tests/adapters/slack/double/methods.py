"""The Web API methods that our app calls, carried out on the state, answering in Slack's own words."""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.adapters.slack.double import files
from tests.adapters.slack.double.state import Place, State, Team

Arguments = Mapping[str, Any]
Answer = dict[str, Any]
TS = re.compile(r"\d{10}\.\d{6}")
BLOCKS_IN_A_MESSAGE, BLOCKS_IN_A_VIEW = 50, 100


class No(Exception):  # noqa: N818 - it is what Slack says
    """`ok: false`, and why."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Answer = {"ok": False, "error": error, **more}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what carries it out, and the scopes of which the token needs one (none: no scope)."""

    run: Callable[[State, Team, Arguments], Answer]
    scopes: frozenset[str] = field(default_factory=frozenset)


def call(state: State, method: str, *, team: Team, arguments: Arguments) -> Answer:
    """What Slack answers. Raises `No`."""
    known = METHODS.get(method)
    if known is None:
        raise No("unknown_method", req_method=method)
    if known.scopes and not known.scopes & team.scopes:
        raise No("missing_scope", needed=min(known.scopes), provided=",".join(sorted(team.scopes)))
    return {"ok": True, **known.run(state, team, arguments)}


def _auth_test(_state: State, team: Team, _arguments: Arguments) -> Answer:
    return {
        "url": f"https://{team.name.lower()}.slack.com/",
        "team": team.name,
        "user": "goldenthread",
        "team_id": team.id,
        "user_id": team.bot_user,
        "bot_id": team.bot_id,
        "enterprise_id": team.enterprise,
        "is_enterprise_install": False,
    }


def _post(state: State, team: Team, arguments: Arguments) -> Answer:
    place = _to_write_in(team, _text(arguments, "channel"))
    text, blocks = arguments.get("text", ""), _list(arguments, "blocks")
    if not text and not blocks:
        raise No("no_text")
    _check_content(text, blocks)
    ts = state.next_ts()
    message: dict[str, Any] = {
        "type": "message",
        "user": team.bot_user,
        "bot_id": team.bot_id,
        "app_id": state.app.id,
        "team": team.id,
        "text": text,
        "ts": ts,
    }
    if blocks:
        message["blocks"] = blocks
    if metadata := _metadata(arguments):
        message["metadata"] = metadata
    if root := arguments.get("thread_ts"):
        if str(root) not in place.messages:
            raise No("thread_not_found")
        message["thread_ts"] = str(root)
    place.messages[ts] = message
    return {"channel": place.id, "ts": ts, "message": message}


def _update(state: State, team: Team, arguments: Arguments) -> Answer:
    place, message = _own_message(team, arguments)
    text, blocks = arguments.get("text", ""), _list(arguments, "blocks")
    _check_content(text, blocks)
    message.update(text=text, edited={"user": team.bot_user, "ts": state.next_ts()})
    if blocks:
        message["blocks"] = blocks
    if metadata := _metadata(arguments):
        message["metadata"] = metadata
    return {"channel": place.id, "ts": message["ts"], "text": text, "message": message}


def _delete(_state: State, team: Team, arguments: Arguments) -> Answer:
    place, message = _own_message(team, arguments, not_ours="cant_delete_message")
    del place.messages[message["ts"]]
    return {"channel": place.id, "ts": message["ts"]}


def _ephemeral(state: State, team: Team, arguments: Arguments) -> Answer:
    place = _to_write_in(team, _text(arguments, "channel"))
    if arguments.get("user") not in place.members:
        raise No("user_not_in_channel")
    team.ephemeral.append(dict(arguments))
    return {"message_ts": state.next_ts()}


def _history(state: State, team: Team, arguments: Arguments) -> Answer:
    place = _to_read_in(team, _text(arguments, "channel"))
    newest_first = reversed(_visible(state, place.roots(), arguments))
    return _page(newest_first, arguments, key="messages", default=100, show=_shower(place, arguments))


def _replies(state: State, team: Team, arguments: Arguments) -> Answer:
    place, root = _to_read_in(team, _text(arguments, "channel")), _text(arguments, "ts")
    thread = place.thread(root)
    if not thread:
        raise No("thread_not_found")
    oldest_first = _visible(state, thread, arguments, always=root)
    return _page(oldest_first, arguments, key="messages", default=1000, show=_shower(place, arguments))


def _info(_state: State, team: Team, arguments: Arguments) -> Answer:
    place = team.places.get(_text(arguments, "channel"))
    if place is None or (place.private and team.bot_user not in place.members):
        raise No("channel_not_found")
    return {"channel": {**_conversation(place), "is_member": team.bot_user in place.members}}


def _of_ours(_state: State, team: Team, arguments: Arguments) -> Answer:
    types = set(str(arguments.get("types") or "public_channel").split(","))
    without_archived = _true(arguments.get("exclude_archived"))
    places = [
        place
        for place in team.places.values()
        if team.bot_user in place.members
        and ("private_channel" if place.private else "public_channel") in types
        and not (without_archived and place.archived)
    ]
    return _page(places, arguments, key="channels", default=100, show=_conversation)


def _user(_state: State, team: Team, arguments: Arguments) -> Answer:
    user = team.users.get(_text(arguments, "user"))
    if user is None:
        raise No("user_not_found")
    profile = {"real_name": user.name, "display_name": user.name.split(" ", maxsplit=1)[0]}
    return {
        "user": {
            "id": user.id,
            "team_id": user.team,
            "name": user.name.lower().replace(" ", "."),
            "real_name": user.name,
            "deleted": False,
            "is_bot": user.bot,
            "is_restricted": user.guest,
            "is_ultra_restricted": False,
            "profile": profile,
            **({"enterprise_user": {"enterprise_id": user.organisation}} if user.organisation else {}),
        }
    }


def _react(_state: State, team: Team, arguments: Arguments) -> Answer:
    place = _to_write_in(team, _text(arguments, "channel"))
    message = place.messages.get(_text(arguments, "timestamp"))
    if message is None:
        raise No("message_not_found")
    reactions = message.setdefault("reactions", [])
    found = next((each for each in reactions if each["name"] == arguments["name"]), None)
    if found and team.bot_user in found["users"]:
        raise No("already_reacted")
    if found:
        found["users"].append(team.bot_user)
        found["count"] += 1
    else:
        reactions.append({"name": arguments["name"], "users": [team.bot_user], "count": 1})
    return {}


def _view(state: State, team: Team, arguments: Arguments) -> Answer:
    if not arguments.get("trigger_id") and not arguments.get("view_id") and not arguments.get("external_id"):
        raise No("invalid_arguments")
    view = {**_object(arguments, "view"), "id": arguments.get("view_id") or f"V{state.next_ts()}"}
    if len(view.get("blocks", [])) > BLOCKS_IN_A_VIEW:
        raise No("invalid_arguments")
    team.views.append(view)
    return {"view": {**view, "team_id": team.id, "hash": f"{state.next_ts()}.h", "state": {"values": {}}}}


def _publish(state: State, team: Team, arguments: Arguments) -> Answer:
    user = _text(arguments, "user_id")
    if user not in team.users:
        raise No("user_not_found")
    view = {**_object(arguments, "view"), "id": f"V{user}"}
    if len(view.get("blocks", [])) > BLOCKS_IN_A_VIEW:
        raise No("invalid_arguments")
    team.homes[user] = view
    return {"view": {**view, "team_id": team.id, "hash": f"{state.next_ts()}.h"}}


def _begin_file(state: State, _team: Team, arguments: Arguments) -> Answer:
    try:
        return files.begin(state, arguments)
    except files.NoSuchFile:
        raise No("invalid_arguments") from None


def _show_file(state: State, team: Team, arguments: Arguments) -> Answer:
    place = _to_write_in(team, _text(arguments, "channel_id"))
    try:
        return files.show(state, team, place, arguments)
    except files.NoSuchFile:
        raise No("file_not_found") from None


METHODS: Mapping[str, Method] = {
    "auth.test": Method(_auth_test),
    "chat.postMessage": Method(_post, frozenset({"chat:write"})),
    "chat.update": Method(_update, frozenset({"chat:write"})),
    "chat.delete": Method(_delete, frozenset({"chat:write"})),
    "chat.postEphemeral": Method(_ephemeral, frozenset({"chat:write"})),
    "conversations.history": Method(_history, frozenset({"channels:history", "groups:history"})),
    "conversations.replies": Method(_replies, frozenset({"channels:history", "groups:history"})),
    "conversations.info": Method(_info, frozenset({"channels:read", "groups:read"})),
    "users.conversations": Method(_of_ours, frozenset({"channels:read", "groups:read"})),
    "users.info": Method(_user, frozenset({"users:read"})),
    "files.completeUploadExternal": Method(_show_file, frozenset({"files:write"})),
    "files.getUploadURLExternal": Method(_begin_file, frozenset({"files:write"})),
    "reactions.add": Method(_react, frozenset({"reactions:write"})),
    "views.open": Method(_view),
    "views.push": Method(_view),
    "views.update": Method(_view),
    "views.publish": Method(_publish),
}


def _to_write_in(team: Team, channel: str) -> Place:
    """Where our bot may write. A person's id is the conversation between them and the bot."""
    if channel in team.users:
        direct = f"D{channel}"
        return team.places.setdefault(
            direct, Place(id=direct, name=direct, members={channel, team.bot_user}, private=True)
        )
    place = team.places.get(channel)
    if place is None or (place.private and team.bot_user not in place.members):
        raise No("channel_not_found")
    if place.archived:
        raise No("is_archived")
    if team.bot_user not in place.members:
        raise No("not_in_channel")
    return place


def _to_read_in(team: Team, channel: str) -> Place:
    place = team.places.get(channel)
    if place is None or (place.private and team.bot_user not in place.members):
        raise No("channel_not_found")
    if team.bot_user not in place.members:
        raise No("not_in_channel")
    kind = "groups:history" if place.private else "channels:history"
    if kind not in team.scopes:
        raise No("missing_scope", needed=kind, provided=",".join(sorted(team.scopes)))
    return place


def _own_message(
    team: Team, arguments: Arguments, *, not_ours: str = "cant_update_message"
) -> tuple[Place, dict[str, Any]]:
    place = _to_write_in(team, _text(arguments, "channel"))
    message = place.messages.get(_text(arguments, "ts"))
    if message is None:
        raise No("message_not_found")
    if message.get("bot_id") != team.bot_id:
        raise No(not_ours)
    return place, message


def _check_content(text: str, blocks: list[Any]) -> None:
    if len(text) > 40_000:
        raise No("msg_too_long")
    if len(blocks) > BLOCKS_IN_A_MESSAGE:
        raise No("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False)) > 16_000:
        raise No("msg_blocks_too_long")


def _visible(
    state: State, messages: Iterable[dict[str, Any]], arguments: Arguments, *, always: str | None = None
) -> list[dict[str, Any]]:
    """Those between `oldest` and `latest` that the history has caught up with."""
    until = state.clock.now() - state.lag + timedelta(microseconds=1)
    newest = until.timestamp() if state.lag else float("inf")
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    inclusive = _true(arguments.get("inclusive"))

    def shown(message: dict[str, Any]) -> bool:
        ts = float(message["ts"])
        inside = oldest <= ts <= latest if inclusive else oldest < ts < latest
        return message["ts"] == always or (inside and ts <= newest)

    return [each for each in messages if shown(each)]


def _shower(place: Place, arguments: Arguments) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """How a message looks in a history: metadata only if it was asked for, and what a root knows of its thread."""
    everything = _true(arguments.get("include_all_metadata"))

    def show(message: dict[str, Any]) -> dict[str, Any]:
        shown = {key: value for key, value in message.items() if everything or key != "metadata"}
        replies = [each for each in place.thread(message["ts"]) if each["ts"] != message["ts"]]
        if replies:
            users = sorted({each.get("user", "") for each in replies})
            shown |= {
                "thread_ts": message["ts"],
                "reply_count": len(replies),
                "reply_users": users,
                "reply_users_count": len(users),
                "latest_reply": replies[-1]["ts"],
            }
        return shown

    return show


def _page(
    things: Iterable[Any], arguments: Arguments, *, key: str, default: int, show: Callable[[Any], Any]
) -> Answer:
    """One page of them, with the cursor of the next."""
    every = list(things)
    limit = min(int(arguments.get("limit") or default), 999)
    try:
        first = int(base64.b64decode(arguments["cursor"])) if arguments.get("cursor") else 0
    except ValueError:
        raise No("invalid_cursor") from None
    more = first + limit < len(every)
    cursor = base64.b64encode(str(first + limit).encode()).decode() if more else ""
    return {
        key: [show(each) for each in every[first : first + limit]],
        "has_more": more,
        "response_metadata": {"next_cursor": cursor},
    }


def _conversation(place: Place) -> Answer:
    return {
        "id": place.id,
        "name": place.name,
        "is_channel": not place.private,
        "is_group": False,
        "is_im": False,
        "is_private": place.private,
        "is_archived": place.archived,
        "is_shared": place.shared,
        "is_ext_shared": place.shared,
        "is_org_shared": False,
        "is_pending_ext_shared": place.pending_shared,
    }


def _metadata(arguments: Arguments) -> Answer:
    metadata = _object(arguments, "metadata")
    if metadata and not (
        isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    ):
        raise No("invalid_metadata_format")
    return metadata


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value:
        raise No(
            "invalid_arguments", response_metadata={"messages": [f"[ERROR] missing required field: {name}"]}
        )
    return value


def _object(arguments: Arguments, name: str) -> Answer:
    value = arguments.get(name) or {}
    found: Answer = json.loads(value) if isinstance(value, str) else dict(value)
    return found


def _list(arguments: Arguments, name: str) -> list[Any]:
    value = arguments.get(name) or []
    found: list[Any] = json.loads(value) if isinstance(value, str) else list(value)
    return found


def _true(value: object) -> bool:
    return str(value).lower() in {"1", "true"}
