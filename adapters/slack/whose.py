"""Whose words a message holds: the house's, a stranger's or a bot's, and in which channel: pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.slack.text import NO_NAMES
from bot.domain.channel import MessageRef
from bot.domain.people import PersonRef
from bot.fields import Json, part, parts, text

PLATFORM = "slack"
PROMPT, ANSWER = "golden_thread_prompt", "golden_thread_answer"
"""What our own messages carry as the type of their metadata."""
UNNAMED = "Someone on Slack"
"""Until their name has been looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel as we meet it: whose it is, and who counts as being of the house there."""

    workspace: str
    channel: str
    homes: frozenset[str]
    ours: frozenset[str]
    names: Mapping[str, str]
    strangers: bool
    one_organisation: bool = False

    def ref(self, ts: str) -> MessageRef:
        """A message there."""
        return MessageRef(platform=PLATFORM, address=f"{self.workspace}/{self.channel}", id=ts)


def place_of(body: Json, *, names: Mapping[str, str] = NO_NAMES, strangers: bool = False) -> Place | None:
    """Where it happened; None for a conversation that is no channel, or nobody's."""
    event, workspace, authorised = part(body, "event"), workspace_of(body), _authorised(body)
    channel = text(event, "channel")
    direct = event.get("channel_type") in ("im", "mpim", "app_home") or channel.startswith("D")
    if not workspace or not channel or direct:
        return None
    # In a shared channel the envelope's own team can be the other side's: the authorisation goes first.
    whose = authorised or body
    homes = {workspace, text(whose, "team_id"), text(whose, "enterprise_id")} - {""}
    bot = text(authorised, "user_id") if authorised.get("is_bot") else ""
    return Place(
        workspace=workspace,
        channel=channel,
        homes=frozenset(homes),
        ours=frozenset({bot} - {""}),
        names=names,
        strangers=strangers,
        one_organisation=bool(text(whose, "enterprise_id")) and body.get("is_ext_shared_channel") is False,
    )


def workspace_of(body: Json) -> str | None:
    """The workspace whose installation hears this, which in a shared channel may not be the one it happened in."""
    authorised = _authorised(body)
    return (
        text(authorised, "team_id")
        or text(body, "team_id")
        or text(authorised, "enterprise_id")
        or text(body, "enterprise_id")
        or None
    )


def is_bots(message: Json, place: Place) -> bool:
    """Whether a bot wrote it, ourselves above all."""
    return bool(
        message.get("bot_id")
        or message.get("bot_profile")
        or message.get("subtype") == "bot_message"
        or message.get("user") == "USLACKBOT"
        or text(message, "user") in place.ours
        or part(message, "metadata").get("event_type") in (PROMPT, ANSWER)
    )


def is_stranger(message: Json, place: Place) -> bool:
    """Whether its author is of a workspace that the channel is shared with."""
    return not place.one_organisation and bool(_teams(message) - place.homes)


def author(message: Json, user: str, place: Place) -> PersonRef:
    """Who wrote it, by the workspace they are of."""
    abroad = text(message, "user_team") or text(message, "source_team") or text(message, "team")
    workspace = abroad if abroad and is_stranger(message, place) else place.workspace
    profile = part(message, "user_profile")
    name = place.names.get(user) or text(profile, "real_name") or text(profile, "display_name") or UNNAMED
    return PersonRef(platform=PLATFORM, id=f"{workspace}/{user}", name=name)


def message_of(body: Json) -> Json:
    """The message that the event is about, which is inside it where something was changed."""
    event = part(body, "event")
    return part(event, "message") or event


def _authorised(body: Json) -> Json:
    return next(iter(parts(body, "authorizations")), {})


def _teams(message: Json) -> frozenset[str]:
    """The workspaces or organisations that the author is said to be of; `team` alone can be the channel's."""
    said = {text(message, "user_team"), text(message, "source_team")} - {""}
    return frozenset(said or {text(message, "team")} - {""})
