"""Every inheriting school's calendar, worked out anew from what its trust has and what is its own."""

from dataclasses import replace

from bot.domain.charter import Charter
from bot.domain.closures_followed import following
from bot.domain.people import School, SchoolId, Trust
from scheduler.faults import ImpossibleError, Problem
from scheduler.model import OwnCalendar, SchoolCalendar, inherit


class CannotInherit(ValueError):  # noqa: N818 - it says what is so
    """What a trust and one of its schools have makes no sense together; `school` is which, `problems` why."""

    def __init__(self, school: School, problems: tuple[Problem, ...]) -> None:
        self.school = school.id
        self.name = school.name
        self.problems = problems
        super().__init__(" ".join(f"{school.name}: {each.problem}: {each.remedy}." for each in problems))


def resettled(charter: Charter) -> Charter:
    """The set-up with each inheriting school's calendar as its trust's calendar, locks and its own make it.

    It is always worked out from the beginning, so that settling twice adds nothing, and what a lock hides is there
    again without it. Schools that inherit nothing stay as they are. Raises CannotInherit.
    """
    if charter.trust.calendar is None:
        return charter
    return replace(charter, schools=tuple(_resettled(charter.trust, school) for school in charter.schools))


def with_trust_calendar(charter: Charter, calendar: SchoolCalendar) -> Charter:
    """The set-up with that calendar for the trust, and its schools' worked out anew. Raises CannotInherit.

    A school that is open on closed days of the trust is so on the days to which they move.
    """
    schools = following(charter.schools, before=charter.trust.calendar, after=calendar)
    return resettled(replace(charter, trust=replace(charter.trust, calendar=calendar), schools=schools))


def with_own_calendar(charter: Charter, *, school: SchoolId, own: OwnCalendar) -> Charter:
    """The set-up with that of the school's own, and its calendar worked out anew. Raises CannotInherit."""
    schools = tuple(replace(each, own=own) if each.id == school else each for each in charter.schools)
    return resettled(replace(charter, schools=schools))


def with_whole_calendar(charter: Charter, *, school: SchoolId, calendar: SchoolCalendar) -> Charter:
    """The set-up in which that school, which inherits nothing, has this calendar."""
    schools = tuple(
        replace(each, calendar=calendar) if each.id == school else each for each in charter.schools
    )
    return replace(charter, schools=schools)


def _resettled(trust: Trust, school: School) -> School:
    if school.own is None or trust.calendar is None:
        return school
    try:
        return replace(school, calendar=inherit(trust.calendar, school.own, locked=trust.locked))
    except ImpossibleError as error:
        raise CannotInherit(school, error.problems) from error
