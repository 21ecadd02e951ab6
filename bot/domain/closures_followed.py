"""Where a trust's closed days move, a school that is open then stays open: its own calendar refers to them by day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.people import School
from scheduler.model import Closure, SchoolCalendar

SAME_NAME = timedelta(days=120)
"""Within one term: next year's training day of the same name is another."""
SAME_KIND = timedelta(days=31)
"""For one that has another name as well."""


def following(
    schools: Iterable[School], *, before: SchoolCalendar | None, after: SchoolCalendar | None
) -> tuple[School, ...]:
    """The schools, open on the days to which the trust has moved what they are open on.

    Where it is gone altogether, so is what a school said about it: otherwise it would hold for whatever else the trust
    should ever have on that day.
    """
    was = before.closures if before else ()
    now = after.closures if after else ()
    gone = {each.first for each in was} - {each.first for each in now}
    moved = moves(was, now)
    if not gone and not moved:
        return tuple(schools)
    return tuple(_following(school, gone=gone, moved=moved) for school in schools)


def moves(was: Iterable[Closure], now: Iterable[Closure]) -> Mapping[date, date]:
    """To which first day each of those that are there no more has moved, as far as only one can be meant."""
    before, after = tuple(was), tuple(now)
    gone = [each for each in before if each not in after]
    come = [each for each in after if each not in before]
    found: dict[date, date] = {}
    for each in gone:
        named = [other for other in come if _named_alike(each, other)]
        rivals = [other for other in gone if _named_alike(each, other)]
        if len(named) == len(rivals) == 1:
            found[each.first] = named[0].first
    if len(gone) == len(come) == 1 and _of_one_kind(gone[0], come[0]):
        found[gone[0].first] = come[0].first
    return found


def _following(school: School, *, gone: set[date], moved: Mapping[date, date]) -> School:
    own = school.own
    if own is None or own.without.isdisjoint(gone | moved.keys()):
        return school
    then = {moved[day] for day in own.without if day in moved}
    return replace(school, own=replace(own, without=(own.without - gone) | then))


def _named_alike(one: Closure, other: Closure) -> bool:
    alike = one.name.casefold() == other.name.casefold() and one.reason == other.reason
    return alike and abs(one.first - other.first) <= SAME_NAME


def _of_one_kind(one: Closure, other: Closure) -> bool:
    return one.reason == other.reason and abs(one.first - other.first) <= SAME_KIND
