import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars import CalendarError, load_calendar, read_calendar, write_calendar
from scheduler.faults import ImpossibleError
from scheduler.model import (
    MONDAY_TO_FRIDAY,
    BankHoliday,
    BankHolidayOverrides,
    Closure,
    ClosureReason,
    PressureWeek,
    SchoolCalendar,
    Term,
    Weekday,
)
from tests.scheduler.school_years import ENGLISH, LETTERS, calendars, refusal

WHOLE = """
zone = "Europe/London"
nation = "England"
school_days = ["monday", "tuesday", "Wednesday", "thursday"]

[[terms]]
name = "Spring 2026"
first = 2026-01-05
last = 2026-03-27

[[terms]]
name = "Autumn 2025"
first = 2025-09-01
last = 2025-12-19
half_term = { first = 2025-10-27, last = 2025-10-31 }

[[closures]]
first = 2025-09-01
reason = "inset"
name = "Safeguarding training"

[[pressure_weeks]]
week = 2026-05-11
weight = 3
name = "Key stage 2 tests"
whose = "Year 6"

[bank_holidays]
added = [{ day = 2026-06-11, name = "The King's visit" }]
removed = ["2026-05-04"]
"""


def read(text: str) -> SchoolCalendar:
    return read_calendar(tomllib.loads(text), where="ash.toml")


def faults(text: str) -> list[str]:
    with pytest.raises(CalendarError) as caught:
        read(text)
    assert all(fault.remedy for fault in caught.value.faults)
    return [f"{fault.where}: {fault.problem}" for fault in caught.value.faults]


def test_a_whole_calendar_is_read_and_its_terms_are_put_in_order() -> None:
    assert read(WHOLE) == SchoolCalendar(
        zone="Europe/London",
        nation="England",
        school_days=MONDAY_TO_FRIDAY - {Weekday.FRIDAY},
        terms=(
            Term(
                name="Autumn 2025",
                first=date(2025, 9, 1),
                last=date(2025, 12, 19),
                half_term=(date(2025, 10, 27), date(2025, 10, 31)),
            ),
            Term(name="Spring 2026", first=date(2026, 1, 5), last=date(2026, 3, 27)),
        ),
        closures=(
            Closure(
                first=date(2025, 9, 1),
                last=date(2025, 9, 1),
                reason=ClosureReason.INSET,
                name="Safeguarding training",
            ),
        ),
        pressure_weeks=(
            PressureWeek(week=date(2026, 5, 11), weight=3, name="Key stage 2 tests", whose="Year 6"),
        ),
        bank_holiday_overrides=BankHolidayOverrides(
            added=(BankHoliday(day=date(2026, 6, 11), name="The King's visit"),),
            removed=frozenset({date(2026, 5, 4)}),
        ),
    )


def test_a_zone_is_enough() -> None:
    assert read('zone = "Asia/Kolkata"') == SchoolCalendar(zone="Asia/Kolkata")


def test_every_fault_is_told_at_once_with_its_place_and_its_remedy() -> None:
    told = faults(
        """
        zone = "Europe/Londinium"
        nation = "Cornwall"
        school_days = ["monday", "mon"]
        terms_dates = []

        [[terms]]
        name = "Autumn"
        first = 2025-12-19
        last = 2025-09-01
        half_term = { first = 2025-10-31, last = 2025-10-27 }

        [[terms]]
        name = "Spring"
        first = 2026-01-05
        last = 2026-03-27
        half_term = { first = 2026-03-23, last = 2026-04-03 }

        [[closures]]
        first = 2025-09-02
        last = 2025-09-01
        reason = "snow"
        nane = "Training"

        [[pressure_weeks]]
        week = 2026-05-13
        weight = 5
        name = "Tests"
        whose = "Year 6"

        [bank_holidays]
        added = [{ day = "soon", name = "" }]
        removed = 2026-05-04
        """
    )
    autumn, spring, closure, tests = (
        "ash.toml, terms 1 ('Autumn')",
        "ash.toml, terms 2 ('Spring')",
        "ash.toml, closures 1",
        "ash.toml, pressure_weeks 1 ('Tests')",
    )
    assert told == [
        "ash.toml: 'Europe/Londinium' is not a time zone",
        "ash.toml: 'Cornwall' is not a nation whose bank holidays are known",
        "ash.toml: school_days is 'mon'",
        f"{autumn}: the term ends on 2025-09-01, before it begins on 2025-12-19",
        f"{autumn}: the half-term break ends on 2025-10-27, before it begins on 2025-10-31",
        f"{spring}: the half-term break 2026-03-23 to 2026-04-03 is not inside the term 2026-01-05 to 2026-03-27",
        f"{closure}: name is missing",
        f"{closure}: reason is 'snow'",
        f"{closure}: 'nane' is not known here",
        f"{tests}: 2026-05-13 is a Wednesday, and a week is named by its Monday",
        f"{tests}: the weight is 5",
        "ash.toml, bank_holidays, added 1 (''): name is ''",
        "ash.toml, bank_holidays, added 1 (''): day is 'soon'",
        "ash.toml, bank_holidays: removed is datetime.date(2026, 5, 4)",
        "ash.toml: 'terms_dates' is not known here",
    ]


