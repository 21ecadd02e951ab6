"""What of a file a calendar holds already, to the day."""

from scheduler.importing.entries import REASONS, Chosen
from scheduler.importing.found import Guess
from scheduler.school_calendar import ClosureReason, SchoolCalendar


def is_there(chosen: Chosen, calendar: SchoolCalendar) -> bool:
    """Whether the calendar holds a term, a half-term or closed days of exactly these days, whatever they are called."""
    found, kind = chosen
    days = (found.first, found.last)
    if kind is Guess.TERM:
        return any((term.first, term.last) == days for term in calendar.terms)
    if kind is Guess.HALF_TERM and any(term.half_term == days for term in calendar.terms):
        return True
    reason = ClosureReason.HALF_TERM if kind is Guess.HALF_TERM else REASONS.get(kind)
    if reason is None:
        return False
    return any((each.first, each.last, each.reason) == (*days, reason) for each in calendar.closures)
