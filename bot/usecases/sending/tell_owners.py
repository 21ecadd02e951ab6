"""The owners of a channel are told once when it, or a question that may stand in it, needs a person."""

import asyncio
from datetime import date

import structlog

from bot import wording
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.delivery import DeliveryId
from bot.domain.people import PersonRef, Role
from bot.ports.chat import ChatPlatform, Refused, TryLater
from bot.ports.store import StoreUnavailable
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.composing import show
from bot.usecases.failures import log_failure

log = structlog.get_logger()

BATCH = 20


async def tell_owners(bot: Bot) -> int:
    """The owners have been told of every channel closed since, and of every question since given up to a person.

    Of each once at most; returns how many people were told. The school's own leads, or the trust's where none of them
    is on that platform and awake. A platform that asks to wait while nobody has heard of one is asked again by the next tick.
    Raises StoreUnavailable.
    """
    outbox, busy, told = bot.store.outbox, set[str](), 0
    for channel in await outbox.take_untold(limit=BATCH):
        words = wording.channel_needs_you(channel=channel.name, because=channel.closed_because or "")
        heard = await _told_unless_busy(bot, channel, words, busy=busy)
        told += heard or 0
        if heard is None:
            await outbox.tell_again(channel.id)
    for delivery in await outbox.take_undecided(limit=BATCH):
        heard = await _told_of(bot, delivery, busy=busy)
        told += heard or 0
        if heard is None:
            await outbox.undecided_again(delivery)
    return told


def owners(charter: Charter, channel: Channel, *, awake_on: date | None = None) -> tuple[PersonRef, ...]:
    """Who on the channel's platform looks after it; with `awake_on`, without those who have asked for quiet that day."""
    for role in (Role.SCHOOL_LEAD, Role.TRUST_LEAD):
        holding = {
            member.id
            for member in charter.members
            if any(grant.role is role and grant.school in {channel.school, None} for grant in member.grants)
            and not (awake_on and member.snoozes(on=awake_on))
        }
        found = tuple(
            person
            for person, member in charter.identities
            if person.platform == channel.platform and member in holding
        )
        if found:
            return found
    return ()


async def _told_of(bot: Bot, delivery: DeliveryId, *, busy: set[str]) -> int | None:
    """How many have heard that only they can tell whether it was posted; None if that has to wait."""
    owed = await bot.store.outbox.owed(delivery)
    if owed is None or not owed.delivery.needs_a_person:
        return 0
    prompt = show(await bank_of(bot, owed.trust.id), owed.delivery.prompt)
    words = wording.question_needs_you(
        question=prompt.question if prompt else None, channel=owed.channel.name
    )
    return await _told_unless_busy(bot, owed.channel, words, busy=busy)


async def _told_unless_busy(bot: Bot, channel: Channel, words: str, *, busy: set[str]) -> int | None:
    """How many of its owners have heard these words; None, and its platform is among the busy, if that has to wait."""
    platform = bot.platforms.get(channel.platform)
    charter = await bot.store.directory.charter(channel.trust)
    if platform is None or charter is None:
        return 0
    if platform.name in busy:
        return None
    try:
        return await _told(bot, platform, channel, charter, words)
    except TryLater:
        busy.add(platform.name)
        return None


async def _told(bot: Bot, platform: ChatPlatform, channel: Channel, charter: Charter, words: str) -> int:
    """How many of its owners have heard. Raises TryLater if none has, and none may have."""
    told, unclear = 0, 0
    wait: TryLater | None = None
    for owner in owners(charter, channel, awake_on=charter.today(bot.clock.now())):
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
