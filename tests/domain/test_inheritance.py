"""A trust's calendar, its locks and what each school has of its own, settled together."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.charter import Charter
from bot.domain.inheritance import CannotInherit, resettled, with_own_calendar, with_trust_calendar
from bot.domain.people import School
from scheduler.model import (
    CalendarPart,
    Closure,
    ClosureReason,
    OwnCalendar,
    PressureWeek,
    SchoolCalendar,
    Term,
)
from tests import cast

TRAINING = Closure(
    first=date(2026, 11, 27), last=date(2026, 11, 27), reason=ClosureReason.INSET, name="Our training"
)
BUSY = PressureWeek(week=date(2027, 3, 1), weight=2, name="Annual reviews", whose="SENCo")
OWN = OwnCalendar(
    closures=(TRAINING,), pressure_weeks=(BUSY,), without=frozenset({cast.CALENDAR.closures[0].first})
)


def charter(*locked: CalendarPart, own: OwnCalendar | None = OWN) -> Charter:
    """Ashgrove with a calendar of its own, which Oakfield inherits and the others do not."""
    before = cast.ashgrove()
    trust = replace(before.trust, calendar=cast.CALENDAR, locked=frozenset(locked))
    schools = tuple(
        replace(each, own=own) if each.id == cast.OAKFIELD.id else each for each in before.schools
    )
    return replace(before, trust=trust, schools=schools)


def oakfield(of: Charter) -> School:
    return next(each for each in of.schools if each.id == cast.OAKFIELD.id)


def test_what_a_school_has_is_added_to_what_the_trust_has() -> None:
    calendar = oakfield(resettled(charter())).calendar
    assert calendar.closures == (cast.CALENDAR.closures[1], TRAINING)
    assert calendar.pressure_weeks == (*cast.CALENDAR.pressure_weeks, BUSY)
    assert calendar.terms == cast.CALENDAR.terms


def test_settling_again_doubles_no_day_and_no_week() -> None:
    once = resettled(charter())
    assert resettled(resettled(once)) == once


def test_what_a_lock_hides_is_there_again_when_it_is_taken_away() -> None:
    free = resettled(charter())
    locked = resettled(replace(free, trust=replace(free.trust, locked=frozenset({CalendarPart.CLOSURES}))))
    assert oakfield(locked).calendar.closures == cast.CALENDAR.closures
    assert oakfield(locked).own == OWN
    assert resettled(replace(locked, trust=free.trust)) == free


def test_a_school_that_inherits_nothing_stays_as_it_is() -> None:
    elsewhere = SchoolCalendar(zone="Europe/London")
    after = with_trust_calendar(charter(own=None), elsewhere)
    assert after.trust.calendar == elsewhere
    assert all(school.calendar == cast.CALENDAR for school in after.schools)


def test_a_new_trust_calendar_reaches_only_those_who_inherit() -> None:
    after = with_trust_calendar(charter(), SchoolCalendar(zone="Europe/London"))
    assert oakfield(after).calendar.terms == ()
    assert oakfield(after).calendar.closures == (TRAINING,)
    assert after.schools[1].calendar == cast.CALENDAR


def test_without_a_trust_calendar_nothing_is_settled() -> None:
    assert resettled(cast.ashgrove()) == cast.ashgrove()


def test_what_makes_no_sense_together_names_the_school() -> None:
    backwards = tuple(reversed(cast.CALENDAR.terms))
    with pytest.raises(CannotInherit, match=r"Oakfield Primary School: Spring term 2027 begins on") as caught:
        with_own_calendar(charter(), school=cast.OAKFIELD.id, own=OwnCalendar(terms=backwards))
    assert caught.value.school == cast.OAKFIELD.id
    assert len(caught.value.problems) == 2


def test_terms_of_its_own_take_the_place_of_the_trusts() -> None:
    term = Term(name="All year", first=date(2026, 9, 1), last=date(2027, 7, 20))
    after = with_own_calendar(charter(), school=cast.OAKFIELD.id, own=OwnCalendar(terms=(term,)))
    assert oakfield(after).calendar.terms == (term,)
    locked = replace(after, trust=replace(after.trust, locked=frozenset({CalendarPart.TERMS})))
    assert oakfield(resettled(locked)).calendar.terms == cast.CALENDAR.terms
