"""How a benchmark measures: pairs in turn, medians, and the longest moment in which the event loop stood still."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from statistics import median

Side = Callable[[], Awaitable[float]]
"""Does the work once and returns the seconds it took, without what it had to lay out first."""

TICK = 0.001
"""Seconds between two looks of the watch on the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The least, the middle and the most of some numbers."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> "Spread":
        """Of at least one number."""
        every = sorted(numbers)
        return cls(least=every[0], middle=median(every), most=every[-1])


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds that our side and the baseline took, one beside the other."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def times_faster(self) -> Spread:
        """How many times as long the baseline took."""
        return Spread.of(theirs / ours for ours, theirs in zip(self.ours, self.theirs, strict=True))

    @property
    def times_as_long(self) -> Spread:
        """How many times as long we took."""
        return Spread.of(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))


async def paired(ours: Side, theirs: Side, *, rounds: Iterable[int]) -> Pairs:
    """Both sides once in every round, now one first, now the other, so that a busy machine is as hard on both."""
    pairs = []
    gc.collect()
    for number in rounds:
        took = {}
        for side in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            took[side] = await side()
        pairs.append((took[ours], took[theirs]))
    mine, others = zip(*pairs, strict=True)
    return Pairs(mine, others)


def percentile(numbers: Sequence[float], part: float) -> float:
    """The number that `part` (from 0 to 1) of them do not exceed."""
    every = sorted(numbers)
    return every[min(len(every) - 1, int(part * len(every)))]


@dataclass(slots=True)
class Watch:
    """The longest the event loop has left a coroutine waiting beyond what it asked for, in seconds.

    `call` is the most processor time that a single call used on the loop, if calls were timed: without what it waited for,
    be it an answer, another thread or a processor.
    """

    longest: float = 0.0
    call: float = 0.0


@asynccontextmanager
async def watched(*, calls: bool = False) -> AsyncIterator[Watch]:
    """Until the block ends, a coroutine that wants to run every millisecond notes how long it had to wait.

    With `calls` each call is timed too, which costs a little.
    """
    watch = Watch()

    async def look() -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(TICK)
            watch.longest = max(watch.longest, time.perf_counter() - asked - TICK)

    task = asyncio.create_task(look())
    await asyncio.sleep(0)
    try:
        with _timed(watch) if calls else nullcontext():
            yield watch
    finally:
        # One more turn: a stall that began after the last look shows only at the next.
        await asyncio.sleep(2 * TICK)
        task.cancel()


@contextmanager
def _timed(watch: Watch) -> Iterator[None]:
    """Each call of the loop's is timed; asyncio does so itself in its debug mode, which costs far more."""
    plain = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        plain(handle)
        watch.call = max(watch.call, time.thread_time() - began)

    asyncio.Handle._run = timed  # type: ignore[method-assign,assignment] # there is no other door
    try:
        yield
    finally:
        asyncio.Handle._run = plain  # type: ignore[method-assign] # as it was


async def stall_of_nothing(seconds: float) -> float:
    """The longest wait while our program does nothing at all: what the machine's other work costs."""
    async with watched() as watch:
        await asyncio.sleep(seconds)
    return watch.longest
