"""Settling, by what people do, whether a prompt was posted whose platform never said so and cannot be asked."""

from datetime import datetime

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.usecases.bot import Bot


async def seen(bot: Bot, *, thread: MessageRef, written_at: datetime, delivery: DeliveryId | None) -> bool:
    """Somebody is in that thread, whose root was written then; True if that settled a delivery as posted.

    `delivery` is what the message itself says that it is (a card carries it). Without it, and that only for people who
    speak to the bot there, it is the one uncertain delivery of the channel that was being posted at that moment.
    """
    raise NotImplementedError
