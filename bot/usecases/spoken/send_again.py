"""A question may stand in its channel, and a person who has looked there says that it does not."""

from bot import wording
from bot.domain.delivery import State
from bot.domain.people import MemberId
from bot.ports.ledger import LedgerFilter, LedgerLine
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, standing
from bot.usecases.programmes.adjusting import CannotAdjust
from bot.usecases.sending.decide import AlreadySettled, NotPosted, decide

MOST = 200
"""Uncertain deliveries that are looked through; the newest, so that it is one of lately that is meant."""


async def undecided(bot: Bot, viewer: MemberId) -> tuple[LedgerLine, ...]:
    """What waits for this person, or another who may, to say how it ended; newest first. Raises NotFound, NotAllowed."""
    person = await standing(bot, viewer)
    lines, _ = await bot.store.ledger.page(
        sorted(person.require(Deed.DECIDE_DELIVERIES)),
        trust=person.member.trust,
        filters=LedgerFilter(state=State.UNCERTAIN),
        before=None,
        limit=MOST,
    )
    return tuple(line for line in lines if line.delivery.needs_a_person)


async def send_again(bot: Bot, viewer: MemberId, line: LedgerLine) -> str:
    """It is on its way again if there is still time; returns the words for what became of it.

    Raises NotFound, NotAllowed, and CannotAdjust where it has been settled in the meantime.
    """
    try:
        state = await decide(bot, viewer, line.delivery.id, ended=NotPosted.SEND_IT)
    except AlreadySettled as error:
        raise CannotAdjust(str(error)) from None
    if state is State.MISSED:
        return wording.too_late_to_send_again(channel=line.channel_name)
    return wording.sent_again(channel=line.channel_name)
