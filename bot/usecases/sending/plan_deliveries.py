"""Writing down what is owed: each occurrence, for each channel, once, with a reason where nothing will come."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog

from bot import wording
from bot.domain.agenda import Dated
from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.owed import Miss, Reason, Send, Skip, Verdict, Why, came_in_turn, closed, verdict
from bot.domain.people import TrustId
from bot.domain.programme import Programme, ProgrammeId
from bot.ports.directory import Plannable
from bot.ports.outbox import Came
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.sending.agendas import Agendas, Setting, agendas_of
from bot.usecases.sending.choosing import Chooser, TimeOfYear, chooser
from prompts.model import PromptBank
from scheduler.turns import turn_of

log = structlog.get_logger()

CHUNK = 500
"""Rows in one transaction: replies wait for no longer than one of them takes."""
AT_ONCE = 16
"""Programmes planned side by side, so that the store can commit them together."""
FRESH = timedelta(minutes=5)
"""How long a programme with nothing due and nothing changed is left unmarked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport:
    """How many rows were written, by the state they begin in, and the programmes that could not be planned."""

    due: int = 0
    skipped: int = 0
    missed: int = 0
    failed: tuple[ProgrammeId, ...] = ()


async def plan_deliveries(bot: Bot) -> PlanReport:
    """Whatever has fallen due by now, in every programme and channel, has its row; what was there stays as it is.

    A programme that cannot be planned is logged and does not hold up the others. The arithmetic runs in a thread,
    so that the event loop goes on answering.
    """
    now = bot.clock.now()
    plannable = await bot.store.directory.plannable()
    agendas = await asyncio.to_thread(agendas_of, plannable, now=now, lulls=bot.lulls)
    # Asked once for all: as a rule there are hundreds of trusts, and a few with prompts of their own.
    with_own = await bot.store.directory.trusts_with_prompts() if any(agendas) else frozenset[TrustId]()
    written: Counter[State] = Counter()
    failed: list[ProgrammeId] = []
    side_by_side = asyncio.Semaphore(AT_ONCE)

    async def one(plan: Plannable, agenda: Agendas) -> None:
        async with side_by_side:
            try:
                trust = plan.programme.trust
                bank = await bank_of(bot, trust) if agenda and trust in with_own else bot.bank
                written.update(await _plan(bot, plan, agenda, bank=bank, now=now))
            except Exception as error:  # noqa: BLE001 - one programme's fault is not the others'
                log_failure("programme.not_planned", error, programme=plan.programme.id)
                failed.append(plan.programme.id)

    async with asyncio.TaskGroup() as group:
        for plan, agenda in zip(plannable, agendas, strict=True):
            if agenda or _stale(plan, now=now):
                group.create_task(one(plan, agenda))
    report = PlanReport(
        due=written[State.DUE],
        skipped=written[State.SKIPPED],
        missed=written[State.MISSED],
        failed=tuple(failed),
    )
    if written:
        log.info("deliveries.planned", due=report.due, skipped=report.skipped, missed=report.missed)
    return report


class _Past(NamedTuple):
    """What a programme has asked, and for which dates, channel by channel."""

    asked: Mapping[ChannelId, Sequence[str]]
    came: Came


async def _plan(
    bot: Bot, plan: Plannable, agendas: Agendas, *, bank: PromptBank, now: datetime
) -> Counter[State]:
    """What is new of one programme is written, and the programme is marked as planned until `now`, as it was read."""
    programme, outbox = plan.programme, bot.store.outbox
    rows: list[Delivery] = []
    if agendas:
        past = _Past(await outbox.asked(programme.id), await _came(bot, programme, agendas))
        schools = {school.id: school for _, school in plan.channels}
        choose = await chooser(bot, programme, schools=tuple(schools.values()), bank=bank)
        rows = await asyncio.to_thread(_rows, plan, agendas, choose=choose, past=past, now=now)
    # Only the last chunk marks the programme: whoever dies before it plans the whole again, to the same rows.
    # (A new one stays edited until then, so that it is still planned from the beginning of this day.)
    unmarked = (plan.planned_edition, plan.planned_until or now)
    new: set[DeliveryId] = set()
    for first in range(0, max(len(rows), 1), CHUNK):
        edition, until = (plan.edition, now) if first + CHUNK >= len(rows) else unmarked
        chunk = rows[first : first + CHUNK]
        new.update(await outbox.plan(chunk, programme=programme.id, edition=edition, planned_until=until))
    return Counter(row.state for row in rows if row.id in new)


