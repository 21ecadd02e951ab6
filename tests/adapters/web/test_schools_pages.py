"""The rooms of schools: what is set up in each, and who sees how much of it."""

import pytest

from bot.domain.people import Member
from tests import cast
from tests.adapters.stage import Stage


async def shown(stage: Stage, member: Member, page: str, *, status: int = 200) -> str:
    """That page, as that person has it."""
    answer = await (await stage.as_(member)).get(page)
    assert answer.status_code == status, answer.text
    return answer.text


async def test_a_trust_lead_sees_every_school(stage: Stage) -> None:
    page = await shown(stage, cast.GRACE, "/schools")
    assert all(school.name in page for school in (cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR))
    assert cast.ELM.name not in page


async def test_a_school_lead_sees_their_own_school_only(stage: Stage) -> None:
    page = await shown(stage, cast.LEWIS, "/schools")
    assert cast.OAKFIELD.name in page
    assert cast.MILLBROOK.name not in page
    await shown(stage, cast.LEWIS, "/schools/millbrook", status=403)


async def test_a_governor_is_told_for_whom_it_is(stage: Stage) -> None:
    assert "This is only for" in await shown(stage, cast.GORDON, "/schools", status=403)


@pytest.mark.parametrize("page", ["/schools/elm", "/schools/nowhere", "/schools/%00"])
async def test_a_school_of_another_trust_is_no_school_here(stage: Stage, page: str) -> None:
    assert cast.ELM.name not in await shown(stage, cast.GRACE, page, status=404)


async def test_schools_are_found_by_a_part_of_their_name(stage: Stage) -> None:
    page = await shown(stage, cast.GRACE, "/schools?named=jun+MILL")
    assert cast.MILLBROOK.name in page
    assert cast.OAKFIELD.name not in page
    assert "No school here has that in its name." in await shown(stage, cast.GRACE, "/schools?named=xyz")


async def test_a_school_shows_its_programmes_channels_and_who_does_what(stage: Stage) -> None:
    page = await shown(stage, cast.GRACE, "/schools/oakfield")
    assert "A question for Tuesday" in page
    assert "Every Tuesday, 08:15" in page
    assert "Tuesday 17 November 2026, 08:15" in page
    assert cast.OAKFIELD_LEADERS.name in page
    assert cast.LEWIS.name in page


async def test_those_who_do_not_manage_people_see_how_many_and_not_who(stage: Stage) -> None:
    page = await shown(stage, cast.DEV, "/schools/oakfield")
    assert "Leader: 2" in page
    assert "School lead: 1" in page
    assert cast.LEWIS.name not in page
