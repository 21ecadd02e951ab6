"""Looking into what is unclear: rows whose lease ran out, and posts that got no clear answer."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import structlog

from bot import wording
from bot.domain.channel import MessageRef
from bot.domain.delivery import Delivery, State
from bot.domain.owed import deadline, is_late
from bot.domain.roots import SKEW
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, TryLater
from bot.ports.outbox import Owed, Settlement
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.sending.post import SHORTEST_WAIT
from bot.usecases.sending.turn import Turn, begin

log = structlog.get_logger()

BATCH = 64
AT_ONCE = 8


async def reconcile(bot: Bot) -> Counter[State]:
    """What was unclear is posted, due again or missed, or waits for the next look or for a person.

    Returns how many ended in which state. Raises StoreUnavailable if nothing more could be claimed.
    """
    this = begin(bot, bot.store.outbox.claim_unclear, batch=BATCH)

    async def one(row: Delivery) -> None:
        try:
            settlement = await _look_into(this, row)
            if settlement and await bot.store.outbox.settle(row.id, settlement, by=bot.name):
                this.ended[settlement.state] += 1
                log.info("delivery.looked_into", delivery=row.id, state=settlement.state.value)
        except Exception as error:  # noqa: BLE001 - one row's fault is not the others'; its lease will run out
            log_failure("delivery.not_looked_into", error, delivery=row.id, channel=row.channel)

    await this.take(one, at_once=AT_ONCE)
    return this.ended


async def _look_into(turn: Turn, row: Delivery) -> Settlement | None:
    """How the row stands after a look; None if it has gone."""
    bot, now = turn.bot, turn.bot.clock.now()
    if row.started_at is None:
        # It was claimed and never begun, and nobody can begin it any more: there is nothing to look for.
        return Settlement(state=State.DUE, not_before=now)
    settled_by = row.lease_until + bot.pace.settling if row.lease_until else now
    if now < settled_by:
        # The process that held it may have posted in the last moment of its lease, and a history may lag.
        return Settlement(state=State.UNCERTAIN, reason=wording.outcome_unknown(), not_before=settled_by)
    owed = await bot.store.outbox.owed(row.id)
    if owed is None:
        return None
    platform = owed.channel.platform
    if turn.spares(platform) or not turn.left():
        after = bot.pace.spared if turn.spares(platform) else timedelta(0)
        return Settlement(state=State.UNCERTAIN, reason=wording.still_looking(), not_before=now + after)
    settlement, clearly = await _looked(turn, owed)
    turn.heard(platform, clearly=clearly)
    return settlement


async def _looked(turn: Turn, owed: Owed) -> tuple[Settlement, bool]:
    """How it stands after a look at the platform, and whether that gave a clear answer."""
    bot, row = turn.bot, owed.delivery
    try:
        found = await _find(turn, owed)
    except (CannotTell, Refused):
        return Settlement(state=State.UNCERTAIN, reason=wording.a_person_decides()), True
    except TryLater as error:
        return _look_again(bot, row, after=max(error.after, SHORTEST_WAIT)), True
    except Exception as error:  # noqa: BLE001 - whatever it was, nothing is known
        if not isinstance(error, OutcomeUnknown | TimeoutError):
            log_failure("find.failed_unexpectedly", error, delivery=row.id)
        return _look_again(bot, row, after=bot.pace.recheck), False
    return _settlement(owed, found, now=bot.clock.now()), True


async def _find(turn: Turn, owed: Owed) -> MessageRef | None:
    platform = turn.bot.platforms.get(owed.channel.platform)
    if platform is None:
        raise CannotTell(wording.no_such_platform(owed.channel.platform))
    pace = turn.bot.pace
    # Half a turn at most: were all workers held by one platform, the other half would be the others'.
    longest = min(pace.post_timeout, pace.turn / 2, turn.left())
    async with asyncio.timeout(longest.total_seconds()):
        return await platform.find(owed.delivery.id, at=owed.channel, since=owed.delivery.due_at - SKEW)


def _settlement(owed: Owed, found: MessageRef | None, *, now: datetime) -> Settlement:
    row = owed.delivery
    if found is not None:
        posted_at = row.started_at or now
        return Settlement(
            state=State.POSTED, root=found.id, posted_at=posted_at, late=is_late(row.due_at, at=posted_at)
        )
    if now > deadline(owed.programme.late, due_at=row.due_at, zone=owed.school.calendar.zone):
        return Settlement(state=State.MISSED, reason=wording.not_there_any_more())
    return Settlement(state=State.DUE, not_before=now)


def _look_again(bot: Bot, row: Delivery, *, after: timedelta) -> Settlement:
    """Later; and once it has gone on for too long, not by itself any more."""
    not_before = bot.clock.now() + after
    if not_before > row.due_at + bot.pace.give_up:
        return Settlement(state=State.UNCERTAIN, reason=wording.a_person_decides())
    return Settlement(state=State.UNCERTAIN, reason=wording.still_looking(), not_before=not_before)
