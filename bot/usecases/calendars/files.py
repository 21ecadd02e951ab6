"""Bringing a school year in from a file: what is in it, and what a person has made of it as one change."""

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta

from bot.domain.calendar_changes import bring_in
from bot.domain.people import MemberId, SchoolId
from bot.usecases.bot import Bot
from bot.usecases.calendars.keeping import Altered, keeper
from bot.usecases.calendars.shown import calendar_of, school_year
from bot.usecases.changing import CannotSave
from bot.wording import calendars as wording
from scheduler.importing import Chosen, Entries, Guess, Reading, entries_of, is_there, read_file
from scheduler.model import CalendarPart, SchoolCalendar

BACK = timedelta(days=366)
"""What is over for longer nobody needs."""


async def read_calendar_file(bot: Bot, viewer: MemberId, *, school: SchoolId | None, data: bytes) -> Reading:
    """What is in the file, for whoever may keep that calendar. Raises NotFound or NotAllowed."""
    await keeper(bot, viewer, school=school)
    shown = await calendar_of(bot, viewer, school=school)
    return await asyncio.to_thread(read_file, data, zone=shown.calendar.zone, since=shown.today - BACK)


def brought_in(chosen: Iterable[Chosen], *, there: SchoolCalendar, in_place: bool) -> Altered:
    """What was chosen, as one change: added, but for what is `there` to the day, or in place of its school years.

    Raises CannotSave.
    """
    every = [each for each in chosen if each[1] is not Guess.IGNORE]
    new = every if in_place else [each for each in every if not is_there(each, there)]
    if every and not new:
        raise CannotSave({"events": wording.all_there()})
    entries = entries_of(new)
    if entries.faults:
        raise CannotSave({f"event-{n}": str(fault) for n, fault in enumerate(entries.faults)})
    if entries.span is None:
        raise CannotSave({"events": wording.nothing_chosen()})
    how = bring_in(
        terms=entries.terms,
        closures=entries.closures,
        in_place_of=_whole_years(entries) if in_place else None,
    )
    return Altered(
        how=how,
        part=CalendarPart.TERMS if entries.terms else None,
        also=CalendarPart.CLOSURES if entries.closures else None,
    )


def years_of(chosen: Iterable[Chosen]) -> tuple[int, int] | None:
    """The first and the last school year of what is chosen, each by the year in which it begins."""
    days = [day for found, kind in chosen if kind is not Guess.IGNORE for day in (found.first, found.last)]
    return (school_year(min(days)), school_year(max(days))) if days else None


def _whole_years(entries: Entries) -> tuple[date, date] | None:
    if entries.span is None:
        return None
    first, last = entries.span
    return date(school_year(first), 8, 1), date(school_year(last) + 1, 7, 31)
