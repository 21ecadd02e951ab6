"""How much each benchmark does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """`schedules` are the fewest and the most whose memory is compared, `reflections` the sizes of the log, `schools` those of a trust."""

    due: int
    pairs: int
    replies: int
    callers: int
    schedules: tuple[int, int]
    reflections: tuple[int, ...]
    reads: int
    starts: int
    schools: tuple[int, int]


FULL = Sizes(
    due=10_000,
    pairs=3,
    replies=3_200,
    callers=32,
    schedules=(100, 50_000),
    reflections=(10_000, 100_000, 1_000_000),
    reads=60,
    starts=7,
    schools=(60, 2_000),
)
QUICK = Sizes(
    due=1_000,
    pairs=3,
    replies=640,
    callers=32,
    schedules=(100, 5_000),
    reflections=(1_000, 10_000),
    reads=30,
    starts=3,
    schools=(60, 500),
)
TINY = Sizes(
    due=100,
    pairs=1,
    replies=16,
    callers=4,
    schedules=(10, 40),
    reflections=(200, 400),
    reads=2,
    starts=1,
    schools=(2, 4),
)
