"""Keeping what someone said, before anyone is told that it was kept."""

from dataclasses import replace
from secrets import randbits

import structlog

from bot import wording
from bot.domain.happenings import Edited, Happening, Withdrawn
from bot.domain.reflection import LONGEST, tidy
from bot.ports.inbox import Receipt
from bot.usecases.bot import Bot

log = structlog.get_logger()

ENTROPY_BITS = 22


class NotKept(ValueError):  # noqa: N818 - it says what is so
    """An answer that was not kept; the message tells its author why and what to do, without their words."""


class TooLong(NotKept):
    """It has more characters than one answer may have."""


class NothingSaid(NotKept):
    """There is no word in it."""


async def record_reply(bot: Bot, happening: Happening) -> Receipt:
    """What someone said, changed or withdrew is kept, durably, when this returns.

    Its author then sees a light acknowledgement, if the platform can. Raises NotKept before anything is stored,
    and StoreUnavailable where nothing was: the platform should send it again.
    """
    kept = _checked(happening)
    receipt = await bot.store.inbox.receive(kept, at=bot.clock.now(), entropy=randbits(ENTROPY_BITS))
    log.info(
        "reply.received", receipt=receipt.value, kind=type(kept).__name__, platform=kept.message.platform
    )
    return receipt


def _checked(happening: Happening) -> Happening:
    if isinstance(happening, Withdrawn):
        return happening
    if len(happening.text) > LONGEST:
        raise TooLong(wording.too_long(characters=len(happening.text), longest=LONGEST))
    text = tidy(happening.text)
    if not text:
        raise NothingSaid(wording.nothing_said(edited=isinstance(happening, Edited)))
    return replace(happening, text=text)
