"""What a platform tells us about a channel itself: it was archived, we were put out, it has another name."""

from collections.abc import Sequence

import structlog

from bot.domain.channel import Channel
from bot.usecases.bot import Bot

log = structlog.get_logger()


async def shut(bot: Bot, *, platform: str, address: str, because: str) -> bool:
    """Nothing is posted there until a person has acted, and its owners are told; False if there was nothing to do."""
    channel = await bot.store.directory.channel(platform, address)
    return channel is not None and await _shut(bot, channel, because=because)


async def shut_all(bot: Bot, *, platform: str, addresses_from: str, because: str) -> int:
    """The same for every channel whose address begins so: the workspace has put us out."""
    return sum(
        [await _shut(bot, channel, because=because) for channel in await _from(bot, platform, addresses_from)]
    )


async def opened_again(bot: Bot, *, platform: str, address: str) -> bool:
    """What had kept us from posting there has been put right; False if it was open, or is not ours."""
    channel = await bot.store.directory.channel(platform, address)
    return channel is not None and await _open(bot, channel)


async def all_opened_again(bot: Bot, *, platform: str, addresses_from: str) -> int:
    """The same for every channel whose address begins so: we have been let in again."""
    return sum([await _open(bot, channel) for channel in await _from(bot, platform, addresses_from)])


async def renamed(bot: Bot, *, platform: str, address: str, name: str) -> bool:
    """The channel bears that name from now on; False if it is not ours."""
    channel = await bot.store.directory.channel(platform, address)
    if channel is None:
        return False
    await bot.store.directory.channel_is_now(channel.id, address=address, name=name)
    return True


async def moved(bot: Bot, *, platform: str, address: str, to: str) -> bool:
    """The platform has given the channel another address; False if it is not ours, or another of ours has that one."""
    channel = await bot.store.directory.channel(platform, address)
    if channel is None:
        return False
    try:
        await bot.store.directory.channel_is_now(channel.id, address=to, name=channel.name)
    except ValueError:
        log.warning("channel.address_taken", channel=channel.id)
        return False
    log.info("channel.moved", channel=channel.id)
    return True


async def _from(bot: Bot, platform: str, addresses_from: str) -> Sequence[Channel]:
    every = await bot.store.directory.channels_on(platform)
    return [channel for channel in every if channel.address.startswith(addresses_from)]


async def _shut(bot: Bot, channel: Channel, *, because: str) -> bool:
    changed = await bot.store.outbox.close_channel(channel.id, because=because)
    if changed:
        log.warning("channel.closed", channel=channel.id, platform=channel.platform)
    return changed


async def _open(bot: Bot, channel: Channel) -> bool:
    changed = channel.closed_because is not None and await bot.store.outbox.close_channel(
        channel.id, because=None
    )
    if changed:
        log.info("channel.reopened", channel=channel.id)
    return changed
