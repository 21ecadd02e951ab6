"""Whether a prompt is still owed: the pure rule, over zones, times and policies."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.owed import (
    PUNCTUAL,
    Miss,
    Reason,
    Send,
    Skip,
    Why,
    deadline,
    is_late,
    left_out,
    verdict,
)
from bot.domain.programme import LatePolicy, Programme
from scheduler.planning import due_at
from tests import cast

ZONES = st.sampled_from(["Europe/London", "Europe/Paris", "Pacific/Auckland", "America/New_York", "UTC"])
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))
TIMES = st.times().filter(lambda at: at.tzinfo is None)
POLICIES = st.builds(
    LatePolicy,
    grace=st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=12)),
    closes=TIMES,
)


@given(day=DAYS, at=TIMES, zone=ZONES, policy=POLICIES)
def test_the_last_moment_is_never_before_it_is_punctual_nor_after_grace_or_the_day(
    day: date, at: time, zone: str, policy: LatePolicy
) -> None:
    due = due_at(day, at, zone)
    last = deadline(policy, due_at=due, zone=zone)
    local_day = due.astimezone(ZoneInfo(zone)).date()
    midnight = due_at(local_day + timedelta(days=1), time.min, zone)
    assert due + PUNCTUAL <= last
    assert last <= max(due + PUNCTUAL, min(due + policy.grace, midnight))


@given(day=DAYS, at=TIMES, zone=ZONES, policy=POLICIES, waited=st.timedeltas(timedelta(0), timedelta(days=2)))
def test_it_is_sent_until_the_last_moment_and_missed_after_it(
    day: date, at: time, zone: str, policy: LatePolicy, waited: timedelta
) -> None:
    due = due_at(day, at, zone)
    now = due + waited
    found = verdict(policy, unwanted=None, due_at=due, zone=zone, now=now)
    if now <= deadline(policy, due_at=due, zone=zone):
        assert found == Send(late=is_late(due, at=now))
    else:
        assert found == Miss(Reason(Why.TOO_LATE))


@given(waited=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_what_is_not_wanted_is_skipped_however_late_it_is(waited: timedelta) -> None:
    due = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
    reason = Reason(Why.PAUSED, date(2026, 12, 1))
    found = verdict(LatePolicy(), unwanted=reason, due_at=due, zone="Europe/London", now=due + waited)
    assert found == Skip(reason)


def test_a_pause_ends_on_the_day_it_names() -> None:
    programme = cast.weekly(paused_until=date(2026, 11, 17))
    assert _reason(programme, date(2026, 11, 10)) == Why.PAUSED
    assert _reason(programme, date(2026, 11, 17)) is None


def test_the_first_and_the_last_day_belong_to_the_programme() -> None:
    programme = cast.weekly(starts=date(2026, 11, 10), ends=date(2026, 11, 17))
    assert _reason(programme, date(2026, 11, 3)) == Why.NOT_STARTED
    assert _reason(programme, date(2026, 11, 10)) is None
    assert _reason(programme, date(2026, 11, 17)) is None
    assert _reason(programme, date(2026, 11, 24)) == Why.ENDED


def test_a_moved_date_can_be_skipped_by_either_of_its_days() -> None:
    due = due_at(date(2026, 11, 11), time(8, 15), "Europe/London")
    for skipped in (date(2026, 11, 10), date(2026, 11, 11)):
        programme = cast.weekly(skipped_dates=frozenset({skipped}))
        found = left_out(programme, cast.CALENDAR, occurrence=date(2026, 11, 10), due_at=due)
        assert found == Reason(Why.DATE_SKIPPED)


def _reason(programme: Programme, day: date) -> Why | None:
    due = due_at(day, time(8, 15), "Europe/London")
    found = left_out(programme, cast.CALENDAR, occurrence=day, due_at=due)
    return found.why if found else None
