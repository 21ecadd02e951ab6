"""Keeping a school year: who may, what comes of it, and what is refused beside its field."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.calendar_changes import (
    Alteration,
    bring_in,
    closed_again,
    entry_key,
    open_on,
    open_on_bank_holiday,
    put_closure,
    put_term,
    settle,
    take_out_closure,
    take_out_term,
    trusts_terms,
)
from bot.domain.charter import Charter
from bot.domain.people import Member, School, SchoolId
from bot.usecases.calendars.keeping import Altered, Inherits, Locked, propose_calendar, save_calendar
from bot.usecases.calendars.shown import Whence, calendar_of
from bot.usecases.changing import CannotSave, ChangedMeanwhile, Proposed
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.schools.applying import apply, offered
from scheduler.model import CalendarPart, Closure, ClosureReason, OwnCalendar, Term
from tests import cast
from tests.fakes.world import World, world

TERMS, CLOSURES, BANK_HOLIDAYS = CalendarPart
OURS = Closure(
    first=date(2026, 12, 1), last=date(2026, 12, 1), reason=ClosureReason.INSET, name="Our training"
)
TRUSTS = cast.CALENDAR.closures[1]


async def inheriting(*locked: CalendarPart) -> World:
    """Ashgrove with a calendar that Oakfield and Millbrook take; Harbour keeps its own."""
    here = await world()
    charter = cast.ashgrove()
    own = {cast.OAKFIELD.id: OwnCalendar(), cast.MILLBROOK.id: OwnCalendar()}
    await here.bot.store.directory.establish(
        replace(
            charter,
            trust=replace(charter.trust, calendar=cast.CALENDAR, locked=frozenset(locked)),
            schools=tuple(replace(each, own=own.get(each.id)) for each in charter.schools),
        )
    )
    return here


async def alter(
    here: World,
    how: Alteration,
    *,
    part: CalendarPart | None = CLOSURES,
    by: Member = cast.GRACE,
    school: SchoolId | None = cast.OAKFIELD.id,
) -> Proposed:
    return await save_calendar(here.bot, by.id, school=school, change=Altered(how=how, part=part))


async def school(here: World, which: School = cast.OAKFIELD) -> School:
    charter = await here.bot.store.directory.charter(cast.ASHGROVE.id)
    assert charter
    return next(each for each in charter.schools if each.id == which.id)


async def test_a_day_of_the_trust_reaches_every_school_that_takes_its_calendar() -> None:
    here = await inheriting()
    await alter(here, put_closure(OURS), school=None)
    assert OURS in (await school(here)).calendar.closures
    assert OURS in (await school(here, cast.MILLBROOK)).calendar.closures
    assert OURS not in (await school(here, cast.HARBOUR)).calendar.closures


async def test_a_day_of_one_school_stays_there_and_what_it_does_is_shown_first() -> None:
    here = await inheriting()
    change = Altered(how=put_closure(OURS), part=CLOSURES)
    proposed = await propose_calendar(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id, change=change)
    assert OURS not in (await school(here)).calendar.closures
    assert [each.occurrence for each in proposed.effect.dates if each.school == cast.OAKFIELD.id] == [
        OURS.first
    ]
    await save_calendar(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id, change=change)
    assert OURS in (await school(here)).calendar.closures
    assert OURS not in (await school(here, cast.MILLBROOK)).calendar.closures


@pytest.mark.parametrize("who", [cast.PRIYA, cast.HANA, cast.DORA, cast.TOM, cast.GORDON], ids=lambda m: m.id)
async def test_others_look_and_change_nothing(who: Member) -> None:
    here = await inheriting()
    with pytest.raises(NotAllowed):
        await alter(here, put_closure(OURS), by=who)
    with pytest.raises(NotAllowed):
        await alter(here, put_closure(OURS), by=who, school=None)


async def test_the_trusts_calendar_is_for_its_lead_alone() -> None:
    here = await inheriting()
    with pytest.raises(NotAllowed):
        await alter(here, put_closure(OURS), by=cast.LEWIS, school=None)
    locks = Locked(parts=frozenset({TERMS}), were=frozenset())
    with pytest.raises(NotAllowed):
        await save_calendar(here.bot, cast.LEWIS.id, school=None, change=locks)


async def test_another_trusts_school_is_not_there() -> None:
    here = await inheriting()
    with pytest.raises(NotFound):
        await alter(here, put_closure(OURS), school=cast.ELM.id)
    with pytest.raises(NotFound):
        await calendar_of(here.bot, cast.OLIVE.id, school=cast.OAKFIELD.id)


async def test_a_school_stays_open_on_a_day_of_the_trusts_until_it_says_otherwise() -> None:
    here = await inheriting()
    await alter(here, open_on(TRUSTS.first), by=cast.LEWIS)
    assert TRUSTS not in (await school(here)).calendar.closures
    assert TRUSTS in (await school(here, cast.MILLBROOK)).calendar.closures
    await alter(here, closed_again(TRUSTS.first), by=cast.LEWIS)
    assert TRUSTS in (await school(here)).calendar.closures


async def test_what_the_trust_has_locked_a_school_may_not_change_and_is_told_so() -> None:
    here = await inheriting(CLOSURES)
    with pytest.raises(CannotSave, match="Your trust has locked this part"):
        await alter(here, put_closure(OURS), by=cast.LEWIS)


async def test_a_lock_hides_what_a_school_had_and_gives_it_back() -> None:
    here = await inheriting()
    await alter(here, put_closure(OURS), by=cast.LEWIS)
    lock = Locked(parts=frozenset({CLOSURES}), were=frozenset())
    await save_calendar(here.bot, cast.GRACE.id, school=None, change=lock)
    assert OURS not in (await school(here)).calendar.closures
    shown = await calendar_of(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id)
    assert [(part.entry, part.holds) for part in shown.closures][-2:] == [(OURS, False), (TRUSTS, True)]
    assert {part.whence for part in shown.closures if part.holds} == {Whence.LOCKED}
    unlock = Locked(parts=frozenset(), were=frozenset({CLOSURES}))
    await save_calendar(here.bot, cast.GRACE.id, school=None, change=unlock)
    assert OURS in (await school(here)).calendar.closures


async def test_locks_that_somebody_changed_meanwhile_are_not_written_over() -> None:
    here = await inheriting(TERMS)
    change = Locked(parts=frozenset({CLOSURES}), were=frozenset())
    with pytest.raises(ChangedMeanwhile):
        await save_calendar(here.bot, cast.GRACE.id, school=None, change=change)


async def test_an_entry_that_was_changed_meanwhile_is_not_written_over() -> None:
    here = await inheriting()
    key = entry_key(TRUSTS)
    await alter(here, put_closure(OURS, instead_of=key), school=None)
    with pytest.raises(ChangedMeanwhile, match="Somebody has changed this meanwhile"):
        await alter(here, take_out_closure(key), school=None)


async def test_a_school_that_changes_one_term_has_terms_of_its_own_until_it_takes_the_trusts_again() -> None:
    here = await inheriting()
    autumn, spring, summer = cast.CALENDAR.terms
    longer = replace(summer, last=date(2027, 7, 23))
    await alter(here, put_term(longer, instead_of=entry_key(summer)), part=TERMS, by=cast.LEWIS)
    assert (await school(here)).calendar.terms == (autumn, spring, longer)
    shown = await calendar_of(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id)
    assert {part.whence for part in shown.terms} == {Whence.HERE}
    await alter(here, trusts_terms, part=TERMS, by=cast.LEWIS)
    assert (await school(here)).calendar.terms == cast.CALENDAR.terms


async def test_terms_that_share_days_are_refused_beside_the_field() -> None:
    here = await inheriting()
    clash = Term(name="Clash", first=date(2026, 12, 1), last=date(2026, 12, 22))
    with pytest.raises(CannotSave) as refused:
        await alter(here, put_term(clash), part=TERMS, school=None)
    assert "Clash begins on 1 December 2026" in refused.value.faults["first"]


async def test_a_term_that_is_taken_out_is_gone_in_the_schools_too() -> None:
    here = await inheriting()
    await alter(here, take_out_term(entry_key(cast.CALENDAR.terms[2])), part=TERMS, school=None)
    assert (await school(here)).calendar.terms == cast.CALENDAR.terms[:2]
    shown = await calendar_of(here.bot, cast.GRACE.id)
    assert shown.last_known == date(2027, 3, 24)
    assert shown.follow == 2


async def test_a_bank_holiday_can_be_a_school_day_in_one_school() -> None:
    here = await inheriting()
    may_day = date(2027, 5, 3)
    await alter(here, open_on_bank_holiday(may_day), part=BANK_HOLIDAYS, by=cast.LEWIS)
    shown = await calendar_of(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id)
    assert [(part.whence, part.holds) for part in shown.bank_holidays if part.entry.day == may_day] == [
        (Whence.HERE, False)
    ]
    assert next(each.closed for each in shown.days if each.day == may_day) is None


async def test_a_school_may_be_in_another_nation_than_its_trust() -> None:
    here = await inheriting()
    await alter(here, settle(nation="Scotland", school_days=None), part=None, by=cast.LEWIS)
    assert (await school(here)).calendar.nation == "Scotland"
    assert (await school(here, cast.MILLBROOK)).calendar.nation == "England"


async def test_a_school_with_a_calendar_of_its_own_can_take_its_trusts_and_leave_again() -> None:
    here = await inheriting()
    harbour = cast.HARBOUR.id
    await save_calendar(here.bot, cast.GRACE.id, school=harbour, change=Inherits(yes=True))
    assert (await school(here, cast.HARBOUR)).calendar.pressure_weeks == cast.CALENDAR.pressure_weeks
    await alter(here, put_closure(OURS), school=None)
    assert OURS in (await school(here, cast.HARBOUR)).calendar.closures
    await save_calendar(here.bot, cast.GRACE.id, school=harbour, change=Inherits(yes=False))
    assert OURS in (await school(here, cast.HARBOUR)).calendar.closures
    with pytest.raises(ChangedMeanwhile):
        await save_calendar(here.bot, cast.GRACE.id, school=harbour, change=Inherits(yes=False))


async def test_a_trust_without_a_calendar_begins_one_that_nobody_takes_yet() -> None:
    here = await world()
    before = await calendar_of(here.bot, cast.GRACE.id)
    assert (before.entered, before.last_known) == (False, None)
    await alter(here, put_closure(OURS), school=None)
    after = await calendar_of(here.bot, cast.GRACE.id)
    assert (after.entered, after.follow) == (True, 0)
    assert [part.entry for part in after.closures] == [OURS]
    assert (await school(here)).calendar == cast.CALENDAR


async def test_a_file_brought_in_twice_is_there_once_and_may_take_a_years_place() -> None:
    here = await inheriting()
    bring = bring_in(terms=(), closures=(OURS,), in_place_of=None)
    await alter(here, bring, school=None)
    await alter(here, bring, school=None)
    assert (await school(here)).calendar.closures == (cast.CALENDAR.closures[0], OURS, TRUSTS)
    year = (date(2026, 9, 1), date(2027, 8, 31))
    await alter(here, bring_in(terms=(), closures=(OURS,), in_place_of=year), school=None)
    assert (await school(here)).calendar.closures == (OURS,)
    assert (await school(here)).calendar.terms == cast.CALENDAR.terms


async def test_the_days_of_the_year_say_why_they_are_closed_and_what_is_to_come() -> None:
    here = await inheriting()
    shown = await calendar_of(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id)
    days = {each.day: each for each in shown.days}
    assert (min(days), max(days)) == (date(2026, 9, 1), date(2027, 8, 31))
    assert str(days[TRUSTS.first].closed) == "Training day (INSET)"
    assert days[date(2026, 11, 10)].prompts == 1
    assert days[date(2026, 11, 3)].prompts == 0
    other = await calendar_of(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id, year=2030)
    assert other.terms == ()
    assert other.days[0].closed


async def test_a_year_that_begins_in_august_is_shown_from_there() -> None:
    here = await inheriting()
    early = Term(name="First term", first=date(2026, 8, 18), last=date(2026, 8, 28))
    await alter(here, put_term(early), part=TERMS, school=None)
    shown = await calendar_of(here.bot, cast.GRACE.id, year=2026)
    assert (shown.days[0].day, shown.days[-1].day) == (date(2026, 8, 1), date(2027, 7, 31))


async def test_what_is_brought_in_from_a_file_is_refused_where_either_part_is_locked() -> None:
    here = await inheriting(TERMS)
    how = bring_in(terms=cast.CALENDAR.terms, closures=(OURS,), in_place_of=None)
    change = Altered(how=how, part=TERMS, also=CLOSURES)
    with pytest.raises(CannotSave, match="locked this part"):
        await save_calendar(here.bot, cast.LEWIS.id, school=cast.OAKFIELD.id, change=change)


async def test_a_file_with_what_the_trust_has_already_leaves_a_school_as_it_was() -> None:
    here = await inheriting()
    how = bring_in(terms=cast.CALENDAR.terms, closures=cast.CALENDAR.closures, in_place_of=None)
    await alter(here, how, part=TERMS)
    assert (await school(here)).own == OwnCalendar()


async def test_a_school_that_is_open_stays_open_where_the_trust_moves_its_closed_day() -> None:
    here = await inheriting()
    await alter(here, open_on(TRUSTS.first))
    later = replace(TRUSTS, first=TRUSTS.first + timedelta(days=1), last=TRUSTS.last + timedelta(days=1))
    moving = put_closure(later, instead_of=entry_key(TRUSTS))
    proposed = await propose_calendar(
        here.bot, cast.GRACE.id, school=None, change=Altered(how=moving, part=CLOSURES)
    )
    assert [(each.about, each.school) for each in proposed.differences if "Open" in each.setting] == [
        (cast.OAKFIELD.name, cast.OAKFIELD.id)
    ] * 2
    await alter(here, moving, school=None)
    charter = await here.bot.store.directory.charter(cast.ASHGROVE.id)
    assert charter is not None
    oakfield, millbrook = (
        next(each for each in charter.schools if each.id == school.id)
        for school in (cast.OAKFIELD, cast.MILLBROOK)
    )
    assert later not in oakfield.calendar.closures
    assert later in millbrook.calendar.closures


async def test_a_set_up_file_that_moves_the_trusts_closed_day_moves_what_unnamed_schools_are_open_on() -> (
    None
):
    here = await inheriting()
    await alter(here, open_on(TRUSTS.first))
    later = replace(TRUSTS, first=TRUSTS.first + timedelta(days=1), last=TRUSTS.last + timedelta(days=1))
    closures = tuple(later if each == TRUSTS else each for each in cast.CALENDAR.closures)
    trust = replace(cast.ASHGROVE, calendar=replace(cast.CALENDAR, closures=closures))
    await apply(here.bot, await offered(here.bot, Charter(trust=trust)))
    charter = await here.bot.store.directory.charter(cast.ASHGROVE.id)
    assert charter is not None
    assert [each.own and each.own.without for each in charter.schools if each.id == cast.OAKFIELD.id] == [
        frozenset({later.first})
    ]
