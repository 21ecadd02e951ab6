from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.model import ClosedDayRule, SchoolCalendar, Weekday, Weekly, monday_of
from scheduler.planning import due_at, next_occurrence, occurrence_of, season_of, why_closed
from tests.scheduler.school_years import (
    Plan,
    calendars,
    days,
    instants,
    plans,
    recurrences,
    rules,
    times,
    weekdays,
)

YEAR = timedelta(days=366)
MOMENT = timedelta(microseconds=1)
LOOK_BACK = timedelta(days=2)


@given(plan=plans, cuts=st.lists(instants, min_size=3, max_size=6, unique=True).map(sorted))
@settings(max_examples=80)
def test_windows_that_touch_make_up_the_whole(plan: Plan, cuts: list[datetime]) -> None:
    pieces = [found for after, until in pairwise(cuts) for found in plan.between(after, until)]
    assert pieces == plan.between(cuts[0], cuts[-1])


@given(plan=plans, start=days)
@settings(max_examples=60)
def test_short_windows_that_touch_make_up_the_fortnight_by_local_days(plan: Plan, start: date) -> None:
    began = datetime(start.year, start.month, start.day, tzinfo=UTC)
    ticks = [began + timedelta(hours=7 * number) for number in range(49)]
    pieces = [found for after, until in pairwise(ticks) for found in plan.between(after, until)]
    whole = plan.days(start - timedelta(days=2), 18)
    assert pieces == [found for found in whole if ticks[0] < found.due_at <= ticks[-1]]


@given(plan=plans, start=days)
@settings(max_examples=60)
def test_a_window_has_the_occurrence_it_ends_on_and_not_the_one_it_begins_on(plan: Plan, start: date) -> None:
    for found in plan.year_from(start)[:5]:
        assert found in plan.between(found.due_at - MOMENT, found.due_at)
        assert found not in plan.between(found.due_at, found.due_at + MOMENT)


@given(plan=plans, start=days)
@settings(max_examples=120)
def test_they_come_in_order_and_no_two_share_a_key_or_a_day(plan: Plan, start: date) -> None:
    found = plan.year_from(start)
    keys = [each.key for each in found]
    due = [each.falls_on for each in found if not each.skipped]
    assert keys == sorted(set(keys))
    assert due == sorted(set(due))
    assert [each.due_at for each in found] == sorted(each.due_at for each in found)


@given(plan=plans, start=days)
@settings(max_examples=120)
def test_what_is_due_is_on_a_school_day_and_what_is_not_says_why(plan: Plan, start: date) -> None:
    for found in plan.year_from(start):
        why = why_closed(found.key, plan.calendar)
        if why is None or plan.rule is ClosedDayRule.IGNORE:
            assert (found.falls_on, found.skipped, found.moved_because) == (found.key, None, None)
        elif found.skipped:
            assert found.skipped.closed == why
            assert found.skipped.no_room == (plan.rule is not ClosedDayRule.SKIP)
            assert found.falls_on == found.key
        else:
            assert (found.moved_because, found.moved_from) == (why, found.key)
            assert why_closed(found.falls_on, plan.calendar) is None
            assert (found.falls_on > found.key) == (plan.rule is ClosedDayRule.NEXT)


@given(plan=plans, start=days)
@settings(max_examples=60)
def test_every_date_of_the_recurrence_is_either_due_or_left_out_whatever_the_rule(
    plan: Plan, start: date
) -> None:
    middle = (start + timedelta(days=60), start + timedelta(days=300))
    meant = {found.key for found in plan.ruled(ClosedDayRule.IGNORE).year_from(start)}
    settled = {found.key for found in plan.year_from(start)}
    assert {key for key in meant if middle[0] < key < middle[1]} <= settled
    assert {key for key in settled if middle[0] < key < middle[1]} <= meant


WEEKLY_FROM_AN_ANCHOR = st.builds(
    Weekly, weekday=weekdays, at=st.just(time(9)), every=st.integers(1, 4), anchored=days
)


def week_of(day: date) -> list[date]:
    return [monday_of(day) + timedelta(days=n) for n in range(7)]


@given(
    weekly=WEEKLY_FROM_AN_ANCHOR,
    calendar=calendars,
    rule=st.sampled_from([ClosedDayRule.NEXT, ClosedDayRule.PREVIOUS]),
    start=days,
)
@settings(max_examples=60)
def test_weekly_agrees_with_walking_the_weeks_day_by_day(
    weekly: Weekly, calendar: SchoolCalendar, rule: ClosedDayRule, start: date
) -> None:
    step = 1 if rule is ClosedDayRule.NEXT else -1
    walked: dict[date, tuple[date, bool]] = {}
    for offset in range(-60, 240):
        day = start + timedelta(days=offset)
        if Weekday.of(day) is not weekly.weekday or weeks_from_anchor(weekly, day) % weekly.every:
            continue
        tries = [day + timedelta(days=step * n) for n in range(7 * weekly.every)]
        if weekly.every == 1 and all(why_closed(each, calendar) for each in week_of(day)):
            tries = []
        open_day = next((each for each in tries if why_closed(each, calendar) is None), None)
        if start <= (open_day or day) <= start + timedelta(days=120):
            walked[day] = (open_day or day, open_day is None)
    found = Plan(weekly, calendar, rule).days(start, 120)
    assert {each.key: (each.falls_on, bool(each.skipped)) for each in found} == walked


