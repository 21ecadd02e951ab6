"""When a programme comes next in a school, what it will probably ask, and why some dates are left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import wording
from bot.domain.agenda import Dated, agenda
from bot.domain.channel import Channel
from bot.domain.people import MemberId, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.ports.directory import Plannable
from bot.usecases.bot import Bot
from bot.usecases.choosing import Chooser
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, NotFound, standing
from bot.usecases.plan_deliveries import delivery_id
from prompts.references import Order

SHOWN = 8
MOST_SHOWN = 200
HORIZON = timedelta(days=731)
"""Two school years: as far as calendars are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """Which dates: from the local date `start` on (from now, if None), until `count` of them will be asked.

    `school` None means every school the programme goes to.
    """

    programme: ProgrammeId
    school: SchoolId | None = None
    start: date | None = None
    count: int = SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDate:
    """One date of the programme, `due_at` in the school's zone.

    `left_out` says why nothing will come on it, `moved` why it comes on another day than `occurrence`. `prompt` is
    what comes if nothing changes: None where it depends on what people answer until then, or lies in the past.
    """

    occurrence: date
    due_at: datetime
    left_out: str | None
    moved: str | None
    prompt: PromptShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The next dates of one programme in one channel, oldest first, those left out included."""

    programme: Programme
    school: School
    channel: Channel
    dates: tuple[PreviewDate, ...]


async def preview(bot: Bot, *, request: PreviewRequest) -> tuple[Preview, ...]:
    """For whoever sits at the machine: the dates asked for, channel by channel.

    Raises NotFound if there is no such programme, or it does not go to that school.
    """
    plan = await bot.store.directory.programme(request.programme)
    if plan is None:
        raise NotFound(f"There is no programme {request.programme!r}.")
    return await _previews(bot, plan, request, schools=None)


async def preview_for(bot: Bot, viewer: MemberId, *, request: PreviewRequest) -> tuple[Preview, ...]:
    """The same for a member, of the schools in their sight. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    schools = person.require(Deed.SEE_WHAT_WAS_ASKED, school=request.school)
    person.programme(request.programme)
    plan = await bot.store.directory.programme(request.programme)
    if plan is None:
        raise NotFound("There is no such programme here.")
    return await _previews(bot, plan, request, schools=schools)


async def _previews(
    bot: Bot, plan: Plannable, request: PreviewRequest, *, schools: frozenset[SchoolId] | None
) -> tuple[Preview, ...]:
    shown = [
        (channel, school)
        for channel, school in plan.channels
        if request.school in {None, school.id} and (schools is None or school.id in schools)
    ]
    if request.school and not shown:
        raise NotFound(f"The programme does not go to the school {request.school!r}.")
    asked = await bot.store.outbox.asked(plan.programme.id)
    choose = Chooser(plan.programme, bot.bank)
    now = bot.clock.now()
    found = []
    for channel, school in shown:
        programme = plan.at_school(school.id)
        past = asked.get(channel.id, ())
        came = await _came_already(bot, programme, channel, school, now=now)
        dates = _dates(bot, programme, school, request, choose=choose, asked=past, came=came, now=now)
        found.append(Preview(programme=programme, school=school, channel=channel, dates=dates))
    return tuple(found)


def _dates(  # noqa: PLR0913 - what the projection depends on
    bot: Bot,
    programme: Programme,
    school: School,
    request: PreviewRequest,
    *,
    choose: Chooser,
    asked: Sequence[str],
    came: frozenset[date],
    now: datetime,
) -> tuple[PreviewDate, ...]:
    zone = ZoneInfo(school.calendar.zone)
    history = list(asked)
    shown: list[PreviewDate] = []
    for dated in _coming(programme, school, request, came=came, now=now):
        prompt, why = None, wording.skipped(dated.left_out) if dated.left_out else None
        if dated.occurrence.key in came:
            why = wording.came_already()
        due_at = dated.occurrence.due_at.astimezone(zone)
        if why is None and dated.occurrence.due_at > now and programme.order is not Order.LEAST_HEARD:
            when = choose.time_of(due_at.date(), school.calendar)
            prompt = choose.next(asked=history, school=school.id, when=when)
            history += [prompt.key] if prompt else []
        shown.append(
            PreviewDate(
                occurrence=dated.occurrence.key,
                due_at=due_at,
                left_out=why,
                moved=wording.moved(dated.occurrence),
                prompt=show(bot.bank, prompt.key) if prompt else None,
            )
        )
    return tuple(shown)


def _coming(
    programme: Programme,
    school: School,
    request: PreviewRequest,
    *,
    came: frozenset[date],
    now: datetime,
) -> Iterator[Dated]:
    """The dates from the first asked for, until as many as asked for will be asked, or the horizon."""
    today = now.astimezone(ZoneInfo(school.calendar.zone)).date()
    first = max(request.start or today, programme.starts)
    last = date.fromordinal(min(first.toordinal() + HORIZON.days, date.max.toordinal()))
    left = max(1, min(request.count, MOST_SHOWN))
    for dated in agenda(programme, school.calendar, start=first, end=last):
        if request.start is None and dated.occurrence.due_at <= now:
            continue
        yield dated
        left -= dated.left_out is None and dated.occurrence.key not in came
        if not left:
            return


async def _came_already(
    bot: Bot, programme: Programme, channel: Channel, school: School, *, now: datetime
) -> frozenset[date]:
    """The dates still to come today whose question somebody has asked for already."""
    today = now.astimezone(ZoneInfo(school.calendar.zone)).date()
    came = set()
    for dated in agenda(programme, school.calendar, start=today, end=today):
        if dated.occurrence.due_at > now:
            key = dated.occurrence.key
            owed = await bot.store.outbox.owed(delivery_id(programme.id, channel.id, key))
            if owed is not None and owed.delivery.asked_by is not None:
                came.add(key)
    return frozenset(came)
