from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from scheduler.calendars import bank_holidays
from scheduler.model import (
    NATIONS,
    BankHoliday,
    BankHolidayOverrides,
    ClosedDay,
    ClosureReason,
    Nation,
    SchoolCalendar,
    Weekday,
)
from scheduler.planning import why_closed
from tests.scheduler.school_years import ENGLISH, calendars, days


def closed(day: date, calendar: SchoolCalendar = ENGLISH) -> tuple[str, str] | None:
    why = why_closed(day, calendar)
    return (why.reason.value, why.name) if why else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 9, 2), None),
        (date(2025, 9, 1), ("inset", "Safeguarding training")),
        (date(2026, 6, 26), ("occasional", "Town carnival")),
        (date(2025, 9, 6), ("weekend", "Saturday")),
        (date(2025, 10, 29), ("half-term", "Autumn 2025 half-term")),
        (date(2025, 12, 23), ("holiday", "Christmas holiday")),
        (date(2025, 12, 25), ("bank-holiday", "Christmas Day")),
        (date(2026, 4, 6), ("bank-holiday", "Easter Monday")),
        (date(2026, 4, 7), ("out-of-term", "Between Spring 2026 and Summer 2026")),
        (date(2026, 5, 4), ("bank-holiday", "May Day")),
        (date(2026, 5, 25), ("bank-holiday", "Spring Bank Holiday")),
        (date(2025, 8, 20), ("out-of-term", "Before Autumn 2025, the first term entered")),
        (date(2027, 7, 22), ("out-of-term", "After Summer 2027, the last term entered")),
        (date(2026, 12, 28), ("bank-holiday", "Boxing Day (substitute day)")),
    ],
)
def test_a_closed_day_of_an_english_school_says_why(day: date, expected: tuple[str, str] | None) -> None:
    assert closed(day) == expected


@pytest.mark.parametrize(
    ("day", "closed_in"),
    [
        (date(2026, 1, 1), {"England", "Wales", "Scotland", "Northern Ireland"}),
        (date(2026, 1, 2), {"Scotland"}),
        (date(2026, 3, 17), {"Northern Ireland"}),
        (date(2026, 4, 3), {"England", "Wales", "Scotland", "Northern Ireland"}),
        (date(2026, 4, 6), {"England", "Wales", "Northern Ireland"}),
        (date(2027, 7, 12), {"Northern Ireland"}),
        (date(2026, 8, 3), {"Scotland"}),
        (date(2026, 8, 31), {"England", "Wales", "Northern Ireland"}),
        (date(2026, 11, 30), {"Scotland"}),
        (date(2026, 12, 25), {"England", "Wales", "Scotland", "Northern Ireland"}),
    ],
)
def test_each_nation_keeps_its_own_bank_holidays(day: date, closed_in: set[str]) -> None:
    assert {nation for nation in NATIONS if day in bank_holidays(nation, day.year)} == closed_in


@pytest.mark.parametrize("nation", NATIONS)
def test_a_calendar_closes_on_its_nations_bank_holidays(nation: Nation) -> None:
    calendar = SchoolCalendar(zone="Europe/London", nation=nation)
    assert closed(date(2026, 1, 2), calendar) == (
        ("bank-holiday", "New Year Holiday") if nation == "Scotland" else None
    )


def test_without_a_nation_there_are_no_bank_holidays() -> None:
    assert closed(date(2026, 5, 4), replace(ENGLISH, nation=None)) is None


def test_a_royal_day_can_be_added_and_a_bank_holiday_taken_away() -> None:
    overrides = BankHolidayOverrides(
        added=(BankHoliday(day=date(2026, 6, 11), name="The King's visit"),),
        removed=frozenset({date(2026, 5, 4)}),
    )
    calendar = replace(ENGLISH, bank_holiday_overrides=overrides)
    assert closed(date(2026, 6, 11), calendar) == ("bank-holiday", "The King's visit")
    assert closed(date(2026, 5, 4), calendar) is None


def test_without_terms_every_weekday_is_a_school_day() -> None:
    calendar = SchoolCalendar(zone="Europe/London")
    assert closed(date(2026, 8, 12), calendar) is None
    assert closed(date(2026, 8, 15), calendar) == ("weekend", "Saturday")


def test_a_school_open_from_sunday_to_thursday_is_closed_on_friday() -> None:
    days_open = frozenset(Weekday) - {Weekday.FRIDAY, Weekday.SATURDAY}
    calendar = SchoolCalendar(zone="Africa/Cairo", school_days=days_open)
    assert closed(date(2026, 9, 4), calendar) == ("weekend", "Friday")
    assert closed(date(2026, 9, 6), calendar) is None


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (ClosedDay(reason=ClosureReason.INSET, name="Phonics"), "Phonics (INSET)"),
        (ClosedDay(reason=ClosureReason.INSET, name="Inset day"), "Inset day"),
        (ClosedDay(reason=ClosureReason.BANK_HOLIDAY, name="Good Friday"), "Good Friday (bank holiday)"),
        (
            ClosedDay(reason=ClosureReason.BANK_HOLIDAY, name="Boxing Day (substitute day)"),
            "Boxing Day (substitute day, bank holiday)",
        ),
        (ClosedDay(reason=ClosureReason.BANK_HOLIDAY, name="Spring Bank Holiday"), "Spring Bank Holiday"),
        (ClosedDay(reason=ClosureReason.HALF_TERM, name="Autumn half-term"), "Autumn half-term"),
    ],
)
def test_the_reason_is_said_unless_the_name_says_it(why: ClosedDay, said: str) -> None:
    assert str(why) == said


@given(day=days, calendar=calendars)
@settings(max_examples=60)
def test_every_closed_day_has_a_name_and_every_open_one_is_a_school_day(
    day: date, calendar: SchoolCalendar
) -> None:
    why = why_closed(day, calendar)
    if why:
        assert why.name
    else:
        assert Weekday.of(day) in calendar.school_days
        assert not calendar.terms or any(term.first <= day <= term.last for term in calendar.terms)
        assert not any(closure.first <= day <= closure.last for closure in calendar.closures)
