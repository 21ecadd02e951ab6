from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from scheduler.faults import ImpossibleError
from scheduler.model import InTerm, InWeekOfTerm, Occurrence, OnDates, Weekday, Weekly

NINE = time(9)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Weekly(weekday=Weekday.MONDAY, at=NINE, every=0), "every is 0 weeks: write 1 to 53"),
        (
            lambda: Weekly(weekday=Weekday.MONDAY, at=NINE, every=2),
            "does not say which weeks: give `anchored`",
        ),
        (lambda: Weekly(weekday=Weekday.MONDAY, at=time(9, tzinfo=UTC)), "carries a zone of its own"),
        (lambda: InTerm(weekday=Weekday.MONDAY, at=NINE, nth=0), "nth is 0: count from 1 to 53"),
        (lambda: InTerm(weekday=Weekday.MONDAY, at=NINE, nth=10**9), "nth is 1000000000"),
        (lambda: InWeekOfTerm(weekday=Weekday.MONDAY, at=NINE, week=-54), "week is -54"),
        (lambda: OnDates(dates=frozenset(), at=time(9, tzinfo=UTC)), "give the plain time of day"),
    ],
)
def test_a_recurrence_that_cannot_be_is_refused_with_a_remedy(make: Callable[[], object], said: str) -> None:
    with pytest.raises(ImpossibleError, match=said):
        make()


def test_two_mistakes_are_told_together() -> None:
    with pytest.raises(ImpossibleError) as caught:
        Weekly(weekday=Weekday.MONDAY, at=time(9, tzinfo=UTC), every=60, anchored=date(2026, 1, 1))
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("written", ["2026-06-08T09:00", "2026-06-08T09:00+01:00"])
def test_an_occurrence_is_due_in_utc_or_not_at_all(written: str) -> None:
    with pytest.raises(ValueError, match="in UTC"):
        Occurrence(key=date(2026, 6, 8), falls_on=date(2026, 6, 8), due_at=datetime.fromisoformat(written))


def test_weekdays_are_known_by_name_and_in_order() -> None:
    assert [day.days_after_monday for day in Weekday] == list(range(7))
    assert Weekday.of(date(2026, 6, 8)) is Weekday.MONDAY
    assert Weekday.of(date(2026, 6, 14)) is Weekday.SUNDAY
