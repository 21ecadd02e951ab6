"""The owners of a channel are told once when it needs a person."""

import asyncio

import structlog

from bot import wording
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import PersonRef, Role
from bot.ports.chat import ChatPlatform, Refused, TryLater
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure

log = structlog.get_logger()

BATCH = 20


async def tell_owners(bot: Bot) -> int:
    """The owners of every channel closed since have been told, once at most; returns how many people were.

    The school's own leads, or the trust's where none of them is on that platform. A platform that asks to wait while
    nobody of a channel has heard is asked again by the next tick. Raises StoreUnavailable.
    """
    told, busy = 0, set[str]()
    for channel in await bot.store.outbox.take_untold(limit=BATCH):
        platform = bot.platforms.get(channel.platform)
        charter = await bot.store.directory.charter(channel.trust)
        if platform is None or charter is None:
            continue
        if platform.name in busy:
            await bot.store.outbox.tell_again(channel.id)
            continue
        try:
            told += await _told(bot, platform, channel, charter)
        except TryLater:
            busy.add(platform.name)
            await bot.store.outbox.tell_again(channel.id)
    return told


def owners(charter: Charter, channel: Channel) -> tuple[PersonRef, ...]:
    """Who on the channel's platform looks after it."""
    for role in (Role.SCHOOL_LEAD, Role.TRUST_LEAD):
        holding = {
            member.id
            for member in charter.members
            if any(grant.role is role and grant.school in {channel.school, None} for grant in member.grants)
        }
        found = tuple(
            person
            for person, member in charter.identities
            if person.platform == channel.platform and member in holding
        )
        if found:
            return found
    return ()


async def _told(bot: Bot, platform: ChatPlatform, channel: Channel, charter: Charter) -> int:
    """How many of its owners have heard. Raises TryLater if none has, and none may have."""
    words = wording.channel_needs_you(channel=channel.name, because=channel.closed_because or "")
    told, unclear = 0, 0
    wait: TryLater | None = None
    for owner in owners(charter, channel):
        try:
            async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
                await platform.tell(words, to=owner)
            told += 1
        except TryLater as error:
            wait = error
        except Refused:
            log.warning("channel.owner_not_told", channel=channel.id, reason="Refused")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - they may have heard; the deliveries page says it as well
            unclear += 1
            log_failure("channel.owner_not_told", error, channel=channel.id)
    if wait is not None and not told and not unclear:
        raise wait
    return told
