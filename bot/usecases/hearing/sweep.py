"""Reading threads back from their platform: for what was said, changed or taken back while nobody told us.

Paced by the platform: it says `TryLater` once its budget of look-ups is spent, and the rest waits for the next tick.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import structlog

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery
from bot.domain.happenings import Withdrawn
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, Replies, TryLater
from bot.ports.inbox import Receipt
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.record_reply import NotKept, keep

log = structlog.get_logger()

OPEN_FOR = timedelta(days=14)
"""How long after it was posted a thread is read back."""
AT_NIGHT = time(2, 0)
"""UTC: from then on every open thread is read back once more."""
BATCH = 20


@dataclass(slots=True, kw_only=True)
class _Round:
    """What one sweep learns of the platforms: which want to be left alone for now, and which cannot be asked at all."""

    later: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)


async def sweep(bot: Bot) -> int:
    """Some of the open threads not read since last night have been; returns how many happenings were new.

    Raises StoreUnavailable.
    """
    now = bot.clock.now()
    ends, new, this = now + bot.pace.turn, 0, _Round()
    while (ready := set(bot.platforms) - this.later - this.never) and bot.clock.now() < ends:
        taken = await bot.store.outbox.take_to_sweep(
            platforms=sorted(ready),
            posted_since=now - OPEN_FOR,
            swept_before=_last_night(now),
            now=now,
            limit=BATCH,
        )
        for row, channel in taken:
            if channel.platform in this.later or bot.clock.now() >= ends:
                await bot.store.outbox.sweep_again(row.id)
            elif channel.platform not in this.never:
                new += await _tried(bot, this, row, channel)
        if len(taken) < BATCH:
            break
    return new


async def sweep_anew(bot: Bot, *, platform: str) -> None:
    """There may be a gap in what that platform told us: every open thread of it is read back from the next tick on."""
    await bot.store.outbox.sweep_again(platform=platform)
    log.info("threads.to_sweep", platform=platform)


async def _tried(bot: Bot, this: _Round, row: Delivery, channel: Channel) -> int:
    try:
        return await _swept(bot, row, channel)
    except CannotTell:
        this.never.add(channel.platform)
    except TryLater:
        this.later.add(channel.platform)
        await bot.store.outbox.sweep_again(row.id)
    except Refused as error:
        log.info("thread.not_swept", delivery=row.id, reason=type(error).__name__)
    except (OutcomeUnknown, TimeoutError) as error:
        # The platform is in trouble; this thread's turn comes tomorrow, so that it never stands in the others' way.
        this.later.add(channel.platform)
        log.info("thread.not_swept", delivery=row.id, reason=type(error).__name__)
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one thread's fault is not the others'
        log_failure("thread.sweep_failed", error, delivery=row.id)
    return 0


async def _swept(bot: Bot, row: Delivery, channel: Channel) -> int:
    root = MessageRef(platform=channel.platform, address=channel.address, id=row.root or "")
    # Asked before the platform is, and not of the last moment: what was said meanwhile, or just now, may be missing
    # from its answer although nobody has taken it back.
    heard = await bot.store.inbox.heard_in(row.id, before=bot.clock.now() - bot.pace.settling)
    async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
        found = await bot.platforms[channel.platform].replies(root, at=channel)
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
    new = 0
    for message in sorted(heard - found.standing):
        of = MessageRef(platform=root.platform, address=root.address, id=message)
        gone = Withdrawn(message=of, withdrawn_at=bot.clock.now(), root=root.id)
        new += await keep(bot, gone) is Receipt.KEPT
    return new


def _last_night(now: datetime) -> datetime:
    night = datetime.combine(now.date(), AT_NIGHT, tzinfo=UTC)
    return night if night <= now else night - timedelta(days=1)
