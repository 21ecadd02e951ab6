"""Recurrences in and out of plain tables."""

from scheduler.faults import Problem
from scheduler.model import InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Recurrence, Weekday, Weekly
from scheduler.tables import Table

KINDS = ("weekly", "in-term", "in-week-of-term", "on-dates", "on-demand")


def read_recurrence(table: Table) -> Recurrence | None:
    """The recurrence that a table describes; None, with every fault noted on it, if it describes none."""
    kind = table.word("kind", among=KINDS)
    made = _read(kind, table)
    if kind is not None:
        table.refuse_unknown()
    return made


def _read(kind: str | None, table: Table) -> Recurrence | None:
    match kind:
        case "weekly":
            return _weekly(table)
        case "in-term":
            return _in_term(table)
        case "in-week-of-term":
            return _in_week_of_term(table)
        case "on-dates":
            return _on_dates(table)
        case "on-demand":
            return OnDemand()
        case _:
            return None


def write_recurrence(recurrence: Recurrence) -> dict[str, object]:
    """The table that `read_recurrence` reads back as the same recurrence: texts, whole numbers, dates and lists."""
    match recurrence:
        case Weekly():
            table: dict[str, object] = {
                "kind": "weekly",
                "weekday": str(recurrence.weekday),
                "at": recurrence.at.isoformat(),
                "every": recurrence.every,
            }
            return table | ({"anchored": recurrence.anchored} if recurrence.anchored else {})
        case InTerm():
            return {
                "kind": "in-term",
                "weekday": str(recurrence.weekday),
                "at": recurrence.at.isoformat(),
                "nth": recurrence.nth,
                "of": str(recurrence.of),
            }
        case InWeekOfTerm():
            return {
                "kind": "in-week-of-term",
                "weekday": str(recurrence.weekday),
                "at": recurrence.at.isoformat(),
                "week": recurrence.week,
            }
        case OnDates():
            return {
                "kind": "on-dates",
                "dates": sorted(recurrence.dates),
                "at": recurrence.at.isoformat(),
            }
        case OnDemand():
            return {"kind": "on-demand"}


def _weekly(table: Table) -> Weekly | None:
    weekday, at = table.word("weekday", among=Weekday), table.time_of_day("at")
    every = table.number("every") if table.has("every") else 1
    anchored = table.day("anchored") if table.has("anchored") else None
    if weekday is None or at is None or every is None:
        return None
    return table.build(lambda: Weekly(weekday=Weekday(weekday), at=at, every=every, anchored=anchored))


def _in_term(table: Table) -> InTerm | None:
    weekday, at = table.word("weekday", among=Weekday), table.time_of_day("at")
    nth = table.number("nth") if table.has("nth") else 1
    of = table.word("of", among=Part) if table.has("of") else Part.HALF_TERM
    if weekday is None or at is None or nth is None or of is None:
        return None
    return table.build(lambda: InTerm(weekday=Weekday(weekday), at=at, nth=nth, of=Part(of)))


def _in_week_of_term(table: Table) -> InWeekOfTerm | None:
    weekday, at = table.word("weekday", among=Weekday), table.time_of_day("at")
    week = table.number("week") if table.has("week") else 1
    if weekday is None or at is None or week is None:
        return None
    return table.build(lambda: InWeekOfTerm(weekday=Weekday(weekday), at=at, week=week))


def _on_dates(table: Table) -> OnDates | None:
    dates, at = frozenset(table.days("dates")), table.time_of_day("at")
    if not table.has("dates"):
        table.note(Problem(problem="dates is missing", remedy="add dates, a list of dates"))
    if at is None:
        return None
    return table.build(lambda: OnDates(dates=dates, at=at))
