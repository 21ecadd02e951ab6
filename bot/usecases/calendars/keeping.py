"""The school year of a trust and of each school: looked at, and changed one thing at a time."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.calendar_changes import Alteration, NotThere, as_kept, as_whole
from bot.domain.charter import Charter
from bot.domain.inheritance import (
    CannotInherit,
    resettled,
    with_own_calendar,
    with_trust_calendar,
    with_whole_calendar,
)
from bot.domain.people import School, SchoolId
from bot.domain.trail import Did
from bot.ports.directory import Edit
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, ChangedMeanwhile, Proposed, propose, save
from bot.usecases.permission import Deed, Standing, Viewer, standing
from bot.wording import calendars as wording
from scheduler.faults import ImpossibleError, Problem
from scheduler.model import CalendarPart, OwnCalendar, SchoolCalendar

FIRST_ZONE = "Europe/London"
"""What a trust begins with that has no calendar yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One thing is to be changed; `part` is what of the calendar it belongs to, None for what no lock holds.

    What is brought in from a file may belong to a second part, `also`.
    """

    how: Alteration
    part: CalendarPart | None = None
    also: CalendarPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """Those parts are to be the trust's alone."""

    parts: frozenset[CalendarPart]
    were: frozenset[CalendarPart]
    """What was locked when the page was drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherits:
    """The school is to take its trust's terms and days; or, with False, what it has is all its own."""

    yes: bool


CalendarChange: TypeAlias = Altered | Locked | Inherits


async def propose_calendar(
    bot: Bot, viewer: Viewer, *, school: SchoolId | None, change: CalendarChange
) -> Proposed:
    """What the change would do to the coming dates. Raises CannotSave, ChangedMeanwhile, NotFound or NotAllowed."""
    person = await keeper(bot, viewer, school=school)
    return await propose(bot, person, _edit(school, change))


async def save_calendar(
    bot: Bot, viewer: Viewer, *, school: SchoolId | None, change: CalendarChange
) -> Proposed:
    """It is done, and in the trail. Raises CannotSave, ChangedMeanwhile, NotFound or NotAllowed."""
    person = await keeper(bot, viewer, school=school)
    told = Change(did=Did.CHANGED_CALENDAR, about=school or person.member.trust, school=school)
    return await save(bot, person, _edit(school, change), told)


async def keeper(bot: Bot, viewer: Viewer, *, school: SchoolId | None) -> Standing:
    """Somebody who may keep that school's calendar, or the trust's. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    # The trust's calendar reaches every school, as its programmes do: it is for whoever sets those.
    person.require(Deed.KEEP_THE_CALENDAR if school else Deed.SET_PROGRAMMES, school=school)
    return person


def _edit(school: SchoolId | None, change: CalendarChange) -> Edit:
    def edit(charter: Charter) -> Charter:
        try:
            if isinstance(change, Locked):
                return _lock(charter, change)
            if school is None:
                return _alter_trust(charter, change)
            return _alter_school(charter, _found(charter, school), change)
        except NotThere:
            raise ChangedMeanwhile(wording.gone_meanwhile()) from None
        except CannotInherit as cannot:
            said = _said(cannot.problems)
            raise CannotSave(
                {"first": wording.school_fault(cannot.name, said) if school is None else said}
            ) from None
        except ImpossibleError as error:
            raise CannotSave({"first": _said(error.problems)}) from None

    return edit


def _lock(charter: Charter, change: Locked) -> Charter:
    if charter.trust.locked != change.were:
        raise ChangedMeanwhile(wording.gone_meanwhile())
    return resettled(replace(charter, trust=replace(charter.trust, locked=change.parts)))


def _alter_trust(charter: Charter, change: Altered | Inherits) -> Charter:
    if isinstance(change, Inherits):
        raise ChangedMeanwhile(wording.gone_meanwhile())
    before = charter.trust.calendar or SchoolCalendar(zone=FIRST_ZONE)
    return with_trust_calendar(charter, as_whole(change.how(as_kept(before), None), before=before))


def _alter_school(charter: Charter, school: School, change: Altered | Inherits) -> Charter:
    trusts = charter.trust.calendar
    if isinstance(change, Inherits):
        if trusts is None or change.yes == (school.own is not None):
            raise ChangedMeanwhile(wording.gone_meanwhile())
        if change.yes:
            return with_own_calendar(charter, school=school.id, own=_left_of(school.calendar, trusts))
        schools = tuple(replace(each, own=None) if each.id == school.id else each for each in charter.schools)
        return replace(charter, schools=schools)
    if school.own is None or trusts is None:
        whole = as_whole(change.how(as_kept(school.calendar), None), before=school.calendar)
        return with_whole_calendar(charter, school=school.id, calendar=whole)
    if not charter.trust.locked.isdisjoint({change.part, change.also} - {None}):
        raise CannotSave({"first": wording.locked()})
    return with_own_calendar(charter, school=school.id, own=change.how(school.own, trusts))


def _left_of(calendar: SchoolCalendar, trusts: SchoolCalendar) -> OwnCalendar:
    """What stays of a school's calendar that takes its trust's terms and days: where it is, and its busy weeks."""
    return OwnCalendar(
        zone=calendar.zone if calendar.zone != trusts.zone else None,
        nation=calendar.nation if calendar.nation != trusts.nation else None,
        school_days=calendar.school_days if calendar.school_days != trusts.school_days else None,
        pressure_weeks=tuple(each for each in calendar.pressure_weeks if each not in trusts.pressure_weeks),
    )


def _found(charter: Charter, school: SchoolId) -> School:
    found = next((each for each in charter.schools if each.id == school), None)
    if found is None:
        raise ChangedMeanwhile(wording.gone_meanwhile())
    return found


def _said(problems: tuple[Problem, ...]) -> str:
    """In a sentence or two for the page; dates as the domain writes them."""
    return " ".join(f"{_capital(each.problem)}: {each.remedy}." for each in problems)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
