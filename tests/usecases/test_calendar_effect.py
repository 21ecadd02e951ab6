"""What a change of a school year does is told with its programme, its days and its schools."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.domain.effect import Alike, DateChange
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.wording.calendar_effect import dates_told

MONDAY = datetime(2026, 11, 30, 8, 15, tzinfo=UTC)
NAMES = {SchoolId(f"s{n}"): f"School {n}" for n in range(1, 5)}
MOVED = DateChange(
    programme=ProgrammeId("year"),
    school=SchoolId("s1"),
    occurrence=date(2026, 11, 30),
    was=MONDAY,
    now=MONDAY + timedelta(days=1),
)


def told(*changes: DateChange, schools: int = 4, more: int = 0) -> tuple[str, ...]:
    group = Alike(programme=MOVED.programme, schools=tuple(NAMES)[:schools], dates=changes, more=more)
    return dates_told([group], programmes={MOVED.programme: "A year"}, schools=NAMES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (MOVED, "moves to Tuesday 1 December 2026 in 4 schools."),
        (replace(MOVED, now=None, because="INSET"), "does not come in 4 schools (INSET)."),
        (replace(MOVED, now=None), "does not come in 4 schools."),
        (replace(MOVED, was=None, now=MONDAY), "comes too in 4 schools."),
        (replace(MOVED, now=MONDAY.replace(hour=9)), "comes at 09:15 in place of 08:15 in 4 schools."),
        (
            replace(MOVED, now=MONDAY.replace(tzinfo=timezone(timedelta(hours=1)))),
            "stays at 08:15, on the new clock, in 4 schools.",
        ),
    ],
)
def test_a_date_is_told_from_when_to_when_and_where(change: DateChange, said: str) -> None:
    assert told(change) == (f"A year: Monday 30 November 2026 {said}",)


def test_a_few_schools_are_named_and_dates_beyond_are_counted() -> None:
    assert told(MOVED, schools=2, more=3) == (
        "A year: Monday 30 November 2026 moves to Tuesday 1 December 2026 in School 1 and School 2.",
        "A year: 3 more dates change in School 1 and School 2.",
    )
    assert told(schools=4, more=1) == ("A year: 1 more date changes in 4 schools.",)
