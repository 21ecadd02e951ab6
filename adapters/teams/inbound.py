"""From an activity of Teams to what the bot hears: pure, and None for whatever is not ours to hear.

With the team's consent the bot is sent every message of its channels. What has no root, a new post, ends here;
whether a root is a prompt's is for the inbox to know. Whether the tenant is one of ours was asked before.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from adapters.teams.text import Mention, plain
from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.domain.people import PersonRef
from bot.fields import Json, part, parts, text

PLATFORM = "teams"
UNNAMED = "Someone on Teams"

_EDITS = frozenset({"editMessage", "undeleteMessage"})
_DELETIONS = frozenset({"softDeleteMessage", ""})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = re.compile(r"[0-9]{13}")
_ROOT = re.compile(r";messageid=([^;]+)")
_BOT = "28:"
"""How the id of every bot begins; a person's begins with 29:."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in Teams something happened: the message, and the root of its thread if it is a reply."""

    tenant: str
    message: MessageRef
    root: str | None


def happening(activity: Json) -> Happening | None:
    """What a person said, changed or took back under a post of a channel; None for all else, cards' buttons too."""
    place, kind = place_of(activity), activity.get("type")
    if place is None or place.root is None or is_bots(activity) or stranger(activity):
        return None
    event, at = text(part(activity, "channelData"), "eventType"), moment(activity.get("timestamp"))
    if kind == "message":
        return _said(activity, place, at=at)
    if kind == "messageUpdate" and event in _EDITS:
        return _edited(activity, place, at=at)
    if kind == "messageDelete" and event in _DELETIONS and at is not None:
        return Withdrawn(
            message=place.message, root=place.root, withdrawn_at=at, root_at=written_at(place.root)
        )
    return None


def place_of(activity: Json) -> Place | None:
    """Where it happened; None for what is no message of a channel. The tenant is only what the activity says."""
    conversation, ts = part(activity, "conversation"), text(activity, "id")
    channel = text(conversation, "id").partition(";")[0]
    tenant = tenant_of(activity)
    if conversation.get("conversationType") != "channel" or not channel or not tenant or not ts:
        return None
    root = _root(activity)
    return Place(
        tenant=tenant,
        message=MessageRef(platform=PLATFORM, address=f"{tenant}/{channel}", id=ts),
        root=None if root in {"", ts} else root,
    )


def thread_of(activity: Json) -> MessageRef | None:
    """The thread of a channel in which it happened, by its root; None where there is none."""
    place = place_of(activity)
    return replace(place.message, id=place.root) if place is not None and place.root is not None else None


def actor(activity: Json) -> PersonRef | None:
    """Who did it, in a channel or elsewhere; None for bots, for strangers, and for whom no directory knows."""
    tenant, person = tenant_of(activity), text(part(activity, "from"), "aadObjectId")
    if not tenant or not person or is_bots(activity) or stranger(activity):
        return None
    name = text(part(activity, "from"), "name").strip() or UNNAMED
    return PersonRef(platform=PLATFORM, id=f"{tenant}/{person}", name=name)


def stranger(activity: Json) -> bool:
    """Whether whoever did it is of another organisation than the one whose channel it is.

    In a channel shared between two, the conversation names the host's tenant and the rest the sender's own. A guest
    acts within the host's, and is no stranger.
    """
    home = tenant_of(activity).lower()
    channel, sender = part(activity, "channelData"), part(activity, "from")
    theirs = (text(part(channel, "tenant"), "id"), text(sender, "tenantId"))
    return any(each and each.lower() != home for each in theirs)


def addressed(activity: Json) -> bool:
    """Whether it speaks to us: a mention of our own is in it."""
    us = text(part(activity, "recipient"), "id")
    mentions = (each for each in parts(activity, "entities") if each.get("type") == "mention")
    return bool(us) and any(text(part(each, "mentioned"), "id") == us for each in mentions)


def tenant_of(activity: Json) -> str:
    """The tenant that the activity names, or none."""
    conversation, channel = part(activity, "conversation"), part(activity, "channelData")
    return text(conversation, "tenantId") or text(part(channel, "tenant"), "id")


def moment(timestamp: object) -> datetime | None:
    """The moment that a timestamp of an activity says, in UTC; None where it says none."""
    try:
        said = datetime.fromisoformat(timestamp) if isinstance(timestamp, str) else None
        return said.astimezone(UTC) if said is not None and said.tzinfo is not None else None
    except (OverflowError, ValueError):
        return None


def _said(activity: Json, place: Place, *, at: datetime | None) -> Said | None:
    author, said_at = actor(activity), written_at(place.message.id) or at
    if author is None or said_at is None or place.root is None:
        return None
    return Said(
        message=place.message,
        root=place.root,
        author=author,
        text=_words(activity),
        said_at=said_at,
        root_at=written_at(place.root),
    )


def _edited(activity: Json, place: Place, *, at: datetime | None) -> Edited | None:
    said = _said(activity, place, at=at)
    if said is None or at is None:
        return None
    return Edited(
        message=said.message,
        root=said.root,
        author=said.author,
        text=said.text,
        said_at=said.said_at,
        edited_at=at,
        edit=at.isoformat(),
        root_at=said.root_at,
    )


def written_at(ts: str) -> datetime | None:
    """When the message of that id was first sent, which its id says and an edit's timestamp does not."""
    return _EPOCH + timedelta(milliseconds=int(ts)) if _MILLISECONDS.fullmatch(ts) else None


def _root(activity: Json) -> str:
    """By what is newest first. `replyToId` is last: it can name a reply, where the others name the post."""
    thread = text(part(part(activity, "channelData"), "thread"), "id")
    conversation = _ROOT.search(text(part(activity, "conversation"), "id"))
    found = _ROOT.search(thread)
    return (
        (found[1] if found else thread)
        or (conversation[1] if conversation else "")
        or text(activity, "replyToId")
    )


def is_bots(activity: Json) -> bool:
    """Whether a bot did it, ourselves above all."""
    sender = part(activity, "from")
    who = text(sender, "id")
    return (
        who.startswith(_BOT)
        or sender.get("role") in ("bot", "skill")
        or (bool(who) and who == text(part(activity, "recipient"), "id"))
    )


def _words(activity: Json) -> str:
    """The text, and a line for each file: its name and where it is, and nothing of what is in it."""
    us = text(part(activity, "recipient"), "id")
    entities = (each for each in parts(activity, "entities") if each.get("type") == "mention")
    spans = [_mention(each, us=us) for each in entities]
    spans += [_quoted(each) for each in parts(activity, "entities")]
    said = plain(text(activity, "text"), mentions=spans, tagged=activity.get("textFormat") == "xml")
    files = (_file(each) for each in parts(activity, "attachments") if text(each, "name"))
    return "\n".join(words for words in (said, *files) if words)


def _quoted(entity: Json) -> Mention:
    """What stands in the text for a message that somebody quotes: no word of theirs."""
    message = text(part(entity, "quotedReply"), "messageId")
    return Mention(text=f'<quoted messageId="{message}"/>' if message else "", name=None)


def _mention(entity: Json, *, us: str) -> Mention:
    who = part(entity, "mentioned")
    ours = bool(us) and text(who, "id") == us
    return Mention(text=text(entity, "text"), name=None if ours else text(who, "name") or "someone")


def _file(file: Json) -> str:
    name, where = " ".join(text(file, "name").split()), text(file, "contentUrl")
    return f"{name} ({where})" if where else name
