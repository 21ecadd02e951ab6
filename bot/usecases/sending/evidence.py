"""Settling, by what people do, whether a prompt was posted whose platform never said so and cannot be asked."""

from datetime import datetime, timedelta

import structlog

from bot.domain.channel import MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.roots import SKEW
from bot.usecases.bot import Bot

log = structlog.get_logger()

CLOSE = timedelta(seconds=5)
"""How far from an attempt's own time its message may be, where nothing but the time speaks for it.

A wrong guess would make a colleague's thread ours, and all that is said in it; a missed one leaves the decision to a
press of the card, which says what it is, or to a person. So this is far less than clocks may differ.
"""


async def seen(bot: Bot, *, thread: MessageRef, written_at: datetime, delivery: DeliveryId | None) -> bool:
    """Somebody is in that thread, whose root was written then; True if that settled a delivery as posted.

    `delivery` is what the message itself says that it is (a card carries it). Without it, and that only for people who
    speak to the bot there, it is the one uncertain delivery of the channel that was being posted at that moment.
    Raises StoreUnavailable.
    """
    row = await (_told(bot, delivery) if delivery else _guessed(bot, thread, written_at))
    if row is None:
        return False
    posted_at = _posted_at(row, written_at, now=bot.clock.now())
    settled = await bot.store.outbox.witnessed(row.id, root=thread, posted_at=posted_at)
    if settled:
        by = "its card" if delivery else "its time"
        log.info("delivery.witnessed", delivery=row.id, channel=row.channel, by=by)
    return settled


async def _told(bot: Bot, delivery: DeliveryId) -> Delivery | None:
    """The row, if it is open; whether the thread is in its channel is for the store to see."""
    owed = await bot.store.outbox.owed(delivery)
    return owed.delivery if owed and owed.delivery.state in {State.SENDING, State.UNCERTAIN} else None


async def _guessed(bot: Bot, thread: MessageRef, written_at: datetime) -> Delivery | None:
    rows = await bot.store.outbox.open_at(thread.platform, thread.address)
    found = [row for row in rows if _was_being_posted(bot, row, written_at)]
    # What is being sent may be what stands there, too; alone, it will be settled in a moment by who sends it.
    return found[0] if len(found) == 1 and found[0].state is State.UNCERTAIN else None


def _was_being_posted(bot: Bot, row: Delivery, at: datetime) -> bool:
    began = row.started_at
    return began is not None and began - CLOSE <= at <= began + bot.pace.post_timeout + CLOSE


def _posted_at(row: Delivery, written_at: datetime, *, now: datetime) -> datetime:
    """When it was written, unless the platform's clock says what cannot be."""
    if row.due_at - SKEW <= written_at <= now + SKEW:
        return written_at
    return row.started_at or row.due_at
