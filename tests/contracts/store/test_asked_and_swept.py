"""What every outbox promises of prompts asked for now, of threads read back, and of channels that closed."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

import pytest

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.programme import SchoolChoice
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests.cast import (
    ASHGROVE,
    HARBOUR_LEADERS,
    LEWIS,
    MILLBROOK_LEADERS,
    OAKFIELD,
    OAKFIELD_LEADERS,
    PLATFORM,
    WEEKLY,
    ashgrove,
)
from tests.chosen import choose
from tests.contracts.store.owing import DUE, ME, TUESDAY, claim, owed, plan, posted, row, skipped

MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)
NOW = DUE + timedelta(hours=3)
ASKED = replace(owed(prompt="values-1"), due_at=NOW, asked_by=LEWIS.id)
"""What somebody asked for on a day of the programme, later than it would have come."""


async def test_what_is_asked_for_is_due_and_says_who_asked(store: Store) -> None:
    assert await store.outbox.owe(ASKED)
    assert await row(store, ASKED) == ASKED
    [claimed] = await claim(store, now=NOW)
    assert (claimed.id, claimed.asked_by) == (ASKED.id, LEWIS.id)


@pytest.mark.parametrize("state", [State.SKIPPED, State.MISSED, State.REFUSED])
async def test_it_takes_the_place_of_a_date_that_came_to_nothing(store: Store, state: State) -> None:
    await plan(store, replace(skipped(), state=state, prompt="vision-shared"))
    assert await store.outbox.owe(ASKED)
    assert await row(store, ASKED) == ASKED


async def test_it_takes_that_place_under_its_own_name(store: Store) -> None:
    await plan(store, skipped())
    asked = replace(ASKED, id=DeliveryId("asked-for"))
    assert await store.outbox.owe(asked)
    assert await row(store, asked) == asked
    assert await store.outbox.owed(skipped().id) is None


async def test_it_never_takes_the_place_of_what_was_asked_or_will_be(store: Store) -> None:
    await plan(store, owed())
    assert not await store.outbox.owe(ASKED)
    assert await row(store, owed()) == owed()
    [sending] = await claim(store)
    assert not await store.outbox.owe(ASKED)
    unclear = Settlement(state=State.UNCERTAIN, reason="No clear answer.", not_before=NOW)
    assert await store.outbox.settle(sending.id, unclear, by=ME)
    assert not await store.outbox.owe(ASKED)
    assert await store.outbox.decide(sending.id, posted(), trust=ASHGROVE.id)
    assert not await store.outbox.owe(ASKED)
    assert (await row(store, owed())).state is State.POSTED


async def test_asked_for_twice_at_once_it_is_owed_once(store: Store, other_store: Store) -> None:
    await plan(store, skipped())
    both = await asyncio.gather(store.outbox.owe(ASKED), other_store.outbox.owe(ASKED))
    assert sorted(both) == [False, True]
    assert len(await claim(store, now=NOW)) == 1


async def test_a_posted_prompt_is_found_by_the_message_that_opened_its_thread(store: Store) -> None:
    await _post(store, owed(), root="1")
    found = await store.outbox.at_root(_message("1"))
    assert found is not None
    assert found == await store.outbox.owed(owed().id)
    assert (found.channel, found.school, found.trust) == (OAKFIELD_LEADERS, OAKFIELD, ASHGROVE)


async def test_no_other_message_opened_a_thread(store: Store) -> None:
    await _post(store, owed(), root="1")
    await plan(store, owed(weeks=1))
    for message in (
        _message("2"),
        _message("1", MILLBROOK_LEADERS),
        replace(_message("1"), platform="slack"),
    ):
        assert await store.outbox.at_root(message) is None


async def test_what_is_owed_is_owed_as_the_school_has_chosen(store: Store) -> None:
    until = TUESDAY + WEEK
    choice = SchoolChoice(
        programme=WEEKLY.id, school=OAKFIELD.id, paused_until=until, skipped_dates=frozenset({TUESDAY})
    )
    await choose(store, choice, trust=ASHGROVE.id)
    await plan(store, owed(), owed(channel=MILLBROOK_LEADERS))
    here, there = [await store.outbox.owed(each.id) for each in (owed(), owed(channel=MILLBROOK_LEADERS))]
    assert here is not None
    assert there is not None
    assert here.programme == WEEKLY.at_school(choice) != WEEKLY
    assert there.programme == WEEKLY
    await _post(store, owed(weeks=2), root="1")
    found = await store.outbox.at_root(_message("1"))
    assert found is not None
    assert found.programme.paused_until == until


async def test_a_thread_that_was_never_read_back_is(store: Store) -> None:
    await _post(store, owed(), root="1")
    assert await _sweep(store) == [owed().id]
    [(delivery, channel)] = await _taken(store, now=NOW + WEEK, swept_before=NOW + WEEK)
    assert (delivery, channel) == (await row(store, owed()), OAKFIELD_LEADERS)


async def test_a_thread_is_read_back_once_until_it_is_time_again(store: Store) -> None:
    await _post(store, owed(), root="1")
    assert await _sweep(store, swept_before=NOW) == [owed().id]
    assert await _sweep(store, swept_before=NOW) == []
    assert await _sweep(store, swept_before=NOW + MINUTE) == [owed().id]


async def test_the_thread_read_back_longest_ago_comes_first_and_no_more_than_asked_for(store: Store) -> None:
    first, second, never = owed(), owed(channel=MILLBROOK_LEADERS), owed(channel=HARBOUR_LEADERS)
    await _post(store, first, root="1")
    assert await _sweep(store, now=NOW) == [first.id]
    await _post(store, second, root="2")
    assert await _sweep(store, now=NOW + MINUTE, swept_before=NOW) == [second.id]
    await _post(store, never, root="3")
    later = NOW + 9 * MINUTE
    assert await _sweep(store, now=later, swept_before=later, limit=1) == [never.id]
    assert await _sweep(store, now=later, swept_before=later, limit=1) == [first.id]
    assert await _sweep(store, now=later, swept_before=later, limit=9) == [second.id]


async def test_old_threads_and_those_of_closed_channels_and_other_platforms_are_left_alone(
    store: Store,
) -> None:
    await _post(store, owed(), root="1")
    assert await _sweep(store, posted_since=DUE + MINUTE) == []
    assert await _sweep(store, platforms=("slack",)) == []
    assert await _sweep(store, platforms=()) == []
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It was archived.")
    assert await _sweep(store) == []
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because=None)
    assert await _sweep(store, platforms=("slack", PLATFORM), posted_since=DUE) == [owed().id]


async def test_only_what_was_posted_has_a_thread(store: Store) -> None:
    await plan(store, owed(), owed(weeks=9), skipped(weeks=1))
    await claim(store)
    assert await _sweep(store) == []


async def test_two_processes_never_read_the_same_thread_back(store: Store, other_store: Store) -> None:
    rows = [owed(weeks=-week) for week in range(24)]
    await plan(store, *rows)
    for number, each in enumerate(await claim(store)):
        await store.outbox.settle(each.id, posted(root=f"{number}"), by=ME)
    turns = [_sweep(each, limit=5) for each in (store, other_store) for _ in range(4)]
    swept = list(chain(*await asyncio.gather(*turns))) + await _sweep(store)
    assert sorted(swept) == sorted(each.id for each in rows)


async def test_a_thread_may_be_read_back_again(store: Store) -> None:
    for number, channel in enumerate((OAKFIELD_LEADERS, MILLBROOK_LEADERS)):
        await _post(store, owed(channel=channel), root=str(number))
    assert len(await _sweep(store)) == 2
    await store.outbox.sweep_again(owed().id)
    assert await _sweep(store) == [owed().id]


async def test_every_thread_of_a_platform_may_be_read_back_again(store: Store) -> None:
    for number, channel in enumerate((OAKFIELD_LEADERS, MILLBROOK_LEADERS)):
        await _post(store, owed(channel=channel), root=str(number))
    await _sweep(store)
    await store.outbox.sweep_again(platform="slack")
    assert await _sweep(store) == []
    await store.outbox.sweep_again(platform=PLATFORM)
    assert len(await _sweep(store)) == 2


async def test_the_owners_of_a_channel_that_closed_are_told_once(store: Store) -> None:
    assert list(await store.outbox.take_untold(limit=9)) == []
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It was archived.")
    [channel] = await store.outbox.take_untold(limit=9)
    assert channel == replace(OAKFIELD_LEADERS, closed_because="It was archived.")
    assert list(await store.outbox.take_untold(limit=9)) == []


async def test_they_are_told_again_when_it_needs_them_for_something_else(store: Store) -> None:
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It was archived.")
    await store.outbox.take_untold(limit=9)
    assert not await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It was archived.")
    assert list(await store.outbox.take_untold(limit=9)) == []
    assert await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="The bot was removed.")
    assert len(await store.outbox.take_untold(limit=9)) == 1
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because=None)
    assert await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="The bot was removed.")
    assert len(await store.outbox.take_untold(limit=9)) == 1


async def test_nobody_is_told_of_a_channel_that_is_open_again(store: Store) -> None:
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It was archived.")
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because=None)
    assert list(await store.outbox.take_untold(limit=9)) == []
    await store.outbox.tell_again(OAKFIELD_LEADERS.id)
    assert list(await store.outbox.take_untold(limit=9)) == []


async def test_whoever_could_not_be_told_is_tried_again(store: Store) -> None:
    for channel in (OAKFIELD_LEADERS, MILLBROOK_LEADERS):
        await store.outbox.close_channel(channel.id, because="It was archived.")
    assert len(await store.outbox.take_untold(limit=1)) == 1
    assert len(await store.outbox.take_untold(limit=1)) == 1
    await store.outbox.tell_again(MILLBROOK_LEADERS.id)
    assert [each.id for each in await store.outbox.take_untold(limit=9)] == [MILLBROOK_LEADERS.id]


async def test_setting_up_anew_tells_nobody_a_second_time(store: Store) -> None:
    await store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It was archived.")
    await store.outbox.take_untold(limit=9)
    await store.directory.establish(ashgrove())
    assert list(await store.outbox.take_untold(limit=9)) == []


async def test_two_processes_never_tell_of_the_same_channel(store: Store, other_store: Store) -> None:
    channels = (OAKFIELD_LEADERS, MILLBROOK_LEADERS, HARBOUR_LEADERS)
    for channel in channels:
        await store.outbox.close_channel(channel.id, because="It was archived.")
    turns = [each.outbox.take_untold(limit=2) for each in (store, other_store)]
    told = [each.id for each in chain(*await asyncio.gather(*turns))]
    told += [each.id for each in await store.outbox.take_untold(limit=9)]
    assert sorted(told) == sorted(channel.id for channel in channels)


async def _post(store: Store, delivery: Delivery, *, root: str) -> None:
    await plan(store, delivery)
    await claim(store, now=delivery.due_at)
    assert await store.outbox.settle(delivery.id, posted(root=root, at=delivery.due_at), by=ME)


async def _sweep(  # noqa: PLR0913 - as the port has it
    store: Store,
    *,
    platforms: Sequence[str] = (PLATFORM,),
    posted_since: datetime = DUE - 99 * WEEK,
    swept_before: datetime = NOW,
    now: datetime = NOW,
    limit: int = 100,
) -> list[DeliveryId]:
    taken = await store.outbox.take_to_sweep(
        platforms=platforms, posted_since=posted_since, swept_before=swept_before, now=now, limit=limit
    )
    return [delivery.id for delivery, _ in taken]


async def _taken(
    store: Store, *, now: datetime, swept_before: datetime
) -> Sequence[tuple[Delivery, Channel]]:
    return await store.outbox.take_to_sweep(
        platforms=(PLATFORM,), posted_since=DUE - WEEK, swept_before=swept_before, now=now, limit=9
    )


def _message(root: str, channel: Channel = OAKFIELD_LEADERS) -> MessageRef:
    return MessageRef(platform=channel.platform, address=channel.address, id=root)
