"""Events of an .ics file, recurring ones spread out, within limits that no file can talk its way around."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from scheduler.faults import Fault
from scheduler.importing.found import (
    LARGEST,
    LONGEST_STRETCH,
    MOST_EVENTS,
    MOST_FAULTS,
    Found,
    Reading,
    refused,
    tidy_name,
)
from scheduler.importing.guessing import guess
from scheduler.importing.lines import look_through
from scheduler.tables import FIRST_YEAR, LAST_YEAR

ONE_DAY = timedelta(days=1)
YEARS = 3
"""So far ahead anything is taken."""

MOST_SECONDS = 5.0
"""So long a file may take to be spread out, then it is refused."""

NONSENSE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    icalendar.InvalidCalendar,
)
"""What the two libraries raise for a file that makes no sense."""

ASKED_TOO_MUCH = "it takes too long to work out all its repeating events"


def read_ics(data: bytes, *, zone: str, since: date, clock: Callable[[], float] = time.monotonic) -> Reading:
    """The events of the file, first and last day included, in `zone`; from `since` on, for three years.

    Nothing is fetched that the file points to. What is cancelled, or lasts longer than a term, is left out.
    """
    if len(data) > LARGEST:
        return refused("The file", "it is larger than 1 MB", "export only the school's term dates")
    looked = look_through(data)
    if looked.faults:
        return Reading(faults=looked.faults[:MOST_FAULTS])
    faults: list[Fault] = []
    try:
        calendar = icalendar.Calendar.from_ical(looked.text)
        found = list(_events(calendar, zone=ZoneInfo(zone), since=since, faults=faults, clock=clock))
    except NONSENSE:
        return refused("The file", "it is not a calendar that can be read", "export it again as .ics")
    except TimeoutError:
        return refused("The file", ASKED_TOO_MUCH, "export only the school's term dates")
    return _told(found, faults)


def _told(found: list[Found], faults: list[Fault]) -> Reading:
    if len(found) > MOST_EVENTS:
        return refused("The file", f"it has more than {MOST_EVENTS:,} events", "export only the term dates")
    if not found and not faults:
        return refused(
            "The file", "there are no events in it for these years", "check that it is the right one"
        )
    return Reading(
        found=tuple(sorted(dict.fromkeys(found), key=lambda each: (each.first, each.last, each.name))),
        faults=tuple(faults[:MOST_FAULTS]),
    )


def _events(
    calendar: Any, *, zone: ZoneInfo, since: date, faults: list[Fault], clock: Callable[[], float]
) -> Iterator[Found]:
    """One group of events of the same UID after another, so that the time is looked at in between."""
    begun = clock()
    groups: dict[str, list[Any]] = {}
    for number, event in enumerate(calendar.walk("VEVENT")):
        groups.setdefault(str(event.get("UID") or f"no-{number}"), []).append(event)
    until = since + timedelta(days=366 * YEARS)
    zones = [each for each in calendar.subcomponents if each.name == "VTIMEZONE"]
    told = 0
    for events in groups.values():
        if clock() - begun > MOST_SECONDS:
            raise TimeoutError
        for found in _spread(events, zones, since, until, zone=zone, faults=faults):
            yield found
            told += 1
            if told > MOST_EVENTS:
                return


def _first(event: Any, zone: ZoneInfo) -> date | None:
    try:
        value = getattr(event.get("DTSTART"), "dt", None)
    except NONSENSE:  # what could not be read says so only once it is looked at
        return None
    return _local(value, zone) if isinstance(value, date) and FIRST_YEAR <= value.year <= LAST_YEAR else None


def _spread(  # noqa: PLR0913 - what the events are seen against
    events: list[Any], zones: list[Any], begins: date, until: date, *, zone: ZoneInfo, faults: list[Fault]
) -> Iterator[Found]:
    """Each time that these events take place between the two days."""
    name = tidy_name(str(events[0].get("SUMMARY") or ""))
    if not all(_first(each, zone) for each in events):
        faults.append(
            Fault(
                where=f"Event “{name}”",
                problem="its date is missing, or lies too far away",
                remedy="correct it in the calendar it comes from, and export that again",
            )
        )
        return
    alone = icalendar.Calendar()
    for component in (*zones, *events):
        alone.add_component(component)
    try:
        taking_place = recurring_ical_events.of(alone).between(begins, until + ONE_DAY)
        for each in taking_place:
            found = _found(each, zone)
            if found:
                yield found
    except NONSENSE:
        faults.append(
            Fault(
                where=f"Event “{name}”",
                problem="its dates make no sense",
                remedy="correct it in the calendar it comes from, and export that again",
            )
        )


def _found(event: Any, zone: ZoneInfo) -> Found | None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return None
    name = tidy_name(str(event.get("SUMMARY") or ""))
    start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt
    first, last = _local(start, zone), _local(end, zone)
    # DTEND is the first moment after the event (RFC 5545, 3.6.1).
    midnight = not isinstance(end, datetime) or _wall(end, zone).time() == datetime.min.time()
    if last > first and midnight:
        last -= ONE_DAY
    if not name or last < first or last - first > timedelta(days=LONGEST_STRETCH):
        return None
    return Found(name=name, first=first, last=last, guess=guess(name, first=first, last=last))


def _local(value: date, zone: ZoneInfo) -> date:
    """The day it is in the school."""
    return _wall(value, zone).date() if isinstance(value, datetime) else value


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the school's clocks say; a time without a zone is the school's own."""
    return moment.astimezone(zone) if moment.tzinfo else moment
