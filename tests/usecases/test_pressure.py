"""Charting pressure points: each on their own row, shown before it is saved, and nobody over anybody else's work."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.charter import Charter
from bot.domain.people import Member, School, SchoolId
from bot.domain.pressure import LEADER, SENCO, Point
from bot.domain.trail import Did
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.pressure.charting import Charting
from bot.usecases.pressure.shown import HeatMapHere, chart, chart_would, heat_map, take_out, take_out_would
from scheduler.model import OwnCalendar, PressureWeek
from tests import cast
from tests.fakes.world import World, world

NINTH, SIXTEENTH, LAST = date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 30)
REVIEWS = Point(name="Annual reviews", whose=SENCO, weight=2, first=SIXTEENTH, last=LAST)
CENSUS = Point(name="School census", whose=LEADER, weight=1, first=SIXTEENTH, last=SIXTEENTH)


async def seen_by(there: World, member: Member, school: School = cast.OAKFIELD) -> HeatMapHere:
    return await heat_map(there.bot, member.id, school=school.id)


async def wanted(there: World, member: Member, point: Point, school: School = cast.OAKFIELD) -> Charting:
    seen = (await seen_by(there, member, school)).seen
    return Charting(school=school.id, point=point, seen=seen.get(point.whose, ""))


async def charts(there: World, member: Member, point: Point) -> None:
    await chart(there.bot, member.id, await wanted(there, member, point))


def inheriting() -> Charter:
    """Ashgrove with a calendar of the trust's, and Oakfield with nothing but a row of its own."""
    charter = cast.ashgrove()
    own = OwnCalendar(pressure_weeks=(PressureWeek(week=NINTH, weight=1, name="Ours", whose=SENCO),))
    oakfield = replace(cast.OAKFIELD, own=own)
    schools = tuple(oakfield if each.id == oakfield.id else each for each in charter.schools)
    return replace(charter, trust=replace(charter.trust, calendar=cast.CALENDAR), schools=schools)


async def test_what_senco_and_leader_chart_stands_on_their_rows_and_meets() -> None:
    there = await world()
    await charts(there, cast.PRIYA, REVIEWS)
    await charts(there, cast.LEWIS, CENSUS)
    here = await seen_by(there, cast.HANA)
    assert [week.week for week in here.drawn.meeting] == [SIXTEENTH, date(2026, 11, 23)]
    assert {(point.name, point.whose) for point in here.points} == {
        ("Annual reviews", SENCO),
        ("School census", LEADER),
        ("Reports are due", "Everyone"),
    }
    millbrook = await heat_map(there.bot, cast.PRIYA.id, school=cast.MILLBROOK.id)
    assert [point.name for point in millbrook.points] == ["Reports are due"]


@pytest.mark.parametrize(
    ("member", "point"),
    [
        (cast.LEWIS, REVIEWS),
        (cast.PRIYA, CENSUS),
        (cast.GRACE, CENSUS),
        (cast.HANA, CENSUS),
        (cast.GORDON, REVIEWS),
        (cast.SAM, REVIEWS),
    ],
)
async def test_nobody_charts_on_the_row_of_another(member: Member, point: Point) -> None:
    there = await world()
    asked = Charting(school=cast.OAKFIELD.id, point=point, seen="")
    for deed in (chart, chart_would, take_out, take_out_would):
        with pytest.raises(NotAllowed):
            await deed(there.bot, member.id, asked)


async def test_who_may_chart_which_row_is_said() -> None:
    there = await world()
    rows = {member: (await seen_by(there, member)).charts for member in (cast.PRIYA, cast.LEWIS, cast.GRACE)}
    assert rows == {cast.PRIYA: (SENCO,), cast.LEWIS: (LEADER,), cast.GRACE: ()}


async def test_governors_and_other_trusts_see_no_heat_map() -> None:
    there = await world()
    with pytest.raises(NotAllowed):
        await seen_by(there, cast.GORDON)
    with pytest.raises(NotFound):
        await seen_by(there, cast.OLIVE)
    with pytest.raises(NotFound):
        await heat_map(there.bot, cast.HANA.id, school=cast.OAKFIELD.id, year=2040)


async def test_what_makes_no_sense_is_said_field_by_field() -> None:
    there = await world()
    nothing = Point(name="", whose=SENCO, weight=4, first=date.min, last=date(2026, 12, 28))
    with pytest.raises(CannotSave) as told:
        await charts(there, cast.PRIYA, nothing)
    assert set(told.value.faults) == {"name", "weight", "first", "last"}


