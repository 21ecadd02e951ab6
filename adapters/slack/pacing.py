"""Slack's limits, kept to by ourselves: a short wait, or `TryLater` and no call at all.

What a call costs is known before it is made, so that no post's time runs out while it waits for its turn.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from aiolimiter import AsyncLimiter

from bot.ports.chat import TryLater
from scheduler.clock import Clock

K = TypeVar("K")

IN_A_CHANNEL = 1.0
"""Posts a second. Slack documents one message a second for each channel."""
IN_A_WORKSPACE = 4.0
"""Posts a second. Slack allows "several hundred messages a minute" in a workspace: 240 stay below the least that can mean."""
PATIENCE = timedelta(seconds=3)
"""The longest that a post waits for its turn: a tick has other channels to see to, and will be back."""
MINUTE = 60.0
QUIET_AFTER = 1_000
"""How many channels are remembered before those that have been quiet are forgotten."""


class Pacing:
    """One for the process. Copies of the program do not know of each other: Slack's 429 is what holds them together."""

    def __init__(
        self,
        clock: Clock,
        *,
        lookups_per_minute: int,
        in_a_workspace: float = IN_A_WORKSPACE,
        in_a_channel: float = IN_A_CHANNEL,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._clock = clock
        self._lookups = lookups_per_minute
        self._in_a_workspace, self._in_a_channel = in_a_workspace, in_a_channel
        self._patience = patience
        self._posting: dict[str, AsyncLimiter] = {}
        self._channels: dict[tuple[str, str], AsyncLimiter] = {}
        self._spent_until: dict[tuple[str, str], float] = {}
        self._paused: dict[tuple[str, str], float] = {}

    async def to_post(self, workspace: str, channel: str) -> None:
        """A message may be posted in that channel now. Raises TryLater."""
        self.not_paused(workspace, "chat.postMessage")
        of_channel = _of(
            self._channels, (workspace, channel), lambda: AsyncLimiter(1, 1 / self._in_a_channel)
        )
        of_workspace = _of(self._posting, workspace, lambda: AsyncLimiter(1, 1 / self._in_a_workspace))
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await of_channel.acquire()
                await of_workspace.acquire()
        except TimeoutError:
            raise TryLater("Too much is being posted on Slack at once.", after=self._patience) from None
        self._forget_the_quiet()
        # Slack may have asked for a pause while this one waited.
        self.not_paused(workspace, "chat.postMessage")

    def to_look(self, workspace: str, method: str, *, further: bool = False) -> None:
        """One page may be read by that method now. Raises TryLater: looking never waits.

        A `further` page of what is being read already is on credit: begun again from the first each time, a long thread
        would never be read to its end. The next look-ups wait until it is paid off.
        """
        self.not_paused(workspace, method)
        now, each = self._now(), MINUTE / self._lookups
        until = max(self._spent_until.get((workspace, method), now), now) + each
        if not further and until - now > MINUTE + each / 2:
            after = timedelta(seconds=until - now - MINUTE)
            raise TryLater("The budget of look-ups on Slack is spent for now.", after=after)
        self._spent_until[workspace, method] = until

    def not_paused(self, workspace: str, method: str) -> None:
        """Slack has not asked us to leave that method alone there. Raises TryLater."""
        until = self._paused.get((workspace, method))
        if until is None:
            return
        left = until - self._now()
        if left > 0:
            raise TryLater("Slack asked us to wait.", after=timedelta(seconds=left))
        del self._paused[workspace, method]

    def pause(self, workspace: str, method: str, *, after: timedelta) -> None:
        """Slack asked us to leave that method alone there for so long; the longest it asked for holds."""
        until = self._now() + after.total_seconds()
        self._paused[workspace, method] = max(until, self._paused.get((workspace, method), until))

    def _now(self) -> float:
        """Seconds of a clock that nobody sets."""
        return self._clock.reading().steady

    def _forget_the_quiet(self) -> None:
        if len(self._channels) > QUIET_AFTER:
            self._channels = {key: each for key, each in self._channels.items() if not each.has_capacity()}


def _of(known: dict[K, AsyncLimiter], key: K, made: Callable[[], AsyncLimiter]) -> AsyncLimiter:
    if key not in known:
        known[key] = made()
    return known[key]
