"""Reading the reflection log back: whose, by whom, and which part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.people import Member, MemberId, School, SchoolId
from bot.domain.reflection import ReflectionId
from bot.domain.scope import Scope
from bot.ports.log import LogFilter, LogLine
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Standing, standing
from prompts.model import Framework, PromptBank, Theme
from scheduler.planning import due_at

PAGE = 20
LONGEST_PAGE = 200
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """Which reflections someone asks for; what is None does not narrow. Dates are local, both included.

    `before` is the cursor that the page before gave as `next`.
    """

    school: SchoolId | None = None
    channel: ChannelId | None = None
    author: MemberId | None = None
    theme: str | None = None
    framework: str | None = None
    words: str | None = None
    since: date | None = None
    until: date | None = None
    before: ReflectionId | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntry:
    """One reflection with what it answers; `prompt` is None where the bank no longer holds it.

    `thread` is the message that opened the thread in which it was said; `said_at` is in the school's zone.
    """

    line: LogLine
    prompt: PromptShown | None
    said_at: datetime
    thread: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChoices:
    """What this reader may narrow the page by."""

    schools: tuple[School, ...]
    channels: tuple[Channel, ...]
    authors: Mapping[MemberId, str]
    themes: tuple[Theme, ...]
    frameworks: tuple[Framework, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """Reflections, newest first, and the cursor of the next page or None."""

    viewer: Member
    entries: tuple[ReviewEntry, ...]
    next: ReflectionId | None
    choices: ReviewChoices


async def review(bot: Bot, viewer: MemberId, *, request: ReviewRequest) -> ReviewPage:
    """The part of the named log that they asked for and may read.

    Raises NotFound for a school or channel that is not of their trust, NotAllowed for one that is not theirs.
    """
    person = await standing(bot, viewer)
    if request.channel is not None:
        person.log(school=person.channel_by_id(request.channel).school)
    scope = person.log(school=request.school)
    return await _page(bot, person, scope, request)


async def my_reflections(
    bot: Bot, viewer: MemberId, *, before: ReflectionId | None = None, limit: int = PAGE
) -> ReviewPage:
    """What they said themselves; everyone may read that."""
    person = await standing(bot, viewer)
    return await _page(bot, person, person.own(), ReviewRequest(before=before, limit=limit))


def entry(bank: PromptBank, line: LogLine) -> ReviewEntry:
    """A line of the log with its prompt, its local time and its thread."""
    said = line.reflection
    return ReviewEntry(
        line=line,
        prompt=show(bank, said.prompt),
        said_at=said.said_at.astimezone(ZoneInfo(line.zone)),
        thread=MessageRef(platform=said.message.platform, address=said.message.address, id=line.root),
    )


async def _page(bot: Bot, person: Standing, scope: Scope, request: ReviewRequest) -> ReviewPage:
    limit = max(1, min(request.limit, LONGEST_PAGE))
    bank = bank_in(bot, person.charter)
    filters = _filters(bank, person, scope, request)
    lines = await bot.store.log.page(scope, filters=filters, before=request.before, limit=limit + 1)
    shown = lines[:limit]
    return ReviewPage(
        viewer=person.member,
        entries=tuple(entry(bank, line) for line in shown),
        next=shown[-1].reflection.id if len(lines) > limit else None,
        choices=await _choices(bot, person, scope),
    )


def _filters(bank: PromptBank, person: Standing, scope: Scope, request: ReviewRequest) -> LogFilter:
    zone = _zone(person, scope, request)
    return LogFilter(
        school=request.school,
        channel=request.channel,
        author=request.author,
        prompts=_prompts(bank, request),
        since=_midnight(request.since, zone),
        until=_midnight(request.until, zone, days=1),
        words=request.words.strip() or None if request.words else None,
    )


def _prompts(bank: PromptBank, request: ReviewRequest) -> tuple[str, ...] | None:
    """The keys of the prompts of that theme and framework element, or None where neither was asked for."""
    if not request.theme and not request.framework:
        return None
    themes = (request.theme,) if request.theme else ()
    frameworks = (request.framework,) if request.framework else ()
    return tuple(prompt.key for prompt in bank.choose(themes=themes, frameworks=frameworks))


def _zone(person: Standing, scope: Scope, request: ReviewRequest) -> str:
    """The zone in which the dates asked for are meant: the one school's, or the first of those in sight."""
    schools = [school for school in person.charter.schools if school.id in scope.schools]
    of_channel = {
        channel.school for channel in person.charter.channels if channel.id == request.channel
    } or scope.schools
    zones = [school.calendar.zone for school in schools if school.id in of_channel]
    return zones[0] if zones else "UTC"


def _midnight(day: date | None, zone: str, *, days: int = 0) -> datetime | None:
    """When the day so many days later begins there; a date outside every log narrows nothing."""
    if day is None or not EARLIEST <= day <= LATEST:
        return None
    return due_at(day + timedelta(days=days), time.min, zone)


async def _choices(bot: Bot, person: Standing, scope: Scope) -> ReviewChoices:
    every, bank = scope if scope.author else person.log(), bank_in(bot, person.charter)
    return ReviewChoices(
        schools=tuple(school for school in person.charter.schools if school.id in every.schools),
        channels=tuple(channel for channel in person.charter.channels if channel.school in every.schools),
        authors=await bot.store.log.authors(every),
        themes=bank.themes,
        frameworks=bank.frameworks,
    )
