"""What a school lead may do about a programme of the trust: shift, pause, skip, leave out, add, ask a question now."""

from datetime import date, time
from zoneinfo import ZoneInfo

import structlog

from bot import wording
from bot.domain.agenda import agenda
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, State
from bot.domain.owed import Reason, Why, closed, not_running
from bot.domain.people import MemberId, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, SchoolMay
from bot.domain.trail import Did
from bot.domain.wishes import (
    AddChannel,
    ChangeDay,
    ChangeTime,
    KeepDate,
    LeaveOut,
    Pause,
    PutBack,
    RemoveChannel,
    Resume,
    Skip,
    Wish,
)
from bot.ports.directory import Edit, Plannable
from bot.usecases import changing
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.changing import Change, Proposed
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing, standing
from bot.usecases.programmes.wishes import CannotAdjust, choice_in, dates_of, granted
from bot.usecases.sending.choosing import chooser
from bot.usecases.sending.plan_deliveries import delivery_id
from prompts.model import Prompt
from scheduler.model import Weekday

__all__ = ["CannotAdjust", "adjust", "ask_now", "dates_of", "proposed"]

log = structlog.get_logger()


async def proposed(bot: Bot, viewer: MemberId, wish: Wish) -> Proposed:
    """What the wish would do to the coming dates; nothing is changed. Raises NotFound, NotAllowed, CannotAdjust."""
    person, edit = await _edit(bot, viewer, wish)
    return await changing.propose(bot, person, edit)


async def adjust(bot: Bot, viewer: MemberId, wish: Wish) -> Proposed:
    """It is as they wish, and in the trail. Raises NotFound, NotAllowed, CannotAdjust."""
    person, edit = await _edit(bot, viewer, wish)
    change = Change(did=Did.CHOSE_FOR_SCHOOL, about=wish.programme, school=wish.school)
    return await changing.save(bot, person, edit, change)


async def pause(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, until: date
) -> SchoolChoice:
    """Nothing of that programme comes to the school before that local date.

    Raises NotFound, NotAllowed, CannotAdjust for a date that is not ahead, or more than a year.
    """
    return await _do(bot, viewer, Pause(programme=programme, school=school, until=until))


async def resume(bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId) -> SchoolChoice:
    """The school's own pause is over. Raises NotFound, NotAllowed, and CannotAdjust where only the trust has paused it."""
    return await _do(bot, viewer, Resume(programme=programme, school=school))


