"""Asking a programme's next question now: first what would come where, then it is due, once a day in each channel."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

import structlog

from bot import wording
from bot.charter.fingerprint import fingerprint
from bot.domain.agenda import agenda
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, State
from bot.domain.owed import Reason, Why, closed, not_running
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, ProgrammeId, SchoolMay
from bot.domain.trail import Act, Did
from bot.ports.directory import Plannable
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.changing import ChangedMeanwhile
from bot.usecases.composing import PromptShown, show
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing, Viewer, standing
from bot.usecases.programmes.wishes import CannotAdjust
from bot.usecases.sending.choosing import chooser
from bot.usecases.sending.plan_deliveries import delivery_id
from bot.wording import asking
from scheduler.planning import why_closed

REPLACED = frozenset({State.SKIPPED, State.MISSED, State.REFUSED})
"""A question of today that came to one of these may come after all."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWhere:
    """One channel, and the question that would come there; or `why_not`, where none can."""

    channel: Channel
    prompt: PromptShown | None
    why_not: str | None

    @property
    def seen(self) -> str:
        """The mark of what this person was shown."""
        return fingerprint((self.channel.id, self.prompt.key if self.prompt else None))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingNow:
    """What asking now would do. `tries` is set for a trust lead, who tries it in one channel; `closed` says why today is no school day.

    `at` is what the clock says in the school.
    """

    school: School
    programme: Programme
    places: tuple[AskedWhere, ...]
    tries: bool
    at: time
    closed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """Who asks, for which programme as it runs in which school; `on` is the date of the programme that it stands for."""

    person: Standing
    plan: Plannable
    school: School
    runs: Programme
    tries: bool
    on: date


async def would_ask(bot: Bot, viewer: Viewer, *, programme: ProgrammeId, school: SchoolId) -> AskingNow:
    """What would be asked now, channel by channel; nothing is changed. Raises NotFound, NotAllowed."""
    asker = await _asker(bot, viewer, programme, school)
    now = bot.clock.now().astimezone(ZoneInfo(asker.school.calendar.zone))
    shut = why_closed(now.date(), asker.school.calendar)
    return AskingNow(
        school=asker.school,
        programme=asker.runs,
        places=await _places(bot, asker),
        tries=asker.tries,
        at=now.time(),
        closed=str(shut) if shut else None,
    )


async def ask_now(  # noqa: PLR0913 - where, and what they were shown before
    bot: Bot,
    viewer: Viewer,
    *,
    programme: ProgrammeId,
    school: SchoolId,
    channel: ChannelId | None = None,
    seen: Collection[str] | None = None,
) -> tuple[Channel, ...]:
    """The next question of that programme is due now in the school's channels, or that one; returns those it will come to.

    It takes the place of one planned for later today. Raises NotFound, NotAllowed; CannotAdjust where none can come:
    one came today already, the channel is closed, the programme has not begun or is over, nothing is left to ask; and
    ChangedMeanwhile where another question would come than what was `seen`. A trust lead, who tries it, names one
    channel, and may before the programme begins.
    """
    asker = await _asker(bot, viewer, programme, school)
    if asker.tries and channel is None:
        raise NotAllowed(asking.one_channel())
    places = [each for each in await _places(bot, asker) if channel in {None, each.channel.id}]
    if not places:
        raise NotFound(wording.no_such_programme_here())
    why_not = [each.why_not for each in places if each.why_not]
    open_ = [each for each in places if each.why_not is None]
    if seen is not None and any(each.seen not in seen for each in open_):
        raise ChangedMeanwhile(asking.another_question())
    coming: list[Channel] = []
    for each in open_:
        if await bot.store.outbox.owe(_row(bot, asker, each)):
            coming.append(each.channel)
        else:
            why_not.append(await _there_already(bot, asker, each.channel) or wording.asked_today())
    if not coming:
        raise CannotAdjust(why_not[0])
    by = asker.person.member.id
    if asker.tries:
        await _told(bot, asker, coming)
    log.info("prompt.asked_for", programme=programme, school=school, by=by, tries=asker.tries)
    return tuple(coming)


