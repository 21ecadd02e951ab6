"""A channel that was closed is open again: a person has put right what kept us from posting in it."""

import structlog

from bot.domain.channel import ChannelId
from bot.domain.people import MemberId
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, standing

log = structlog.get_logger()


async def reopen(bot: Bot, viewer: MemberId, *, channel: ChannelId) -> bool:
    """Prompts that fall due from now on are posted there; returns False if it was not closed.

    Raises NotFound, or NotAllowed for those who do not decide about this school's deliveries.
    """
    person = await standing(bot, viewer)
    found = person.channel_by_id(channel)
    person.require(Deed.DECIDE_DELIVERIES, school=found.school)
    reopened = await bot.store.outbox.close_channel(found.id, because=None)
    if reopened:
        log.info("channel.reopened", channel=found.id, by=viewer)
    return reopened
