"""When a programme comes next in a school, what it will probably ask, and why some dates are left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import wording
from bot.domain.agenda import Dated, agenda
from bot.domain.channel import Channel
from bot.domain.owed import came_in_turn
from bot.domain.people import MemberId, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.ports.directory import Plannable
from bot.ports.outbox import Came
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.choosing import Chooser
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, NotFound, standing
from bot.usecases.plan_deliveries import delivery_id
from bot.wording import plans
from prompts.model import PromptBank
from prompts.references import Order
from scheduler.planning import busy_week
from scheduler.turns import earliest_turn

SHOWN = 8
MOST_SHOWN = 200
A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""
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
    `lighter` says why it is one that takes a minute.
    """

    occurrence: date
    due_at: datetime
    left_out: str | None
    moved: str | None
    prompt: PromptShown | None
    lighter: str | None = None


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
    bank = await bank_of(bot, plan.programme.trust)
    choose = Chooser(plan.programme, bank)
    now = bot.clock.now()
    taken = await _taken(bot, plan, now=now)
    found = []
    for channel, school in shown:
        programme = plan.at_school(school.id)
        past = asked.get(channel.id, ())
        projected = _Projected(
            bank=bank,
            choose=choose.at(programme),
            asked=past,
            came=await _came_already(bot, programme, channel, school, now=now),
            taken=taken.get(channel.id, ()),
            now=now,
        )
        dates = _dates(programme, school, request, projected)
        found.append(Preview(programme=programme, school=school, channel=channel, dates=dates))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Projected:
    """What the projection for one channel depends on: `asked` in the past, and what `came`, or was `taken`, already."""

    bank: PromptBank
    choose: Chooser
    asked: Sequence[str]
    came: frozenset[date]
    taken: Sequence[date]
    now: datetime

    def left_out(self, programme: Programme, school: School, dated: Dated) -> str | None:
        """Why nothing comes, or None."""
        key = dated.occurrence.key
        if key in self.came:
            return wording.came_already()
        reason = dated.left_out
        if reason is None and dated.occurrence.due_at > self.now:
            reason = came_in_turn(programme.recurrence, school.calendar, occurrence=key, came=self.taken)
        return wording.skipped(reason) if reason else None


def _dates(
    programme: Programme, school: School, request: PreviewRequest, projected: _Projected
) -> tuple[PreviewDate, ...]:
    zone, choose = ZoneInfo(school.calendar.zone), projected.choose
    history = list(projected.asked)
    shown: list[PreviewDate] = []
    for dated, why in _coming(programme, school, request, projected):
        prompt = lighter = None
        due_at = dated.occurrence.due_at.astimezone(zone)
        if why is None and dated.occurrence.due_at > projected.now:
            when = choose.time_of(due_at.date(), school.calendar)
            week = busy_week(due_at.date(), school.calendar) if when.lightest else None
            lighter = plans.lighter(week) if week else None
            if programme.order is not Order.LEAST_HEARD:
                prompt = choose.next(asked=history, school=school.id, when=when)
                history += [prompt.key] if prompt else []
        shown.append(
            PreviewDate(
                occurrence=dated.occurrence.key,
                due_at=due_at,
                left_out=why,
                moved=wording.moved(dated.occurrence),
                prompt=show(projected.bank, prompt.key) if prompt else None,
                lighter=lighter,
            )
        )
    return tuple(shown)


def _coming(
    programme: Programme, school: School, request: PreviewRequest, projected: _Projected
) -> Iterator[tuple[Dated, str | None]]:
    """The dates from the first asked for, until as many as asked for will be asked, or the horizon."""
    now = projected.now
    today = now.astimezone(ZoneInfo(school.calendar.zone)).date()
    first = max(request.start or today, programme.starts)
    last = date.fromordinal(min(first.toordinal() + HORIZON.days, date.max.toordinal()))
    left = max(1, min(request.count, MOST_SHOWN))
    for dated in agenda(programme, school.calendar, start=first, end=last):
        if request.start is None and dated.occurrence.due_at <= now:
            continue
        why = projected.left_out(programme, school, dated)
        yield dated, why
        left -= why is None
        if not left:
            return


async def _taken(bot: Bot, plan: Plannable, *, now: datetime) -> Came:
    """The dates that have had their question, back to where the turn of today began."""
    calendars = (school.calendar for _, school in plan.channels)
    since = earliest_turn(plan.programme.recurrence, calendars, now.date() - A_DAY)
    return await bot.store.outbox.came(plan.programme.id, since=since)


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
