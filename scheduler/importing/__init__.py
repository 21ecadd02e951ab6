"""School years out of files that others wrote: calendars (.ics) and sheets (CSV), believed as little as possible."""

from datetime import date

from scheduler.importing.entries import Chosen, Entries, entries_of
from scheduler.importing.found import Found, Guess, Reading
from scheduler.importing.guessing import guess
from scheduler.importing.ics import read_ics
from scheduler.importing.sheet import TEMPLATE, read_sheet
from scheduler.importing.sheet_text import sheet_text
from scheduler.importing.there import is_there

__all__ = [
    "TEMPLATE",
    "Chosen",
    "Entries",
    "Found",
    "Guess",
    "Reading",
    "entries_of",
    "guess",
    "is_there",
    "read_file",
    "read_ics",
    "read_sheet",
    "sheet_text",
]

CALENDAR = b"BEGIN:VCALENDAR"


def read_file(data: bytes, *, zone: str, since: date) -> Reading:
    """What is in a file of either kind, told apart by how it begins; of a calendar, what is after `since`, in `zone`."""
    opening = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    return read_ics(data, zone=zone, since=since) if opening.startswith(CALENDAR) else read_sheet(data)
