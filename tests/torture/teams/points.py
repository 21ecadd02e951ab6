"""Where a process that speaks with Teams can be told to die, and in which order a season goes through that."""

from random import Random

from tests.torture.order import IN_A_COMMIT
from tests.torture.teams.trouble import CHANGING

POINTS = tuple(
    f"{side} {port}.{method}"
    for port, methods in {
        "outbox": ("plan", "claim", "begin", "settle", "claim_unclear", "take_to_count", "witnessed"),
        "platform": ("post", "show", "redraw"),
        "inbox": ("receive",),
        "echoes": ("claim", "shown"),
        "store": ("beat",),
    }.items()
    for method in methods
    for side in ("before", "after")
)
"""Where a process can be told to die."""
ACCEPTED = "once Teams has done "
ACCEPTING = tuple(ACCEPTED + what for what in CHANGING)
"""More of them: Teams has done it, and has not answered yet. It is Teams' side that kills then."""
CRUCIAL = (
    "after platform.post",
    f"{ACCEPTED}post",
    "before inbox.receive",
    "after platform.show",
    "after inbox.receive",
    IN_A_COMMIT,
    "before outbox.settle",
    f"{ACCEPTED}send",
    "after outbox.take_to_count",
    "before platform.show",
    "after outbox.witnessed",
    f"{ACCEPTED}update",
    "before echoes.shown",
    "before platform.post",
)
"""What even a short season goes through."""
OFTEN = frozenset({*POINTS[:8], "before inbox.receive", "after inbox.receive", IN_A_COMMIT})
"""Points that a process passes many times in a life."""


def points_for(dice: Random, kills: int) -> list[str | None]:
    """Two at a point for each one at random: first the crucial points, then all of them in an order of their own."""
    named = list(CRUCIAL)
    while len(named) < kills:
        every = [*POINTS, *ACCEPTING, IN_A_COMMIT]
        dice.shuffle(every)
        named += every
    rest = iter(named)
    return [None if number % 3 == 2 else next(rest) for number in range(kills)]
