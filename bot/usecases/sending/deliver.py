"""Sending what is owed: claim, begin, look again, post with no transaction open, and settle by what happened."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import structlog

from bot import wording
from bot.domain.delivery import Delivery, State
from bot.domain.owed import Miss, Reason, Send, Skip, Verdict, Why, closed, left_out, taken_out, verdict
from bot.ports.outbox import Owed, Settlement
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.sending.choosing import candidates, chooser
from bot.usecases.sending.once_a_turn import asked_already, must_wait, others_in_turn
from bot.usecases.sending.post import post
from bot.usecases.sending.turn import Turn, begin

log = structlog.get_logger()

BATCH = 64
AT_ONCE = 16


async def deliver_due(bot: Bot) -> Counter[State]:
    """What was due has been posted, called off or put back; returns how many ended in which state.

    Raises StoreUnavailable if nothing more could be claimed, once what was on its way has been settled; a row that
    was not settled is looked into after its lease. Told to stop in the middle, it puts back what it has not begun, which
    need not wait for its lease then.
    """
    this = begin(bot, bot.store.outbox.claim, batch=BATCH)

    async def one(row: Delivery) -> None:
        try:
            settlement = await _attempt(this, row) if await _begins(this, row) else None
            if settlement:
                await _settle(this, row, settlement)
        except Exception as error:  # noqa: BLE001 - one row's fault is not the others'; its lease will run out
            log_failure("delivery.not_settled", error, delivery=row.id, channel=row.channel)

    try:
        await this.take(one, at_once=AT_ONCE)
    finally:
        await _put_back(this)
    return this.ended


async def _put_back(turn: Turn) -> None:
    """What was claimed and not begun is due again, as far as the store can be used."""
    now = turn.bot.clock.now()
    for row in turn.not_begun():
        try:
            await turn.bot.store.outbox.settle(
                row.id, Settlement(state=State.DUE, not_before=now), by=turn.bot.name
            )
        except StoreUnavailable as error:
            log_failure("delivery.not_put_back", error, delivery=row.id)
            return


async def _begins(turn: Turn, row: Delivery) -> bool:
    """From here on it may be posted, as far as anybody else can tell; False if others may look into it already."""
    bot = turn.bot
    if await bot.store.outbox.begin(row.id, by=bot.name, now=bot.clock.now()):
        return True
    log.warning("delivery.lease_lost", delivery=row.id, channel=row.channel)
    return False


async def _attempt(turn: Turn, row: Delivery) -> Settlement | None:
    """How this attempt, which has begun, ended; None if the row has gone."""
    bot, now = turn.bot, turn.bot.clock.now()
    owed = await bot.store.outbox.owed(row.id)
    if owed is None:
        return None
    others = await others_in_turn(bot, owed)
    found = await _verdict(bot, owed, others, now=now)
    if not isinstance(found, Send):
        return _not_sent(owed, found)
    if wait := must_wait(row, others, pace=bot.pace):
        return Settlement(state=State.DUE, not_before=now + wait)
    return await _sent(turn, owed, late=found.late)


async def _sent(turn: Turn, owed: Owed, *, late: bool) -> Settlement:
    """How sending what is owed ended, or why it has to wait."""
    bot, row, now = turn.bot, owed.delivery, turn.bot.clock.now()
    bank = await turn.bank_of(owed.trust.id)
    if row.prompt not in {prompt.key for prompt in candidates(owed.programme, bank)}:
        return await _chosen_anew(bot, owed, now=now)
    if turn.spares(owed.channel.platform):
        return Settlement(state=State.DUE, not_before=now + bot.pace.spared)
    if _could_outlast_its_lease(bot, row):
        return Settlement(state=State.DUE, not_before=now)
    settlement = await post(bot, owed, bank=bank, late=late)
    turn.heard(owed.channel.platform, clearly=settlement.state is not State.UNCERTAIN)
    return settlement


def _not_sent(owed: Owed, found: Skip | Miss) -> Settlement:
    if isinstance(found, Skip):
        return Settlement(state=State.SKIPPED, reason=wording.called_off(found.reason))
    due_at, zone = owed.delivery.due_at, owed.school.calendar.zone
    return Settlement(state=State.MISSED, reason=wording.missed(found.reason, due_at=due_at, zone=zone))


async def _verdict(bot: Bot, owed: Owed, others: Sequence[Delivery], *, now: datetime) -> Verdict:
    """The check at the moment of sending, by calendar, programme and channel as they are now."""
    row, programme, calendar = owed.delivery, owed.programme, owed.school.calendar
    unwanted = closed(owed.channel) or taken_out(programme, owed.channel)
    if unwanted is None and row.asked_by is None:  # whoever asks for one now knows what day it is
        unwanted = left_out(
            programme, calendar, occurrence=row.occurrence, due_at=row.due_at
        ) or asked_already(owed, others)
    found = verdict(programme.late, unwanted=unwanted, due_at=row.due_at, zone=calendar.zone, now=now)
    if not isinstance(found, Send) or not found.late:
        return found
    midnight = datetime.combine(now.astimezone(ZoneInfo(calendar.zone)), time.min, ZoneInfo(calendar.zone))
    besides = await bot.store.outbox.posted_besides(row, after=midnight.astimezone(UTC), until=now)
    return Miss(Reason(Why.ANOTHER_CAME)) if besides else found


async def _chosen_anew(bot: Bot, owed: Owed, *, now: datetime) -> Settlement:
    """The prompt planned has been left out: another is written down first, and posted by a claim of its own.

    Were it posted at once, a death before settling would leave a row that names the wrong question.
    """
    row, calendar = owed.delivery, owed.school.calendar
    by_channel = await bot.store.outbox.asked(row.programme, channels=[row.channel])
    asked = list(by_channel.get(row.channel, ()))
    if row.prompt in asked:
        asked.reverse()
        asked.remove(row.prompt)
        asked.reverse()
    choose = await chooser(bot, owed.programme, schools=(owed.school,))
    day = row.due_at.astimezone(ZoneInfo(calendar.zone)).date()
    prompt = choose.next(asked=asked, school=owed.school.id, when=choose.time_of(day, calendar))
    if prompt is None:
        return Settlement(state=State.SKIPPED, reason=wording.called_off(Reason(Why.NOTHING_TO_ASK)))
    return Settlement(state=State.DUE, not_before=now, prompt=prompt.key)


def _could_outlast_its_lease(bot: Bot, row: Delivery) -> bool:
    """Whether a post begun now could still be on its way when others may look into the row."""
    return row.lease_until is None or bot.clock.now() + bot.pace.post_timeout >= row.lease_until


async def _settle(turn: Turn, row: Delivery, settlement: Settlement) -> None:
    held = await turn.bot.store.outbox.settle(row.id, settlement, by=turn.bot.name)
    if not held:
        log.warning("delivery.lease_lost", delivery=row.id, channel=row.channel)
        return
    turn.ended[settlement.state] += 1
    log.info(
        "delivery.settled",
        delivery=row.id,
        channel=row.channel,
        state=settlement.state.value,
        late=settlement.late,
    )
