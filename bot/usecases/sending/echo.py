"""Answers written in a box of ours are put into their threads, changed there, and taken away again."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.domain.message import ShownAnswer
from bot.ports.chat import CannotTell, ChatPlatform, Refused, TryLater
from bot.ports.echoes import Echo
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.sending.post import SHORTEST_WAIT

log = structlog.get_logger()

BATCH = 20
AT_ONCE = 4
SOON = timedelta(minutes=1)
GIVES_UP = timedelta(hours=24)
"""How long an answer is tried that has yet to be shown."""
TAKES_AWAY = timedelta(days=30)
"""The same of one that was taken back: what it said may stand in a channel that lets us do nothing just now."""
AFTER_A_REFUSAL = timedelta(hours=1)


async def show_owed(bot: Bot) -> int:
    """Every answer that its thread does not show as it is now has been tried; returns how many stand as they should.

    One tick's worth at most, and claimed bit by bit: after a death nobody can tell what was begun from what was only
    claimed, and on a platform that cannot be asked neither is shown any more. What cannot be shown now is tried again for a day, and what was taken back for a month;
    the answer itself is safe either way.
    Raises StoreUnavailable, once what was on its way has ended.
    """
    shown, silent = 0, set[str]()
    for _ in range(BATCH // AT_ONCE):
        began = bot.clock.now()
        echoes = await bot.store.echoes.claim(now=began, lease=bot.pace.lease, limit=AT_ONCE)
        if not echoes:
            break
        trying = (_tried(bot, echo, silent, claimed_at=began) for echo in echoes)
        for result in await asyncio.gather(*trying, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
            shown += result
    return shown


async def _tried(bot: Bot, echo: Echo, silent: set[str], *, claimed_at: datetime) -> bool:
    """Whether its thread shows it; what is not begun is put back as it was."""
    if echo.channel.platform in silent or _could_outlast_its_lease(bot, claimed_at):
        await _again(bot, echo, after=SOON, sent=False)
        return False
    return await _shown(bot, echo, silent)


async def _shown(bot: Bot, echo: Echo, silent: set[str]) -> bool:
    """Whether its thread shows it; a platform that gives no answer joins the `silent`, to be left alone this time."""
    platform = bot.platforms.get(echo.channel.platform)
    try:
        stands = await _show(bot, platform, echo) if platform else None
    except Refused:
        log.warning("echo.refused", channel=echo.channel.id)
        await _refused(bot, echo)
    except CannotTell:
        await _cannot_look(bot, echo)
    except TryLater as error:
        await _again(bot, echo, after=error.after, sent=False)
    except StoreUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, it may stand there: the next try looks first
        log_failure("echo.unclear", error, channel=echo.channel.id)
        silent.add(echo.channel.platform)
        await _again(bot, echo, after=SOON, sent=True)
    else:
        if platform is None:
            await _again(bot, echo, after=SOON, sent=False)
            return False
        await bot.store.echoes.shown(echo, stands=stands)
        return True
    return False


async def _show(bot: Bot, platform: ChatPlatform, echo: Echo) -> str | None:
    answer = ShownAnswer(mark=str(echo.reflection), author_name=echo.author_name, text=echo.text)
    async with asyncio.timeout(bot.pace.post_timeout.total_seconds()):
        return await platform.show(
            answer, root=echo.root, at=echo.channel, stands=echo.stands, look=echo.attempts > 1
        )


async def _refused(bot: Bot, echo: Echo) -> None:
    """Shown it is not going to be; taken away it is once a person has let us, and we look ever less often."""
    if echo.text is None:
        await _again(bot, echo, after=max(AFTER_A_REFUSAL, bot.clock.now() - echo.owed_since), sent=False)
    else:
        await bot.store.echoes.given_up(echo, sent=False)


async def _cannot_look(bot: Bot, echo: Echo) -> None:
    """An unclear try may stand there or not, and nobody can look: rather not shown than shown twice. The answer is kept.

    Of one that was taken back meanwhile, a person in the channel has to see to what may stand there.
    """
    if echo.text is None:
        log.warning("echo.may_still_stand", channel=echo.channel.id, reflection=echo.reflection)
    else:
        log.info("echo.not_shown_again", channel=echo.channel.id, reflection=echo.reflection)
    await bot.store.echoes.given_up(echo, sent=False)


async def _again(bot: Bot, echo: Echo, *, after: timedelta, sent: bool) -> None:
    """Later, unless it has gone on for too long; a try that surely sent nothing leaves nothing to be looked for."""
    now = bot.clock.now()
    if now + after > echo.owed_since + (TAKES_AWAY if echo.text is None else GIVES_UP):
        log.warning("echo.given_up", channel=echo.channel.id, attempts=echo.attempts)
        await bot.store.echoes.given_up(echo, sent=sent)
    else:
        await bot.store.echoes.put_back(echo, until=now + max(after, SHORTEST_WAIT), sent=sent)


def _could_outlast_its_lease(bot: Bot, claimed_at: datetime) -> bool:
    """Whether a call begun now could still be on its way when others may show the same answer."""
    return bot.clock.now() + bot.pace.post_timeout >= claimed_at + bot.pace.lease
