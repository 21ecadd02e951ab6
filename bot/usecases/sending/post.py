"""One post to one channel, and what its outcome means for the row."""

import asyncio
from datetime import timedelta

import structlog

from bot import wording
from bot.domain.channel import MessageRef
from bot.domain.delivery import State
from bot.domain.owed import deadline
from bot.domain.roots import SKEW
from bot.ports.chat import CannotTell, ChatPlatform, OutcomeUnknown, Refused, TryLater
from bot.ports.outbox import Owed, Settlement
from bot.usecases.bot import Bot
from bot.usecases.composing import compose
from bot.usecases.failures import log_failure
from prompts.model import PromptBank

log = structlog.get_logger()

SHORTEST_WAIT = timedelta(seconds=1)


async def post(bot: Bot, owed: Owed, *, bank: PromptBank, late: bool) -> Settlement:
    """The prompt stands in its channel, or the settlement says what else became of it. Raises no ChatError.

    The row must be claimed, its prompt in the trust's bank, and no transaction open.
    """
    platform = bot.platforms.get(owed.channel.platform)
    if platform is None:
        return Settlement(state=State.REFUSED, reason=wording.no_such_platform(owed.channel.platform))
    try:
        return await _posted(bot, owed, platform, bank=bank, late=late)
    except TryLater as error:
        return _put_back(bot, owed, after=error.after)
    except Refused as error:
        if error.closes_channel:
            await _close(bot, owed, because=str(error))
        return Settlement(state=State.REFUSED, reason=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it was, it may have been posted
        if not isinstance(error, OutcomeUnknown | TimeoutError):
            log_failure("post.failed_unexpectedly", error, delivery=owed.delivery.id)
        return Settlement(
            state=State.UNCERTAIN,
            reason=wording.outcome_unknown(),
            not_before=bot.clock.now() + bot.pace.settling,
        )


async def _posted(
    bot: Bot, owed: Owed, platform: ChatPlatform, *, bank: PromptBank, late: bool
) -> Settlement:
    prompt = bank.get(owed.delivery.prompt or "")
    message = compose(bank, prompt, programme=owed.programme, school=owed.school, trust=owed.trust, late=late)
    async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
        stands = await _there_already(owed, platform) if late else None
        stands = stands or await platform.post(message, to=owed.channel, delivery=owed.delivery.id)
    return Settlement(state=State.POSTED, root=stands.id, posted_at=bot.clock.now(), late=late)


async def _there_already(owed: Owed, platform: ChatPlatform) -> MessageRef | None:
    """A late one may stand there from before: a restored backup has forgotten what was posted after it was made."""
    try:
        return await platform.find(owed.delivery.id, at=owed.channel, since=owed.delivery.due_at - SKEW)
    except (CannotTell, Refused):
        return None


def _put_back(bot: Bot, owed: Owed, *, after: timedelta) -> Settlement:
    """Due again once the platform is ready for it, unless that is too late."""
    not_before = bot.clock.now() + max(after, SHORTEST_WAIT)
    last = deadline(owed.programme.late, due_at=owed.delivery.due_at, zone=owed.school.calendar.zone)
    if not_before > last:
        return Settlement(state=State.MISSED, reason=wording.waited_too_long())
    return Settlement(state=State.DUE, not_before=not_before)


async def _close(bot: Bot, owed: Owed, *, because: str) -> None:
    """Nothing more is tried in this channel until a person has acted; it is told once."""
    if await bot.store.outbox.close_channel(owed.channel.id, because=because):
        log.warning("channel.closed", channel=owed.channel.id, platform=owed.channel.platform)
