"""What Teams tells us about teams, their channels and our own place in them, and what each means to us: a table.

Each is done when Teams is answered, may be told any number of times and in any order: what is older than what we
know of the same thing changes nothing. A team has no news of what it was called or held before we came: its
channels are asked for then and, until Teams has listed them, with whatever else it tells us of the team.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from adapters.teams.desk import Desk
from adapters.teams.inbound import PLATFORM
from adapters.teams.remedies import ADD
from adapters.teams.team_news import Kind, News, news
from adapters.teams.welcoming import welcome
from bot.fields import Json
from bot.ports.chat import ChatError
from bot.usecases.hearing.channel_news import opened_again, renamed, shut

log = structlog.get_logger()

# In the words of a post that is refused for it: whichever we hear of first.
REMOVED = ADD
LEFT = (
    "Golden Thread was taken out of the channel in Teams: an owner of the channel adds the app to it again."
)
ARCHIVED = "The team is archived on Teams: an owner of the team must restore it, or choose another channel in the set-up."
_ROSTER = "“golden-thread teams roster” lists the channels there are, with their addresses."
TEAM_DELETED = (
    "The team was deleted on Teams: an admin can restore it within 30 days, or choose another channel in the set-up. "
    + _ROSTER
)
ENDED = f"The team was deleted on Teams for good: choose another channel in the set-up. {_ROSTER}"
DELETED = (
    "The channel was deleted on Teams: an owner of the team can restore it within 30 days, or choose another one in the "
    f"set-up. {_ROSTER}"
)
SHARED = (
    "The channel is shared with people outside the trust, who would read the answers: stop sharing it, or choose "
    "another one."
)

_YES, _NO = "yes", ""
_LISTED = "listed"
"""The mark of a team whose channels Teams has told us all of, once."""
_OF_TEAM = {"out": REMOVED, "ended": ENDED, "deleted": TEAM_DELETED, "archived": ARCHIVED}
"""What keeps us out of all of a team, and why, gravest first: the keys of its marks."""
_OF_CHANNEL = {"deleted": DELETED, "left": LEFT, "shared": SHARED}
"""The same of a channel, after its id."""

_REASONS = frozenset((_OF_TEAM | _OF_CHANNEL).values())

_SAYS: Mapping[Kind, Mapping[str, str]] = {
    # A team that lets us in is there.
    Kind.ADDED: dict.fromkeys(_OF_TEAM, _NO),
    Kind.REMOVED: {"out": _YES},
    Kind.TEAM_ARCHIVED: {"archived": _YES},
    Kind.TEAM_UNARCHIVED: {"archived": _NO},
    Kind.TEAM_DELETED: {"deleted": _YES},
    Kind.TEAM_RESTORED: {"deleted": _NO},
    Kind.TEAM_ENDED: {"ended": _YES},
    Kind.CHANNEL_DELETED: {"deleted": _YES},
    Kind.CHANNEL_RESTORED: {"deleted": _NO},
    Kind.CHANNEL_JOINED: {"left": _NO},
    Kind.CHANNEL_LEFT: {"left": _YES},
    Kind.CHANNEL_SHARED: {"shared": _YES},
    Kind.CHANNEL_UNSHARED: {"shared": _NO},
}
_FROM_WITHIN = frozenset(
    {
        Kind.TEAM_NAMED,
        Kind.TEAM_ARCHIVED,
        Kind.TEAM_UNARCHIVED,
        Kind.TEAM_RESTORED,
        Kind.CHANNEL_NAMED,
        Kind.CHANNEL_DELETED,
        Kind.CHANNEL_RESTORED,
        Kind.CHANNEL_JOINED,
    }
)
"""Whoever is told of these is in the team, even if it was never told of having been let in again."""
_NAMING = frozenset({Kind.ADDED, Kind.TEAM_NAMED, Kind.CHANNEL_NAMED, Kind.CHANNEL_RESTORED})


async def happened(desk: Desk, activity: Json) -> None:
    """What it says about us is kept, and channels are shut or open as it says. Raises StoreUnavailable."""
    told = news(activity)
    if told is None:
        return
    at = told.at or desk.bot.clock.now()
    if told.person:
        await _chat(desk, activity, told, at=at)
        return
    taken = await desk.marks.take(_about(told.tenant, told.team), dict(_marks(told)), at=at)
    if not taken:
        log.info("teams.told_late", kind=told.kind)
        return
    await _apply(desk, told, again=told.kind in _FROM_WITHIN and taken.get("out") == _YES)
    if f"{told.channel} name" in taken:
        address = f"{told.tenant}/{told.channel}"
        await renamed(desk.bot, platform=PLATFORM, address=address, name=told.name)
    if told.kind is Kind.ADDED or _LISTED not in await desk.marks.of(_about(told.tenant, told.team)):
        desk.later(look(desk, told.tenant, told.team))


async def look(desk: Desk, tenant: str, team: str) -> None:
    """The channels of a team we are in are known as Teams lists them, and those of ours are open that nothing shuts.

    Nothing where Teams cannot say now: they become known as we hear of each, or are to be asked in. Raises
    StoreUnavailable.
    """
    where = await desk.references.of_channel(f"{tenant}/{team}")
    if where is None:
        return
    try:
        listed = await desk.connector.channels(where, team=team)
    except ChatError as error:
        log.warning("teams.channels_not_listed", because=type(error).__name__)
        return
    said = {_LISTED: _YES} | {f"{channel} name": name for channel, name in listed.items()}
    await desk.marks.take(_about(tenant, team), said, at=desk.bot.clock.now())
    await _refer(desk, tenant, team)
    await _settle(desk, tenant, team, only=listed)


async def shared_outside(desk: Desk, tenant: str, team: str, channel: str) -> str | None:
    """Why nothing should be asked in that channel, as far as we were told: people outside the trust would read it."""
    return SHARED if SHARED in _of_its_own(await desk.marks.of(_about(tenant, team)), channel) else None


async def _chat(desk: Desk, activity: Json, told: News, *, at: datetime) -> None:
    """Whoever has let us in is welcomed, once until they put us out and let us in again."""
    begun, person = told.kind is Kind.CHAT_BEGUN, f"{told.tenant}/{told.person}"
    before = await desk.marks.take(person, {"chat": _YES if begun else _NO}, at=at)
    if not begun and before:
        await desk.references.removed_from_person(person)
    if begun and before.get("chat") == _NO:
        await welcome(desk, activity)


def _marks(told: News) -> Iterable[tuple[str, str]]:
    """What it says, each by the key under which it is kept."""
    of = f"{told.channel} " if told.channel else ""
    for key, word in _SAYS.get(told.kind, {}).items():
        # A channel may be shared with several, and each ends by itself.
        several = sorted(told.outside) if key == "shared" else [""]
        yield from ((f"{of}{key} {other}".rstrip(), word) for other in several)
    if told.kind in _FROM_WITHIN:
        yield "out", _NO
    if told.kind in _NAMING and told.name:
        yield f"{of}name", told.name


async def _apply(desk: Desk, told: News, *, again: bool) -> None:
    """Channels of ours are shut, or open, and we know how to speak in them, as all that we were told has it.

    `again`: we thought that we were not in the team.
    """
    says = _SAYS.get(told.kind, {}).values()
    only = [told.channel] if told.channel and not again else None
    if _YES in says:
        # First, while it is still known which channels there are.
        await _settle(desk, told.tenant, told.team, only=only)
    await _refer(desk, told.tenant, told.team)
    if _NO in says or again:
        # Not before we can speak there, or the first post is refused.
        await _settle(desk, told.tenant, told.team, only=only)


async def _refer(desk: Desk, tenant: str, team: str) -> None:
    marks = await desk.marks.of(_about(tenant, team))
    gone = next((_OF_TEAM[key] for key in ("out", "ended") if marks.get(key)), None)
    if gone:
        await desk.references.team_gone(tenant, team, because=gone)
        return
    names = await _channels(desk, tenant, team, marks)
    known = (await desk.references.teams(tenant)).get(team, "")
    channels = {channel: name for channel, name in names.items() if not _of_its_own(marks, channel)}
    await desk.references.team_is(tenant, team, name=marks.get("name") or known, channels=channels)


async def _settle(desk: Desk, tenant: str, team: str, *, only: Iterable[str] | None) -> None:
    """Our channels of those (of the team, without `only`) are shut if anything keeps us out, and open if nothing does."""
    marks = await desk.marks.of(_about(tenant, team))
    for channel in await _channels(desk, tenant, team, marks) if only is None else only:
        address = f"{tenant}/{channel}"
        ours = await desk.bot.store.directory.channel(PLATFORM, address)
        if ours is None:
            continue
        troubles, known = _troubles(marks, channel), ours.closed_because
        if not troubles:
            await opened_again(desk.bot, platform=PLATFORM, address=address)
        elif known is None or (known in _REASONS and known not in troubles):
            # Whoever looks after it hears of one reason at a time, and of the next once that is put right.
            await shut(desk.bot, platform=PLATFORM, address=address, because=troubles[0])


async def _channels(desk: Desk, tenant: str, team: str, marks: Mapping[str, str]) -> dict[str, str]:
    """Every channel of the team that we have ever heard of, names by id; the first one has the team's own id."""
    told = {mark.removesuffix(" name"): name for mark, name in marks.items() if mark.endswith(" name")}
    heard = await desk.references.channels_of(tenant, team)
    names = {team: ""} | dict(heard)
    return names | {channel: name or names.get(channel, "") for channel, name in told.items()}


def _troubles(marks: Mapping[str, str], channel: str) -> list[str]:
    """What keeps us from posting there, as far as we were told, gravest first."""
    of_team = [because for key, because in _OF_TEAM.items() if marks.get(key)]
    return of_team + _of_its_own(marks, channel)


def _of_its_own(marks: Mapping[str, str], channel: str) -> list[str]:
    so = {mark.split()[1] for mark, word in marks.items() if word == _YES and mark.startswith(f"{channel} ")}
    return [because for key, because in _OF_CHANNEL.items() if key in so]


def _about(tenant: str, team: str) -> str:
    return f"{tenant}/{team}"
