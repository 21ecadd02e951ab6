"""The Bot Connector's operations, carried out on the state, answering as Teams does."""

import json
from collections.abc import Mapping
from typing import Any

from tests.adapters.teams.double.state import Message, Place, State

Json = Mapping[str, Any]
MOST = 28 * 1024
"""Bytes of one activity."""
PAGE = 2
"""People on one page of members: few, so that every caller has to turn pages."""


class No(Exception):  # noqa: N818 - it is what Teams says
    """A status of HTTP, Teams' word for it, and its sentence."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message or code


def create(state: State, body: Json) -> tuple[int, Json]:
    """A new thread in a channel, or a chat with a person."""
    channel = (body.get("channelData") or {}).get("channel", {}).get("id")
    if not channel:
        return _personal(state, body)
    place = _writable(state, str(channel))
    message = _written(state, place, body.get("activity") or {}, root=None)
    answer = {"id": f"{place.id};messageid={message.id}" if message else place.id}
    return 201, answer | ({"activityId": message.id} if message else {})


def send(state: State, conversation: str, body: Json) -> tuple[int, Json]:
    """A message at the end of a thread or of a chat; in a channel without a root it opens a thread."""
    id_, _, root = conversation.partition(";messageid=")
    place = _writable(state, id_)
    if root and root not in place.messages:
        raise No(404, "ConversationNotFound", "Conversation not found.")
    message = _written(state, place, body, root=root or None)
    return 201, {"id": message.id} if message else {}


def update(state: State, conversation: str, activity: str, body: Json) -> tuple[int, Json]:
    """One of our own messages says something else."""
    message = _own(state, conversation, activity)
    _check(body)
    message.activity, message.edits = dict(body), message.edits + 1
    return 200, {"id": message.id}


def delete(state: State, conversation: str, activity: str) -> tuple[int, Json]:
    """One of our own messages is gone."""
    message = _own(state, conversation, activity)
    place = state.place(conversation.partition(";")[0])
    assert place is not None
    del place.messages[message.id]
    return 200, {}


def members(state: State, conversation: str, *, after: str) -> tuple[int, Json]:
    """One page of who is there."""
    place = _readable(state, conversation)
    everyone = [state.people[each] for each in place.members if each in state.people]
    first = int(after or 0)
    more = {"continuationToken": str(first + PAGE)} if first + PAGE < len(everyone) else {}
    page = [
        {"id": each.teams_id, "aadObjectId": each.id, "name": each.name, "tenantId": each.tenant}
        for each in everyone[first : first + PAGE]
    ]
    return 200, {"members": page} | more


def channels(state: State, team: str) -> tuple[int, Json]:
    """The channels of a team; General is the one without a name."""
    found = state.teams.get(team)
    if found is None or not found.has_app:
        raise No(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    standing = [each for each in found.channels.values() if not each.deleted]
    return 200, {
        "conversations": [
            {"id": each.id} | ({} if each.id == team else {"name": each.name}) for each in standing
        ]
    }


def _personal(state: State, body: Json) -> tuple[int, Json]:
    asked = [str(each.get("id")) for each in body.get("members") or []]
    person = state.whose(asked[0]) if asked else None
    if person is None or body.get("tenantId", body.get("tenantID")) not in {None, person.tenant}:
        raise No(400, "BadArgument", "Unknown user.")
    if not person.has_app:
        raise No(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope")
    return 201, {"id": state.chat_with(person).id}


def _written(state: State, place: Place, body: Json, *, root: str | None) -> Message | None:
    """It stands there; Teams splits a text and a card in two, and says no id of either."""
    _check(body)
    text, attachments = body.get("text"), body.get("attachments")
    if text and attachments:
        for half in ({"attachments": None}, {"text": None}):
            _stands(state, place, {**body, **half}, root=root)
        return None
    return _stands(state, place, dict(body), root=root)


def _stands(state: State, place: Place, activity: dict[str, Any], *, root: str | None) -> Message:
    message = Message(id=state.next_id(), root=root, by="", activity=activity)
    place.messages[message.id] = message
    return message


def _check(body: Json) -> None:
    if len(json.dumps(body, ensure_ascii=False).encode()) > MOST:
        raise No(413, "MessageSizeTooBig", "Message size too large.")
    if body.get("type") != "message" or not (body.get("text") or body.get("attachments")):
        raise No(400, "BadSyntax", "Activity resulted into multiple skype activities or none.")


def _writable(state: State, id_: str) -> Place:
    place = _readable(state, id_)
    if place.refuses:
        raise No(403, place.refuses)
    return place


def _readable(state: State, conversation: str) -> Place:
    place = state.place(conversation.partition(";")[0])
    if place is None or place.deleted:
        raise No(404, "ConversationNotFound", "Conversation not found.")
    team = state.teams.get(place.team)
    if team is not None and not team.has_app:
        raise No(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    person = state.people.get(place.members[0]) if team is None and place.members else None
    if person is not None and not person.has_app:
        raise No(403, "MessageWritesBlocked", "Message writes are blocked.")
    return place


def _own(state: State, conversation: str, activity: str) -> Message:
    place = _writable(state, conversation.partition(";")[0])
    message = place.messages.get(activity)
    if message is None:
        raise No(404, "ActivityNotFoundInConversation", "Conversation not found.")
    if message.by:
        raise No(403, "NotEnoughPermissions", "The message is not the bot's.")
    return message
