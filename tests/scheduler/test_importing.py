"""Calendar files and sheets from elsewhere: what is found in them, and what no file can do to us."""

from datetime import date

import pytest

from scheduler.importing import TEMPLATE, Found, Guess, Reading, entries_of, guess, read_file
from scheduler.model import Closure, ClosureReason, Term

SINCE = date(2026, 8, 1)


def ics(*events: str) -> bytes:
    """A calendar of these events."""
    inside = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tests//EN\r\n{inside}END:VCALENDAR\r\n".encode()


def event(name: str, starts: str, ends: str = "", *more: str) -> str:
    lines = [
        f"UID:{name}-{starts}",
        f"SUMMARY:{name}",
        f"DTSTART{starts}",
        *([f"DTEND{ends}"] if ends else []),
        *more,
    ]
    return "\r\n".join(lines)


def read(data: bytes) -> Reading:
    return read_file(data, zone="Europe/London", since=SINCE)


def found(data: bytes) -> list[tuple[str, date, date]]:
    reading = read(data)
    assert not reading.faults, reading.faults
    return [(each.name, each.first, each.last) for each in reading.found]


def test_the_end_of_an_all_day_event_is_the_day_after_it() -> None:
    half_term = event("Half term", ";VALUE=DATE:20261026", ";VALUE=DATE:20261031")
    assert found(ics(half_term)) == [("Half term", date(2026, 10, 26), date(2026, 10, 30))]


def test_a_timed_event_is_on_the_day_it_is_in_the_school() -> None:
    late = event("INSET day", ":20270614T230000Z", ":20270615T150000Z")
    assert found(ics(late)) == [("INSET day", date(2027, 6, 15), date(2027, 6, 15))]
    floating = event("INSET day", ":20270614T090000", ":20270615T000000")
    assert found(ics(floating)) == [("INSET day", date(2027, 6, 14), date(2027, 6, 14))]


def test_an_event_without_an_end_is_one_day() -> None:
    assert found(ics(event("INSET", ";VALUE=DATE:20260902"))) == [
        ("INSET", date(2026, 9, 2), date(2026, 9, 2))
    ]


def test_a_repeating_event_is_spread_out_without_its_exceptions() -> None:
    weekly = event(
        "Twilight INSET",
        ";VALUE=DATE:20260907",
        ";VALUE=DATE:20260908",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE;VALUE=DATE:20260914",
    )
    assert [first for _, first, _ in found(ics(weekly))] == [date(2026, 9, 7), date(2026, 9, 21)]


def test_a_rule_without_an_end_gives_three_years_and_no_more() -> None:
    yearly = event("Founders' day holiday", ";VALUE=DATE:20150605", "", "RRULE:FREQ=YEARLY")
    assert [first.year for _, first, _ in found(ics(yearly))] == [2027, 2028, 2029]


def test_a_cancelled_event_is_left_out() -> None:
    both = ics(
        event("INSET", ";VALUE=DATE:20260902"),
        event("INSET", ";VALUE=DATE:20260903", "", "STATUS:CANCELLED"),
    )
    assert [first for _, first, _ in found(both)] == [date(2026, 9, 2)]


def test_a_folded_line_and_an_address_in_a_file_are_harmless() -> None:
    folded = event(
        "Christmas hol\r\n iday",
        ";VALUE=DATE:20261221",
        ";VALUE=DATE:20270102",
        "ATTACH:http://127.0.0.1:1/x",
    )
    assert found(ics(folded))[0][0] == "Christmas holiday"


RULES = [
    "RRULE:FREQ=SECONDLY",
    "RRULE:FREQ=MINUTELY;UNTIL=99991231",
    "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYSECOND=1,2,3",
    "RRULE:FREQ=DAILY;INTERVAL=0",
    "RRULE:FREQ=DAILY;COUNT=999999999",
    "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=5",
    "RRULE:nonsense",
    "EXRULE:FREQ=DAILY",
    "RDATE:" + ",".join(["20260902"] * 600),
]