@given(
    weekly=st.builds(Weekly, weekday=weekdays, at=times, every=st.integers(1, 52), anchored=days),
    years=st.integers(-30, 30),
)
@settings(max_examples=60)
def test_every_nth_week_keeps_its_step_over_the_years(weekly: Weekly, years: int) -> None:
    assert weekly.anchored
    start = weekly.anchored + timedelta(days=365 * years)
    found = Plan(weekly, SchoolCalendar(zone="Europe/London"), ClosedDayRule.IGNORE).days(start, 3 * 366)
    assert {weeks_from_anchor(weekly, each.key) % weekly.every for each in found} == {0}
    assert {(later.key - earlier.key).days for earlier, later in pairwise(found)} <= {7 * weekly.every}
    assert len(found) >= 3 * 52 // weekly.every


@given(plan=plans, later=times, start=days)
@settings(max_examples=60)
def test_changing_the_time_of_day_keeps_every_key_and_day(plan: Plan, later: time, start: date) -> None:
    before, after = plan.year_from(start), plan.at(later).year_from(start)
    assert [(o.key, o.falls_on, o.skipped) for o in before] == [(o.key, o.falls_on, o.skipped) for o in after]
    assert [o.due_at for o in after] == [due_at(o.falls_on, later, plan.calendar.zone) for o in after]


@given(
    plan=st.builds(Plan, st.builds(Weekly, weekday=weekdays, at=times) | recurrences(), calendars, rules),
    began=instants,
    ticks=st.lists(st.tuples(st.integers(1, 20), st.none() | times), min_size=8, max_size=40),
)
@settings(max_examples=60)
def test_ticks_that_look_back_lose_no_date_however_often_the_time_is_edited(
    plan: Plan, began: datetime, ticks: list[tuple[int, time | None]]
) -> None:
    """An edit between two ticks may move today's time to before now: looking back two days still finds it."""
    recorded: dict[date, date] = {}
    now = began
    for hours, edited in ticks:
        now += timedelta(hours=hours)
        plan = plan.at(edited) if edited else plan
        for found in plan.between(now - LOOK_BACK, now):
            assert recorded.setdefault(found.key, found.falls_on) == found.falls_on
    owed_from = began.date() + timedelta(days=1)
    owed = plan.days(owed_from, (now.date() - timedelta(days=2) - owed_from).days)
    assert {found.key for found in owed} <= recorded.keys()


@given(plan=plans, after=instants)
@settings(max_examples=60)
def test_the_next_is_the_first_that_is_not_left_out(plan: Plan, after: datetime) -> None:
    found = next_occurrence(plan.recurrence, plan.calendar, closed_day=plan.rule, after=after)
    coming = [each for each in plan.between(after, after + 2 * YEAR - timedelta(days=1)) if not each.skipped]
    assert found == (coming[0] if coming else None)


@given(plan=plans, start=days)
@settings(max_examples=60)
def test_an_occurrence_is_found_again_by_its_key_and_by_no_other_date(plan: Plan, start: date) -> None:
    found = {each.key: each for each in plan.year_from(start)[:6]}
    keys = {each.key for each in plan.ruled(ClosedDayRule.IGNORE).days(start, 20)}
    for day in {start + timedelta(days=offset) for offset in range(21)} | found.keys():
        again = occurrence_of(plan.recurrence, plan.calendar, closed_day=plan.rule, key=day)
        assert day not in found or again == found[day]
        assert day not in keys or again is not None
        assert again is None or again.key == day


@given(calendar=calendars, day=days)
@settings(max_examples=60)
def test_a_season_is_only_inside_a_term(calendar: SchoolCalendar, day: date) -> None:
    inside = any(term.first <= day <= term.last for term in calendar.terms)
    assert inside or not season_of(day, calendar)


def test_a_time_near_midnight_is_found_in_the_window_of_the_neighbouring_utc_day() -> None:
    weekly = Weekly(weekday=Weekday.MONDAY, at=time(0, 5))
    plan = Plan(weekly, SchoolCalendar(zone="Pacific/Chatham"), ClosedDayRule.SKIP)
    due = datetime(2026, 6, 7, 11, 20, tzinfo=UTC)
    (found,) = plan.between(due - timedelta(seconds=15), due)
    assert (found.key, found.due_at) == (date(2026, 6, 8), due)


def test_a_time_that_the_clocks_leave_out_just_before_midnight_is_found_on_the_next_day() -> None:
    saturdays = Weekly(weekday=Weekday.SATURDAY, at=time(23, 30))
    plan = Plan(saturdays, SchoolCalendar(zone="America/Scoresbysund"), ClosedDayRule.IGNORE)
    due = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # half past midnight on Sunday there
    (found,) = plan.between(due - timedelta(seconds=15), due)
    assert (found.key, found.due_at) == (date(2026, 3, 28), due)


def weeks_from_anchor(weekly: Weekly, day: date) -> int:
    assert weekly.anchored
    monday, anchor = (each - timedelta(days=each.weekday()) for each in (day, weekly.anchored))
    return (monday - anchor).days // 7