async def skip(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """What was to come on that date, or was moved from it, is left out in the school.

    Raises NotFound, NotAllowed, and CannotAdjust if it is past or nothing was to come.
    """
    return await _do(bot, viewer, Skip(programme=programme, school=school, on=on))


async def keep_date(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """That date is not left out by the school any more. Raises NotFound, NotAllowed."""
    return await _do(bot, viewer, KeepDate(programme=programme, school=school, on=on))


async def change_day(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, weekday: Weekday | None
) -> SchoolChoice:
    """It comes on that weekday in the school, or on the trust's. Raises NotFound, NotAllowed, CannotAdjust."""
    return await _do(bot, viewer, ChangeDay(programme=programme, school=school, weekday=weekday))


async def change_time(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, at: time | None
) -> SchoolChoice:
    """It comes at that local time in the school, or at the trust's. Raises NotFound, NotAllowed, CannotAdjust."""
    return await _do(bot, viewer, ChangeTime(programme=programme, school=school, at=at))


async def leave_out(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, prompt: str
) -> SchoolChoice:
    """That prompt is never asked in the school. Raises NotFound, NotAllowed."""
    return await _do(bot, viewer, LeaveOut(programme=programme, school=school, prompt=prompt))


async def put_back(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, prompt: str
) -> SchoolChoice:
    """The school leaves that prompt out no more. Raises NotFound, NotAllowed."""
    return await _do(bot, viewer, PutBack(programme=programme, school=school, prompt=prompt))


async def add_channel(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, channel: ChannelId
) -> SchoolChoice:
    """It goes to that channel of the school as well. Raises NotFound, NotAllowed, CannotAdjust."""
    return await _do(bot, viewer, AddChannel(programme=programme, school=school, channel=channel))


async def remove_channel(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, channel: ChannelId
) -> SchoolChoice:
    """It goes no more to that channel, which the school had added. Raises NotFound, NotAllowed."""
    return await _do(bot, viewer, RemoveChannel(programme=programme, school=school, channel=channel))


async def ask_now(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId
) -> tuple[Channel, ...]:
    """The next question of that programme is due now in the school's channels; returns those it will come to.

    It takes the place of one planned for later today. Raises NotFound, NotAllowed, and CannotAdjust where none can
    come: one came today already, the channel is closed, the programme has not begun or is over, nothing is left to ask.
    """
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.ASK_NOW)
    today = _today(bot, here)
    runs = plan.at_school(school)
    if over := not_running(runs, on=today):
        raise CannotAdjust(wording.skipped(over))
    on = _date_of_today(runs, here, today=today)
    asked = await bot.store.outbox.asked(programme)
    choose = await chooser(bot, runs, schools=(here,))
    when = choose.time_of(today, here.calendar)
    coming: list[Channel] = []
    why_not: list[str] = []
    for channel in (channel for channel, of in plan.channels if of.id == school):
        prompt = choose.next(asked=asked.get(channel.id, ()), school=school, when=when)
        unwanted = closed(channel) or (None if prompt else Reason(Why.NOTHING_TO_ASK))
        if unwanted or prompt is None:
            why_not += [wording.skipped(unwanted)] if unwanted else []
        elif await bot.store.outbox.owe(_row(bot, plan.programme, channel, on=on, prompt=prompt, by=viewer)):
            coming.append(channel)
        else:
            why_not.append(await _there_already(bot, plan.programme, channel, on=on))
    if not coming:
        raise CannotAdjust(why_not[0])
    log.info("prompt.asked_for", programme=programme, school=school, by=viewer)
    return tuple(coming)


async def _edit(bot: Bot, viewer: MemberId, wish: Wish) -> tuple[Standing, Edit]:
    """Who wishes it, and the change of the set-up that makes it so, for whoever may."""
    person = await _lead(bot, viewer, wish.programme, wish.school)
    if isinstance(wish, LeaveOut):
        bank = await bank_of(bot, person.member.trust)
        if not any(prompt.key == wish.prompt for prompt in bank.prompts):
            raise NotFound(wording.no_such_prompt_here())
    now = bot.clock.now()
    return person, lambda charter: granted(charter, wish, now=now)


async def _do(bot: Bot, viewer: MemberId, wish: Wish) -> SchoolChoice:
    after = (await adjust(bot, viewer, wish)).after
    return choice_in(after, wish.programme, wish.school) or SchoolChoice(
        programme=wish.programme, school=wish.school
    )


async def _lead(bot: Bot, viewer: MemberId, programme: ProgrammeId, school: SchoolId) -> Standing:
    """The person, who leads that school, in whose trust that programme is. Raises NotFound, NotAllowed."""
    person = await standing(bot, viewer)
    person.school(school)
    person.programme(programme)
    person.require(Deed.ADJUST_THE_PROGRAMME, school=school)
    return person


async def _adjustable(
    bot: Bot, viewer: MemberId, programme: ProgrammeId, school: SchoolId, may: SchoolMay
) -> tuple[Plannable, School]:
    person = await _lead(bot, viewer, programme, school)
    plan = await bot.store.directory.programme(programme)
    if plan is None or school not in {of.id for _, of in plan.channels}:
        raise NotFound(wording.no_such_programme_here())
    if may not in plan.programme.schools_may:
        raise NotAllowed(wording.trust_decides(may))
    return plan, person.school(school)


def _today(bot: Bot, school: School) -> date:
    return bot.clock.now().astimezone(ZoneInfo(school.calendar.zone)).date()


def _date_of_today(programme: Programme, school: School, *, today: date) -> date:
    """The date of the programme that what is asked today stands for: one that was moved to today keeps its own."""
    falling = agenda(programme, school.calendar, start=today, end=today)
    return next((dated.occurrence.key for dated in falling if dated.left_out is None), today)


async def _there_already(bot: Bot, programme: Programme, channel: Channel, *, on: date) -> str:
    """Why no other question comes on a day that has one."""
    owed = await bot.store.outbox.owed(delivery_id(programme.id, channel.id, on))
    if owed is not None and owed.delivery.needs_a_person:
        return wording.may_be_there(channel=channel.name)
    return wording.asked_today()


def _row(  # noqa: PLR0913 - what is asked, of whom, and by whom
    bot: Bot, programme: Programme, channel: Channel, *, on: date, prompt: Prompt, by: MemberId
) -> Delivery:
    return Delivery(
        id=delivery_id(programme.id, channel.id, on),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=programme.id,
        occurrence=on,
        due_at=bot.clock.now(),
        state=State.DUE,
        prompt=prompt.key,
        asked_by=by,
    )
