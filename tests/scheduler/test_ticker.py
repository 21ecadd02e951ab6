import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from scheduler.ticker import Ticker

HOURLY = 3600.0
OFTEN = 0.01
SECRET = "She told me at the gate"


class Heart:
    """Counts beats; beat `count` can be waited for, failed, or held until it is let go."""

    def __init__(self) -> None:
        self.beats = 0
        self.side_by_side = 0
        self.most_side_by_side = 0
        self.cancelled = False
        self.on_beat: Callable[[int], None] = lambda _: None
        self.free = asyncio.Event()
        self.free.set()
        self._changed = asyncio.Condition()

    async def beat(self) -> None:
        self.side_by_side += 1
        self.most_side_by_side = max(self.most_side_by_side, self.side_by_side)
        try:
            async with self._changed:
                self.beats += 1
                self._changed.notify_all()
            self.on_beat(self.beats)
            await self.free.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        finally:
            self.side_by_side -= 1

    async def reaches(self, beats: int) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: self.beats >= beats)


async def loop_turns(count: int) -> None:
    """Everything that was ready to run has run, `count` times over."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.fixture
async def heart() -> Heart:
    return Heart()


@pytest.fixture
async def ticking(heart: Heart) -> AsyncIterator[Callable[..., Ticker]]:
    started: list[Ticker] = []

    def start(**wanted: object) -> Ticker:
        ticker = Ticker(heart.beat, **{"every": HOURLY, **wanted})  # type: ignore[arg-type]
        ticker.start()
        started.append(ticker)
        return ticker

    yield start
    heart.free.set()
    for ticker in started:
        await ticker.stop(within=1)


async def test_the_first_tick_comes_at_once(heart: Heart, ticking: Callable[..., Ticker]) -> None:
    ticking(every=HOURLY)
    await heart.reaches(1)


async def test_ticks_go_on_coming_and_never_side_by_side(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    ticking(every=OFTEN)
    await heart.reaches(5)
    assert heart.most_side_by_side == 1


async def test_a_nudge_does_not_wait_for_the_hour(heart: Heart, ticking: Callable[..., Ticker]) -> None:
    ticker = ticking()
    await heart.reaches(1)
    ticker.nudge()
    await heart.reaches(2)
    ticker.nudge()
    await heart.reaches(3)


async def test_nudges_during_a_tick_make_one_more_after_it(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    heart.free.clear()
    ticker = ticking()
    await heart.reaches(1)
    for _ in range(10):
        ticker.nudge()
    await loop_turns(3)
    assert heart.beats == 1
    heart.free.set()
    await heart.reaches(2)
    assert await ticker.stop()
    assert (heart.beats, heart.most_side_by_side) == (2, 1)


async def test_a_nudge_before_the_start_and_after_the_stop_does_nothing(heart: Heart) -> None:
    ticker = Ticker(heart.beat, every=HOURLY)
    ticker.nudge()
    ticker.start()
    await heart.reaches(1)
    await ticker.stop()
    ticker.nudge()
    assert heart.beats == 1


async def test_a_failing_tick_is_told_by_its_type_alone_and_the_next_one_comes(
    heart: Heart, ticking: Callable[..., Ticker], caplog: pytest.LogCaptureFixture
) -> None:
    def fail_once(beat: int) -> None:
        if beat == 1:
            raise LookupError(SECRET)

    told: list[Exception] = []
    heart.on_beat = fail_once
    with caplog.at_level(logging.DEBUG), capture_logs() as logs:
        ticking(every=OFTEN, on_error=told.append)
        await heart.reaches(3)
    assert [each for each in logs if each["log_level"] == "error"] == [
        {"event": "beat.failed", "beat": "tick", "error": "LookupError", "log_level": "error"}
    ]
    assert [type(error) for error in told] == [LookupError]
    assert SECRET not in caplog.text + repr(logs)


async def test_ticks_go_on_when_the_one_who_is_told_of_errors_fails_too(
    heart: Heart, ticking: Callable[..., Ticker], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise LookupError(SECRET)

    heart.on_beat = fail
    with capture_logs() as logs:
        ticking(every=OFTEN, on_error=fail)
        await heart.reaches(3)
    assert {"beat.failed", "beat.on_error_failed"} <= {each["event"] for each in logs}
    assert SECRET not in caplog.text + repr(logs)


async def test_stopping_waits_for_the_tick_that_is_running(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    heart.free.clear()
    ticker = ticking()
    await heart.reaches(1)
    stopping = asyncio.create_task(ticker.stop())
    await loop_turns(10)
    assert not stopping.done()
    heart.free.set()
    assert await stopping is True
    assert (heart.beats, heart.side_by_side, heart.cancelled) == (1, 0, False)


@pytest.mark.parametrize("turns", range(4))
async def test_stopping_right_after_starting_lets_the_first_tick_finish(
    turns: int, heart: Heart, ticking: Callable[..., Ticker], caplog: pytest.LogCaptureFixture
) -> None:
    heart.free.clear()
    ticker = ticking()
    await loop_turns(turns)
    stopping = asyncio.create_task(ticker.stop())
    await loop_turns(10)
    heart.free.set()
    assert await stopping
    assert (heart.side_by_side, heart.cancelled) == (0, False)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_nudge_during_the_last_tick_is_let_go(heart: Heart, ticking: Callable[..., Ticker]) -> None:
    heart.free.clear()
    ticker = ticking()
    await heart.reaches(1)
    ticker.nudge()
    stopping = asyncio.create_task(ticker.stop())
    await loop_turns(3)
    heart.free.set()
    assert await stopping
    assert heart.beats == 1


async def test_stopping_cancels_a_tick_that_hangs_and_says_so(
    heart: Heart, ticking: Callable[..., Ticker], caplog: pytest.LogCaptureFixture
) -> None:
    heart.free.clear()
    ticker = ticking()
    await heart.reaches(1)
    with capture_logs() as logs:
        assert await ticker.stop(within=0.01) is False
    assert heart.cancelled
    assert logs[0] == {"event": "ticker.cancelled", "beats": 1, "seconds": 0.01, "log_level": "warning"}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_stopping_twice_or_before_starting_is_no_mistake(heart: Heart) -> None:
    ticker = Ticker(heart.beat, every=HOURLY)
    assert await ticker.stop()
    ticker.start()
    await heart.reaches(1)
    assert await ticker.stop()
    assert await ticker.stop()


async def test_no_tick_comes_after_the_stop(heart: Heart, ticking: Callable[..., Ticker]) -> None:
    ticker = ticking(every=OFTEN)
    await heart.reaches(2)
    await ticker.stop()
    beats = heart.beats
    watched = Heart()
    ticking_on = Ticker(watched.beat, every=OFTEN)
    ticking_on.start()
    await watched.reaches(5)
    await ticking_on.stop()
    assert heart.beats == beats


async def test_the_watchdog_goes_on_while_the_tick_hangs(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    heart.free.clear()
    dog = Heart()
    ticking(every=OFTEN, watchdog=dog.beat)
    await dog.reaches(4)
    assert heart.beats == 1


async def test_a_failing_watchdog_does_not_stop_the_tick(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    async def bite() -> None:
        raise LookupError(SECRET)

    ticking(every=OFTEN, watchdog=bite)
    await heart.reaches(4)


async def test_a_clock_set_back_by_an_hour_does_not_stop_the_heart(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    ticker = ticking(every=OFTEN)
    await heart.reaches(1)
    for _ in range(2):
        beats = heart.beats
        # What APScheduler sees when the wall clock goes back: its next turn is an hour away.
        ticker._scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + timedelta(hours=1))
        await heart.reaches(beats + 3)


async def test_a_machine_that_slept_three_weeks_wakes_to_a_single_beat(
    heart: Heart, ticking: Callable[..., Ticker]
) -> None:
    ticker = ticking(every=15)
    await heart.reaches(1)
    job = ticker._scheduler.get_job("tick")
    assert len(job._get_run_times(datetime.now(UTC) + timedelta(weeks=3))) == 1


def test_never_is_not_an_interval() -> None:
    async def nothing() -> None: ...

    with pytest.raises(ValueError, match="above 0"):
        Ticker(nothing, every=0)
