from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.clock import Clock, ManualClock, Reading, SystemClock, jumped_forward, local

NOW = datetime(2026, 6, 8, 8, tzinfo=UTC)


def test_the_systems_clock_goes_forward_in_utc() -> None:
    clock: Clock = SystemClock()
    earlier, later = clock.now(), clock.now()
    assert earlier.utcoffset() == timedelta(0)
    assert earlier <= later


def test_the_systems_two_clocks_agree_from_one_moment_to_the_next() -> None:
    clock = SystemClock()
    assert jumped_forward(clock.reading(), clock.reading()) is None


def test_a_manual_clock_stands_until_it_is_told_otherwise() -> None:
    clock = ManualClock(NOW)
    assert clock.now() == clock.now() == NOW
    clock.advance(timedelta(hours=1))
    assert clock.now() == datetime(2026, 6, 8, 9, tzinfo=UTC)
    clock.set(datetime.fromisoformat("2026-06-08T12:00+01:00"))
    assert clock.now() == datetime(2026, 6, 8, 11, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_eight_utc_is_nine_on_a_london_wall_in_june() -> None:
    assert local(NOW, "Europe/London").strftime("%A %H:%M") == "Monday 09:00"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        ManualClock(NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no zone"):
        local(NOW.replace(tzinfo=None), "Europe/London")


@pytest.mark.parametrize(
    ("set_to", "expected"),
    [
        (NOW + timedelta(hours=24), None),
        (NOW + timedelta(hours=24, seconds=1), timedelta(hours=24, seconds=1)),
        (NOW + timedelta(days=400), timedelta(days=400)),
        (NOW - timedelta(days=400), None),
    ],
)
def test_a_clock_set_forward_by_more_than_a_day_is_told(set_to: datetime, expected: timedelta | None) -> None:
    clock = ManualClock(NOW)
    last = clock.reading()
    clock.set(set_to)
    assert jumped_forward(last, clock.reading()) == expected


@given(slept=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_time_that_really_passes_is_no_jump_however_long(slept: timedelta) -> None:
    clock = ManualClock(NOW)
    last = clock.reading()
    clock.advance(slept)
    assert jumped_forward(last, clock.reading()) is None


def test_a_jump_is_told_beside_time_that_passed() -> None:
    last = Reading(wall=NOW, steady=100.0)
    now = Reading(wall=NOW + timedelta(days=3, seconds=30), steady=130.0)
    assert jumped_forward(last, now) == timedelta(days=3)