async def _asker(bot: Bot, viewer: Viewer, programme: ProgrammeId, school: SchoolId) -> _Asker:
    """The lead of that school, as far as the trust lets it; or the trust lead, who tries it."""
    person = await standing(bot, viewer)
    here = person.school(school)
    person.programme(programme)
    leads = school in person.may(Deed.ADJUST_THE_PROGRAMME)
    tries = school in person.may(Deed.TRY_A_PROGRAMME)
    if not leads and not tries:
        person.require(Deed.ADJUST_THE_PROGRAMME, school=school)
    plan = await bot.store.directory.programme(programme)
    if plan is None or school not in {of.id for _, of in plan.channels}:
        raise NotFound(wording.no_such_programme_here())
    lets = SchoolMay.ASK_NOW in plan.programme.schools_may
    if not tries and not lets:
        raise NotAllowed(wording.trust_decides(SchoolMay.ASK_NOW))
    runs = plan.at_school(school)
    today = _today(bot, here)
    return _Asker(
        person=person,
        plan=plan,
        school=here,
        runs=runs,
        tries=not (leads and lets),
        on=_date_of_today(runs, here, today=today),
    )


def _not_now(asker: _Asker, *, today: date) -> Reason | None:
    """Why the programme asks nothing in any channel: a trust lead may try it before it begins, and ends no school's pause."""
    over = not_running(asker.runs, on=today)
    if not asker.tries:
        return over
    if over and over.why is not Why.NOT_STARTED:
        return over
    until = asker.runs.paused_until
    return Reason(Why.PAUSED, until) if until and until > today else None


async def _places(bot: Bot, asker: _Asker) -> tuple[AskedWhere, ...]:
    today, outbox = _today(bot, asker.school), bot.store.outbox
    channels = [channel for channel, of in asker.plan.channels if of.id == asker.school.id]
    bank = await bank_of(bot, asker.runs.trust)
    asked = await outbox.asked(asker.runs.id, channels=[each.id for each in channels])
    choose = await chooser(bot, asker.runs, schools=(asker.school,), bank=bank)
    when = choose.time_of(today, asker.school.calendar)
    over = _not_now(asker, today=today)
    places = []
    for channel in channels:
        prompt = choose.next(asked=asked.get(channel.id, ()), school=asker.school.id, when=when)
        unwanted = over or closed(channel) or (None if prompt else Reason(Why.NOTHING_TO_ASK))
        why_not = wording.skipped(unwanted) if unwanted else await _there_already(bot, asker, channel)
        shown = show(bank, prompt.key) if prompt and not why_not else None
        places.append(AskedWhere(channel=channel, prompt=shown, why_not=why_not))
    return tuple(places)


async def _there_already(bot: Bot, asker: _Asker, channel: Channel) -> str | None:
    """Why no other question comes on a day that has one; None where it has none."""
    owed = await bot.store.outbox.owed(delivery_id(asker.runs.id, channel.id, asker.on))
    if owed is None or owed.delivery.state in REPLACED:
        return None
    if owed.delivery.needs_a_person:
        return wording.may_be_there(channel=channel.name)
    return wording.asked_today()


async def _told(bot: Bot, asker: _Asker, coming: Collection[Channel]) -> None:
    """The trail says who tried it in a school that they do not lead."""
    for channel in coming:
        await bot.store.trail.write(
            Act(
                trust=asker.person.member.trust,
                did=Did.TRIED_PROGRAMME,
                at=bot.clock.now(),
                by=asker.person.member.id,
                about=channel.id,
                school=asker.school.id,
            )
        )


def _today(bot: Bot, school: School) -> date:
    return bot.clock.now().astimezone(ZoneInfo(school.calendar.zone)).date()


def _date_of_today(programme: Programme, school: School, *, today: date) -> date:
    """The date of the programme that what is asked today stands for: one that was moved to today keeps its own."""
    falling = agenda(programme, school.calendar, start=today, end=today)
    return next((dated.occurrence.key for dated in falling if dated.left_out is None), today)


def _row(bot: Bot, asker: _Asker, where: AskedWhere) -> Delivery:
    channel = where.channel
    return Delivery(
        id=delivery_id(asker.runs.id, channel.id, asker.on),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=asker.runs.id,
        occurrence=asker.on,
        due_at=bot.clock.now(),
        state=State.DUE,
        prompt=where.prompt.key if where.prompt else None,
        asked_by=asker.person.member.id,
    )
