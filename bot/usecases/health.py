"""Whether the bot is ready, and if not, why."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from bot import wording
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure

LONGEST_SILENCE = timedelta(seconds=120)
PATIENCE = timedelta(seconds=5)
"""A database that takes longer to answer is not well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Ready when there are no reasons against it; each is a sentence for whoever runs the machine."""

    reasons: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """True when nothing speaks against it."""
        return not self.reasons


async def health(bot: Bot) -> Health:
    """How it stands now. Never raises, and answers within seconds."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return Health(reasons=tuple([reason async for reason in _reasons(bot)]))
    except Exception as error:  # noqa: BLE001 - whatever it was, the answer is the same
        log_failure("health.store_away", error)
        return Health(reasons=(wording.store_away(),))


async def _reasons(bot: Bot) -> AsyncIterator[str]:
    await bot.store.ping()
    now = bot.clock.now()
    beat = await bot.store.last_beat()
    if beat is None:
        yield wording.never_ticked()
    elif now - beat > LONGEST_SILENCE:
        yield wording.silent_for(now - beat)
    overdue = await bot.store.outbox.oldest_overdue(now=now)
    if overdue and now - overdue > LONGEST_SILENCE:
        yield wording.overdue_for(now - overdue)