@pytest.mark.parametrize("rule", RULES, ids=[rule[:30] for rule in RULES])
def test_a_rule_made_to_hurt_is_refused_with_its_line_and_name(rule: str) -> None:
    reading = read(ics(event("Trap", ";VALUE=DATE:20260902", "", rule)))
    assert reading.found == ()
    assert [fault.where for fault in reading.faults] == ["Line 8, “Trap”"]


def test_a_date_that_cannot_be_read_is_told_together_with_a_rule_that_hurts() -> None:
    trap = event("Trap", ";VALUE=DATE:20260902", "", "RRULE:FREQ=SECONDLY")
    reading = read(ics(trap, event("Ends", ";VALUE=DATE:2027AB17")))
    assert [fault.where for fault in reading.faults] == ["Line 8, “Trap”", "Line 13, “Ends”"]


@pytest.mark.parametrize(
    ("data", "where", "problem"),
    [
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000, "Line 4", "nested too deep"),
        (ics(event("A", ";VALUE=DATE:20260902")) + b"\xff\xfe", "Line 10", "not UTF-8"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\n", "The file", "in the middle of an event"),
        (b"BEGIN:VCALENDAR\r\n" + b"x" * 1_000_001, "The file", "larger than 1 MB"),
        (ics(), "The file", "no events"),
        (ics(*["UID:1"] * 5_001), "The file", "more than 5,000 events"),
        (ics(event("No date", ":rubbish")), "Event “No date”", "date is missing"),
        (ics(event("Far", ";VALUE=DATE:99990101")), "Event “Far”", "lies too far away"),
        (
            ics(*[event(f"E{n}", ";VALUE=DATE:20260902", "", "RRULE:FREQ=DAILY") for n in range(201)]),
            "The file",
            "of its events repeat",
        ),
        (
            ics(*[event(f"E{n}", ";VALUE=DATE:20260902", "", "RRULE:FREQ=DAILY") for n in range(6)]),
            "The file",
            "more than 5,000 events",
        ),
        (b"\x89PNG\r\n\0\0", "The file", "neither a calendar nor"),
    ],
    ids=[
        "nested",
        "bytes",
        "cut",
        "large",
        "empty",
        "many",
        "no date",
        "far",
        "repeating",
        "spread",
        "picture",
    ],
)
def test_a_file_that_is_no_good_says_where_and_why(data: bytes, where: str, problem: str) -> None:
    reading = read(data)
    assert reading.faults[0].where == where
    assert problem in reading.faults[0].problem


def test_a_file_that_takes_too_long_is_given_up() -> None:
    from scheduler.importing.ics import read_ics  # noqa: PLC0415 - for its clock alone

    ticks = iter(range(0, 1_000, 4))
    slow = ics(*[event(f"E{n}", ";VALUE=DATE:20260902") for n in range(4)])
    reading = read_ics(slow, zone="Europe/London", since=SINCE, clock=lambda: float(next(ticks)))
    assert "takes too long" in reading.faults[0].problem


def test_the_sheet_to_download_is_read_whole() -> None:
    reading = read(TEMPLATE.encode())
    assert not reading.faults
    entries = entries_of((each, each.guess) for each in reading.found)
    assert [term.half_term is not None for term in entries.terms] == [True, True, True]
    assert [each.name for each in entries.closures] == ["Training day", "Village day"]
    assert not entries.faults


def test_a_sheet_from_excel_is_read_whatever_it_writes_between_its_cells() -> None:
    sheet = (
        "\ufeffFirst;Last;Kind;Name\r\n01/09/2026;;INSET;Training\r\n\r\n2026-10-26;30/10/2026;;Half term\r\n"
    )
    assert [(each.name, each.guess) for each in read(sheet.encode()).found] == [
        ("Training", Guess.INSET),
        ("Half term", Guess.HALF_TERM),
    ]
    assert read("first,name\n01/09/2026,Cafe\u2019 holiday".encode("cp1252")).found[0].last == date(
        2026, 9, 1
    )


def test_each_faulty_line_of_a_sheet_is_told_by_its_number_all_at_once() -> None:
    sheet = "first,last,kind,name\n31/02/2026,,inset,A\n01/09/2026,31/08/2026,inset,B\n01/09/2026,,party,C\n01/09/2026,,,\n"
    reading = read(sheet.encode())
    assert [fault.where for fault in reading.faults] == ["Line 2", "Line 3", "Line 4", "Line 5"]