def test_a_fault_says_where_what_and_what_to_do() -> None:
    with pytest.raises(CalendarError) as caught:
        read('zone = "Europe/London"\nnatoin = "Wales"')
    assert str(caught.value) == (
        "ash.toml: 'natoin' is not known here. To put it right: did you mean nation? Otherwise take it out."
    )


def test_terms_that_share_a_day_are_told_by_name() -> None:
    (told,) = faults(
        """
        zone = "Europe/London"
        terms = [
          { name = "Spring", first = 2026-01-05, last = 2026-04-13 },
          { name = "Summer", first = 2026-04-13, last = 2026-07-21 },
        ]
        """
    )
    assert "Summer begins on 13 April 2026, but Spring before it lasts until 13 April 2026" in told


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-01T09:00:00",
        "20260901",
        "true",
        '"1 September"',
        '"2026-02-30"',
        '"20260901"',
        "[]",
        "0206-09-01",
    ],
)
def test_what_is_not_a_plain_date_is_refused(written: str) -> None:
    (told,) = faults(
        f"""
        zone = "Europe/London"
        closures = [{{ first = {written}, reason = "inset", name = "Training" }}]
        """
    )
    assert told.startswith("ash.toml, closures 1 ('Training'): first is ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "zone is missing"),
        ("zone = 5", "zone is 5"),
        ('zone = "Europe"', "'Europe' is not a time zone"),
        ('zone = "../../etc/passwd"', "is not a time zone"),
        ('zone = "Europe/London"\nschool_days = []', "school_days names no day"),
        ('zone = "Europe/London"\nschool_days = [0, 1]', "school_days is 0"),
        ('zone = "Europe/London"\nterms = "autumn"', "terms is 'autumn'"),
        ('zone = "Europe/London"\nterms = ["autumn"]', "terms is 'autumn'"),
        ('zone = "Europe/London"\nbank_holidays = []', "bank_holidays is []"),
        (
            'zone = "Europe/London"\npressure_weeks = [{week=2026-05-11, weight=true, name="T", whose="all"}]',
            "weight is True",
        ),
    ],
)
def test_a_broken_table_is_refused_with_what_it_said(text: str, said: str) -> None:
    assert any(said in told for told in faults(text))


def test_a_long_value_is_not_repeated_whole() -> None:
    assert len(faults(f'zone = "Europe/London"\nschool_days = ["{"x" * 100_000}"]')[0]) < 300


@given(calendar=calendars)
@settings(max_examples=60)
def test_what_is_written_reads_back_the_same(calendar: SchoolCalendar) -> None:
    table = write_calendar(calendar)
    assert read_calendar(table, where="table") == calendar
    assert read_calendar(json.loads(json.dumps(table, default=str)), where="json") == calendar


def test_the_english_calendar_reads_back_the_same() -> None:
    assert read_calendar(write_calendar(ENGLISH), where="table") == ENGLISH


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(LETTERS, max_size=5)
    | st.dates()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(LETTERS, max_size=5), inner, max_size=3)
    ),
    max_leaves=3,
)
whole_tables = st.dictionaries(
    st.sampled_from(
        ["zone", "nation", "school_days", "terms", "closures", "pressure_weeks", "bank_holidays"]
    ),
    values
    | st.lists(
        st.dictionaries(st.sampled_from(["name", "first", "last", "half_term", "week"]), values), max_size=2
    ),
)


@given(table=whole_tables)
@settings(max_examples=50)
def test_any_table_is_read_or_refused_with_faults(table: dict[str, object]) -> None:
    told = refusal(lambda: read_calendar(table, where="table"))
    assert told is None or all(fault.where and fault.problem and fault.remedy for fault in told)
    assert told != ()


def test_a_file_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "ash.toml"
    path.write_text("\ufeff" + WHOLE, encoding="utf-8")
    assert load_calendar(path) == read(WHOLE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"zone = Europe/London", "is not TOML"),
        (b"zone = '\xff'", "is not UTF-8"),
        (b"zone = 'Europe/London'\nweeks = 1", "'weeks' is not known here"),
    ],
)
def test_a_broken_file_is_refused_by_its_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "ash.toml"
    path.write_bytes(content)
    with pytest.raises(CalendarError, match=said) as caught:
        load_calendar(path)
    assert caught.value.faults[0].where == str(path)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="No such file") as caught:
        load_calendar(tmp_path / "none.toml")
    assert "none.toml" in str(caught.value)


def test_a_calendar_that_cannot_be_is_not_made_in_code_either() -> None:
    with pytest.raises(ImpossibleError, match=r"Mars.*no school days"):
        SchoolCalendar(zone="Mars/Olympus", school_days=frozenset())
    with pytest.raises(ImpossibleError, match="weekend is worked out"):
        Closure(first=date(2026, 1, 3), last=date(2026, 1, 3), reason=ClosureReason.WEEKEND, name="Saturday")
    with pytest.raises(ImpossibleError, match="put terms in order"):
        SchoolCalendar(zone="Europe/London", terms=tuple(reversed(ENGLISH.terms)))
