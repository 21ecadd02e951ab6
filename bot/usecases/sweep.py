"""Reading threads back from their platform: for what was said, changed or taken back while nobody told us.

Paced by the platform: it says `TryLater` once its budget of look-ups is spent, and the rest waits for the next tick.
"""

import asyncio
from datetime import UTC, datetime, time, timedelta

import structlog

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery
from bot.domain.happenings import Withdrawn
from bot.ports.chat import CannotTell, ChatError, Replies, TryLater
from bot.ports.inbox import Receipt
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.record_reply import NotKept, keep

log = structlog.get_logger()

OPEN_FOR = timedelta(days=14)
"""How long after it was posted a thread is read back."""
AT_NIGHT = time(2, 0)
"""UTC: from then on every open thread is read back once more."""
BATCH = 20


async def sweep(bot: Bot) -> int:
    """Some of the open threads not read since last night have been; returns how many happenings were new.

    Raises StoreUnavailable.
    """
    now = bot.clock.now()
    new, patient = 0, set(bot.platforms)
    while patient:
        taken = await bot.store.outbox.take_to_sweep(
            platforms=sorted(patient),
            posted_since=now - OPEN_FOR,
            swept_before=_last_night(now),
            now=now,
            limit=BATCH,
        )
        for row, channel in taken:
            if channel.platform not in patient:
                await bot.store.outbox.sweep_again(row.id)
                continue
            try:
                new += await _swept(bot, row, channel)
            except TryLater:
                patient.discard(channel.platform)
                await bot.store.outbox.sweep_again(row.id)
            except (ChatError, TimeoutError) as error:
                log.info("thread.not_swept", delivery=row.id, reason=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - one thread's fault is not the others'
                log_failure("thread.sweep_failed", error, delivery=row.id)
        if len(taken) < BATCH:
            break
    return new


async def sweep_anew(bot: Bot, *, platform: str) -> None:
    """There may be a gap in what that platform told us: every open thread of it is read back from the next tick on."""
    await bot.store.outbox.sweep_again(platform=platform)
    log.info("threads.to_sweep", platform=platform)


async def _swept(bot: Bot, row: Delivery, channel: Channel) -> int:
    platform = bot.platforms[channel.platform]
    root = MessageRef(platform=channel.platform, address=channel.address, id=row.root or "")
    try:
        async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
            # Asked before the platform is: what is said meanwhile may be missing from its answer.
            heard = await bot.store.inbox.heard_in(row.id, before=bot.clock.now() - bot.pace.settling)
            found = await platform.replies(root, at=channel)
    except CannotTell:
        return 0
    return await _kept(bot, found) + await _taken_back(bot, root, found, heard=heard)


async def _kept(bot: Bot, found: Replies) -> int:
    new = 0
    for happening in found.said:
        try:
            new += await keep(bot, happening) is Receipt.KEPT
        except NotKept:
            continue
    return new


async def _taken_back(bot: Bot, root: MessageRef, found: Replies, *, heard: frozenset[str]) -> int:
    """What we had heard and does not stand there any more was deleted by its author."""
    if found.standing is None:
        return 0
    gone = heard - found.standing
    for message in sorted(gone):
        of = MessageRef(platform=root.platform, address=root.address, id=message)
        await keep(bot, Withdrawn(message=of, withdrawn_at=bot.clock.now(), root=root.id))
    return len(gone)


def _last_night(now: datetime) -> datetime:
    night = datetime.combine(now.date(), AT_NIGHT, tzinfo=UTC)
    return night if night <= now else night - timedelta(days=1)
