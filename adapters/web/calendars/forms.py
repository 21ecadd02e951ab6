"""Each form of the calendar: what it begins with, and what it makes of what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.web.calendars.reading import Typed, read_day
from bot.domain.calendar_changes import (
    Alteration,
    closed_again,
    keep_bank_holiday,
    open_on,
    open_on_bank_holiday,
    put_bank_holiday,
    put_closure,
    put_term,
    settle,
    take_out_bank_holiday,
    take_out_closure,
    take_out_term,
    trusts_terms,
)
from bot.usecases.calendars.keeping import Altered, CalendarChange, Inherits, Locked
from bot.usecases.calendars.shown import CalendarShown
from scheduler.model import CalendarPart, Weekday

Reader = Callable[[Typed, CalendarShown], CalendarChange | None]
ALL_DAYS = tuple(Weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: its template in `calendars/forms`, its headings, and its reader. None is read where there is a fault."""

    template: str
    adding: str
    changing: str
    read: Reader


def begin(kind: str, shown: CalendarShown, *, key: str | None) -> dict[str, str] | None:
    """What the fields hold when the form is opened; None if the entry to be changed is not there."""
    given = {"entry": key} if key else {}
    if kind == "setting":
        return {"nation": _nation(shown), "zone": _zone(shown), "were": shown.settings}
    if kind == "term" and key:
        term = next((part.entry for part in shown.terms if part.key == key and part.may_change), None)
        if term is None:
            return None
        given |= {"name": term.name, **_days(term.first, term.last)}
        if term.half_term:
            given |= {"break_first": str(term.half_term[0]), "break_last": str(term.half_term[1])}
    elif kind == "days" and key:
        closure = next((part.entry for part in shown.closures if part.key == key and part.may_change), None)
        if closure is None:
            return None
        given |= {"name": closure.name, "kind": closure.reason, **_days(closure.first, closure.last)}
    return given


def ticked(kind: str, shown: CalendarShown) -> dict[str, tuple[str, ...]]:
    """Which boxes are ticked when the form is opened."""
    if kind == "setting":
        return {"school_days": tuple(day for day in ALL_DAYS if day in shown.calendar.school_days)}
    locked = tuple(part for part in CalendarPart if part in shown.trust.locked)
    return {"locked": locked, "were_locked": locked} if kind == "locks" else {}


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": str(first), "last": str(last)}


def _nation(shown: CalendarShown) -> str:
    own = shown.school.own if shown.school and shown.inherits else None
    return (own.nation if own else shown.calendar.nation) or ""


def _zone(shown: CalendarShown) -> str:
    own = shown.school.own if shown.school and shown.inherits else None
    return (own.zone or "") if own else shown.calendar.zone


def _term(typed: Typed, _: CalendarShown) -> CalendarChange | None:
    term = typed.term()
    how = put_term(term, instead_of=typed.given.get("entry") or None) if term else None
    return Altered(how=how, part=CalendarPart.TERMS) if how else None


def _closure(typed: Typed, _: CalendarShown) -> CalendarChange | None:
    closure = typed.closure()
    how = put_closure(closure, instead_of=typed.given.get("entry") or None) if closure else None
    return Altered(how=how, part=CalendarPart.CLOSURES) if how else None


def _bank_holiday(typed: Typed, _: CalendarShown) -> CalendarChange | None:
    holiday = typed.bank_holiday()
    return Altered(how=put_bank_holiday(holiday), part=CalendarPart.BANK_HOLIDAYS) if holiday else None


def _setting(typed: Typed, shown: CalendarShown) -> CalendarChange | None:
    nation, days, zone = typed.nation(), typed.school_days(), typed.zone()
    if typed.faults:
        return None
    trusts = shown.trusts.school_days if shown.trusts and shown.inherits else None
    how = settle(
        nation=nation,
        school_days=None if days == trusts else days,
        zone=zone,
        were=typed.given.get("were", ""),
    )
    return Altered(how=how)


def _locks(typed: Typed, _: CalendarShown) -> CalendarChange | None:
    return Locked(parts=typed.locks("locked"), were=typed.locks("were_locked"))


FORMS: Mapping[str, Form] = {
    "term": Form(template="term", adding="Add a term", changing="Change a term", read=_term),
    "days": Form(
        template="days",
        adding="Add INSET, a holiday or other closed days",
        changing="Change closed days",
        read=_closure,
    ),
    "bank-holiday": Form(
        template="bank_holiday",
        adding="Add a bank holiday",
        changing="Change a bank holiday",
        read=_bank_holiday,
    ),
    "setting": Form(
        template="setting",
        adding="Nation, clock and school days",
        changing="Nation, clock and school days",
        read=_setting,
    ),
    "locks": Form(
        template="locks",
        adding="What schools may change",
        changing="What schools may change",
        read=_locks,
    ),
}


ALONE: Mapping[str, CalendarChange] = {
    "inherit": Inherits(yes=True),
    "leave": Inherits(yes=False),
    "trusts-terms": Altered(how=trusts_terms, part=CalendarPart.TERMS),
}
"""Buttons that stand by themselves."""

OF_ENTRIES: Mapping[str, tuple[Callable[[str], Alteration], CalendarPart]] = {
    "take-out-term": (take_out_term, CalendarPart.TERMS),
    "take-out-days": (take_out_closure, CalendarPart.CLOSURES),
    "take-out-bank-holiday": (take_out_bank_holiday, CalendarPart.BANK_HOLIDAYS),
}
"""Buttons beside an entry, which they name by its key."""

OF_DAYS: Mapping[str, tuple[Callable[[date], Alteration], CalendarPart]] = {
    "open": (open_on, CalendarPart.CLOSURES),
    "closed": (closed_again, CalendarPart.CLOSURES),
    "bank-open": (open_on_bank_holiday, CalendarPart.BANK_HOLIDAYS),
    "bank-closed": (keep_bank_holiday, CalendarPart.BANK_HOLIDAYS),
}
"""Buttons beside a day of the trust or the nation, which they name by its date."""


def pressed(what: str, entry: str) -> CalendarChange | None:
    """What a button asks for; None if there is no such button."""
    if what in OF_ENTRIES:
        by_key, part = OF_ENTRIES[what]
        return Altered(how=by_key(entry), part=part)
    day = read_day(entry)
    if what in OF_DAYS and day:
        by_day, part = OF_DAYS[what]
        return Altered(how=by_day(day), part=part)
    return ALONE.get(what)
