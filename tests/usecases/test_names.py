"""A name is something to be seen, and an id made from it is no word of our own addresses."""

import pytest

from bot.domain.people import Grant, Role
from bot.domain.reflection import as_name
from bot.usecases.changing import CannotSave
from bot.usecases.people.membership import invite
from bot.usecases.schools.connecting import connect, offer_code
from bot.usecases.schools.first_run import CannotBegin, begin
from bot.usecases.schools.setting import add_school, rename_school
from bot.wording import connecting as words
from tests import cast
from tests.fakes.world import World, world

UNSEEN = ["\u200b", "\u2060\u00ad", "\u202e", "\u3164 \u115f"]


@pytest.mark.parametrize("name", UNSEEN)
async def test_a_name_of_which_nothing_is_seen_is_none(name: str) -> None:
    here = await world()
    assert as_name(name) == ""
    with pytest.raises(CannotSave):
        await add_school(here.bot, cast.GRACE.id, name=name)
    with pytest.raises(CannotSave):
        await rename_school(here.bot, cast.GRACE.id, school=cast.OAKFIELD.id, name=name)
    with pytest.raises(CannotSave):
        await invite(here.bot, cast.GRACE.id, name=name, grants=[Grant(role=Role.TRUST_LEAD, school=None)])
    assert (await _connected(here, name)) == words.channel_without_name(school=cast.OAKFIELD.name)


def test_a_name_keeps_what_makes_it_and_stands_on_one_line() -> None:
    assert as_name(" Ysgol\n  y\tFro \u0000") == "Ysgol y Fro"
    assert as_name("مدرسة\u200f") == "مدرسة\u200f"


async def test_a_place_with_an_endless_name_is_called_by_the_beginning_of_it() -> None:
    assert await _connected(await world(), "Heads " * 2000) == ("Heads " * 17)[:100]


async def test_a_first_school_that_is_called_new_has_a_page_of_its_own() -> None:
    here = await world()
    here.memory.members.clear()
    here.memory.identities.clear()
    lead = await begin(here.bot, trust="New", schools=["New", "\u200b"], lead="Ann")
    charter = await here.bot.store.directory.charter(lead.trust)
    assert charter is not None
    assert [school.id for school in charter.schools] == ["new-2"]
    here.memory.members.clear()
    with pytest.raises(CannotBegin):
        await begin(here.bot, trust="\u200b", schools=[], lead="Ann")


async def _connected(here: World, name: str) -> str:
    code = await offer_code(here.bot, cast.GRACE.id, school=cast.OAKFIELD.id)
    await connect(here.bot, code, platform="local", address="C1", name=name)
    channel = await here.bot.store.directory.channel("local", "C1")
    assert channel is not None
    return channel.name
