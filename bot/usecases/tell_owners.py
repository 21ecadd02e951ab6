"""The owners of a channel are told once when it needs a person."""

import asyncio

import structlog

from bot import wording
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.people import MemberId, PersonRef, Role, SchoolId
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure

log = structlog.get_logger()

BATCH = 20


async def tell_owners(bot: Bot) -> int:
    """The owners of every channel closed since have been told, once at most; returns how many people were.

    The school's own leads, or the trust's where the school has none there. Raises StoreUnavailable.
    """
    told = 0
    for channel in await bot.store.outbox.take_untold(limit=BATCH):
        charter = await bot.store.directory.charter(channel.trust)
        for owner in owners(charter, channel) if charter else ():
            try:
                told += await _told(bot, channel, owner)
            except TryLater:
                # Nobody heard: all of them are tried again.
                await bot.store.outbox.tell_again(channel.id)
                break
    return told


def owners(charter: Charter, channel: Channel) -> tuple[PersonRef, ...]:
    """Who on the channel's platform looks after it."""
    reachable = [
        (person, member) for person, member in charter.identities if person.platform == channel.platform
    ]
    leads = _holding(charter, Role.SCHOOL_LEAD, channel.school) or _holding(charter, Role.TRUST_LEAD, None)
    return tuple(person for person, member in reachable if member in leads) or tuple(
        person for person, member in reachable if member in _holding(charter, Role.TRUST_LEAD, None)
    )


def _holding(charter: Charter, role: Role, school: SchoolId | None) -> frozenset[MemberId]:
    return frozenset(
        member.id
        for member in charter.members
        if any(grant.role is role and grant.school in {school, None} for grant in member.grants)
    )


async def _told(bot: Bot, channel: Channel, owner: PersonRef) -> bool:
    platform = bot.platforms.get(channel.platform)
    if platform is None:
        return False
    words = wording.channel_needs_you(channel=channel.name, because=channel.closed_because or "")
    try:
        async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
            await platform.tell(words, to=owner)
    except (Refused, OutcomeUnknown, TimeoutError) as error:
        log.warning("channel.owner_not_told", channel=channel.id, reason=type(error).__name__)
        return False
    except TryLater:
        raise
    except Exception as error:  # noqa: BLE001 - the deliveries page says it as well
        log_failure("channel.owner_not_told", error, channel=channel.id)
        return False
    return True
