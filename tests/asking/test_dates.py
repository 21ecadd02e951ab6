"""A date that people type is the one they mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.dates import read_date

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 December", date(2026, 12, 1)),
        ("1st of December", date(2026, 12, 1)),
        ("1 dec 2027", date(2027, 12, 1)),
        ("Tuesday 1 December 2026", date(2026, 12, 1)),
        ("tue 1 dec", date(2026, 12, 1)),
        ("1/12/2026", date(2026, 12, 1)),
        ("1/12/26", date(2026, 12, 1)),
        ("1.12.2026", date(2026, 12, 1)),
        ("01/12", date(2026, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("until 1 December", date(2026, 12, 1)),
        ("on the 1st December,  2026", date(2026, 12, 1)),
        ("  TOMORROW ", date(2026, 11, 17)),
        ("today", MONDAY),
        ("Monday", date(2026, 11, 23)),
        ("next Monday", date(2026, 11, 23)),
        ("sun", date(2026, 11, 22)),
        ("4 January", date(2027, 1, 4)),
        ("16 November", MONDAY),
        ("15 November", date(2027, 11, 15)),
        ("29 February", date(2028, 2, 29)),
        ("12/1/2027", date(2027, 1, 12)),
    ],
)
def test_a_date_is_read_as_people_in_britain_write_it(typed: str, meant: date) -> None:
    assert read_date(typed, today=MONDAY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "31 June",
        "32/1",
        "1/13/2026",
        "December",
        "1",
        "2026-13-01",
        "Mo",
        "0 May",
        "1 Ma",
        "99999999",
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_date(typed, today=MONDAY) is None


@given(st.text(), st.dates(max_value=date(2100, 1, 1)))
def test_whatever_is_typed_is_a_date_or_none(typed: str, today: date) -> None:
    found = read_date(typed, today=today)
    assert found is None or isinstance(found, date)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_date_without_a_year_is_one_to_come(today: date) -> None:
    found = read_date(f"{today.day} {today:%B}", today=today)
    assert found == today
