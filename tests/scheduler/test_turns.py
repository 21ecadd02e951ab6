"""Which stretch of days asks once."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.model import InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Recurrence, Weekday, Weekly
from scheduler.slots import slots
from scheduler.turns import Turn, earliest_turn, turn_of
from tests.scheduler.school_years import AUTUMN_2026, ENGLISH, days, weekdays

NINE = time(9, 0)
MONDAYS = Weekly(weekday=Weekday.MONDAY, at=NINE)
FORTNIGHTLY = Weekly(weekday=Weekday.MONDAY, at=NINE, every=2, anchored=date(2026, 9, 9))
TUESDAY = date(2026, 11, 10)
rhythms: st.SearchStrategy[Weekly | InTerm | InWeekOfTerm] = st.one_of(
    st.builds(Weekly, weekday=weekdays, at=st.just(NINE), every=st.integers(1, 9), anchored=days),
    st.builds(InTerm, weekday=weekdays, at=st.just(NINE), nth=st.integers(1, 6), of=st.sampled_from(Part)),
    st.builds(InWeekOfTerm, weekday=weekdays, at=st.just(NINE), week=st.integers(1, 10)),
    st.builds(InWeekOfTerm, weekday=weekdays, at=st.just(NINE), week=st.integers(-9, -1)),
)


def test_a_weekly_turn_is_the_week() -> None:
    assert turn_of(MONDAYS, ENGLISH, TUESDAY) == Turn(date(2026, 11, 9), date(2026, 11, 15))


def test_a_fortnightly_turn_begins_with_a_week_that_counts() -> None:
    assert turn_of(FORTNIGHTLY, ENGLISH, date(2026, 9, 20)) == Turn(date(2026, 9, 7), date(2026, 9, 20))
    assert turn_of(FORTNIGHTLY, ENGLISH, date(2026, 9, 21)).first == date(2026, 9, 21)


def test_in_a_half_term_it_is_the_half_term_and_in_a_term_the_term() -> None:
    each = InTerm(weekday=Weekday.MONDAY, at=NINE)
    assert turn_of(each, ENGLISH, TUESDAY) == Turn(date(2026, 10, 31), date(2026, 12, 18))
    whole = turn_of(replace(each, of=Part.TERM), ENGLISH, TUESDAY)
    assert whole == Turn(AUTUMN_2026.first, AUTUMN_2026.last)


def test_a_week_of_term_takes_in_the_monday_before_a_term_that_begins_on_a_wednesday() -> None:
    turn = turn_of(InWeekOfTerm(weekday=Weekday.MONDAY, at=NINE), ENGLISH, date(2026, 8, 31))
    assert turn == Turn(date(2026, 8, 31), date(2026, 12, 20))


def test_named_dates_and_days_of_no_term_stand_alone() -> None:
    alone = Turn(TUESDAY, TUESDAY)
    assert turn_of(OnDates(dates=frozenset({TUESDAY}), at=NINE), ENGLISH, TUESDAY) == alone
    assert turn_of(OnDemand(), ENGLISH, TUESDAY) == alone
    summer = date(2026, 8, 5)
    assert turn_of(InTerm(weekday=Weekday.MONDAY, at=NINE), ENGLISH, summer) == Turn(summer, summer)


def test_the_earliest_of_many_calendars_is_found_and_of_none_the_day_itself() -> None:
    each = InTerm(weekday=Weekday.MONDAY, at=NINE)
    bare = replace(ENGLISH, terms=())
    assert earliest_turn(each, [bare, ENGLISH, bare], TUESDAY) == date(2026, 10, 31)
    assert earliest_turn(each, [], TUESDAY) == TUESDAY


@given(rhythm=rhythms, start=days)
@settings(max_examples=150)
def test_a_turn_has_one_date_and_a_shift_to_another_day_stays_in_it(rhythm: Recurrence, start: date) -> None:
    end = min(start + timedelta(days=400), date(2028, 12, 31))
    own = [slot.day for slot in slots(rhythm, ENGLISH, start=start, end=end)]
    turns = [turn_of(rhythm, ENGLISH, day) for day in own]
    assert len(set(turns)) == len(own)
    assert all(day in turn for day, turn in zip(own, turns, strict=True))
    for day, turn in zip(own, turns, strict=True):
        assert turn_of(rhythm, ENGLISH, turn.first) == turn_of(rhythm, ENGLISH, turn.last) == turn
        assert turn_of(rhythm, ENGLISH, day) == turn


@given(rhythm=rhythms, other=weekdays, start=days)
@settings(max_examples=150)
def test_on_whichever_day_of_the_week_the_turns_are_the_same(
    rhythm: Weekly | InTerm | InWeekOfTerm, other: Weekday, start: date
) -> None:
    assert turn_of(replace(rhythm, weekday=other), ENGLISH, start) == turn_of(rhythm, ENGLISH, start)
