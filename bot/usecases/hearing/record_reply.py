"""Keeping what someone said, before anyone is told that it was kept."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import getrandbits

import structlog

from bot import wording
from bot.domain.happenings import Edited, Happening, Withdrawn
from bot.domain.reflection import LONGEST, is_visible, tidy
from bot.ports.inbox import Receipt
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure

log = structlog.get_logger()

ENTROPY_BITS = 22
PATIENCE = timedelta(seconds=10)


class NotKept(ValueError):  # noqa: N818 - it says what is so
    """An answer that was not kept; the message tells its author why and what to do, without their words."""


class TooLong(NotKept):
    """It has more characters than one answer may have."""


class NothingSaid(NotKept):
    """There is no word in it."""


async def record_reply(bot: Bot, happening: Happening) -> Receipt:
    """What someone said, changed or withdrew is kept, and then its author has been given a sign of it.

    A platform that waits for our answer is told between the two: see `keep` and `acknowledge`. Raises as `keep`.
    """
    receipt = await keep(bot, happening)
    await acknowledge(bot, happening, receipt=receipt)
    return receipt


async def keep(bot: Bot, happening: Happening) -> Receipt:
    """What someone said, changed or withdrew is durable when this returns.

    Raises NotKept where it cannot be an answer, and StoreUnavailable; nothing was stored then, and after the
    latter the platform should send it again.
    """
    kept = _checked(happening)
    receipt = await bot.store.inbox.receive(kept, at=bot.clock.now(), entropy=_entropy())
    if receipt is not Receipt.NOT_OURS:
        # Of what others say elsewhere, which a platform may send us too, not even that it was said is ours to note.
        log.info(
            "reply.received",
            receipt=receipt.value,
            kind=type(kept).__name__.lower(),
            platform=kept.message.platform,
        )
    return receipt


async def acknowledge(bot: Bot, happening: Happening, *, receipt: Receipt) -> None:
    """Whoever said it sees lightly that it was kept, if the platform can show it now. Never raises."""
    platform = bot.platforms.get(happening.message.platform)
    if platform is None or receipt is not Receipt.KEPT or isinstance(happening, Withdrawn):
        return
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            at = await bot.store.directory.channel(platform.name, happening.message.address)
            if at:
                await platform.acknowledge(happening.message, at=at)
    except Exception as error:  # noqa: BLE001 - the answer is kept, and that is what counts
        log_failure("reply.not_acknowledged", error, platform=platform.name)


def _entropy() -> int:
    """What tells answers of one millisecond apart. It guards nothing, so the system need not be asked for it."""
    return getrandbits(ENTROPY_BITS)


def _checked(happening: Happening) -> Happening:
    if isinstance(happening, Withdrawn):
        return happening
    if len(happening.text) > LONGEST:
        raise TooLong(wording.too_long(characters=len(happening.text), longest=LONGEST))
    text = tidy(happening.text)
    if not is_visible(text):
        raise NothingSaid(wording.nothing_said(edited=isinstance(happening, Edited)))
    return replace(happening, text=text)
