"""Real-shaped English years, worked out on paper."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest

from scheduler.model import (
    ClosedDayRule,
    InTerm,
    InWeekOfTerm,
    Occurrence,
    OnDates,
    OnDemand,
    Part,
    Recurrence,
    Weekday,
    Weekly,
)
from scheduler.planning import (
    next_occurrence,
    occurrence_of,
    occurrences,
    occurrences_between,
    pressure,
    season_of,
)
from tests.scheduler.school_years import ENGLISH

AT = time(8, 30)
MONDAYS = Weekly(weekday=Weekday.MONDAY, at=AT)
SKIP, NEXT, PREVIOUS, IGNORE = ClosedDayRule
YEAR = (date(2025, 9, 1), date(2026, 8, 31))


def plan(recurrence: Recurrence, rule: ClosedDayRule, start: date, end: date) -> list[Occurrence]:
    return list(occurrences(recurrence, ENGLISH, closed_day=rule, start=start, end=end))


def due_days(recurrence: Recurrence, rule: ClosedDayRule = SKIP) -> list[tuple[int, int]]:
    return [(o.falls_on.day, o.falls_on.month) for o in plan(recurrence, rule, *YEAR) if not o.skipped]


def left_out(found: list[Occurrence]) -> Iterator[tuple[date, str]]:
    return ((o.key, str(o.skipped)) for o in found if o.skipped)


def test_mondays_of_a_year_leave_out_each_closed_one_and_say_why() -> None:
    found = plan(MONDAYS, SKIP, date(2025, 9, 1), date(2026, 1, 12))
    assert [o.falls_on for o in found if not o.skipped] == [
        date(2025, 9, 8), date(2025, 9, 15), date(2025, 9, 22), date(2025, 9, 29),
        date(2025, 10, 6), date(2025, 10, 13), date(2025, 10, 20),
        date(2025, 11, 3), date(2025, 11, 10), date(2025, 11, 17), date(2025, 11, 24),
        date(2025, 12, 1), date(2025, 12, 8), date(2025, 12, 15),
        date(2026, 1, 5), date(2026, 1, 12),
    ]  # fmt: skip
    assert dict(left_out(found)) == {
        date(2025, 9, 1): "Safeguarding training (INSET)",
        date(2025, 10, 27): "Autumn 2025 half-term",
        date(2025, 12, 22): "Christmas holiday",
        date(2025, 12, 29): "Christmas holiday",
    }


def test_half_past_eight_stays_half_past_eight_over_the_clock_change() -> None:
    found = plan(MONDAYS, SKIP, date(2025, 10, 20), date(2025, 11, 3))
    assert [o.due_at for o in found if not o.skipped] == [
        datetime(2025, 10, 20, 7, 30, tzinfo=UTC),
        datetime(2025, 11, 3, 8, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("rule", "day"), [(NEXT, date(2026, 5, 5)), (PREVIOUS, date(2026, 5, 1)), (IGNORE, date(2026, 5, 4))]
)
def test_the_may_bank_holiday_moves_as_the_programme_says_and_keeps_its_key(
    rule: ClosedDayRule, day: date
) -> None:
    (found,) = plan(MONDAYS, rule, date(2026, 4, 28), date(2026, 5, 8))
    assert (found.key, found.falls_on, found.skipped) == (date(2026, 5, 4), day, None)
    assert found.due_at == datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC)
    if rule is IGNORE:
        assert (found.moved_from, found.moved_because) == (None, None)
    else:
        assert found.moved_from == date(2026, 5, 4)
        assert str(found.moved_because) == "May Day (bank holiday)"


@pytest.mark.parametrize("rule", [NEXT, PREVIOUS])
def test_a_whole_closed_week_has_no_day_to_move_to(rule: ClosedDayRule) -> None:
    wednesdays = Weekly(weekday=Weekday.WEDNESDAY, at=AT)
    (found,) = (o for o in plan(wednesdays, rule, *YEAR) if o.key == date(2026, 7, 29))
    assert str(found.skipped) == ("Between Summer 2026 and Autumn 2026, with no school day to move it to")
    assert found.falls_on == found.key


def test_a_week_of_holidays_has_no_prompt_to_move_into_the_week_after() -> None:
    tuesdays = Weekly(weekday=Weekday.TUESDAY, at=AT)
    found = plan(tuesdays, NEXT, date(2025, 12, 16), date(2026, 1, 6))
    assert [(o.key, o.falls_on, bool(o.skipped)) for o in found] == [
        (date(2025, 12, 16), date(2025, 12, 16), False),
        (date(2025, 12, 23), date(2025, 12, 23), True),
        (date(2025, 12, 30), date(2025, 12, 30), True),
        (date(2026, 1, 6), date(2026, 1, 6), False),
    ]


def test_every_second_week_counts_from_its_anchor_across_the_new_year() -> None:
    fortnightly = Weekly(weekday=Weekday.THURSDAY, at=AT, every=2, anchored=date(2025, 9, 10))
    assert due_days(fortnightly)[:10] == [
        (11, 9), (25, 9), (9, 10), (23, 10), (6, 11), (20, 11), (4, 12), (18, 12), (15, 1), (29, 1),
    ]  # fmt: skip


def test_the_second_tuesday_of_each_half_term() -> None:
    second = InTerm(weekday=Weekday.TUESDAY, at=AT, nth=2)
    assert due_days(second) == [(9, 9), (11, 11), (13, 1), (3, 3), (21, 4), (9, 6)]


def test_the_last_friday_of_each_half_term() -> None:
    last = InTerm(weekday=Weekday.FRIDAY, at=AT, nth=-1)
    assert due_days(last) == [(24, 10), (19, 12), (13, 2), (27, 3), (22, 5), (17, 7)]


def test_the_last_friday_of_each_term() -> None:
    last = InTerm(weekday=Weekday.FRIDAY, at=AT, nth=-1, of=Part.TERM)
    assert due_days(last) == [(19, 12), (27, 3), (17, 7)]


def test_a_half_term_too_short_for_a_seventh_monday_has_none() -> None:
    seventh = InTerm(weekday=Weekday.MONDAY, at=AT, nth=7)
    assert due_days(seventh) == [(13, 10), (15, 12), (13, 7)]


def test_monday_of_the_first_week_of_term_moves_past_training() -> None:
    first = InWeekOfTerm(weekday=Weekday.MONDAY, at=AT, week=1)
    assert due_days(first, NEXT) == [(2, 9), (5, 1), (13, 4)]


def test_a_term_that_begins_on_wednesday_has_its_first_monday_prompt_on_wednesday() -> None:
    first = InWeekOfTerm(weekday=Weekday.MONDAY, at=AT, week=1)
    (found,) = plan(first, NEXT, date(2026, 9, 1), date(2026, 9, 30))
    assert (found.key, found.falls_on) == (date(2026, 8, 31), date(2026, 9, 2))
    (left,) = plan(first, PREVIOUS, date(2026, 8, 31), date(2026, 9, 30))
    assert str(left.skipped) == "Late Summer Bank Holiday, with no school day to move it to"


def test_friday_of_the_last_week_comes_early_when_term_ends_on_tuesday() -> None:
    last = InWeekOfTerm(weekday=Weekday.FRIDAY, at=AT, week=-1)
    assert due_days(last, PREVIOUS) == [(19, 12), (27, 3), (21, 7)]


def test_named_dates_close_together_do_not_move_onto_each_other() -> None:
    dates = OnDates(dates=frozenset({date(2026, 5, 23), date(2026, 5, 24), date(2026, 6, 1)}), at=AT)
    found = plan(dates, PREVIOUS, *YEAR)
    assert [(o.key, o.falls_on, bool(o.skipped)) for o in found] == [
        (date(2026, 5, 23), date(2026, 5, 22), False),
        (date(2026, 5, 24), date(2026, 5, 24), True),
        (date(2026, 6, 1), date(2026, 6, 1), False),
    ]


def test_a_named_weekend_does_not_move_onto_the_monday_that_is_named_too() -> None:
    dates = OnDates(dates=frozenset({date(2026, 6, 6), date(2026, 6, 8)}), at=AT)
    assert [(o.key.day, o.falls_on.day, bool(o.skipped)) for o in plan(dates, NEXT, *YEAR)] == [
        (6, 6, True),
        (8, 8, False),
    ]


def test_a_named_date_in_the_summer_holiday_moves_to_september_and_one_in_the_next_year_gets_lost_with_a_reason() -> (
    None
):
    found = plan(OnDates(dates=frozenset({date(2026, 7, 31)}), at=AT), NEXT, *YEAR[:1], date(2026, 9, 30))
    assert [o.falls_on for o in found] == [date(2026, 9, 2)]
    (beyond,) = plan(
        OnDates(dates=frozenset({date(2027, 9, 6)}), at=AT), NEXT, date(2027, 9, 1), date(2027, 12, 31)
    )
    assert str(beyond.skipped) == (
        "After Summer 2027, the last term entered, with no school day to move it to"
    )


def test_on_demand_never_comes_by_itself() -> None:
    assert plan(OnDemand(), IGNORE, *YEAR) == []
    assert (
        next_occurrence(OnDemand(), ENGLISH, closed_day=IGNORE, after=datetime(2026, 1, 1, tzinfo=UTC))
        is None
    )
    assert occurrence_of(OnDemand(), ENGLISH, closed_day=IGNORE, key=date(2026, 1, 1)) is None


def test_the_next_occurrence_passes_over_the_summer() -> None:
    found = next_occurrence(MONDAYS, ENGLISH, closed_day=SKIP, after=datetime(2026, 7, 20, 7, 30, tzinfo=UTC))
    assert found
    assert found.falls_on == date(2026, 9, 7)


def test_a_programme_on_saturdays_never_comes_and_says_so() -> None:
    saturdays = Weekly(weekday=Weekday.SATURDAY, at=AT)
    assert (
        next_occurrence(saturdays, ENGLISH, closed_day=SKIP, after=datetime(2025, 9, 1, tzinfo=UTC)) is None
    )


def test_a_window_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        list(
            occurrences_between(
                MONDAYS,
                ENGLISH,
                closed_day=SKIP,
                after=datetime(2026, 1, 1),  # noqa: DTZ001 -- the mistake under test
                until=datetime(2026, 1, 2, tzinfo=UTC),
            )
        )


@pytest.mark.parametrize(
    ("day", "seasons"),
    [
        (date(2025, 9, 3), {"term-start", "year-start"}),
        (date(2025, 9, 8), {"year-start"}),
        (date(2025, 9, 14), {"year-start"}),
        (date(2025, 9, 15), set()),
        (date(2025, 12, 15), {"term-end", "autumn-end"}),
        (date(2026, 1, 6), {"term-start", "spring-start"}),
        (date(2026, 6, 30), set()),
        (date(2026, 7, 1), {"year-end"}),
        (date(2026, 7, 15), {"term-end", "year-end", "summer-end"}),
        (date(2026, 8, 10), set()),
        (date(2026, 9, 2), {"term-start", "year-start"}),
        (date(2027, 7, 21), {"term-end", "year-end", "summer-end"}),
    ],
)
def test_seasons_of_the_school_year(day: date, seasons: set[str]) -> None:
    assert season_of(day, ENGLISH) == seasons


def test_pressure_adds_up_within_a_week_and_only_there() -> None:
    assert [pressure(date(2026, 5, day), ENGLISH) for day in (10, 11, 15, 17, 18)] == [0, 4, 4, 4, 0]
