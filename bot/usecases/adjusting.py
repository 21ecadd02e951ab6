"""What a school lead may do about a programme of the trust: pause it, skip a date, ask a question now."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog

from bot import wording
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.owed import Reason, Why, closed
from bot.domain.people import MemberId, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, SchoolMay
from bot.ports.directory import Plannable
from bot.usecases.bot import Bot
from bot.usecases.choosing import chooser
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing, standing
from bot.usecases.plan_deliveries import delivery_id

log = structlog.get_logger()


class CannotAdjust(ValueError):  # noqa: N818 - it says what is so
    """It makes no sense as asked; the message says why and what to do."""


async def pause(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, until: date
) -> SchoolChoice:
    """Nothing of that programme comes to the school before that local date.

    Raises NotFound, NotAllowed, CannotAdjust for a date that is not ahead.
    """
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.PAUSE)
    if until <= _today(bot, here):
        raise CannotAdjust(wording.pause_ends_in_the_past(until))
    return await _choose(bot, viewer, plan, replace(_choice(plan, here), paused_until=until))


async def resume(bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId) -> SchoolChoice:
    """The programme comes to the school again, unless the trust itself has paused it. Raises NotFound, NotAllowed."""
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.PAUSE)
    return await _choose(bot, viewer, plan, replace(_choice(plan, here), paused_until=None))


async def skip(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """That date of the programme is left out in the school. Raises NotFound, NotAllowed, CannotAdjust if it is past."""
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.SKIP)
    choice, today = _choice(plan, here), _today(bot, here)
    if on < today:
        raise CannotAdjust(wording.date_is_past(on))
    dates = frozenset(day for day in choice.skipped_dates if day >= today)
    return await _choose(bot, viewer, plan, replace(choice, skipped_dates=dates | {on}))


async def keep_date(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """That date is not left out by the school any more. Raises NotFound, NotAllowed."""
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.SKIP)
    choice = _choice(plan, here)
    return await _choose(bot, viewer, plan, replace(choice, skipped_dates=choice.skipped_dates - {on}))


async def ask_now(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId
) -> tuple[Channel, ...]:
    """The next question of that programme is due now in the school's channels; returns those it will come to.

    It takes the place of one planned for later today. Raises NotFound, NotAllowed, and CannotAdjust where none can
    come: one came today already, the channel is closed, nothing is left to ask.
    """
    plan, here = await _adjustable(bot, viewer, programme, school, SchoolMay.ASK_NOW)
    now, today = bot.clock.now(), _today(bot, here)
    asked = await bot.store.outbox.asked(programme)
    choose = await chooser(bot, plan.at_school(school), schools=(here,))
    coming: list[Channel] = []
    why_not: list[str] = []
    for channel in (channel for channel, of in plan.channels if of.id == school):
        if shut := closed(channel):
            why_not.append(wording.skipped(shut))
            continue
        prompt = choose.next(
            asked=asked.get(channel.id, ()), school=school, when=choose.time_of(today, here.calendar)
        )
        if prompt is None:
            why_not.append(wording.skipped(Reason(Why.NOTHING_TO_ASK)))
            continue
        owed = _delivery(plan.programme, channel, prompt=prompt.key, today=today, now=now, asked_by=viewer)
        if await bot.store.outbox.owe(owed):
            coming.append(channel)
        else:
            why_not.append(wording.asked_today())
    if not coming:
        raise CannotAdjust(why_not[0] if why_not else wording.no_channel_here())
    log.info("prompt.asked_for", programme=programme, school=school, by=viewer)
    return tuple(coming)


async def _adjustable(
    bot: Bot, viewer: MemberId, programme: ProgrammeId, school: SchoolId, may: SchoolMay
) -> tuple[Plannable, School]:
    person: Standing = await standing(bot, viewer)
    here = person.school(school)
    person.programme(programme)
    person.require(Deed.ADJUST_THE_PROGRAMME, school=school)
    plan = await bot.store.directory.programme(programme)
    if plan is None or school not in {of.id for _, of in plan.channels}:
        raise NotFound("This programme does not come to that school.")
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


def _delivery(  # noqa: PLR0913 - one row
    programme: Programme, channel: Channel, *, prompt: str, today: date, now: datetime, asked_by: MemberId
) -> Delivery:
    return Delivery(
        id=delivery_id(programme.id, channel.id, today),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=programme.id,
        occurrence=today,
        due_at=now,
        state=State.DUE,
        prompt=prompt,
        asked_by=asked_by,
    )
