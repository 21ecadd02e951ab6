"""What a school lead may do about a programme of the trust: pause it, skip a date, ask a question now."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot import wording
from bot.domain.agenda import agenda
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.owed import Reason, Why, closed, not_running
from bot.domain.people import MemberId, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, SchoolMay
from bot.ports.directory import Plannable
from bot.usecases.bot import Bot
from bot.usecases.choosing import chooser
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing, standing
from bot.usecases.plan_deliveries import delivery_id
from prompts.model import Prompt

log = structlog.get_logger()

A_WEEK = timedelta(weeks=1)
"""No date is moved farther."""
LONGEST_PAUSE = timedelta(days=366)
YEARS = range(2000, 3000)
"""In which a programme can have dates; beside those, a date is a slip of the pen."""


class CannotAdjust(ValueError):  # noqa: N818 - it says what is so
    """It makes no sense as asked; the message says why and what to do."""


async def pause(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, until: date
) -> SchoolChoice:
    """Nothing of that programme comes to the school before that local date.

    Raises NotFound, NotAllowed, CannotAdjust for a date that is not ahead, or more than a year.
    """
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.PAUSE)
    today = _today(bot, here)
    if until <= today:
        raise CannotAdjust(wording.pause_ends_in_the_past(until))
    if until > today + LONGEST_PAUSE:
        raise CannotAdjust(wording.pause_too_long(until))
    return await _choose(bot, viewer, plan, replace(_choice(plan, here), paused_until=until))


async def resume(bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId) -> SchoolChoice:
    """The school's own pause is over. Raises NotFound, NotAllowed, and CannotAdjust where only the trust has paused it."""
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.PAUSE)
    today, by_trust = _today(bot, here), plan.programme.paused_until
    by_school = _choice(plan, here).paused_until
    if by_trust and by_trust > today and not (by_school and by_school > today):
        raise CannotAdjust(wording.paused_by_trust(by_trust))
    return await _choose(bot, viewer, plan, replace(_choice(plan, here), paused_until=None))


async def skip(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """What was to come on that date, or was moved from it, is left out in the school.

    Raises NotFound, NotAllowed, and CannotAdjust if it is past or nothing was to come.
    """
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.SKIP)
    choice, today = _choice(plan, here), _today(bot, here)
    if on < today:
        raise CannotAdjust(wording.date_is_past(on))
    meant = dates_of(plan.programme, here, on=on)
    if not meant:
        raise CannotAdjust(wording.nothing_comes_on(on))
    dates = frozenset(day for day in choice.skipped_dates if day >= today - A_WEEK)
    return await _choose(bot, viewer, plan, replace(choice, skipped_dates=dates | meant))


async def keep_date(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """That date is not left out by the school any more. Raises NotFound, NotAllowed."""
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.SKIP)
    choice = _choice(plan, here)
    kept = dates_of(plan.programme, here, on=on) | {on}
    return await _choose(bot, viewer, plan, replace(choice, skipped_dates=choice.skipped_dates - kept))


async def ask_now(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId
) -> tuple[Channel, ...]:
    """The next question of that programme is due now in the school's channels; returns those it will come to.

    It takes the place of one planned for later today. Raises NotFound, NotAllowed, and CannotAdjust where none can
    come: one came today already, the channel is closed, the programme has not begun or is over, nothing is left to ask.
    """
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.ASK_NOW)
    today = _today(bot, here)
    if over := not_running(plan.programme, on=today):
        raise CannotAdjust(wording.skipped(over))
    on = _date_of_today(plan.at_school(school), here, today=today)
    asked = await bot.store.outbox.asked(programme)
    choose = await chooser(bot, plan.programme, schools=(here,))
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


def dates_of(programme: Programme, school: School, *, on: date) -> frozenset[date]:
    """The dates of the programme that fall on that day there, or were meant for it: as a rule that day, or none."""
    if on.year not in YEARS:
        return frozenset()
    zone = ZoneInfo(school.calendar.zone)
    near = (
        dated.occurrence for dated in agenda(programme, school.calendar, start=on - A_WEEK, end=on + A_WEEK)
    )
    return frozenset(each.key for each in near if on in {each.key, each.due_at.astimezone(zone).date()})


async def _adjustable(
    bot: Bot, viewer: MemberId, programme: ProgrammeId, school: SchoolId, may: SchoolMay
) -> tuple[Plannable, School]:
    person: Standing = await standing(bot, viewer)
    here = person.school(school)
    person.programme(programme)
    person.require(Deed.ADJUST_THE_PROGRAMME, school=school)
    plan = await bot.store.directory.programme(programme)
    if plan is None or school not in {of.id for _, of in plan.channels}:
        raise NotFound(wording.no_such_programme_here())
    if may not in plan.programme.schools_may:
        raise NotAllowed(wording.trust_decides(may))
    return plan, here


def _choice(plan: Plannable, school: School) -> SchoolChoice:
    known = plan.choices.get(school.id)
    return known or SchoolChoice(programme=plan.programme.id, school=school.id)


async def _choose(bot: Bot, viewer: MemberId, plan: Plannable, choice: SchoolChoice) -> SchoolChoice:
    await bot.store.directory.choose(choice, trust=plan.programme.trust)
    log.info("programme.adjusted", programme=choice.programme, school=choice.school, by=viewer)
    return choice


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
