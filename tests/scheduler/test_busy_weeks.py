"""What comes in a week that is too busy comes at its end, or not at all."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.model import (
    BusyRule,
    BusyWeek,
    ClosedDayRule,
    OnDates,
    PressureWeek,
    Weekday,
    Weekly,
    monday_of,
)
from scheduler.planning import busy_week, occurrences, occurrences_between, why_closed
from tests.scheduler.school_years import ENGLISH, recurrences, rules

NINE = time(9, 0)
TESTS = date(2026, 5, 11)
MOVES = BusyRule(moves_from=2)
MONDAYS = Weekly(weekday=Weekday.MONDAY, at=NINE)
BEGINS = date(2025, 9, 1)
starts = st.integers(0, 600).map(lambda count: BEGINS + timedelta(days=count))
busy_weeks = st.lists(
    st.builds(
        PressureWeek,
        week=st.integers(0, 100).map(lambda count: BEGINS + timedelta(weeks=count)),
        weight=st.integers(1, 3),
        name=st.just("census"),
        whose=st.just("SENCo"),
    ),
    min_size=20,
    max_size=80,
).map(tuple)
whatever = recurrences(st.just(NINE))


def on(recurrence: Weekly | OnDates, day: date, *, rule: ClosedDayRule = ClosedDayRule.SKIP) -> list[date]:
    """The days on which what is meant for that week comes."""
    monday = monday_of(day)
    found = occurrences(
        recurrence, ENGLISH, closed_day=rule, start=monday, end=monday + timedelta(days=6), busy=MOVES
    )
    return [each.falls_on for each in found]


def test_a_busy_week_says_what_with() -> None:
    found = busy_week(date(2026, 5, 13), ENGLISH)
    assert found == BusyWeek(weight=4, names=("Key stage 2 tests", "Reports drafted"))
    assert str(found) == "a busy week (Key stage 2 tests, Reports drafted)"
    assert busy_week(date(2026, 5, 18), ENGLISH) is None


def test_what_would_come_on_monday_comes_on_friday_and_says_why() -> None:
    (found,) = occurrences(
        MONDAYS,
        ENGLISH,
        closed_day=ClosedDayRule.SKIP,
        start=TESTS,
        end=TESTS + timedelta(days=6),
        busy=MOVES,
    )
    assert (found.key, found.falls_on, found.moved_from) == (TESTS, date(2026, 5, 15), TESTS)
    assert found.due_at == datetime(2026, 5, 15, 8, 0, tzinfo=UTC)
    assert str(found.moved_for) == "a busy week (Key stage 2 tests, Reports drafted)"


def test_it_never_takes_a_day_that_another_date_has() -> None:
    both = OnDates(dates=frozenset({TESTS, date(2026, 5, 14)}), at=NINE)
    assert on(both, TESTS) == [date(2026, 5, 13), date(2026, 5, 15)]


def test_a_week_that_is_left_out_is_not_moved_within() -> None:
    rule = BusyRule(moves_from=2, skips_from=4)
    (found,) = occurrences(
        MONDAYS, ENGLISH, closed_day=ClosedDayRule.SKIP, start=TESTS, end=TESTS + timedelta(days=6), busy=rule
    )
    assert (found.falls_on, found.moved_for) == (TESTS, None)


@given(recurrence=whatever, rule=rules, busy=busy_weeks, start=starts, skips=st.none() | st.integers(1, 4))
@settings(max_examples=60)
def test_it_moves_forward_within_its_week_to_a_school_day_and_meets_no_other(
    recurrence: Weekly, rule: ClosedDayRule, busy: tuple[PressureWeek, ...], start: date, skips: int | None
) -> None:
    calendar = replace(ENGLISH, pressure_weeks=busy)
    end = start + timedelta(days=120)
    heeding = BusyRule(moves_from=2, skips_from=skips)
    plain = {
        each.key: each
        for each in occurrences(
            recurrence, calendar, closed_day=rule, start=start, end=end + timedelta(days=9)
        )
    }
    moved = list(occurrences(recurrence, calendar, closed_day=rule, start=start, end=end, busy=heeding))
    due = [each.falls_on for each in moved if not each.skipped]
    assert due == sorted(set(due))
    for each in moved:
        if each.moved_for is None:
            continue
        assert heeding.moves(each.moved_for)
        assert why_closed(each.falls_on, calendar) is None
        before = plain.get(each.key)
        if before:
            assert before.falls_on < each.falls_on
            assert monday_of(before.falls_on) == monday_of(each.falls_on)


@given(recurrence=whatever, rule=rules, busy=busy_weeks, start=starts)
@settings(max_examples=60)
def test_windows_that_touch_still_make_up_the_whole(
    recurrence: Weekly, rule: ClosedDayRule, busy: tuple[PressureWeek, ...], start: date
) -> None:
    calendar = replace(ENGLISH, pressure_weeks=busy)
    began = datetime(start.year, start.month, start.day, tzinfo=UTC)
    cuts = [began + timedelta(hours=11 * number) for number in range(20)]

    def between(after: datetime, until: datetime) -> list[object]:
        return list(
            occurrences_between(recurrence, calendar, closed_day=rule, after=after, until=until, busy=MOVES)
        )

    pieces = [found for after, until in pairwise(cuts) for found in between(after, until)]
    assert pieces == between(cuts[0], cuts[-1])
