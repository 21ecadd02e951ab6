"""A platform tells of a channel itself: archived, put out, renamed, moved, and put right again."""

from bot.domain.channel import Channel
from bot.domain.delivery import State
from bot.usecases.hearing.channel_news import all_opened_again, moved, opened_again, renamed, shut, shut_all
from tests import cast
from tests.cast import HANA, HARBOUR_LEADERS, LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS
from tests.fakes.world import DUE, World, world

ARCHIVED = "The channel is archived: unarchive it."
AT = {"platform": cast.PLATFORM, "address": OAKFIELD_LEADERS.address}
NOWHERE = {"platform": cast.PLATFORM, "address": "nowhere"}


def now(here: World, channel: Channel = OAKFIELD_LEADERS) -> Channel:
    return here.memory.channels[channel.id]


async def test_an_archived_channel_gets_nothing_and_its_owner_hears_once() -> None:
    here = await world()
    assert await shut(here.bot, **AT, because=ARCHIVED)
    assert not await shut(here.bot, **AT, because=ARCHIVED)
    await here.tick_at(DUE)
    assert here.states() == [State.SKIPPED]
    assert here.states(MILLBROOK_LEADERS) == [State.POSTED]
    assert [person.id for person, _ in here.chat.told] == [LEWIS.id]


async def test_opened_again_before_it_was_due_it_gets_its_question() -> None:
    here = await world()
    await shut(here.bot, **AT, because=ARCHIVED)
    assert await opened_again(here.bot, **AT)
    assert not await opened_again(here.bot, **AT)
    await here.tick_at(DUE)
    assert here.states() == [State.POSTED]


async def test_put_out_of_a_workspace_every_channel_there_is_closed_and_no_other() -> None:
    here = await world()
    found = await shut_all(here.bot, platform=cast.PLATFORM, addresses_from="oakfield", because="Put out.")
    assert (found, now(here).closed_because) == (1, "Put out.")
    assert now(here, MILLBROOK_LEADERS).closed_because is None
    assert await shut_all(here.bot, platform="telegraph", addresses_from="", because="Put out.") == 0
    assert await all_opened_again(here.bot, platform=cast.PLATFORM, addresses_from="oakfield") == 1
    assert await all_opened_again(here.bot, platform=cast.PLATFORM, addresses_from="oakfield") == 0
    assert now(here).closed_because is None


async def test_a_new_name_is_known_from_then_on() -> None:
    here = await world()
    assert await renamed(here.bot, **AT, name="slt-2026")
    assert now(here).name == "slt-2026"


async def test_a_channel_that_moved_is_found_there_with_all_that_was_said() -> None:
    here = await world()
    await here.tick_at(DUE)
    said = await here.answer(HANA, "Before it moved.")
    assert await moved(here.bot, **AT, to="a-new-address")
    assert (now(here).address, now(here).name) == ("a-new-address", OAKFIELD_LEADERS.name)
    assert here.reflections()[0].message.id == said.message.id
    assert here.reflections()[0].message.address == "a-new-address"


async def test_a_channel_cannot_move_to_where_another_of_ours_is() -> None:
    here = await world()
    assert not await moved(here.bot, **AT, to=HARBOUR_LEADERS.address)
    assert now(here).address == OAKFIELD_LEADERS.address


async def test_a_channel_that_is_none_of_ours_is_no_news() -> None:
    here = await world()
    before = dict(here.memory.channels)
    assert not await shut(here.bot, **NOWHERE, because=ARCHIVED)
    assert not await opened_again(here.bot, **NOWHERE)
    assert not await renamed(here.bot, **NOWHERE, name="slt")
    assert not await moved(here.bot, **NOWHERE, to="somewhere")
    assert here.memory.channels == before
