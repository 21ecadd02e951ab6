"""Posting a school's heat map to a channel: once for each press of the button, and honest about how it ended."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from weakref import WeakValueDictionary

import structlog

from bot.domain.channel import Channel, ChannelId
from bot.domain.people import MemberId, School, SchoolId
from bot.domain.picture import Ended, Picture
from bot.domain.pressure import HeatMap, heat_map_of
from bot.domain.trail import Act, Did, Difference
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from bot.ports.trail import TrailEntry
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.permission import NotAllowed, NotFound, Standing, Viewer, standing
from bot.usecases.pressure.charting import years_of
from bot.usecases.pressure.shown import DEEDS
from bot.wording import heat_map, no_such_platform
from bot.wording import pressure as wording

log = structlog.get_logger()

Painter = Callable[..., bytes]
"""From a heat map and its `title` to a PNG."""
LOOKED_THROUGH = 40
"""So many of a school's latest postings are looked through for those to one channel."""
_ONE_AT_A_TIME: WeakValueDictionary[ChannelId, asyncio.Lock] = WeakValueDictionary()


class CannotPost(ValueError):  # noqa: N818 - it says what is so
    """It was not posted, or not again, or nobody knows; the message says so and what to do."""


async def last_posting(
    bot: Bot, viewer: Viewer, *, school: SchoolId, channel: ChannelId
) -> tuple[int, Ended | None]:
    """The number of the latest entry about a posting there (0 for none), and how that one ended.

    Raises NotFound, NotAllowed.
    """
    person = await standing(bot, viewer)
    _permitted(person, school)
    entries = await _entries(bot, person, school, channel)
    return (entries[0].number, _ended(entries[0])) if entries else (0, None)


async def post_heat_map(  # noqa: PLR0913 - what, where, and after what was seen
    bot: Bot,
    viewer: MemberId,
    *,
    school: SchoolId,
    channel: ChannelId,
    year: int,
    seen: int,
    paint: Painter,
) -> Channel:
    """The picture stands in the channel; returns which. `seen` is the number that `last_posting` gave with the form.

    Raises NotFound, NotAllowed, and CannotPost: also where that form was sent before, and where the outcome is unclear.
    """
    person = await standing(bot, viewer)
    here = _permitted(person, school)
    to = person.channel_by_id(channel)
    if to.school != school or year not in years_of(here.calendar, bot.clock.now().date()):
        raise NotFound("There is no such channel here.")
    if to.closed_because:
        raise CannotPost(wording.closed_there(channel=to.name))
    drawn = heat_map_of(here.calendar, year=year)
    if not drawn.charted:
        raise CannotPost(wording.nothing_charted())
    picture = await _picture(drawn, here, paint=paint)
    await _claim(bot, person, here, to, seen=seen)
    ended, why = await _posted(bot, picture, to)
    await _write(bot, person, here, to, ended=ended, at=bot.clock.now())
    log.info("heat_map.posted", school=school, channel=channel, ended=ended.value, by=viewer)
    if ended is Ended.PERHAPS:
        raise CannotPost(wording.perhaps_posted(channel=to.name))
    if ended is Ended.NOT_POSTED:
        raise CannotPost(wording.not_posted(channel=to.name, why=why))
    return to


async def _picture(drawn: HeatMap, here: School, *, paint: Painter) -> Picture:
    title = heat_map.picture_title(school=here.name, year=drawn.year)
    png = await asyncio.to_thread(paint, drawn, title=title)
    return Picture(png=png, title=title, alt=heat_map.picture_alt(drawn), words=heat_map.picture_words(drawn))


async def _claim(bot: Bot, person: Standing, here: School, to: Channel, *, seen: int) -> None:
    """It is written down that this press posts it, before anything is sent. Raises CannotPost if another one does."""
    at = bot.clock.now()
    async with _ONE_AT_A_TIME.setdefault(to.id, asyncio.Lock()):
        known = await _entries(bot, person, here.id, to.id)
        if known and known[0].number != seen:
            raise CannotPost(wording.posted_already(channel=to.name))
        await _write(bot, person, here, to, ended=Ended.ON_ITS_WAY, at=at)
        since = [entry for entry in await _entries(bot, person, here.id, to.id) if entry.number > seen]
    first = since[-1].act if since else None
    # A second copy of the program may have been asked at the same moment: whoever is written first posts.
    if first is None or (first.by, first.at) != (person.member.id, at):
        raise CannotPost(wording.posted_already(channel=to.name))


async def _posted(bot: Bot, picture: Picture, to: Channel) -> tuple[Ended, str]:
    platform = bot.platforms.get(to.platform)
    if platform is None:
        return Ended.NOT_POSTED, no_such_platform(to.platform)
    try:
        async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
            await platform.picture(picture, to=to)
    except (TryLater, Refused) as error:
        return Ended.NOT_POSTED, str(error) if isinstance(error, Refused) else wording.try_later()
    except Exception as error:  # noqa: BLE001 - whatever it was, it may have been posted
        if not isinstance(error, OutcomeUnknown | TimeoutError):
            log_failure("heat_map.failed_unexpectedly", error, channel=to.id)
        return Ended.PERHAPS, ""
    return Ended.POSTED, ""


async def _write(  # noqa: PLR0913 - who did what where, and when
    bot: Bot, person: Standing, here: School, to: Channel, *, ended: Ended, at: datetime
) -> None:
    said = Difference(about=to.name, setting=wording.HEAT_MAP, was=None, now=ended.value, school=here.id)
    act = Act(
        trust=here.trust,
        did=Did.POSTED_PICTURE,
        at=at,
        by=person.member.id,
        about=to.id,
        school=here.id,
        differences=(said,),
    )
    await bot.store.trail.write(act)


async def _entries(bot: Bot, person: Standing, school: SchoolId, channel: ChannelId) -> list[TrailEntry]:
    """What the trail has of postings to that channel, newest first."""
    page = await bot.store.trail.page(
        person.member.trust,
        schools=frozenset({school}),
        did=frozenset({Did.POSTED_PICTURE}),
        limit=LOOKED_THROUGH,
    )
    return [entry for entry in page if entry.act.about == channel]


def _ended(entry: TrailEntry) -> Ended | None:
    said = next((each.now for each in entry.act.differences), None)
    return Ended(said) if said in set(Ended) else None


def _permitted(person: Standing, school: SchoolId) -> School:
    here = person.school(school)
    if not any(school in person.may(deed) for deed in DEEDS.values()):
        raise NotAllowed(wording.not_yours_to_post())
    return here
