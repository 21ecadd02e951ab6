"""From what Slack tells us to what the bot hears: pure, and None for whatever is not ours to hear.

Ours are the words of people in a thread of a channel. Whether the thread is a prompt's is for the inbox to know.
Slack leaves out fields, sends null for others and changes the rest, so nothing here is taken to be there.
"""

from collections.abc import Mapping

from adapters.slack.stamps import moment
from adapters.slack.text import NO_NAMES, mentions, plain
from adapters.slack.whose import (
    PLATFORM,
    Place,
    author,
    is_bots,
    is_stranger,
    message_of,
    place_of,
    workspace_of,
)
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.fields import Json, part, parts, text
from bot.ports.chat import Replies

__all__ = ["PLATFORM", "happening", "mentioned", "moment", "stranger", "thread_replies", "workspace_of"]

_WORDS = frozenset({None, "thread_broadcast", "file_share", "me_message"})
"""The subtypes of a message that a person wrote; every other tells of something that Slack or a bot did."""


def happening(
    body: Json, *, names: Mapping[str, str] = NO_NAMES, strangers: bool = False
) -> Happening | None:
    """What a person said, changed or took back in a thread, from the envelope of an event; None for all else.

    `names` are people's names by user id. Those of another workspace are heard only with `strangers`; what they
    take back is taken back in any case.
    """
    event = part(body, "event")
    place = place_of(body, names=names, strangers=strangers)
    if place is None or body.get("type") != "event_callback" or event.get("type") != "message":
        return None
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        return _withdrawn(event, place)
    if subtype == "message_changed":
        message, before = part(event, "message"), part(event, "previous_message")
        return _edited(message, place) if _is_an_edit(message, before) else None
    # `message_replied` comes without its subtype; it has no author, only the thread's parent inside it.
    return None if "message" in event else _said(event, place)


def mentioned(body: Json) -> frozenset[str]:
    """The user ids that the words of the event name."""
    return mentions(text(message_of(body), "text"))


def stranger(body: Json) -> bool:
    """Whether who wrote it is of another workspace, in a channel that is shared with it."""
    place = place_of(body)
    return place is not None and is_stranger(message_of(body), place)


def thread_replies(  # noqa: PLR0913 - the same as an event's envelope says
    answer: Json,
    *,
    team: str,
    channel: str,
    enterprise: str | None = None,
    bot_user: str | None = None,
    names: Mapping[str, str] = NO_NAMES,
    strangers: bool = False,
) -> Replies:
    """What people wrote in a thread, from `conversations.replies`: the messages of all its pages, and the last cursor.

    `standing` is None unless every page is there and holds as many replies as the root counts.
    """
    messages = {text(each, "ts"): each for each in parts(answer, "messages")}
    root = next((each for each in messages.values() if _is_root(each)), None)
    replies = [each for each in messages.values() if not _is_root(each)]
    place = Place(
        workspace=team,
        channel=channel,
        homes=frozenset({team} | ({enterprise} if enterprise else set())),
        ours=frozenset({bot_user} if bot_user else ()),
        names=names,
        strangers=strangers,
    )
    said = (_edited(each, place) or _said(each, place) for each in replies)
    whole = bool(messages) and all(map(moment, messages)) and not _has_more(answer)
    complete = whole and root is not None and _count(root) == len(replies)
    return Replies(
        said=tuple(each for each in said if each is not None),
        standing=frozenset(text(each, "ts") for each in replies) if complete else None,
    )


def _said(message: Json, place: Place) -> Said | None:
    ts, root, user = text(message, "ts"), text(message, "thread_ts"), text(message, "user")
    said_at = moment(ts)
    if said_at is None or not user or not _is_reply(message) or not _is_heard(message, place):
        return None
    return Said(
        message=place.ref(ts),
        root=root,
        author=author(message, user, place),
        text=_words(message, place.names),
        said_at=said_at,
        root_at=moment(root),
    )


def _edited(message: Json, place: Place) -> Edited | None:
    said, edit = _said(message, place), text(part(message, "edited"), "ts")
    edited_at = moment(edit)
    if said is None or edited_at is None:
        return None
    return Edited(
        message=said.message,
        root=said.root,
        author=said.author,
        text=said.text,
        said_at=said.said_at,
        edited_at=edited_at,
        edit=edit,
        root_at=said.root_at,
    )


def _withdrawn(event: Json, place: Place) -> Withdrawn | None:
    ts, before = text(event, "deleted_ts"), part(event, "previous_message")
    at = moment(event.get("event_ts")) or moment(event.get("ts"))
    if at is None or moment(ts) is None or is_bots(before, place):
        return None
    root = text(before, "thread_ts")
    if before and root in {"", ts}:
        return None
    return Withdrawn(message=place.ref(ts), root=root or None, withdrawn_at=at)


def _is_an_edit(message: Json, before: Json) -> bool:
    """Slack tells of unfurled links and thread counters in the same way; there the edit is the one before, or none."""
    edit = text(part(message, "edited"), "ts")
    return edit != text(part(before, "edited"), "ts") or message.get("text") != before.get("text")


def _is_heard(message: Json, place: Place) -> bool:
    subtype = message.get("subtype")
    return (
        (subtype is None or (isinstance(subtype, str) and subtype in _WORDS))
        and not message.get("hidden")
        and not message.get("is_ephemeral")
        and not is_bots(message, place)
        and (place.strangers or not is_stranger(message, place))
    )


def _is_reply(message: Json) -> bool:
    root = text(message, "thread_ts")
    return moment(root) is not None and root != message.get("ts")


def _is_root(message: Json) -> bool:
    return text(message, "thread_ts") in {"", text(message, "ts")}


def _words(message: Json, names: Mapping[str, str]) -> str:
    """The text, and a line for each file: its name and where it is, and nothing of what is in it."""
    files = (_file(each) for each in parts(message, "files") if each.get("mode") != "tombstone")
    return "\n".join(words for words in (plain(text(message, "text"), names), *files) if words)


def _file(file: Json) -> str:
    name = " ".join((text(file, "name") or text(file, "title") or "A file").split())
    where = text(file, "permalink")
    return f"{name} ({where})" if where else name


def _count(root: Json) -> int:
    counted = root.get("reply_count", 0)
    return counted if isinstance(counted, int) else -1


def _has_more(answer: Json) -> bool:
    return bool(answer.get("has_more") or part(answer, "response_metadata").get("next_cursor"))
