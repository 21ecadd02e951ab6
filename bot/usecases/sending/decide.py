"""A person says how an uncertain delivery ended, where no look-up can tell."""

from dataclasses import dataclass
from enum import Enum, auto

import structlog

from bot import wording
from bot.domain.channel import Channel
from bot.domain.delivery import DeliveryId, State
from bot.domain.owed import deadline, is_late
from bot.domain.people import MemberId
from bot.ports.outbox import Owed, RootTaken, Settlement
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, NotFound, standing

log = structlog.get_logger()

LONGEST = 255
"""Characters of a platform's id of a message."""
LONGEST_LINK = 2_000
"""Characters of what a person may paste to say which message it is."""


class AlreadySettled(Exception):  # noqa: N818 - it says what is so
    """It had been settled before the person decided: nothing was changed."""


class NotThatMessage(ValueError):  # noqa: N818
    """The message named cannot be the delivery's: nothing was changed."""


@dataclass(frozen=True, slots=True)
class WasPosted:
    """It stands in the channel, as the message that a person means by these words. Raises NotThatMessage for none."""

    pasted: str

    def __post_init__(self) -> None:
        pasted = self.pasted.strip()
        if not pasted or len(pasted) > LONGEST_LINK or not pasted.isprintable():
            raise NotThatMessage(wording.which_message())


class NotPosted(Enum):
    """It is not in the channel."""

    SEND_IT = auto()
    """Send it now, if there is still time."""
    LEAVE_IT = auto()
    """Let it be."""


async def decide(bot: Bot, viewer: MemberId, delivery: DeliveryId, *, ended: WasPosted | NotPosted) -> State:
    """The delivery stands as the person says it does; returns its state.

    Raises NotFound, NotAllowed, NotThatMessage, or AlreadySettled where it was not uncertain any more.
    """
    person = await standing(bot, viewer)
    owed = await bot.store.outbox.owed(delivery)
    if owed is None or owed.trust.id != person.member.trust:
        raise NotFound("There is no such delivery here.")
    person.require(Deed.DECIDE_DELIVERIES, school=owed.school.id)
    settlement = _settlement(bot, owed, ended)
    try:
        decided = await bot.store.outbox.decide(delivery, settlement, trust=owed.trust.id)
    except RootTaken:
        raise NotThatMessage(wording.message_of_another()) from None
    if not decided:
        raise AlreadySettled(wording.nobody_to_decide())
    log.info("delivery.decided", delivery=delivery, state=settlement.state.value, by=viewer)
    return settlement.state


def _settlement(bot: Bot, owed: Owed, ended: WasPosted | NotPosted) -> Settlement:
    row, now = owed.delivery, bot.clock.now()
    if isinstance(ended, WasPosted):
        posted_at = row.started_at or row.due_at
        late = is_late(row.due_at, at=posted_at)
        root = _root(bot, owed.channel, ended.pasted.strip())
        return Settlement(state=State.POSTED, root=root, posted_at=posted_at, late=late)
    if ended is NotPosted.LEAVE_IT:
        return Settlement(state=State.MISSED, reason=wording.decided_unsent())
    if now > deadline(owed.programme.late, due_at=row.due_at, zone=owed.school.calendar.zone):
        return Settlement(state=State.MISSED, reason=wording.not_there_any_more())
    return Settlement(state=State.DUE, not_before=now)


def _root(bot: Bot, channel: Channel, pasted: str) -> str:
    """The id of the message that is meant; where its platform is not connected now, as it was given."""
    platform = bot.platforms.get(channel.platform)
    root = platform.named(pasted, at=channel) if platform else pasted
    if not root or len(root) > LONGEST:
        raise NotThatMessage(wording.no_message_of_this_channel(channel=channel.name))
    return root
