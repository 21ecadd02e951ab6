"""Teams' limits on what a bot sends, as documented, to be switched on; a second of theirs may be made shorter."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

Windows = tuple[tuple[int, float], ...]

IN_A_CHANNEL: Windows = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""So many operations of one bot in one conversation in so many seconds: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit."""
IN_A_TENANT: Windows = ((50, 1.0),)


@dataclass(slots=True, kw_only=True)
class Limits:
    """`scale` makes every window so many times shorter."""

    in_a_channel: Windows = ()
    in_a_tenant: Windows = ()
    scale: float = 1.0
    _seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def refuses(self, *, tenant: str, channel: str) -> int | None:
        """The whole seconds to wait if that is one too many; otherwise it is counted, and None."""
        now = time.monotonic() * self.scale
        asked = ((f"{tenant}/{channel}", self.in_a_channel), (tenant, self.in_a_tenant))
        waits = [self._wait(key, windows, now=now) for key, windows in asked]
        if max(waits) > 0:
            return max(1, math.ceil(max(waits)))
        for key, windows in asked:
            if windows:
                self._seen[key].append(now)
        return None

    def _wait(self, key: str, windows: Windows, *, now: float) -> float:
        waits = [0.0]
        for most, seconds in windows:
            within = [at for at in self._seen[key] if at > now - seconds]
            if len(within) >= most:
                waits.append(within[-most] + seconds - now)
        return max(waits)


def documented(*, scale: float = 1.0) -> Limits:
    """All that Microsoft documents."""
    return Limits(in_a_channel=IN_A_CHANNEL, in_a_tenant=IN_A_TENANT, scale=scale)