def test_a_sheet_without_its_columns_says_which() -> None:
    assert "no column first and no column name" in read(b"when,what\n1,2\n").faults[0].problem


@pytest.mark.parametrize(
    "heading", ["Event,Start date,End date", "Subject,Start Date,End Date", "Term,From,To", "title,start,end"]
)
def test_a_sheet_of_a_council_or_a_calendar_program_is_read_by_its_own_columns(heading: str) -> None:
    sheet = f"{heading}\nAutumn half-term,26/10/2026,30/10/2026\n"
    assert found(sheet.encode()) == [("Autumn half-term", date(2026, 10, 26), date(2026, 10, 30))]


def test_a_column_of_our_name_comes_before_another_that_would_fit() -> None:
    sheet = b"title,name,first\nA,Inset day,01/09/2026\n"
    assert found(sheet) == [("Inset day", date(2026, 9, 1), date(2026, 9, 1))]


@pytest.mark.parametrize(
    ("name", "days", "expected"),
    [
        ("Autumn Term 2026", 100, Guess.TERM),
        ("Autumn term starts", 1, Guess.TERM_BEGINS),
        ("End of Summer Term", 1, Guess.TERM_ENDS),
        ("October Half-Term", 5, Guess.HALF_TERM),
        ("Half Term Holiday", 5, Guess.HALF_TERM),
        ("INSET Day - school closed to pupils", 1, Guess.INSET),
        ("Staff training day", 1, Guess.INSET),
        ("Christmas holidays", 14, Guess.HOLIDAY),
        ("Occasional day", 1, Guess.OCCASIONAL),
        ("Spring Bank Holiday", 1, Guess.IGNORE),
        ("Half term holiday club booking", 1, Guess.IGNORE),
        ("Parents' evening", 1, Guess.IGNORE),
        ("Year 3 trip to the sea", 1, Guess.IGNORE),
    ],
)
def test_what_an_event_is_follows_from_its_words(name: str, days: int, expected: Guess) -> None:
    first = date(2026, 9, 1)
    assert guess(name, first=first, last=date.fromordinal(first.toordinal() + days - 1)) is expected


def of(name: str, first: date, last: date | None = None) -> Found:
    return Found(name=name, first=first, last=last or first, guess=Guess.IGNORE)


def test_first_and_last_days_make_a_term_and_a_break_finds_it() -> None:
    entries = entries_of(
        [
            (of("Term starts", date(2027, 4, 12)), Guess.TERM_BEGINS),
            (of("Half term", date(2027, 5, 31), date(2027, 6, 4)), Guess.HALF_TERM),
            (of("Term ends", date(2027, 7, 21)), Guess.TERM_ENDS),
            (of("Half term", date(2027, 10, 25), date(2027, 10, 29)), Guess.HALF_TERM),
            (of("Sports day", date(2027, 7, 1)), Guess.IGNORE),
        ]
    )
    assert entries.terms == (
        Term(
            name="Summer term 2027",
            first=date(2027, 4, 12),
            last=date(2027, 7, 21),
            half_term=(date(2027, 5, 31), date(2027, 6, 4)),
        ),
    )
    assert entries.closures == (
        Closure(
            first=date(2027, 10, 25),
            last=date(2027, 10, 29),
            reason=ClosureReason.HALF_TERM,
            name="Half term",
        ),
    )
    assert entries.span == (date(2027, 4, 12), date(2027, 10, 29))


def test_a_term_without_its_other_end_is_told_by_its_name() -> None:
    entries = entries_of(
        [
            (of("Back to school", date(2026, 9, 2)), Guess.TERM_BEGINS),
            (of("New term", date(2027, 1, 4)), Guess.TERM_BEGINS),
            (of("End", date(2027, 3, 24)), Guess.TERM_ENDS),
            (of("End again", date(2027, 7, 21)), Guess.TERM_ENDS),
        ]
    )
    assert [fault.where for fault in entries.faults] == [
        "Back to school, 2026-09-02",
        "End again, 2027-07-21",
    ]
    assert [term.first for term in entries.terms] == [date(2027, 1, 4)]
