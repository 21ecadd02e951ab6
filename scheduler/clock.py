"""What time it is, and whether the clock that says so can be believed."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BELIEVABLE_JUMP = timedelta(hours=24)
# Seconds that go on counting while a laptop sleeps, where the system has them: waking up is not a jump.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC) if hasattr(time, "clock_gettime") else None


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present, aware and in UTC."""
        ...

    def reading(self) -> "Reading":
        """The present on both clocks, for `jumped_forward`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The wall clock and the steady clock, read together: `wall` aware in UTC, `steady` in seconds from anywhere."""

    wall: datetime
    steady: float


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present, aware and in UTC."""
        return datetime.now(UTC)

    def reading(self) -> Reading:
        """Both clocks, for `jumped_forward`."""
        steady = time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)
        return Reading(wall=self.now(), steady=steady)


class ManualClock:
    """A clock that stands still until it is told otherwise: for tests and demonstrations."""

    def __init__(self, now: datetime) -> None:
        self._reading = Reading(wall=_in_utc(now), steady=0.0)

    def now(self) -> datetime:
        """The time last set."""
        return self._reading.wall

    def reading(self) -> Reading:
        """Both clocks, for `jumped_forward`."""
        return self._reading

    def advance(self, by: timedelta) -> None:
        """Time passes: both clocks go on by `by`."""
        self._reading = Reading(
            wall=self._reading.wall + by, steady=self._reading.steady + by.total_seconds()
        )

    def set(self, now: datetime) -> None:
        """Somebody sets the wall clock, and no time passes."""
        self._reading = Reading(wall=_in_utc(now), steady=self._reading.steady)


def local(now: datetime, zone: str) -> datetime:
    """The same instant on the wall of a place, `zone` being its IANA name."""
    return _aware(now).astimezone(ZoneInfo(zone))


def jumped_forward(last: Reading, now: Reading) -> timedelta | None:
    """By how much the wall clock ran ahead of time since `last`, if by more than 24 hours; None otherwise.

    Downtime is no jump, because `last` is a reading of this same process. Where this answers, what looks due may
    not be: pause sending and say so.
    """
    ahead = (now.wall - last.wall) - timedelta(seconds=now.steady - last.steady)
    return ahead if ahead > BELIEVABLE_JUMP else None


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError(f"{now!r} has no zone: give an aware time, in UTC")
    return now


def _in_utc(now: datetime) -> datetime:
    return _aware(now).astimezone(UTC)
