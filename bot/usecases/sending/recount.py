"""Prompts say how many have reflected, on platforms where they can: never who has, or has not."""

import asyncio
from datetime import timedelta

import structlog

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId, State
from bot.ports.chat import ChatPlatform, OutcomeUnknown, Refused, TryLater
from bot.ports.outbox import Owed
from bot.ports.store import StoreUnavailable
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.composing import compose
from bot.usecases.failures import log_failure
from prompts.faults import UnknownPromptError

log = structlog.get_logger()

OPEN_FOR = timedelta(days=14)
"""How long after it was posted a prompt goes on counting."""
BATCH = 30
AT_ONCE = 4


async def recount(bot: Bot) -> int:
    """Every prompt of the last days whose number has changed says the new one; returns how many were drawn anew.

    Not while people are answering there, unless they go on for long: a message that is drawn anew may lose what
    somebody is writing in its box.

    One tick's worth at most, so that no message is drawn more often than a tick comes round, and taken bit by bit:
    what a death leaves taken and not drawn has its old number until the next person answers. What is unclear is drawn
    again, which is harmless; a platform that wants to be left alone, or gives no answer, has the rest of it next time.
    Raises StoreUnavailable, once what was on its way has ended.
    """
    counting = sorted(name for name, platform in bot.platforms.items() if platform.counts)
    if not counting:
        return 0
    now = bot.clock.now()
    drawn, spared = 0, set[str]()
    for begun in range(0, BATCH, AT_ONCE):
        taken = await bot.store.outbox.take_to_count(
            platforms=counting,
            posted_since=now - OPEN_FOR,
            quiet_since=now - bot.pace.quiet,
            overdue_since=now - bot.pace.overdue,
            limit=min(AT_ONCE, BATCH - begun),
        )
        drawing = (_counted(bot, each, reflected=people, spared=spared) for each, people in taken)
        for result in await asyncio.gather(*drawing, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
            drawn += result
        if spared or len(taken) < AT_ONCE:
            break
    return drawn


async def _counted(bot: Bot, delivery: DeliveryId, *, reflected: int, spared: set[str]) -> bool:
    """Whether it was drawn anew; a platform that is not to be asked again this time joins the `spared`."""
    owed = await bot.store.outbox.owed(delivery)
    platform = bot.platforms.get(owed.channel.platform) if owed else None
    if owed is None or platform is None or owed.delivery.state is not State.POSTED:
        return False
    if platform.name in spared:
        await bot.store.outbox.count_again(delivery)
        return False
    try:
        return await _redrawn(bot, owed, platform, reflected=reflected)
    except Refused:
        # The message is gone, or not to be changed: the next try is when the next person answers.
        log.info("count.refused", delivery=delivery, channel=owed.channel.id)
        return False
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, drawing it once more does no harm
        if isinstance(error, TryLater | OutcomeUnknown | TimeoutError):
            log.info("count.later", delivery=delivery, reason=type(error).__name__)
        else:
            log_failure("count.failed_unexpectedly", error, delivery=delivery)
    spared.add(platform.name)
    await bot.store.outbox.count_again(delivery)
    return False


async def _redrawn(bot: Bot, owed: Owed, platform: ChatPlatform, *, reflected: int) -> bool:
    row, channel = owed.delivery, owed.channel
    try:
        bank = await bank_of(bot, owed.trust.id)
        prompt = bank.get(row.prompt or "")
    except UnknownPromptError:
        return False
    message = compose(
        bank,
        prompt,
        programme=owed.programme,
        school=owed.school,
        trust=owed.trust,
        late=row.late,
        reflected=reflected,
    )
    root = MessageRef(platform=channel.platform, address=channel.address, id=row.root or "")
    async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
        await platform.redraw(message, root=root, at=channel, delivery=row.id)
    return True
