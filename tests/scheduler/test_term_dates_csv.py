from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.faults import CalendarError
from scheduler.model import Term
from scheduler.term_dates import read_term_dates_csv
from tests.scheduler.school_years import AUTUMN_2025, LETTERS, SPRING_2026, refusal

SHEET = """\
name,first,last,half_term_first,half_term_last
Spring 2026,05/01/2026,27/3/2026,16/02/2026,20/02/2026
Autumn 2025,2025-09-01,2025-12-19,2025-10-27,2025-10-31
"""


def faults(text: str) -> list[str]:
    with pytest.raises(CalendarError) as caught:
        read_term_dates_csv(text, where="terms.csv")
    assert all(fault.remedy for fault in caught.value.faults)
    return [f"{fault.where}: {fault.problem}" for fault in caught.value.faults]


def test_a_councils_sheet_is_read_the_british_way_round() -> None:
    assert read_term_dates_csv(SHEET, where="terms.csv") == (AUTUMN_2025, SPRING_2026)


def test_a_sheet_saved_by_a_spreadsheet_is_read() -> None:
    text = '\ufeffName , First,LAST,Half term first,Half-term last\r\n"Autumn, 2025",1/9/2025,19/12/2025,,\r\n\r\n'
    assert read_term_dates_csv(text, where="terms.csv") == (
        Term(name="Autumn, 2025", first=date(2025, 9, 1), last=date(2025, 12, 19)),
    )


def test_every_fault_is_told_at_once_with_its_line() -> None:
    told = faults(
        "name,first,last,half_term_first,half_term_last\n"
        ",2025-09-01,2025-12-19,,\n"
        "Spring,31/02/2026,soon,,\n"
        "Summer,2026-04-13,2026-07-21,2026-05-25,\n"
        "Late,2026-12-18,2026-09-02,,,extra\n"
        "Later,2026-12-18,2026-09-02,,\n"
    )
    assert told == [
        "terms.csv, line 2: name is empty",
        "terms.csv, line 3: first is '31/02/2026', which is not a date",
        "terms.csv, line 3: last is 'soon', which is not a date",
        "terms.csv, line 4: half_term_last is empty",
        "terms.csv, line 5: there are more cells than columns",
        "terms.csv, line 6: the term ends on 2026-09-02, before it begins on 2026-12-18",
    ]


def test_terms_that_share_a_day_are_told_by_the_later_ones_line() -> None:
    (told,) = faults("name,first,last\nSummer,2026-04-10,2026-07-21\nSpring,2026-01-05,2026-04-13\n")
    assert told.startswith("terms.csv, line 2: Summer begins on 2026-04-10, but Spring before it lasts until")


def test_wrong_columns_are_told_before_the_rows_are_read() -> None:
    told = faults("name,start,last,last\nAutumn,2025-09-01,2025-12-19,2025-12-19\n")
    assert told == [
        "terms.csv, line 1: there is no column first",
        "terms.csv, line 1: column 'start' is not known",
        "terms.csv, line 1: column last comes twice",
    ]


def test_an_empty_sheet_says_which_columns_it_wants() -> None:
    assert len(faults("")) == 3


@given(
    text=st.text(LETTERS, max_size=60)
    | st.text("0123456789/-,\n\"'\r\x00 ", max_size=60).map("name,first,last\n".__add__)
)
@settings(max_examples=100)
def test_any_text_is_read_or_refused_with_faults(text: str) -> None:
    assert refusal(lambda: read_term_dates_csv(text, where="terms.csv")) != ()
