"""Looking into what is unclear: rows whose lease ran out, and posts that got no clear answer."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import structlog

from bot import wording
from bot.domain.channel import MessageRef
from bot.domain.delivery import Delivery, State
from bot.domain.owed import deadline, is_late
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, TryLater
from bot.ports.outbox import Owed, Settlement
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.post import SKEW

log = structlog.get_logger()

BATCH = 64
AT_ONCE = 8


async def reconcile(bot: Bot) -> Counter[State]:
    """What was unclear is posted, due again or missed, or waits for the next look or for a person.

    Returns how many ended in which state. Raises StoreUnavailable if nothing could be claimed.
    """
    unclear = await bot.store.outbox.claim_unclear(
        by=bot.name, now=bot.clock.now(), lease=bot.pace.lease, limit=BATCH
    )
    ended: Counter[State] = Counter()
    side_by_side = asyncio.Semaphore(AT_ONCE)

    async def one(row: Delivery) -> None:
        async with side_by_side:
            try:
                settlement = await _look_into(bot, row)
                if settlement and await bot.store.outbox.settle(row.id, settlement, by=bot.name):
                    ended[settlement.state] += 1
                    log.info("delivery.looked_into", delivery=row.id, state=settlement.state.value)
            except Exception as error:  # noqa: BLE001 - one row's fault is not the others'; its lease will run out
                log_failure("delivery.not_looked_into", error, delivery=row.id, channel=row.channel)

    async with asyncio.TaskGroup() as group:
        for row in unclear:
            group.create_task(one(row))
    return ended


async def _look_into(bot: Bot, row: Delivery) -> Settlement | None:
    """How the row stands after a look; None if it has gone."""
    now = bot.clock.now()
    settled_by = row.lease_until + bot.pace.settling if row.lease_until else now
    if now < settled_by:
        # The process that held it may have posted in the last moment of its lease, and a history may lag.
        return Settlement(state=State.UNCERTAIN, reason=wording.outcome_unknown(), not_before=settled_by)
    owed = await bot.store.outbox.owed(row.id)
    if owed is None:
        return None
    try:
        found = await _find(bot, owed)
    except (CannotTell, Refused):
        return Settlement(state=State.UNCERTAIN, reason=wording.a_person_decides())
    except TryLater as error:
        return _look_again(bot, row, after=error.after)
    except Exception as error:  # noqa: BLE001 - whatever it was, nothing is known
        if not isinstance(error, OutcomeUnknown | TimeoutError):
            log_failure("find.failed_unexpectedly", error, delivery=row.id)
        return _look_again(bot, row, after=bot.pace.recheck)
    return _settlement(owed, found, now=now)


async def _find(bot: Bot, owed: Owed) -> MessageRef | None:
    platform = bot.platforms.get(owed.channel.platform)
    if platform is None:
        raise CannotTell(wording.no_such_platform(owed.channel.platform))
    async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
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
