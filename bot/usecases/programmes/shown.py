"""The programmes of a trust: what each asks, when and where, how it stands and when it comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.charter.fingerprint import fingerprint
from bot.domain.agenda import agenda
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.decisive import Setting, Settings
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.runs import Run
from bot.domain.trail import Did
from bot.ports.trail import TrailEntry
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, Standing, Viewer, standing
from bot.usecases.programmes.course import asks, course_of, first
from bot.usecases.reading.preview import Preview, PreviewRequest, preview_for
from bot.wording import programmes as wording
from prompts.model import Prompt, PromptBank

AHEAD = timedelta(days=200)
"""How far a list looks for the next date: past the longest holiday."""
NEAR = timedelta(days=15)
A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""
FIRST_PROMPTS = 6
DATES = 10
MORE_DATES = 40
"""A school year of weeks."""
LAST_CHANGES = 5
TRAIL_READ = 60
"""Entries of the trail that are looked through for the last changes of one programme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """One programme in a list: `next` is the first date to come in any school, in that school's zone."""

    programme: Programme
    when: str
    where: str
    state: str
    next: datetime | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """One programme with all that it is; `prompts` are those it may ask, in the order it has them.

    `dates` are the next ones in one school (there are `more` in a year), `course` says what comes after its last question.
    """

    programme: Programme
    line: ProgrammeLine
    draws: str
    prompts: tuple[Prompt, ...]
    places: tuple[tuple[School, tuple[Channel, ...]], ...]
    dates: tuple[Preview, ...]
    more: bool
    course: str | None
    trail: tuple[TrailEntry, ...]
    sets: bool
    fingerprint: str


async def programmes(bot: Bot, viewer: Viewer) -> tuple[ProgrammeLine, ...]:
    """Those that come to a school in their sight, or to none at all; what is over comes last. Raises NotAllowed."""
    person = await standing(bot, viewer)
    schools = person.require(Deed.SEE_THE_SET_UP)
    now = bot.clock.now()
    lines = [
        _line(programme, person.charter, schools=schools, now=now)
        for programme in person.charter.programmes
        if _in_sight(programme, person, schools)
    ]
    return tuple(sorted(lines, key=lambda line: (line.over, line.programme.name.casefold())))


async def read_programme(
    bot: Bot,
    viewer: Viewer,
    programme: ProgrammeId,
    *,
    school: SchoolId | None = None,
    dates: int = DATES,
) -> ProgrammePage:
    """What it asks, when and where, with that many next dates in one school. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    schools = person.require(Deed.SEE_THE_SET_UP, school=school)
    found = person.programme(programme)
    if not _in_sight(found, person, schools):
        person.require(Deed.SET_PROGRAMMES)
    places = places_of(found, person.charter, schools=person.may(Deed.SEE_THE_SET_UP))
    shown = school or (places[0][0].id if places else None)
    bank = bank_in(bot, person.charter)
    prompts = asks(found, bank)
    coming = course = None
    if shown and any(place.id == shown for place, _ in places):
        questions = len(prompts)
        request = PreviewRequest(programme=programme, school=shown, count=max(questions, dates) + 1)
        coming = (await preview_for(bot, person, request=request))[0]
        course = await course_of(bot, coming, questions=len(asks(coming.programme, bank)))
    first_dates = first(coming.dates, dates) if coming else ()
    return ProgrammePage(
        programme=found,
        line=_line(found, person.charter, schools=schools, now=bot.clock.now()),
        draws=draws(prompts, bank),
        prompts=prompts,
        places=places,
        dates=(replace(coming, dates=first_dates),) if coming else (),
        more=coming is not None and len(coming.dates) > len(first_dates) and dates < MORE_DATES,
        course=course,
        trail=await _trail(bot, person, found),
        sets=bool(person.may(Deed.SET_PROGRAMMES)),
        fingerprint=fingerprint(found),
    )


def draws(prompts: Sequence[Prompt], bank: PromptBank) -> str:
    """Such as "12 prompts from Commitment and Communication"."""
    used = {prompt.theme for prompt in prompts}
    return wording.drawn((theme.name for theme in bank.themes if theme.key in used), prompts=len(prompts))


def places_of(
    programme: Programme, charter: Charter, *, schools: frozenset[SchoolId]
) -> tuple[tuple[School, tuple[Channel, ...]], ...]:
    """Each of these schools to which it comes, with its channels there, by name."""
    channels: dict[SchoolId, list[Channel]] = {}
    meant = frozenset(programme.channels)
    for channel in charter.channels:
        if channel.id in meant:
            channels.setdefault(channel.school, []).append(channel)
    found = [
        (school, tuple(channels[school.id]))
        for school in charter.schools
        if school.id in channels and school.id in schools
    ]
    return tuple(sorted(found, key=lambda place: place[0].name.casefold()))


def _in_sight(programme: Programme, person: Standing, schools: frozenset[SchoolId]) -> bool:
    if person.may(Deed.SET_PROGRAMMES):
        return True
    return bool(places_of(programme, person.charter, schools=schools))


def _line(
    programme: Programme, charter: Charter, *, schools: frozenset[SchoolId], now: datetime
) -> ProgrammeLine:
    places = places_of(programme, charter, schools=schools)
    here = (
        now.astimezone(ZoneInfo(charter.schools[0].calendar.zone)).date() if charter.schools else now.date()
    )
    return ProgrammeLine(
        programme=programme,
        when=wording.when(programme.recurrence),
        where=wording.where(len(places), every=len(schools)),
        state=wording.state(programme, today=here),
        next=_next(programme, charter, [school for school, _ in places], now=now),
        over=bool(programme.ends and programme.ends < here),
    )


def _next(
    programme: Programme, charter: Charter, schools: Sequence[School], *, now: datetime
) -> datetime | None:
    """The first date to come in any of these schools, each way of running it worked out once."""
    choices = {choice.school: choice for choice in charter.choices if choice.programme == programme.id}
    settings = Settings(now.date() - A_DAY, now.date() + AHEAD + A_DAY)
    runs = (
        Run(
            calendar=school.calendar,
            programme=programme.at_school(choices.get(school.id)),
            channels=frozenset(),
        )
        for school in schools
    )
    # Equal settings are one object: a calendar takes longer to compare than to follow.
    ways = {id(setting): setting for setting in map(settings.of, runs) if setting}
    return min((each for each in (_first(way, now=now) for way in ways.values()) if each), default=None)


def _first(way: Setting, *, now: datetime) -> datetime | None:
    """The first date to come: as a rule it is near, and the days beyond need not be looked at."""
    zone = ZoneInfo(way.calendar.zone)
    start = now.astimezone(zone).date()
    for ahead in (NEAR, AHEAD):
        for dated in agenda(way.programme, way.calendar, start=start, end=start + ahead):
            if dated.left_out is None and dated.occurrence.due_at > now:
                return dated.occurrence.due_at.astimezone(zone)
    return None


async def _trail(bot: Bot, person: Standing, programme: Programme) -> tuple[TrailEntry, ...]:
    """The last changes of this programme, for those who may see the trail."""
    if not person.may(Deed.SEE_THE_TRAIL):
        return ()
    did = frozenset({Did.CHANGED_PROGRAMME, Did.CHOSE_FOR_SCHOOL})
    page = await bot.store.trail.page(person.charter.trust.id, did=did, limit=TRAIL_READ)
    return tuple(entry for entry in page if entry.act.about == programme.id)[:LAST_CHANGES]
