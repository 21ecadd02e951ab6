"""One turn at the outbox: rows claimed bit by bit, workers side by side, and patience with each platform."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.delivery import Delivery, State
from bot.domain.people import TrustId
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from prompts.model import PromptBank

GIVES_UP_AFTER = 3
"""After so many calls to one platform in a row without a clear answer, the rest of a turn spares it."""


class Claim(Protocol):
    """`Outbox.claim` or `Outbox.claim_unclear`."""

    async def __call__(self, *, by: str, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """At most `limit` rows, held by `by` until `now + lease`."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """What the workers of one call share. Nothing more is claimed once it `ends`."""

    bot: Bot
    claim: Claim
    batch: int
    ends: datetime
    ended: Counter[State] = field(default_factory=Counter)
    _waiting: deque[Delivery] = field(default_factory=deque)
    _claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    _silent: Counter[str] = field(default_factory=Counter)
    _banks: dict[TrustId, PromptBank] = field(default_factory=dict)

    def left(self) -> timedelta:
        """How much of it is left; zero when it is over."""
        return max(self.ends - self.bot.clock.now(), timedelta(0))

    async def bank_of(self, trust: TrustId) -> PromptBank:
        """The prompts of that trust, as they were when the turn first asked."""
        if trust not in self._banks:
            self._banks[trust] = await bank_of(self.bot, trust)
        return self._banks[trust]

    def spares(self, platform: str) -> bool:
        """Whether that platform has given no clear answer so often that it is left alone."""
        return self._silent[platform] >= GIVES_UP_AFTER

    def heard(self, platform: str, *, clearly: bool) -> None:
        """A call to that platform has ended, with a clear answer or without."""
        self._silent[platform] = 0 if clearly else self._silent[platform] + 1

    async def take(self, work: Callable[[Delivery], Awaitable[None]], *, at_once: int) -> None:
        """Every row claimed has been worked on, so many side by side.

        A platform that hangs holds up one worker and nobody else. Raises StoreUnavailable if nothing more could be
        claimed, once what was on its way has ended.
        """
        workers = (self._work(work) for _ in range(at_once))
        for result in await asyncio.gather(*workers, return_exceptions=True):
            if result is not None:
                raise result

    def not_begun(self) -> Sequence[Delivery]:
        """What was claimed and nobody has worked on: something ended the turn before its time."""
        rows = tuple(self._waiting)
        self._waiting.clear()
        return rows

    async def _work(self, work: Callable[[Delivery], Awaitable[None]]) -> None:
        while row := await self._next():
            await work(row)

    async def _next(self) -> Delivery | None:
        """A claimed row that nobody works on yet, or None when there are none or the turn is over."""
        async with self._claiming:
            if not self._waiting and self.left():
                claimed = await self.claim(
                    by=self.bot.name, now=self.bot.clock.now(), lease=self.bot.pace.lease, limit=self.batch
                )
                self._waiting.extend(claimed)
            return self._waiting.popleft() if self._waiting else None


def begin(bot: Bot, claim: Claim, *, batch: int) -> Turn:
    """A turn that begins now and lasts as long as the bot's pace says."""
    return Turn(bot=bot, claim=claim, batch=batch, ends=bot.clock.now() + bot.pace.turn)
