"""How much each benchmark does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """`schedules` are the fewest and the most whose memory is compared, `reflections` the sizes of the log, `schools` those of a trust.

    Unless it is `warm`, nothing is done once before it is measured, and the demonstration that is started has no year behind it.
    """

    due: int
    pairs: int
    replies: int
    callers: int
    schedules: tuple[int, ...]
    reflections: tuple[int, ...]
    reads: int
    starts: int
    schools: tuple[int, int]
    warm: bool = True


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
    due=20,
    pairs=1,
    replies=8,
    callers=2,
    schedules=(),
    reflections=(50, 100),
    reads=1,
    starts=1,
    schools=(2, 3),
    warm=False,
)
