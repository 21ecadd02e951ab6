"""Who did something in a view of ours, and what they asked for with it: pure, and None for what is not there.

Whatever arrives has Slack's signature; what is in it may still be old, or not what we made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.slack.carried import reflection_in, thread_in
from adapters.slack.whose import PLATFORM
from bot.domain.channel import MessageRef
from bot.domain.people import PersonRef
from bot.domain.reflection import ReflectionId
from bot.usecases.hearing.answering import BoxAnswer

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever did it: `user` is their id in Slack, `visiting` that they are of another workspace than ours."""

    workspace: str
    user: str
    person: PersonRef
    visiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer from the modal, and the thread it belongs to."""

    thread: MessageRef
    answer: BoxAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What an answer is to say from now on."""

    reflection: ReflectionId
    text: str
    key: str


def actor(body: Payload) -> Actor | None:
    """Who sent a block action, a view submission, a shortcut, a command or an opened Home."""
    workspace, user = _workspace(body), _user(body)
    if not workspace or not user["id"]:
        return None
    home = user["team"] or workspace
    return Actor(
        workspace=workspace,
        user=user["id"],
        person=PersonRef(platform=PLATFORM, id=f"{home}/{user['id']}", name=user["name"] or user["id"]),
        visiting=home != workspace,
    )


def pressed(body: Payload) -> Mapping[str, Any]:
    """The button, or the like, that was used; empty if there is none."""
    used = body.get("actions")
    first = used[0] if isinstance(used, Sequence) and not isinstance(used, str) and used else None
    return first if isinstance(first, Mapping) else {}


def message_thread(body: Payload, *, workspace: str) -> MessageRef | None:
    """The message in which a button was pressed, which opened the thread that is meant."""
    container = _mapping(body, "container")
    channel = _text(_mapping(body, "channel"), "id") or _text(container, "channel_id")
    ts = _text(container, "message_ts") or _text(_mapping(body, "message"), "ts")
    if not channel or not ts:
        return None
    return MessageRef(platform=PLATFORM, address=f"{workspace}/{channel}", id=ts)


def message_meant(body: Payload, *, workspace: str) -> MessageRef | None:
    """The message that a message shortcut was used on."""
    channel = _text(_mapping(body, "channel"), "id")
    ts = _text(_mapping(body, "message"), "ts") or _text(body, "message_ts")
    if not channel or not ts:
        return None
    return MessageRef(platform=PLATFORM, address=f"{workspace}/{channel}", id=ts)


def given(view: Payload, *, workspace: str) -> Given | None:
    """The answer in a modal that was sent off."""
    thread = thread_in(_text(view, "private_metadata"), workspace=workspace)
    key, values = _text(view, "id"), _values(view)
    if thread is None or not key or values is None:
        return None
    chosen = _text(_mapping(_field(values, "position"), "selected_option"), "value")
    ticked = _field(values, "private").get("selected_options")
    return Given(
        thread=thread,
        answer=BoxAnswer(
            key=key,
            text=_text(_field(values, "text"), "value"),
            position=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 3 else None,  # noqa: PLR2004 - Slack shows ten
            private=bool(ticked),
        ),
    )


def changed(view: Payload) -> Changed | None:
    """The change in a modal that was sent off."""
    reflection = reflection_in(_text(view, "private_metadata"))
    key, values = _text(view, "id"), _values(view)
    if reflection is None or not key or values is None:
        return None
    return Changed(reflection=reflection, text=_text(_field(values, "text"), "value"), key=key)


def searched(view: Payload) -> str:
    """The words in the search modal."""
    return _text(_field(_values(view) or {}, "words"), "value").strip()


def _workspace(body: Payload) -> str:
    """Ours, also where a visitor of a shared channel acts: in a view, Slack says where the app is installed."""
    installed = _text(_mapping(body, "view"), "app_installed_team_id")
    team = _text(_mapping(body, "team"), "id") or _text(body, "team_id")
    enterprise = _text(_mapping(body, "enterprise"), "id") or _text(body, "enterprise_id")
    return installed or team or enterprise


def _user(body: Payload) -> dict[str, str]:
    """The id and the name, and the home workspace where Slack says it."""
    user = _mapping(body, "user")
    if user:
        return {
            "id": _text(user, "id"),
            "name": _text(user, "name") or _text(user, "username"),
            "team": _text(user, "team_id") if _text(_mapping(body, "team"), "id") else "",
        }
    opened = _text(_mapping(body, "event"), "user")
    return {"id": _text(body, "user_id") or opened, "name": _text(body, "user_name"), "team": ""}


def _values(view: Payload) -> Mapping[str, Any] | None:
    values = _mapping(view, "state").get("values")
    return values if isinstance(values, Mapping) and values else None


def _field(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Our blocks hold one field each, named as they are."""
    return _mapping(_mapping(values, name), name)


def _mapping(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
