"""The trust's own pressure points: one lead's decision, in every school that takes the trust's calendar, and in no other."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.charter import Charter
from bot.domain.people import Member, School
from bot.domain.pressure import LEADER, SENCO, Point
from bot.domain.trail import Did
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.pressure.shown import heat_map
from bot.usecases.pressure.trusts import (
    EVERYONE,
    TrustCharting,
    TrustPoints,
    propose_trust_points,
    save_trust_points,
    trust_points,
)
from scheduler.model import OwnCalendar
from tests import cast
from tests.fakes.world import World, world

SIXTEENTH, LAST = date(2026, 11, 16), date(2026, 11, 30)
CENSUS = Point(name="School census", whose=EVERYONE, weight=2, first=SIXTEENTH, last=LAST)


def inheriting() -> Charter:
    """Ashgrove with a calendar of the trust's, which Oakfield alone takes."""
    charter = cast.ashgrove(cast.weekly(skips_from=2, lighter_from=1))
    schools = tuple(
        replace(each, own=OwnCalendar()) if each.id == cast.OAKFIELD.id else each for each in charter.schools
    )
    return replace(charter, trust=replace(charter.trust, calendar=cast.CALENDAR), schools=schools)


async def there_is() -> World:
    there = await world()
    await there.bot.store.directory.establish(inheriting())
    return there


async def shown(there: World) -> TrustPoints:
    found = await trust_points(there.bot, cast.GRACE.id)
    assert found
    return found


async def want(there: World, *, new: Point | None = None, old: Point | None = None) -> TrustCharting:
    return TrustCharting(new=new, old=old, seen=(await shown(there)).seen)


async def at(there: World, school: School = cast.OAKFIELD) -> dict[str, Point]:
    here = await heat_map(there.bot, cast.GRACE.id, school=school.id)
    return {each.name: each for each in here.points}


async def test_what_the_trust_charts_is_in_the_schools_that_take_its_calendar_and_not_theirs_to_change() -> (
    None
):
    there = await there_is()
    await save_trust_points(there.bot, cast.GRACE.id, await want(there, new=CENSUS))
    point = (await at(there))["School census"]
    assert (point.own, point.weight, point.first, point.last) == (False, 2, SIXTEENTH, LAST)
    assert "School census" not in await at(there, cast.MILLBROOK)
    assert (await shown(there)).schools == 1
    act = there.memory.trail[cast.ASHGROVE.id][-1]
    assert (act.did, act.by, act.about, act.school) == (
        Did.CHARTED_PRESSURE,
        cast.GRACE.id,
        cast.ASHGROVE.id,
        None,
    )


async def test_it_says_what_it_does_to_the_coming_dates_and_changes_nothing_yet() -> None:
    there = await there_is()
    sentences = await propose_trust_points(there.bot, cast.GRACE.id, await want(there, new=CENSUS))
    assert any("left out" in each for each in sentences)
    assert any("lighter" in each for each in sentences)
    assert "School census" not in await at(there)


async def test_a_change_takes_the_place_of_what_was_and_a_point_is_taken_out() -> None:
    there = await there_is()
    await save_trust_points(there.bot, cast.GRACE.id, await want(there, new=CENSUS))
    shorter = replace(CENSUS, name="The census", whose=LEADER, weight=3, last=SIXTEENTH)
    await save_trust_points(there.bot, cast.GRACE.id, await want(there, new=shorter, old=CENSUS))
    assert "School census" not in await at(there)
    assert (await at(there))["The census"] == replace(shorter, own=False)
    await save_trust_points(there.bot, cast.GRACE.id, await want(there, old=shorter))
    assert "The census" not in await at(there)


async def test_of_two_who_look_at_once_the_second_is_told_and_the_same_wish_twice_is_one() -> None:
    there = await there_is()
    first = await want(there, new=CENSUS)
    await save_trust_points(there.bot, cast.GRACE.id, first)
    await save_trust_points(there.bot, cast.GRACE.id, first)
    with pytest.raises(ChangedMeanwhile):
        await save_trust_points(there.bot, cast.GRACE.id, replace(first, new=replace(CENSUS, whose=SENCO)))


@pytest.mark.parametrize("member", [cast.LEWIS, cast.PRIYA, cast.GORDON, cast.DORA])
async def test_it_is_for_the_trust_lead(member: Member) -> None:
    there = await there_is()
    wanted = await want(there, new=CENSUS)
    with pytest.raises(NotAllowed):
        await trust_points(there.bot, member.id)
    with pytest.raises(NotAllowed):
        await save_trust_points(there.bot, member.id, wanted)


async def test_a_point_that_makes_no_sense_is_told_field_by_field() -> None:
    there = await there_is()
    wrong = Point(name="", whose="Nobody", weight=4, first=date(2026, 12, 25), last=date.min)
    with pytest.raises(CannotSave) as refused:
        await save_trust_points(there.bot, cast.GRACE.id, await want(there, new=wrong))
    assert set(refused.value.faults) == {"whose", "name", "first", "last", "weight"}


async def test_a_trust_without_a_calendar_has_none() -> None:
    there = await world()
    assert await trust_points(there.bot, cast.GRACE.id) is None
    with pytest.raises(NotFound):
        await save_trust_points(there.bot, cast.GRACE.id, TrustCharting(new=CENSUS))
