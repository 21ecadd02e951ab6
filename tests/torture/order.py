"""What a process is told when it is born: where its database is, how it will die, what is wrong with it."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from bot.usecases.pace import Pace

PORTS = {
    "outbox": ("plan", "claim", "begin", "settle", "claim_unclear"),
    "platform": ("post", "find"),
    "inbox": ("receive", "forget_waiting"),
    "board": ("say", "edit", "withdraw", "untaken", "taken"),
    "store": ("beat",),
}
POINTS = tuple(
    f"{side} {port}.{method}"
    for port, methods in PORTS.items()
    for method in methods
    for side in ("before", "after")
)
"""Where a process can be told to die."""
IN_A_COMMIT = "in a commit"
"""One more: every statement of a transaction has been run, and the commit has not been asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A whole life. It ends at the `nth` time that `point` is reached, or when somebody ends it.

    All times are in seconds. A post takes up to `slow` before it stands and again before its answer comes; a share
    of `hangs` stands without that an answer ever comes. `board` is the address of a second database for the built-in
    channel's own memory, where the two are kept apart. `slack` is where Slack's Web API is, for a life on Slack instead
    of the built-in channel, and `teams` the tenant, for one on Teams. `mutant` names what is broken, see `mutants`.
    """

    database: str
    data: str
    port: int
    log: str
    seed: int = 0
    point: str | None = None
    nth: int = 1
    mutant: str | None = None
    board: str | None = None
    slack: str | None = None
    teams: str | None = None
    slow: float = 0.05
    hangs: float = 0.01
    lease: float = 0.7
    post_timeout: float = 0.3
    settling: float = 0.2

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Order":
        """The same again."""
        return cls(**json.loads(line))

    def with_(self, **changes: Any) -> "Order":
        """Another life that differs in these."""
        return replace(self, **changes)

    @property
    def pace(self) -> Pace:
        """The bot's own waits, shortened in the same proportions, so that recovery takes moments."""
        return Pace(
            lease=timedelta(seconds=self.lease),
            post_timeout=timedelta(seconds=self.post_timeout),
            settling=timedelta(seconds=self.settling),
            turn=timedelta(seconds=1),
            spared=timedelta(seconds=0.2),
            quiet=timedelta(seconds=0.3),
            overdue=timedelta(seconds=1),
            recheck=timedelta(seconds=0.2),
        )
