"""When a programme comes next in a school, what it will probably ask, and why some dates are left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import wording
from bot.domain.agenda import Dated, agenda
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.delivery import State
from bot.domain.owed import came_in_turn
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.ports.directory import Plannable
from bot.usecases.bank import bank_in, bank_of
from bot.usecases.bot import Bot
from bot.usecases.came import earliest
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, NotFound, Viewer, standing
from bot.usecases.sending.choosing import Chooser
from bot.usecases.sending.plan_deliveries import delivery_id
from bot.wording import plans
from prompts.model import PromptBank
from prompts.references import Order
from scheduler.model import ClosedDayRule
from scheduler.planning import FARTHEST_MOVE, busy_week

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
    places = tuple(place for place in plan.channels if request.school in {None, place[1].id})
    bank = await bank_of(bot, plan.programme.trust)
    return await _previews(bot, replace(plan, channels=places), request, bank=bank)


async def preview_for(bot: Bot, viewer: Viewer, *, request: PreviewRequest) -> tuple[Preview, ...]:
    """The same for a member, of the schools in their sight. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    schools = person.require(Deed.SEE_WHAT_WAS_ASKED, school=request.school)
    going = _going(person.programme(request.programme), person.charter, schools=schools)
    return await _previews(bot, going, request, bank=bank_in(bot, person.charter))


async def preview_of_proposed(bot: Bot, after: Charter, *, request: PreviewRequest) -> tuple[Preview, ...]:
    """The same of a set-up as it would be once saved, in the school named; none where the programme does not go there."""
    schools = frozenset([request.school] if request.school else [])
    programme = next(each for each in after.programmes if each.id == request.programme)
    going = _going(programme, after, schools=schools)
    return await _previews(bot, going, request, bank=bank_in(bot, after)) if going.channels else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Going:
    """A programme, with the places it is shown in and what their schools have chosen."""

    programme: Programme
    channels: tuple[tuple[Channel, School], ...]
    choices: Mapping[SchoolId, SchoolChoice]


def _going(programme: Programme, charter: Charter, *, schools: frozenset[SchoolId]) -> _Going:
    """The programme in these schools, the trust's channels first, as planning has it."""
    choices = {each.school: each for each in charter.choices if each.programme == programme.id}
    place = {key: at for at, key in enumerate(programme.channels)}
    there = {each.id: each for each in charter.schools if each.id in schools}
    added = {(of, key) for of, choice in choices.items() for key in programme.added_by(choice)}
    found = [
        (each, there[each.school])
        for each in charter.channels
        if each.school in there and (each.id in place or (each.school, each.id) in added)
    ]
    ordered = sorted(found, key=lambda each: place.get(each[0].id, len(place)))
    return _Going(programme=programme, channels=tuple(ordered), choices=choices)


async def _previews(
    bot: Bot, plan: Plannable | _Going, request: PreviewRequest, *, bank: PromptBank
) -> tuple[Preview, ...]:
    if request.school and not plan.channels:
        raise NotFound(f"The programme does not go to the school {request.school!r}.")
    named = [channel.id for channel, _ in plan.channels] if request.school else None
    asked = await bot.store.outbox.asked(plan.programme.id, channels=named)
    choose = Chooser(plan.programme, bank)
    now = bot.clock.now()
    calendars = (school.calendar for _, school in plan.channels)
    since = earliest(plan.programme, calendars, now=now)
    taken = await bot.store.outbox.came(plan.programme.id, since=since, channels=named)
    found = []
    for channel, school in plan.channels:
        programme = plan.programme.at_school(plan.choices.get(school.id))
        past = asked.get(channel.id, ())
        projected = _Projected(
            bank=bank,
            choose=choose.at(programme),
            asked=past,
            settled=await _settled(bot, programme, channel, school, now=now),
            taken=taken.get(channel.id, ()),
            now=now,
        )
        dates = _dates(programme, school, request, projected)
        found.append(Preview(programme=programme, school=school, channel=channel, dates=dates))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Projected:
    """What the projection for one channel depends on: `asked` in the past, what was `taken`, and what is `settled`."""

    bank: PromptBank
    choose: Chooser
    asked: Sequence[str]
    settled: Mapping[date, str]
    taken: Sequence[date]
    now: datetime

    def left_out(self, programme: Programme, school: School, dated: Dated) -> str | None:
        """Why nothing comes, or None."""
        key = dated.occurrence.key
        if key in self.settled:
            return self.settled[key]
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


async def _settled(
    bot: Bot, programme: Programme, channel: Channel, school: School, *, now: datetime
) -> Mapping[date, str]:
    """The dates still to come that are written down already, as far as nothing more will come of them, and why.

    Somebody has asked for it early, or it came, or was left out, before it was moved to a later day or time.
    """
    today = now.astimezone(ZoneInfo(school.calendar.zone)).date()
    moves_on = programme.closed_day is ClosedDayRule.NEXT or programme.moves_from is not None
    last = today + timedelta(days=FARTHEST_MOVE if moves_on else 0)
    settled: dict[date, str] = {}
    for dated in agenda(programme, school.calendar, start=today, end=last):
        key = dated.occurrence.key
        if key > today or dated.occurrence.due_at <= now:
            continue
        owed = await bot.store.outbox.owed(delivery_id(programme.id, channel.id, key))
        if owed is not None and owed.delivery.asked_by is not None:
            settled[key] = wording.came_already()
        elif owed is not None and owed.delivery.state is not State.DUE:
            came = owed.delivery.state not in {State.SKIPPED, State.MISSED}
            settled[key] = plans.has_come() if came else plans.was_left_out()
    return settled
