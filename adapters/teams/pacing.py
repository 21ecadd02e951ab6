"""Teams' limits, kept to by ourselves: a short wait, or `TryLater` and no call at all.

Each message has its moment before it is sent, so that no post's time runs out while it waits for its turn.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import timedelta

from bot.ports.chat import TryLater
from scheduler.clock import Clock

Windows = Sequence[tuple[int, float]]

IN_A_CHANNEL: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""So many in so many seconds: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit."""
IN_A_TENANT: Windows = ((50, 1.0),)
MARGIN = 1.1
"""Each window is kept this much longer, because requests do not arrive as evenly as they are sent."""
PATIENCE = timedelta(seconds=3)
"""The longest that a message waits for its turn: a tick has other channels to see to, and will be back."""
QUIET_AFTER = 1_000
"""How many channels are remembered before those that have been quiet are forgotten."""
QUIET = 60.0
"""Seconds after which a channel is quiet; of the hour's limit it can have used little."""
ALL_OF_THEM = 3
"""So many conversations of a tenant that Teams asked us to leave alone mean that it is too much in all."""


class Pacing:
    """One for the process. Copies of the program do not know of each other: Teams' 429 is what holds them together."""

    def __init__(
        self,
        clock: Clock,
        *,
        patience: timedelta = PATIENCE,
        in_a_channel: Windows = IN_A_CHANNEL,
        in_a_tenant: Windows = IN_A_TENANT,
    ) -> None:
        self._clock = clock
        self._patience = patience.total_seconds()
        self._in_a_channel, self._in_a_tenant = in_a_channel, in_a_tenant
        self._turns: dict[tuple[str, ...], deque[float]] = {}
        self._paused: dict[tuple[str, ...], float] = {}

    async def to_send(self, tenant: str, conversation: str) -> None:
        """Something may be said or changed in that conversation now. Raises TryLater."""
        self.not_paused(tenant, conversation)
        until = asyncio.get_running_loop().time() + self._patience
        await self._turn((tenant, conversation), self._in_a_channel, until=until)
        await self._turn((tenant,), self._in_a_tenant, until=until)
        # Teams may have asked for a pause while this one waited.
        self.not_paused(tenant, conversation)

    def not_paused(self, tenant: str, conversation: str) -> None:
        """Teams has not asked us to leave that conversation, or its tenant, alone. Raises TryLater."""
        now = self._now()
        left = max(self._paused.get(key, now) - now for key in ((tenant,), (tenant, conversation)))
        if left > 0:
            raise TryLater("Teams asked us to wait.", after=timedelta(seconds=left))

    def pause(self, tenant: str, conversation: str, *, after: timedelta) -> None:
        """Teams asked us to leave that conversation alone for so long; the longest it asked for holds."""
        now = self._now()
        self._paused = {key: until for key, until in self._paused.items() if until > now}
        self._hold((tenant, conversation), now + after.total_seconds())
        if sum(key[0] == tenant and len(key) > 1 for key in self._paused) >= ALL_OF_THEM:
            self._hold((tenant,), now + after.total_seconds())

    def _hold(self, key: tuple[str, ...], until: float) -> None:
        self._paused[key] = max(until, self._paused.get(key, until))

    async def _turn(self, key: tuple[str, ...], windows: Windows, *, until: float) -> None:
        now = asyncio.get_running_loop().time()
        turns = self._turns.get(key)
        if turns is None:
            self._forget_the_quiet(now)
            turns = self._turns[key] = deque(maxlen=max(most for most, _ in windows))
        at = max(
            [
                now,
                *list(turns)[-1:],
                *(turns[-most] + long * MARGIN for most, long in windows if len(turns) >= most),
            ]
        )
        if at > max(now, until):
            raise TryLater("Too much is being said on Teams at once.", after=timedelta(seconds=at - now))
        turns.append(at)
        if at > now:
            await asyncio.sleep(at - now)

    def _now(self) -> float:
        """Seconds of a clock that nobody sets."""
        return self._clock.reading().steady

    def _forget_the_quiet(self, now: float) -> None:
        if len(self._turns) > QUIET_AFTER:
            self._turns = {key: each for key, each in self._turns.items() if each and each[-1] + QUIET > now}