@pytest.mark.parametrize("last", [NINTH, date(2027, 9, 6), date.max])
async def test_the_last_week_lies_after_the_first_in_the_same_school_year(last: date) -> None:
    there = await world()
    with pytest.raises(CannotSave) as told:
        await charts(there, cast.PRIYA, replace(REVIEWS, last=last))
    assert set(told.value.faults) == {"last"}


async def test_the_two_need_not_wait_for_each_other_but_one_row_is_not_changed_unseen() -> None:
    there = await world()
    mine, hers = await wanted(there, cast.LEWIS, CENSUS), await wanted(there, cast.PRIYA, REVIEWS)
    stale = replace(hers, point=replace(REVIEWS, name="Moderation"))
    await chart(there.bot, cast.PRIYA.id, hers)
    await chart(there.bot, cast.LEWIS.id, mine)
    await chart(there.bot, cast.PRIYA.id, hers)  # pressed twice
    with pytest.raises(ChangedMeanwhile):
        await chart(there.bot, cast.PRIYA.id, stale)
    assert len((await seen_by(there, cast.PRIYA)).points) == 3


async def test_what_is_taken_out_is_gone_and_both_are_in_the_trail() -> None:
    there = await world()
    await charts(there, cast.PRIYA, REVIEWS)
    await take_out(there.bot, cast.PRIYA.id, await wanted(there, cast.PRIYA, REVIEWS))
    assert "Annual reviews" not in {point.name for point in (await seen_by(there, cast.PRIYA)).points}
    trail = await there.bot.store.trail.page(cast.ASHGROVE.id, limit=9)
    assert [(each.act.did, each.act.by) for each in trail] == [(Did.CHARTED_PRESSURE, cast.PRIYA.id)] * 2


async def test_a_school_that_inherits_keeps_its_points_beside_the_trusts() -> None:
    there = await world()
    await there.bot.store.directory.establish(inheriting())
    await charts(there, cast.PRIYA, REVIEWS)
    here = await seen_by(there, cast.PRIYA)
    assert {point.name: point.own for point in here.points} == {
        "Ours": True,
        "Annual reviews": True,
        "Reports are due": False,
    }
    assert here.school.own is not None
    assert {point.name for point in here.school.own.pressure_weeks} == {"Ours", "Annual reviews"}
    assert here.school.calendar.terms == cast.CALENDAR.terms


async def test_a_point_of_the_trusts_is_not_taken_out_by_a_school() -> None:
    there = await world()
    await there.bot.store.directory.establish(inheriting())
    (trusts,) = [point for point in (await seen_by(there, cast.LEWIS)).points if not point.own]
    asked = Charting(school=cast.OAKFIELD.id, point=trusts, seen="")
    await take_out(there.bot, cast.LEWIS.id, asked)
    assert trusts in (await seen_by(there, cast.LEWIS)).points


async def test_where_no_date_is_another_for_it_nothing_matters() -> None:
    there = await world()
    would = await chart_would(there.bot, cast.PRIYA.id, await wanted(there, cast.PRIYA, REVIEWS))
    assert not would.matters


async def test_questions_that_get_lighter_are_counted_before_it_is_saved() -> None:
    there = await world(replace(cast.WEEKLY, lighter_from=2))
    asked = await wanted(there, cast.PRIYA, REVIEWS)
    would = await chart_would(there.bot, cast.PRIYA.id, asked)
    assert would.matters
    assert would.sentences[0].startswith(
        "2 questions get lighter"
    )  # the week between is heavy enough already
    assert REVIEWS not in (await seen_by(there, cast.PRIYA)).points
    await chart(there.bot, cast.PRIYA.id, asked)
    would = await take_out_would(there.bot, cast.PRIYA.id, await wanted(there, cast.PRIYA, REVIEWS))
    assert would.sentences[0].startswith("2 questions are no longer")


async def test_questions_that_are_left_out_are_said_before_it_is_saved() -> None:
    there = await world(replace(cast.WEEKLY, skips_from=3))
    heavy = replace(REVIEWS, weight=3, last=SIXTEENTH)
    would = await chart_would(there.bot, cast.PRIYA.id, await wanted(there, cast.PRIYA, heavy))
    assert would.matters
    assert any("left out" in sentence for sentence in would.sentences)


async def test_a_school_of_nobody_is_not_there() -> None:
    there = await world()
    with pytest.raises(NotFound):
        await heat_map(there.bot, cast.GRACE.id, school=SchoolId("nowhere"))
