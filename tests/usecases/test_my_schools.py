"""What comes next in each of one's schools."""

import pytest

from bot.domain.people import Member
from bot.usecases.permission import standing
from bot.usecases.schools import mine as module
from bot.usecases.schools.mine import my_schools
from scheduler.model import OnDemand
from tests import cast
from tests.fakes.world import DUE, World, world


async def _seen(here: World, member: Member) -> list[tuple[str, str | None]]:
    return [
        (each.school.name, each.programme)
        for each in await my_schools(here.bot, await standing(here.bot, member.id))
    ]


@pytest.mark.parametrize(
    ("member", "schools"),
    [(cast.PRIYA, 2), (cast.HANA, 1), (cast.GORDON, 0)],
)
async def test_each_sees_the_schools_whose_set_up_they_may_see(member: Member, schools: int) -> None:
    assert len(await _seen(await world(), member)) == schools


async def test_the_nearest_question_is_named_with_its_time_in_the_school() -> None:
    here = await world()
    (oakfield,) = await my_schools(here.bot, await standing(here.bot, cast.HANA.id))
    assert oakfield.programme == cast.WEEKLY.name
    assert oakfield.due_at is not None
    assert oakfield.due_at >= DUE


async def test_where_nothing_has_a_date_none_is_told() -> None:
    assert await _seen(await world(cast.weekly(recurrence=OnDemand())), cast.HANA) == [
        (cast.OAKFIELD.name, None)
    ]


async def test_whoever_sees_many_schools_finds_them_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    assert await _seen(await world(), cast.PRIYA) == []
