"""Who changed what and when, and who sees how much of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.people import Member, MemberId, SchoolId
from bot.domain.picture import Ended
from bot.domain.trail import Act, Did, Difference
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.reading.changes import Kind, changes
from tests import cast
from tests.fakes.world import World, world

AT = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def difference(school: SchoolId | None = None, about: str = "Golden questions") -> Difference:
    return Difference(about=about, setting="day", was="Monday", now="Tuesday", school=school)


async def changed(
    here: World,
    did: Did = Did.CHANGED_PROGRAMME,
    *,
    school: SchoolId | None = None,
    by: MemberId | None = cast.GRACE.id,
    differences: tuple[Difference, ...] = (),
) -> None:
    await here.bot.store.trail.write(
        Act(
            trust=cast.ASHGROVE.id,
            did=did,
            at=AT,
            by=by,
            about=cast.WEEKLY.id,
            school=school,
            differences=differences,
        )
    )


async def test_changes_come_newest_first_with_who_what_and_when() -> None:
    here = await world()
    await changed(here, differences=(difference(),))
    await changed(here, Did.APPLIED_SET_UP, by=None)
    page = await changes(here.bot, cast.GRACE.id)
    assert [act.number for act in page.acts] == [2, 1]
    assert page.acts[1].who == cast.GRACE.name
    assert page.acts[1].what == "changed the programme A question for Tuesday"
    assert page.acts[1].at.isoformat() == "2026-11-09T09:00:00+00:00"
    assert page.acts[0].who == "Whoever runs the program"


async def test_a_school_lead_sees_what_concerns_their_school_and_nothing_of_another() -> None:
    here = await world()
    await changed(here)
    await changed(here, Did.CHOSE_FOR_SCHOOL, school=cast.MILLBROOK.id)
    both = (difference(cast.OAKFIELD.id, "Oakfield"), difference(cast.MILLBROOK.id, "Millbrook"))
    await changed(here, Did.APPLIED_SET_UP, differences=both)
    page = await changes(here.bot, cast.LEWIS.id)
    assert [act.number for act in page.acts] == [3]
    assert [each.about for each in page.acts[0].differences] == ["Oakfield"]
    with pytest.raises(NotAllowed):
        await changes(here.bot, cast.LEWIS.id, school=cast.MILLBROOK.id)


@pytest.mark.parametrize("member", [cast.HANA, cast.PRIYA, cast.GORDON], ids=lambda member: member.id)
async def test_it_is_for_nobody_else(member: Member) -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await changes(here.bot, member.id)
    with pytest.raises(NotFound):
        await changes(here.bot, cast.GRACE.id, school=cast.ELM.id)


async def test_it_is_narrowed_by_what_it_is_about_and_by_school() -> None:
    here = await world()
    await changed(here)
    await changed(here, Did.CHANGED_CALENDAR, school=cast.OAKFIELD.id)
    kinds = {kind: (await changes(here.bot, cast.GRACE.id, kind=kind)).acts for kind in Kind}
    assert [act.number for act in kinds[Kind.CALENDARS]] == [2]
    assert [act.number for act in kinds[Kind.PROGRAMMES]] == [1]
    assert kinds[Kind.PEOPLE] == ()
    page = await changes(here.bot, cast.GRACE.id, school=cast.OAKFIELD.id)
    assert [act.number for act in page.acts] == [2]


async def test_a_long_record_comes_a_page_at_a_time() -> None:
    here = await world()
    for _ in range(5):
        await changed(here)
    first = await changes(here.bot, cast.GRACE.id, limit=3)
    second = await changes(here.bot, cast.GRACE.id, limit=3, before=first.next)
    assert [act.number for act in (*first.acts, *second.acts)] == [5, 4, 3, 2, 1]
    assert second.next is None


async def posted(here: World, *ended: Ended, by: MemberId = cast.PRIYA.id) -> None:
    for each in ended:
        said = replace(difference(), setting="Heat map", was=None, now=each.value)
        await changed(here, Did.POSTED_PICTURE, by=by, differences=(said,))


async def test_a_posting_is_one_entry_by_how_it_ended_also_where_a_page_ends_between() -> None:
    here = await world()
    await posted(here, Ended.ON_ITS_WAY, Ended.POSTED)
    await changed(here)
    await posted(here, Ended.ON_ITS_WAY)
    await posted(here, Ended.ON_ITS_WAY, by=cast.LEWIS.id)
    await posted(here, Ended.NOT_POSTED)
    page = await changes(here.bot, cast.GRACE.id)
    assert [act.number for act in page.acts] == [6, 5, 3, 2]
    first = await changes(here.bot, cast.GRACE.id, limit=5)
    assert [act.number for act in first.acts] == [6, 5, 3, 2]
    assert first.next is None


async def test_a_posting_that_was_broken_off_stays_in_the_record_beside_the_one_after_it() -> None:
    here = await world()
    await posted(here, Ended.ON_ITS_WAY, Ended.ON_ITS_WAY, Ended.POSTED)
    assert [act.number for act in (await changes(here.bot, cast.GRACE.id)).acts] == [3, 1]


async def test_only_the_data_protection_lead_reads_whether_the_record_is_whole() -> None:
    here = await world()
    assert (await changes(here.bot, cast.GRACE.id)).whole is None
    assert "is whole" in ((await changes(here.bot, cast.DORA.id)).whole or "")
