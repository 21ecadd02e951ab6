"""When a programme comes, in and out of a form."""

from datetime import date, time

from bot.usecases.programmes.draft import Draft, read_day, read_days, read_time, typed_day
from bot.wording import programme_forms as lacking
from scheduler.model import InTerm, InWeekOfTerm, OnDates, OnDemand, Part, Recurrence, Weekday, Weekly

REPEATS = ("weekly", "every", "half-term", "term", "week-of-term", "dates", "on-demand")
"""The kinds of recurrence that a form offers."""
PLACES = range(1, 16)
"""Weeks of a term, counted from its start, or from its end with a minus."""


def recurrence_texts(recurrence: Recurrence) -> dict[str, str]:
    """The fields of a form that say so."""
    match recurrence:
        case Weekly():
            texts = {
                "repeats": "weekly" if recurrence.every == 1 else "every",
                "weekday": str(recurrence.weekday),
                "every": str(recurrence.every),
                "anchored": recurrence.anchored.isoformat() if recurrence.anchored else "",
            }
        case InTerm():
            texts = {
                "repeats": str(recurrence.of),
                "weekday": str(recurrence.weekday),
                "nth": str(recurrence.nth),
            }
        case InWeekOfTerm():
            texts = {
                "repeats": "week-of-term",
                "weekday": str(recurrence.weekday),
                "week": str(recurrence.week),
            }
        case OnDates():
            dates = "\n".join(map(typed_day, sorted(recurrence.dates)))
            texts = {"repeats": "dates", "dates": dates}
        case OnDemand():
            return {"repeats": "on-demand"}
    return texts | {"at": recurrence.at.isoformat(timespec="minutes")}


def read_recurrence(draft: Draft, faults: dict[str, str], *, today: date) -> Recurrence:
    """The recurrence that the form says; what is wrong is noted in `faults`, and something stands in for it."""
    repeats = draft.text("repeats")
    if repeats not in REPEATS:
        faults["repeats"] = lacking.choose_how_often()
    if repeats not in REPEATS or repeats == "on-demand":
        return OnDemand()
    at = _time(draft, faults)
    if repeats == "dates":
        return OnDates(dates=_dates(draft, faults, today=today), at=at)
    weekday = next((day for day in Weekday if day == draft.text("weekday")), None)
    if weekday is None:
        faults["weekday"] = lacking.choose_a_weekday()
    return _on_a_weekday(draft, faults, weekday=weekday or Weekday.MONDAY, at=at, today=today)


def _on_a_weekday(
    draft: Draft, faults: dict[str, str], *, weekday: Weekday, at: time, today: date
) -> Recurrence:
    match draft.text("repeats"):
        case "weekly":
            return Weekly(weekday=weekday, at=at)
        case "every":
            return _every(draft, faults, weekday=weekday, at=at, today=today)
        case "week-of-term":
            return InWeekOfTerm(weekday=weekday, at=at, week=_place(draft, "week", faults))
        case part:
            return InTerm(weekday=weekday, at=at, nth=_place(draft, "nth", faults), of=Part(part))


def _every(draft: Draft, faults: dict[str, str], *, weekday: Weekday, at: time, today: date) -> Weekly:
    said, anchor = draft.text("every"), draft.text("anchored") or draft.text("starts")
    every = int(said) if said in {str(number) for number in range(2, 14)} else None
    anchored = read_day(anchor, today=today)
    if every is None:
        faults["every"] = lacking.how_many_weeks()
    if anchored is None:
        faults["anchored"] = lacking.in_which_weeks()
    return Weekly(weekday=weekday, at=at, every=every or 2, anchored=anchored or date.min)


def _time(draft: Draft, faults: dict[str, str]) -> time:
    at = read_time(draft.text("at"))
    if at is None:
        faults["at"] = lacking.no_such_time()
    return at or time(8, 15)


def _dates(draft: Draft, faults: dict[str, str], *, today: date) -> frozenset[date]:
    found, wrong = read_days(draft.text("dates"), today=today)
    if wrong:
        faults["dates"] = lacking.no_such_date(wrong)
    elif not found:
        faults["dates"] = lacking.give_dates()
    return frozenset(found)


def _place(draft: Draft, name: str, faults: dict[str, str]) -> int:
    said = draft.text(name) or "1"
    place = next((number for each in PLACES for number in (each, -each) if said == str(number)), None)
    if place is None:
        faults[name] = lacking.which_place()
    return place or 1
