"""Ten thousand channels fall due at once."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.delivery import State
from bot.domain.people import School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.plan_deliveries import CHUNK, plan_deliveries
from tests import cast
from tests.fakes.chat import HANG, Act
from tests.fakes.world import DUE, World, world


async def _many(number: int) -> World:
    here = await world(at=DUE - timedelta(hours=1))
    schools, channels = [], []
    for index in range(number):
        calendar = replace(cast.CALENDAR)  # equal, not the same: as it comes out of a database
        schools.append(School(id=SchoolId(f"s{index}"), trust=cast.ASHGROVE.id, name="S", calendar=calendar))
        channels.append(_channel(f"c{index}", schools[-1]))
    programme = cast.weekly(channels=tuple(channel.id for channel in channels))
    await here.bot.store.directory.establish(
        Charter(
            trust=cast.ASHGROVE,
            schools=tuple(schools),
            channels=tuple(channels),
            programmes=(programme,),
        )
    )
    here.clock.advance(DUE - here.clock.now())
    return here


def _channel(key: str, school: School) -> Channel:
    return Channel(
        id=ChannelId(key), trust=school.trust, school=school.id, platform="local", address=key, name=key
    )


async def test_ten_thousand_channels_are_planned_in_short_transactions() -> None:
    # How long it takes is measured, not asserted: `make bench`.
    here = await _many(10_000)
    here.memory.calls.clear()
    report = await plan_deliveries(here.bot)
    assert report.due == 10_000 + 1  # Elm's too
    assert here.memory.calls.count("plan") == 10_000 // CHUNK + 1


async def test_death_between_two_chunks_plans_the_rest_and_nothing_twice() -> None:
    here = await _many(2 * CHUNK + 1)
    # Planned side by side, another programme's rows might be the ones that fail.
    del here.memory.programmes[cast.ELM_WEEKLY.id]
    here.memory.fails_after = {"plan": 2}
    first = await plan_deliveries(here.bot)
    assert first.failed == (cast.WEEKLY.id,)
    here.memory.fails_after.clear()
    second = await plan_deliveries(here.bot)
    assert len(here.memory.deliveries) == 2 * CHUNK + 1
    assert second.due > 0


async def test_many_more_than_one_batch_are_all_sent() -> None:
    here = await _many(300)
    await plan_deliveries(here.bot)
    ended = await deliver_due(here.bot)
    assert ended[State.POSTED] == 301
    assert len({posted.delivery for posted in here.chat.posts}) == len(here.chat.posts) == 301


async def test_a_platform_that_never_answers_is_spared_after_a_few_tries() -> None:
    here = await _many(300)
    await plan_deliveries(here.bot)
    for channel in here.memory.channels.values():
        here.chat.next(channel, Act(appears=False, answer=HANG))
    ended = await deliver_due(here.bot)
    assert len(here.chat.calls) < 40
    assert ended[State.DUE] > 260
    assert ended[State.UNCERTAIN] == len(here.chat.calls)


async def test_a_turn_ends_though_more_is_due() -> None:
    here = await _many(300)
    await plan_deliveries(here.bot)
    here.chat.on_post = lambda: here.clock.advance(timedelta(seconds=1))
    ended = await deliver_due(here.bot)
    assert 20 <= ended[State.POSTED] < 150
    assert here.memory.is_on_its_way(ChannelId("c0")) is False
    assert not [row for row in here.memory.deliveries.values() if row.state is State.SENDING]


async def test_one_programme_that_cannot_be_planned_does_not_hold_up_the_others() -> None:
    here = await world(cast.WEEKLY, cast.weekly(id=ProgrammeId("odd")))
    here.clock.advance(DUE - here.clock.now())
    odd: Programme = here.memory.programmes[ProgrammeId("odd")]
    here.memory.programmes[odd.id] = replace(odd, selection=None)  # type: ignore[arg-type]
    report = await plan_deliveries(here.bot)
    assert report.failed == (odd.id,)
    assert report.due == 4