async def _came(bot: Bot, programme: Programme, agendas: Agendas) -> Came:
    """The dates that have had their question, or may have, in the turns of what falls due; none where a date is a turn."""
    turns = [
        turn_of(runs.recurrence, calendar, dated.occurrence.key)
        for (calendar, runs), dates in zip(agendas.settings, agendas.dates, strict=True)
        for dated in dates
        if dated.left_out is None
    ]
    begun = [turn.first for turn in turns if turn.first < turn.last]
    return await bot.store.outbox.came(programme.id, since=min(begun)) if begun else {}


def _stale(plan: Plannable, *, now: datetime) -> bool:
    return plan.edited or plan.planned_until is None or now - plan.planned_until >= FRESH


class _Owing(NamedTuple):
    """What one date means for every channel of schools with the same calendar and the same choices."""

    dated: Dated
    verdict: Verdict
    when: TimeOfYear
    setting: Setting
    choose: Chooser


def _rows(
    plan: Plannable,
    agendas: Agendas,
    *,
    choose: Chooser,
    past: _Past,
    now: datetime,
) -> list[Delivery]:
    """One row for each channel and date."""
    owing = [
        _owing(setting, dates, choose=choose, now=now)
        for setting, dates in zip(agendas.settings, agendas.dates, strict=True)
    ]
    rows: list[Delivery] = []
    for channel, school in plan.channels:
        history, came = list(past.asked.get(channel.id, ())), past.came.get(channel.id, ())
        for each in owing[agendas.of[school.id]]:
            row = _row(channel, each, asked=history, came=came)
            if row.prompt:
                history.append(row.prompt)
            rows.append(row)
    return rows


def _owing(setting: Setting, agenda: Sequence[Dated], *, choose: Chooser, now: datetime) -> list[_Owing]:
    calendar, programme = setting
    zone, late, chosen = ZoneInfo(calendar.zone), programme.late, choose.at(programme)
    return [
        _Owing(
            dated,
            verdict(
                late, unwanted=dated.left_out, due_at=dated.occurrence.due_at, zone=calendar.zone, now=now
            ),
            chosen.time_of(dated.occurrence.due_at.astimezone(zone).date(), calendar),
            setting,
            chosen,
        )
        for dated in agenda
    ]


def _row(channel: Channel, owing: _Owing, *, asked: Sequence[str], came: Sequence[date]) -> Delivery:
    occurrence, (calendar, programme) = owing.dated.occurrence, owing.setting
    found, unwanted = owing.verdict, closed(channel)
    if came and not unwanted and not isinstance(found, Skip):
        unwanted = came_in_turn(programme.recurrence, calendar, occurrence=occurrence.key, came=came)
    if unwanted:
        found = Skip(unwanted)
    state, prompt, reason = State.DUE, None, None
    if isinstance(found, Send):
        prompt = owing.choose.next(asked=asked, school=channel.school, when=owing.when)
        found = found if prompt else Skip(Reason(Why.NOTHING_TO_ASK))
    if isinstance(found, Skip):
        state, reason = State.SKIPPED, wording.skipped(found.reason)
    elif isinstance(found, Miss):
        state = State.MISSED
        reason = wording.missed(found.reason, due_at=occurrence.due_at, zone=calendar.zone)
    return Delivery(
        id=delivery_id(programme.id, channel.id, occurrence.key),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=programme.id,
        occurrence=occurrence.key,
        due_at=occurrence.due_at,
        state=state,
        prompt=prompt.key if prompt else None,
        reason=reason,
    )


def delivery_id(programme: ProgrammeId, channel: ChannelId, occurrence: date) -> DeliveryId:
    """The same for the same three, always: a database restored from a backup finds what it posted before."""
    named = f"{programme}\x00{channel}\x00{occurrence}"
    return DeliveryId(blake2b(named.encode(), digest_size=16).hexdigest())
