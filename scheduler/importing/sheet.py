"""Days from a sheet saved as CSV: first, last, kind, name; every faulty line is told by its number."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.faults import Fault
from scheduler.importing.found import (
    LARGEST,
    LONGEST_STRETCH,
    MOST_EVENTS,
    MOST_FAULTS,
    Found,
    Guess,
    Reading,
    refused,
    tidy_name,
)
from scheduler.importing.guessing import guess
from scheduler.importing.sheet_text import sheet_text
from scheduler.tables import FIRST_YEAR, LAST_YEAR

COLUMNS = ("first", "last", "kind", "name")
CALLED = {
    "first": ("first day", "start", "start date", "starts", "begins", "from", "date", "day"),
    "last": ("last day", "end", "end date", "ends", "until", "to"),
    "kind": ("type",),
    "name": ("event", "title", "subject", "summary", "description", "term"),
}
"""What councils and calendar programs call the same columns; where two fit, the first of these is taken."""
DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
TEMPLATE = """first,last,kind,name
02/09/2026,18/12/2026,term,Autumn term 2026
26/10/2026,30/10/2026,half-term,Autumn half-term
02/09/2026,,inset,Training day
04/01/2027,24/03/2027,term,Spring term 2027
15/02/2027,19/02/2027,half-term,Spring half-term
12/04/2027,21/07/2027,term,Summer term 2027
31/05/2027,04/06/2027,half-term,Summer half-term
25/06/2027,,occasional,Village day
"""
"""A sheet to begin with."""

KINDS = (
    {"": None}
    | {str(each): each for each in Guess}
    | {
        "inset day": Guess.INSET,
        "training": Guess.INSET,
        "half term": Guess.HALF_TERM,
        "halfterm": Guess.HALF_TERM,
        "closed": Guess.HOLIDAY,
        "holidays": Guess.HOLIDAY,
        "occasional day": Guess.OCCASIONAL,
        "term begins": Guess.TERM_BEGINS,
        "term ends": Guess.TERM_ENDS,
    }
)


def read_sheet(data: bytes) -> Reading:
    """The days of a CSV file. The first line names the columns; `last` and `kind` may be empty or left out."""
    if len(data) > LARGEST:
        return refused("The file", "it is larger than 1 MB", "save only the sheet with the term dates")
    sheet = sheet_text(data)
    if sheet is None:
        return refused(
            "The file", "it is neither a calendar nor a CSV sheet", "save it as .ics or as CSV (UTF-8)"
        )
    columns = _columns(next(csv.reader([sheet.heading], delimiter=sheet.delimiter), []))
    missing = [name for name in ("first", "name") if name not in columns]
    if missing:
        return refused(
            "Line 1",
            f"there is no column {' and no column '.join(missing)}",
            f"name the columns {', '.join(COLUMNS)}, as the sheet to download does",
        )
    faults: list[Fault] = []
    found = list(_rows(sheet.text, columns, sheet.delimiter, faults))
    if len(found) > MOST_EVENTS:
        return refused("The file", f"it has more than {MOST_EVENTS:,} lines", "keep only the term dates")
    if not found and not faults:
        return refused(
            "The file", "there are no lines below the first", "write a line for each term and each closed day"
        )
    found.sort(key=lambda each: (each.first, each.last))
    return Reading(found=tuple(found), faults=tuple(faults[:MOST_FAULTS]))


def _columns(heading: list[str]) -> list[str]:
    """The columns by our names for them; what stays as it was called is not read."""
    columns = [name.strip().casefold() for name in heading]
    for ours, others in CALLED.items():
        called = next((name for name in others if name in columns), None)
        if ours not in columns and called:
            columns[columns.index(called)] = ours
    return columns


def _rows(text: str, columns: list[str], delimiter: str, faults: list[Fault]) -> Iterator[Found]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        heading = True
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if heading:
                heading = False
                continue
            row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
            found = _row(row, f"Line {reader.line_num}", faults)
            if found:
                yield found
            if len(faults) >= MOST_FAULTS:
                return
    except csv.Error as error:
        faults.append(
            Fault(
                where=f"Line {reader.line_num}",
                problem=f"it is not CSV ({error})",
                remedy="save the sheet as CSV again",
            )
        )


def _row(row: dict[str, str], where: str, faults: list[Fault]) -> Found | None:
    before = len(faults)

    def wrong(problem: str, remedy: str) -> None:
        faults.append(Fault(where=where, problem=problem, remedy=remedy))

    name = tidy_name(row.get("name", ""))
    first = _day(row.get("first", ""))
    last = _day(row["last"]) if row.get("last") else first
    said = row.get("kind", "").casefold()
    if not name:
        wrong("name is empty", "write what people call it")
    for column, day in (("first", first), ("last", last)):
        if day is None and (column == "first" or row.get("last")):
            wrong(
                f"{column} is {_quoted(row.get(column, ''))}", "write a date such as 01/09/2026 or 2026-09-01"
            )
    if said not in KINDS:
        wrong(f"kind is {_quoted(said)}", f"write one of {', '.join(Guess)}, or leave it empty")
    if first and last and last < first:
        wrong(f"last ({last}) lies before first ({first})", "put the earlier date first")
    if first and last and last - first > timedelta(days=LONGEST_STRETCH):
        wrong(f"it lasts more than {LONGEST_STRETCH} days", "check the years")
    if len(faults) > before or first is None or last is None:
        return None
    return Found(name=name, first=first, last=last, guess=KINDS[said] or guess(name, first=first, last=last))


def _day(said: str) -> date | None:
    found = DATE.fullmatch(said)
    if found is None:
        return None
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if FIRST_YEAR <= made.year <= LAST_YEAR else None


def _quoted(said: str) -> str:
    return f"“{tidy_name(said)}”" if said else "empty"
