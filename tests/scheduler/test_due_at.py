from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.planning import due_at
from tests.scheduler.school_years import ZONES, days, times


def test_nine_in_london_is_eight_utc_in_summer_and_nine_in_winter() -> None:
    assert due_at(date(2026, 6, 8), time(9), "Europe/London") == datetime(2026, 6, 8, 8, tzinfo=UTC)
    assert due_at(date(2026, 1, 12), time(9), "Europe/London") == datetime(2026, 1, 12, 9, tzinfo=UTC)


def test_a_time_that_spring_leaves_out_moves_forward() -> None:
    due = due_at(date(2026, 3, 29), time(1, 30), "Europe/London")
    assert due == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert due.astimezone(ZoneInfo("Europe/London")).time() == time(2, 30)


def test_of_a_time_that_autumn_repeats_the_first_counts() -> None:
    assert due_at(date(2026, 10, 25), time(1, 30), "Europe/London") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert due_at(date(2026, 10, 25), time(1, 30, fold=1), "Europe/London") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("zone", "changes", "at", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 15), datetime(2026, 3, 8, 7, 15, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 15), datetime(2026, 11, 1, 5, 15, tzinfo=UTC)),
        ("Australia/Sydney", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 16, 15, tzinfo=UTC)),
        ("Australia/Sydney", date(2026, 4, 5), time(2, 15), datetime(2026, 4, 4, 15, 15, tzinfo=UTC)),
        ("Atlantic/Azores", date(2026, 3, 29), time(0, 15), datetime(2026, 3, 29, 1, 15, tzinfo=UTC)),
        ("Pacific/Chatham", date(2026, 4, 5), time(2, 50), datetime(2026, 4, 4, 13, 5, tzinfo=UTC)),
        ("Asia/Kolkata", date(2026, 3, 29), time(1, 30), datetime(2026, 3, 28, 20, 0, tzinfo=UTC)),
    ],
)
def test_both_clock_changes_around_the_world(zone: str, changes: date, at: time, expected: datetime) -> None:
    assert due_at(changes, at, zone) == expected


@given(day=days, at=times, zone=st.sampled_from(ZONES))
@example(day=date(2026, 3, 29), at=time(1, 30), zone="Europe/London")
@example(day=date(2026, 3, 29), at=time(1), zone="Europe/Dublin")
@example(day=date(2026, 10, 25), at=time(1, 59, 59), zone="Europe/Dublin")
@example(day=date(2026, 10, 25), at=time(0, 30), zone="Atlantic/Azores")
@example(day=date(2026, 4, 5), at=time(1, 45), zone="Australia/Lord_Howe")
@settings(max_examples=150)
def test_it_is_the_first_instant_that_shows_this_time_or_just_after_the_gap(
    day: date, at: time, zone: str
) -> None:
    written = datetime.combine(day, at)
    shown = due_at(day, at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    showing = instants_that_show(written, zone)
    if showing:
        assert due_at(day, at, zone) == min(showing)
    else:
        assert shown.date() == day
        assert timedelta(0) < shown - written <= timedelta(hours=1)


def instants_that_show(written: datetime, zone: str) -> set[datetime]:
    """Every instant at which the clocks of `zone` show `written`: by trying each offset of the days around it."""
    around = [written.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in range(-36, 37, 6)]
    offsets = {instant.astimezone(ZoneInfo(zone)).utcoffset() for instant in around}
    candidates = {(written - offset).replace(tzinfo=UTC) for offset in offsets if offset is not None}
    return {c for c in candidates if c.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == written}
