"""The heartbeat: APScheduler as a metronome that remembers nothing, so that nothing it forgets can be lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]
OnError = Callable[[Exception], None]
MISSED_BEATS = 2
CANCELLING = 1.0
"""Seconds that a tick gets to clean up after it was cancelled."""


class Ticker:
    """Runs `tick` at once and then every `every` seconds, never beside itself, until it is stopped.

    `watchdog`, if given, beats as often and on its own, so that it can tell of a tick that hangs. Work that fails is
    logged by the type of its error alone, passed to `on_error`, and tried again at the next beat.
    """

    def __init__(
        self, tick: Work, *, every: float, watchdog: Work | None = None, on_error: OnError | None = None
    ) -> None:
        if every <= 0:
            raise ValueError(f"every is {every} seconds: give a number above 0")
        self._every = every
        self._tick = _Beat("tick", tick, on_error)
        self._beats = [self._tick, *([_Beat("watchdog", watchdog, on_error)] if watchdog else [])]
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._guard: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin, with the first tick as soon as the running event loop is free."""
        for beat in self._beats:
            beat.began = asyncio.get_running_loop().time()
            self._scheduler.add_job(
                beat.run,
                _EverySoOften(timedelta(seconds=self._every)),
                id=beat.name,
                next_run_time=_now(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()
        self._watch()

    def nudge(self) -> None:
        """Tick as soon as may be: now, or right after the tick that is running."""
        if self._tick.running:
            self._tick.again = True
        elif self._scheduler.running:
            self._beat_now(self._tick)

    async def stop(self, *, within: float = 10.0) -> bool:
        """Stop for good; a tick that is running may finish within `within` seconds and is then cancelled.

        Answers whether everything finished by itself. Not for a tick to call: it would wait for itself.
        """
        if not self._scheduler.running:
            return True
        self._scheduler.pause()
        if self._guard:
            self._guard.cancel()
        # A beat that APScheduler has just begun gets to its first line, and so is waited for.
        await asyncio.sleep(0)
        finished = await self._settled(within)
        gone = asyncio.Event()
        self._scheduler.add_listener(lambda _: gone.set(), EVENT_SCHEDULER_SHUTDOWN)
        self._scheduler.shutdown(wait=False)
        await gone.wait()
        return finished

    async def _settled(self, within: float) -> bool:
        for beat in self._beats:
            beat.again = False
        tasks = {beat.running for beat in self._beats if beat.running}
        _, late = await asyncio.wait(tasks, timeout=within) if tasks else (set(), set())
        for task in late:
            task.cancel()
        if late:
            log.warning("ticker.cancelled", beats=len(late), seconds=within)
            await asyncio.wait(late, timeout=CANCELLING)
        return not late

    def _beat_now(self, beat: "_Beat") -> None:
        self._scheduler.modify_job(beat.name, next_run_time=_now())

    def _watch(self) -> None:
        """Revive beats that missed their turn: APScheduler waits by the wall clock, which may be set back an hour."""
        loop = asyncio.get_running_loop()
        patience = MISSED_BEATS * self._every
        for beat in self._beats:
            if not beat.running and loop.time() - beat.began > patience:
                log.warning("ticker.revived", beat=beat.name)
                self._beat_now(beat)
        self._guard = loop.call_later(patience, self._watch)


class _Beat:
    """Work that is done again and again, by one task at a time."""

    def __init__(self, name: str, work: Work, on_error: OnError | None) -> None:
        self.name = name
        self.running: asyncio.Task[object] | None = None
        self.again = False
        self.began = 0.0
        self._work = work
        self._on_error = on_error

    async def run(self) -> None:
        """The work is done once, and once more for as long as somebody nudged meanwhile."""
        self.running = asyncio.current_task()
        try:
            await self._once()
            while self.again:
                self.again = False
                await self._once()
        except asyncio.CancelledError:
            log.warning("beat.cancelled", beat=self.name)
        finally:
            self.running = None

    async def _once(self) -> None:
        self.began = asyncio.get_running_loop().time()
        try:
            await self._work()
        except Exception as error:  # noqa: BLE001 -- whatever it was, the next beat must come
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        # The type alone: a message may quote what somebody wrote, and so may a traceback.
        log.error("beat.failed", beat=self.name, error=type(error).__name__)
        if not self._on_error:
            return
        try:
            self._on_error(error)
        except Exception as second:  # noqa: BLE001 -- the one who is told of errors must not stop the heart either
            log.error("beat.on_error_failed", beat=self.name, error=type(second).__name__)  # noqa: TRY400 -- as above


class _EverySoOften(BaseTrigger):  # type: ignore[misc] # APScheduler 3 has no types
    """Due `interval` after the last turn was given.

    APScheduler's own interval counts every turn that a sleeping machine missed, one by one, before it drops them.
    """

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._interval


def _now() -> datetime:
    """The wall clock, which APScheduler goes by: no plan depends on it."""
    return datetime.now(UTC)
