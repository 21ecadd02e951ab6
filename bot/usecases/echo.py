"""Answers written in a box of ours are put into their threads, changed there, and taken away again."""

import asyncio
from datetime import timedelta

import structlog

from bot.domain.message import ShownAnswer
from bot.ports.chat import ChatError, Refused, TryLater
from bot.ports.echoes import Echo
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure

log = structlog.get_logger()

BATCH = 20
AT_ONCE = 4
SOON = timedelta(minutes=1)
GIVES_UP = timedelta(hours=24)


async def show_owed(bot: Bot) -> int:
    """Every answer that its thread does not show as it is now has been tried; returns how many stand as they should.

    One tick's worth at most. What cannot be shown now is tried again for a day; the answer itself is safe either way.
    Raises StoreUnavailable.
    """
    echoes = await bot.store.echoes.claim(now=bot.clock.now(), lease=bot.pace.lease, limit=BATCH)
    side_by_side = asyncio.Semaphore(AT_ONCE)

    async def one(echo: Echo) -> bool:
        async with side_by_side:
            return await _shown(bot, echo)

    return sum(await asyncio.gather(*(one(echo) for echo in echoes)))


async def _shown(bot: Bot, echo: Echo) -> bool:
    platform = bot.platforms.get(echo.channel.platform)
    if platform is None:
        await bot.store.echoes.given_up(echo)
        return False
    answer = ShownAnswer(mark=str(echo.reflection), author_name=echo.author_name, text=echo.text)
    try:
        async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
            stands = await platform.show(
                answer, root=echo.root, at=echo.channel, stands=echo.stands, look=echo.attempts > 1
            )
    except Refused as error:
        log.warning("echo.refused", channel=echo.channel.id, reason=str(error))
        await bot.store.echoes.given_up(echo)
    except TryLater as error:
        await _again(bot, echo, after=error.after)
    except (ChatError, TimeoutError):
        # It may stand there: the next try looks first.
        await _again(bot, echo, after=SOON)
    except Exception as error:  # noqa: BLE001 - one answer's fault is not the others'
        log_failure("echo.failed_unexpectedly", error, channel=echo.channel.id)
        await _again(bot, echo, after=SOON)
    else:
        await bot.store.echoes.shown(echo, stands=stands)
        return True
    return False


async def _again(bot: Bot, echo: Echo, *, after: timedelta) -> None:
    now = bot.clock.now()
    if now + after > echo.owed_since + GIVES_UP:
        log.warning("echo.given_up", channel=echo.channel.id, attempts=echo.attempts)
        await bot.store.echoes.given_up(echo)
    else:
        await bot.store.echoes.put_back(echo, until=now + max(after, timedelta(seconds=1)))
