"""The schools of a trust, and what is set up in each: for whoever may see a set-up."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, Role, School, SchoolId
from bot.domain.placement import in_use, running
from bot.domain.programme import Programme, SchoolChoice
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, Standing, Viewer, standing
from bot.usecases.reading.preview import PreviewDate, PreviewRequest, preview_for
from bot.usecases.schools.lines import SchoolLine, lines
from scheduler.model import OnDemand

PAGE = 60
"""Schools on one page: a large trust's all at once."""


class Step(Enum):
    """What is to be done next before any question goes out."""

    SCHOOL = auto()
    CHANNEL = auto()
    PROGRAMME = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolsPage:
    """Schools by name. `next` is the school after which the next page begins; `total` counts all that fit.

    `keeps` says whether this viewer may add one.
    """

    viewer: Member
    lines: tuple[SchoolLine, ...]
    next: SchoolId | None
    total: int
    sees: int
    keeps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeHere:
    """One programme as it runs in a school: its next date that will be asked, and whether the school changed anything."""

    programme: Programme
    changed: bool
    paused_until: date | None
    ended: bool
    on_demand: bool
    next: PreviewDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolPage:
    """One school. `people` names who has a role there, None for those who do not manage people; `roles` counts them.

    To the channels in `idle` no programme comes. `keeps`, `sets` and `connects` say what this viewer may do: change its
    name, choose its programmes, connect its channels.
    """

    school: School
    programmes: tuple[ProgrammeHere, ...]
    channels: tuple[Channel, ...]
    roles: tuple[tuple[Role, int], ...]
    people: tuple[tuple[Member, tuple[Role, ...]], ...] | None
    idle: frozenset[ChannelId]
    adjusts: bool
    keeps: bool
    sets: bool
    connects: bool
    sees_the_trail: bool


async def schools(
    bot: Bot, viewer: Viewer, *, named: str | None = None, after: SchoolId | None = None, limit: int = PAGE
) -> SchoolsPage:
    """The schools whose set-up they may see, by name. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    seen = person.require(Deed.SEE_THE_SET_UP)
    words = (named or "").casefold().split()
    fitting = sorted(
        (each for each in person.charter.schools if each.id in seen and _fits(each, words)), key=_place
    )
    start = next((_place(each) for each in person.charter.schools if each.id == after), None)
    shown = [each for each in fitting if start is None or _place(each) > start]
    page = shown[:limit]
    return SchoolsPage(
        viewer=person.member,
        lines=await lines(bot, person.charter, page),
        next=page[-1].id if len(shown) > limit else None,
        total=len(fitting),
        sees=len(seen),
        keeps=person.everywhere(Deed.KEEP_SCHOOLS),
    )


async def school(bot: Bot, viewer: Viewer, *, of: SchoolId) -> SchoolPage:
    """What is set up in that school. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SEE_THE_SET_UP, school=of)
    here = person.school(of)
    held, channels = _held(person.charter, of), _channels(person.charter, of)
    used = in_use(person.charter, on=person.charter.today(bot.clock.now()))
    return SchoolPage(
        school=here,
        programmes=await _programmes(bot, person, here),
        channels=channels,
        roles=tuple((role, count) for role in Role if (count := sum(role in roles for _, roles in held))),
        people=held if of in person.may(Deed.MANAGE_PEOPLE) else None,
        idle=frozenset(each.id for each in channels) - used,
        adjusts=of in person.may(Deed.ADJUST_THE_PROGRAMME),
        keeps=of in person.may(Deed.KEEP_SCHOOLS),
        sets=of in person.may(Deed.SET_PROGRAMMES),
        connects=of in person.may(Deed.CONNECT_CHANNELS),
        sees_the_trail=of in person.may(Deed.SEE_THE_TRAIL),
    )


def next_step(bot: Bot, person: Standing) -> Step | None:
    """What somebody who decides for the trust has to do next before any question goes out; None once one can."""
    charter = person.charter
    if not person.everywhere(Deed.SET_PROGRAMMES):
        return None
    if not charter.schools:
        return Step.SCHOOL
    if not charter.channels:
        return Step.CHANNEL
    return None if running(charter, on=charter.today(bot.clock.now())) else Step.PROGRAMME


def programmes_at(charter: Charter, school: SchoolId) -> tuple[Programme, ...]:
    """The trust's programmes that come to that school, through the trust's channels or its own, by name."""
    there = {channel.id for channel in charter.channels if channel.school == school}
    adding = {choice.programme for choice in charter.choices if choice.school == school and choice.channels}
    found = (each for each in charter.programmes if there & set(each.channels) or each.id in adding)
    return tuple(sorted(found, key=lambda programme: (programme.name, programme.id)))


def choice_of(charter: Charter, programme: Programme, school: SchoolId) -> SchoolChoice | None:
    """What that school has chosen about that programme, if anything."""
    for choice in charter.choices:
        if (choice.programme, choice.school) == (programme.id, school):
            return choice
    return None


def _place(school: School) -> tuple[str, str]:
    return school.name.casefold(), school.id


def _fits(school: School, words: list[str]) -> bool:
    name = school.name.casefold()
    return all(word in name for word in words)


async def _programmes(bot: Bot, person: Standing, here: School) -> tuple[ProgrammeHere, ...]:
    today = bot.clock.now().astimezone(ZoneInfo(here.calendar.zone)).date()
    shown = []
    for programme in programmes_at(person.charter, here.id):
        choice = choice_of(person.charter, programme, here.id)
        request = PreviewRequest(programme=programme.id, school=here.id, count=1)
        found = await preview_for(bot, person, request=request)
        runs = found[0].programme if found else programme.at_school(choice)
        until = runs.paused_until
        coming = [each for each in (found[0].dates if found else ()) if each.left_out is None]
        shown.append(
            ProgrammeHere(
                programme=runs,
                changed=choice is not None
                and choice != SchoolChoice(programme=programme.id, school=here.id)
                and runs != programme,
                paused_until=until if until and until > today else None,
                ended=bool(runs.ends and runs.ends < today),
                on_demand=isinstance(runs.recurrence, OnDemand),
                next=coming[0] if coming else None,
            )
        )
    return tuple(shown)


def _channels(charter: Charter, school: SchoolId) -> tuple[Channel, ...]:
    there = (channel for channel in charter.channels if channel.school == school)
    return tuple(sorted(there, key=lambda channel: channel.name))


def _held(charter: Charter, school: SchoolId) -> tuple[tuple[Member, tuple[Role, ...]], ...]:
    """Who has a role in that school by name, and which."""
    found = []
    for member in sorted(charter.members, key=lambda member: (member.name, member.id)):
        roles = tuple(sorted({grant.role for grant in member.grants if grant.school == school}))
        if roles:
            found.append((member, roles))
    return tuple(found)
