"""Term dates from a spreadsheet saved as CSV, since most councils publish a table on a web page."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from scheduler.faults import CalendarError, Fault, ImpossibleError
from scheduler.school_calendar import Term, overlaps

NEEDED = ("name", "first", "last")
BREAK = ("half_term_first", "half_term_last")
COLUMNS = (*NEEDED, *BREAK)
ISO = re.compile(r"(?P<year>2[01]\d\d)-(?P<month>\d\d)-(?P<day>\d\d)")
BRITISH = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>2[01]\d\d)")


def read_term_dates_csv(text: str, *, where: str) -> tuple[Term, ...]:
    """The terms in a CSV text, earliest first; CalendarError with every fault and its line otherwise.

    The first line names the columns: name, first, last, and if wanted half_term_first and half_term_last. Dates are
    2026-09-01 or, the British way round, 1/9/2026.
    """
    faults: list[Fault] = []
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    found: list[tuple[int, Term]] = []
    try:
        columns = [_column(name) for name in reader.fieldnames or ()]
        faults += _column_faults(columns, where)
        reader.fieldnames = columns
        if not faults:
            for row in reader:
                term = _term(row, f"{where}, line {reader.line_num}", faults)
                if term:
                    found.append((reader.line_num, term))
    except csv.Error as error:
        remedy = "save the sheet as CSV again, with UTF-8 text"
        faults.append(
            Fault(where=f"{where}, line {reader.line_num}", problem=f"not CSV ({error})", remedy=remedy)
        )
    found.sort(key=lambda each: each[1].first)
    faults += _overlap_faults(found, where)
    if faults:
        raise CalendarError(faults)
    return tuple(term for _, term in found)


def _column(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def _column_faults(columns: list[str], where: str) -> Iterator[Fault]:
    heading = f"{where}, line 1"
    expected = f"the columns are {', '.join(COLUMNS)}"
    for name in NEEDED:
        if name not in columns:
            yield Fault(where=heading, problem=f"there is no column {name}", remedy=f"add it: {expected}")
    for name in columns:
        if name not in COLUMNS:
            yield Fault(
                where=heading,
                problem=f"column {name!r} is not known",
                remedy=f"rename or remove it: {expected}",
            )
    for name in COLUMNS:
        if columns.count(name) > 1:
            yield Fault(where=heading, problem=f"column {name} comes twice", remedy="keep one of the two")


def _term(row: Mapping[str, str], where: str, faults: list[Fault]) -> Term | None:
    before = len(faults)
    if row.get(""):
        faults.append(
            Fault(
                where=where,
                problem="there are more cells than columns",
                remedy="put text with a comma in double quotes",
            )
        )
    name = row["name"].strip()
    if not name:
        faults.append(
            Fault(where=where, problem="name is empty", remedy="write the term's name, such as Autumn 2026")
        )
    first, last = (_day(row, column, where, faults) for column in ("first", "last"))
    half_term = _half_term(row, where, faults)
    if len(faults) > before or not first or not last:
        return None
    try:
        return Term(name=name, first=first, last=last, half_term=half_term)
    except ImpossibleError as error:
        faults += [Fault(where=where, problem=found.problem, remedy=found.remedy) for found in error.problems]
        return None


def _half_term(row: Mapping[str, str], where: str, faults: list[Fault]) -> tuple[date, date] | None:
    if not any(row.get(column, "").strip() for column in BREAK):
        return None
    begins, ends = (_day(row, column, where, faults) for column in BREAK)
    return (begins, ends) if begins and ends else None


def _day(row: Mapping[str, str], column: str, where: str, faults: list[Fault]) -> date | None:
    written = row.get(column, "").strip()
    match = ISO.fullmatch(written) or BRITISH.fullmatch(written)
    try:
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        pass  # the shape of a date, but no such day: the same fault as any other text
    problem = f"{column} is {written[:40]!r}, which is not a date" if written else f"{column} is empty"
    faults.append(
        Fault(where=where, problem=problem, remedy="write a date that exists, as 2026-09-01 or 1/9/2026")
    )
    return None


def _overlap_faults(found: list[tuple[int, Term]], where: str) -> Iterator[Fault]:
    for (_, earlier), (line, later) in pairwise(found):
        for each in overlaps((earlier, later)):
            yield Fault(where=f"{where}, line {line}", problem=each.problem, remedy=each.remedy)
