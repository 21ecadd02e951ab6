"""The events the built-in channel owes to the bot: given once they happen, and again until they are taken."""

import structlog

from adapters.local.inbound import happening
from bot.domain.people import MemberId
from bot.ports.board import BoardEvent
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.record_reply import NotKept, record_reply

log = structlog.get_logger(__name__)

BATCH = 200


async def redeliver(bot: Bot) -> int:
    """Every event not taken yet has been given to the bot, oldest first; returns how many it took.

    Call it at start and on every tick, as a platform retries. One that fails is given again next time, and holds
    up no other. Raises StoreUnavailable.
    """
    taken = last = 0
    while events := await bot.store.board.untaken(limit=BATCH, after=last):
        for event in events:
            taken += await _given(bot, event)
        last = events[-1].id
    return taken


async def _given(bot: Bot, event: BoardEvent) -> bool:
    try:
        await give(bot, event)
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one event's fault is not the others'
        log_failure("channel.event_failed", error, board_event=str(event.id))
        return False
    return True


async def give(bot: Bot, event: BoardEvent) -> None:
    """The bot has the event durably, and only then is it marked as taken. Raises StoreUnavailable."""
    author = await bot.store.directory.member(MemberId(event.note.author or ""))
    heard = happening(event, author_name=author.name if author else "Someone")
    if heard is not None:
        try:
            await record_reply(bot, heard)
        except NotKept:
            # It will never be kept, however often it is given; our own pages do not let such answers through.
            log.warning("channel.event_not_kept", board_event=event.id)
    await bot.store.board.taken(event.id)


async def give_or_owe(bot: Bot, event: BoardEvent) -> bool:
    """Whether the bot has it already; if its database was away, the next tick gives it again."""
    try:
        await give(bot, event)
    except StoreUnavailable as away:
        log.warning("channel.event_owed", board_event=event.id, reason=str(away))
        return False
    return True
