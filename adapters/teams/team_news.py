"""What an activity says about where we are: let in or put out, renamed, deleted, restored; pure, and None for all else.

Teams writes some events' names now with capitals and now without, and says of a private channel's members what it
says of a team's in other words. Of the people who come and go nothing is read but whether we are one of them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adapters.teams.inbound import moment, tenant_of
from bot.fields import Json, part, parts, text


class Kind(StrEnum):
    """What has happened."""

    ADDED = "added"
    REMOVED = "removed"
    TEAM_NAMED = "team-named"
    TEAM_ARCHIVED = "team-archived"
    TEAM_UNARCHIVED = "team-unarchived"
    TEAM_DELETED = "team-deleted"
    TEAM_RESTORED = "team-restored"
    TEAM_ENDED = "team-ended"
    CHANNEL_NAMED = "channel-named"
    CHANNEL_DELETED = "channel-deleted"
    CHANNEL_RESTORED = "channel-restored"
    CHANNEL_JOINED = "channel-joined"
    CHANNEL_LEFT = "channel-left"
    CHANNEL_SHARED = "channel-shared"
    CHANNEL_UNSHARED = "channel-unshared"
    CHAT_BEGUN = "chat-begun"
    CHAT_ENDED = "chat-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`name` is the team's, or the channel's where `channel` is one; `outside` are teams of other tenants.

    `at` is when it happened, None where Teams does not say. `person` is whose chat with us it is.
    """

    kind: Kind
    tenant: str
    at: datetime | None
    team: str = ""
    group: str = ""
    name: str = ""
    channel: str = ""
    person: str = ""
    outside: frozenset[str] = frozenset()


_OF_TEAMS = {
    "teamrenamed": Kind.TEAM_NAMED,
    "teamarchived": Kind.TEAM_ARCHIVED,
    "teamunarchived": Kind.TEAM_UNARCHIVED,
    "teamdeleted": Kind.TEAM_DELETED,
    "teamrestored": Kind.TEAM_RESTORED,
    "teamharddeleted": Kind.TEAM_ENDED,
}
_OF_CHANNELS = {
    "channelcreated": Kind.CHANNEL_NAMED,
    "channelrenamed": Kind.CHANNEL_NAMED,
    "channeldeleted": Kind.CHANNEL_DELETED,
    "channelrestored": Kind.CHANNEL_RESTORED,
    "channelshared": Kind.CHANNEL_SHARED,
    "channelunshared": Kind.CHANNEL_UNSHARED,
}
_COMING = frozenset({"add", "add-upgrade"})
_GOING = frozenset({"remove", "remove-upgrade"})


def news(activity: Json) -> News | None:
    """What it says; None where it is not about us, or not about a team, a channel of one, or a chat with us alone."""
    tenant, scope = tenant_of(activity), text(part(activity, "conversation"), "conversationType")
    if not tenant:
        return None
    if scope == "personal":
        return _of_chat(activity, tenant)
    return _of_team(activity, tenant) if scope == "channel" else None


def _of_chat(activity: Json, tenant: str) -> News | None:
    person = text(part(activity, "from"), "aadObjectId")
    kind = {True: Kind.CHAT_BEGUN, False: Kind.CHAT_ENDED, None: None}[_we_came(activity)]
    if kind is None or not person:
        return None
    return News(kind=kind, tenant=tenant, at=moment(activity.get("timestamp")), person=person)


def _of_team(activity: Json, tenant: str) -> News | None:
    said = part(activity, "channelData")
    team, channel, event = part(said, "team"), part(said, "channel"), text(said, "eventType").casefold()
    of_channel = event.startswith("channel")
    kind = _kind(activity, event)
    team_id = text(team, "id") or text(said, "teamsTeamId")
    if kind is None or not team_id or (of_channel and not text(channel, "id")):
        return None
    return News(
        kind=kind,
        tenant=tenant,
        at=moment(activity.get("timestamp")),
        team=team_id,
        group=text(team, "aadGroupId"),
        name=_one_line(text(channel if of_channel else team, "name")),
        channel=text(channel, "id").partition(";")[0] if of_channel else "",
        outside=_outside(said, tenant),
    )


def _kind(activity: Json, event: str) -> Kind | None:
    we_came = _we_came(activity)
    if we_came is None:
        of_ours = activity.get("type") == "conversationUpdate"
        return (_OF_TEAMS | _OF_CHANNELS).get(event) if of_ours else None
    if event.startswith("channel"):
        return Kind.CHANNEL_JOINED if we_came else Kind.CHANNEL_LEFT
    return Kind.ADDED if we_came else Kind.REMOVED


def _we_came(activity: Json) -> bool | None:
    """Whether we were let in, or put out; None where it is about neither."""
    if activity.get("type") == "installationUpdate":
        action = text(activity, "action")
        return True if action in _COMING else False if action in _GOING else None
    if activity.get("type") != "conversationUpdate":
        return None
    us = text(part(activity, "recipient"), "id").casefold()
    for key, came in (("membersAdded", True), ("membersRemoved", False)):
        if us and us in {text(each, "id").casefold() for each in parts(activity, key)}:
            return came
    return None


def _outside(said: Json, tenant: str) -> frozenset[str]:
    """The teams of other tenants with which a channel is shared from now on, or no longer."""
    others = (*parts(said, "sharedWithTeams"), *parts(said, "unsharedFromTeams"))
    return frozenset(
        text(other, "id") or text(other, "aadGroupId")
        for other in others
        if text(other, "tenantId") not in {"", tenant}
    )


def _one_line(name: str) -> str:
    return " ".join(name.split())
