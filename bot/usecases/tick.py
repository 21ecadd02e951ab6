"""One beat of the bot: sum up, plan, deliver, reconcile, show, count, tell, remind, sweep, tidy up; whatever fails does not stop the rest."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import wording
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.sweep import sweep
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.echo import show_owed
from bot.usecases.sending.plan_deliveries import plan_deliveries
from bot.usecases.sending.reconcile import reconcile
from bot.usecases.sending.recount import recount
from bot.usecases.sending.remind import remind
from bot.usecases.sending.summary import tell_trusts
from bot.usecases.sending.tell_owners import tell_owners
from scheduler.clock import Reading, jumped_forward

log = structlog.get_logger()

WAITS_FOR_ITS_PROMPT = timedelta(days=7)
"""How long an answer is kept whose prompt is not settled; a person has that long to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickReport:
    """What one tick did. Hand `trusted` to the next one.

    `paused` says why nothing was sent, or is None; `failed` names the parts that failed.
    """

    trusted: Reading
    paused: str | None = None
    failed: tuple[str, ...] = ()


async def tick(bot: Bot, *, trusted: Reading | None = None) -> TickReport:
    """Everything that is due has been planned, sent or looked into, as far as one tick goes. Never raises.

    `trusted` is the last clock reading that could be believed; None at the start of the process. While the wall
    clock is a day or more ahead of it, nothing is done, and no beat is recorded: the health check says so.
    """
    reading = bot.clock.reading()
    ahead = jumped_forward(trusted, reading) if trusted else None
    if trusted and ahead:
        log.error("tick.paused", ahead_seconds=int(ahead.total_seconds()))
        return TickReport(trusted=trusted, paused=wording.clock_jumped(ahead))
    parts = (
        tell_trusts,
        plan_deliveries,
        deliver_due,
        reconcile,
        show_owed,
        recount,
        tell_owners,
        remind,
        sweep,
        _forget_waiting,
    )
    failed = [part.__name__.lstrip("_") for part in parts if not await _done(part, bot)]
    # Without a beat the health check speaks up: a bot that cannot plan or send is not well, though nothing is overdue.
    if not failed and not await _done(_beat, bot):
        failed.append("beat")
    return TickReport(trusted=reading, failed=tuple(failed))


async def _done(part: Callable[[Bot], Awaitable[object]], bot: Bot) -> bool:
    try:
        await part(bot)
    except Exception as error:  # noqa: BLE001 - the other parts go on
        log_failure("tick.part_failed", error, part=part.__name__.lstrip("_"))
        return False
    return True


async def _forget_waiting(bot: Bot) -> None:
    await bot.store.inbox.forget_waiting(before=bot.clock.now() - WAITS_FOR_ITS_PROMPT)


async def _beat(bot: Bot) -> None:
    await bot.store.beat(at=bot.clock.now(), by=bot.name)
