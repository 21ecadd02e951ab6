"""Slack's limits on posting and on looking, as far as they are known, to be switched on."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

POSTING = frozenset({"chat.postMessage"})
LOOKING = frozenset({"conversations.history", "conversations.replies"})


@dataclass(slots=True, kw_only=True)
class Limits:
    """So many in so many seconds, for each channel, each workspace, and each method of looking; None: no limit."""

    in_a_channel: tuple[int, float] | None = None
    in_a_team: tuple[int, float] | None = None
    looking: tuple[int, float] | None = None
    _seen: dict[tuple[str, ...], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def refuses(self, method: str, *, team: str, channel: object) -> int | None:
        """The whole seconds to wait if that is one too many; otherwise it is counted, and None."""
        asked: list[tuple[tuple[str, ...], tuple[int, float]]] = []
        if method in POSTING and self.in_a_channel:
            asked.append(((team, str(channel)), self.in_a_channel))
        if method in POSTING and self.in_a_team:
            asked.append(((team,), self.in_a_team))
        if method in LOOKING and self.looking:
            asked.append(((team, "looking", method), self.looking))
        now = time.monotonic()
        waits = [wait for key, limit in asked if (wait := self._wait(key, limit, now=now)) > 0]
        if waits:
            return max(1, math.ceil(max(waits)))
        for key, _limit in asked:
            self._seen[key].append(now)
        return None

    def _wait(self, key: tuple[str, ...], limit: tuple[int, float], *, now: float) -> float:
        most, seconds = limit
        seen = self._seen[key]
        while seen and seen[0] <= now - seconds:
            seen.popleft()
        return seen[0] + seconds - now if len(seen) >= most else 0.0
