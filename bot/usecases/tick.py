"""One beat of the bot: plan, deliver, reconcile, tidy up; whatever fails does not stop the rest."""

from dataclasses import dataclass

from bot.usecases.bot import Bot
from scheduler.clock import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class TickReport:
    """What one tick did. Hand `trusted` to the next one; `paused` says why nothing was sent, or is None."""

    trusted: Reading
    paused: str | None = None
    failed: tuple[str, ...] = ()


async def tick(bot: Bot, *, trusted: Reading | None = None) -> TickReport:
    """Everything that is due has been planned, sent or looked into, as far as one tick goes.

    `trusted` is the last clock reading that could be believed; None at the start of the process.
    """
    raise NotImplementedError
