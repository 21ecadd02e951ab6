"""What every outbox promises of prompts that people are seen under, and of how many have answered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

import pytest

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId, State
from bot.ports.inbox import Receipt
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import (
    MINUTE,
    NOON,
    TUESDAY,
    US,
    edited,
    post,
    receive,
    said,
    send,
    settle,
    texts,
    withdrawn,
)

OAKFIELD = cast.OAKFIELD_LEADERS
UNCLEAR = Settlement(state=State.UNCERTAIN, reason="Nobody knows.", not_before=NOON + MINUTE)
POSTED = Settlement(state=State.POSTED, root="root", posted_at=NOON)


def _root(id_: str = "root", channel: Channel = OAKFIELD) -> MessageRef:
    return MessageRef(platform=channel.platform, address=channel.address, id=id_)


async def _unclear(store: Store, channel: Channel = OAKFIELD) -> DeliveryId:
    delivery = await send(store, channel)
    assert await store.outbox.settle(delivery, UNCLEAR, by=US)
    return delivery


async def _state(store: Store, delivery: DeliveryId) -> State:
    owed = await store.outbox.owed(delivery)
    assert owed is not None
    return owed.delivery.state


async def _open(store: Store, channel: Channel = OAKFIELD) -> list[str]:
    return [row.id for row in await store.outbox.open_at(channel.platform, channel.address)]


async def test_open_at_a_channel_is_what_may_stand_there(store: Store) -> None:
    unclear = await _unclear(store)
    sending = await send(store, cast.MILLBROOK_LEADERS)
    await post(store, cast.HARBOUR_LEADERS)
    assert await _open(store) == [unclear]
    assert await _open(store, cast.MILLBROOK_LEADERS) == [sending]
    assert await _open(store, cast.HARBOUR_LEADERS) == []
    assert await _open(store, replace(OAKFIELD, platform="elsewhere")) == []


@pytest.mark.parametrize("start", [send, _unclear])
async def test_what_is_witnessed_is_posted_whoever_holds_it(
    store: Store, start: Callable[[Store], Awaitable[DeliveryId]]
) -> None:
    delivery = await start(store)
    assert await store.outbox.witnessed(delivery, root=_root(), posted_at=NOON)
    owed = await store.outbox.at_root(_root())
    assert owed is not None
    row = owed.delivery
    assert (row.id, row.state, row.posted_at, row.late) == (delivery, State.POSTED, NOON, False)
    assert (row.claimed_by, row.lease_until, row.not_before, row.reason) == (None, None, None, None)


async def test_it_is_late_if_it_was_posted_late(store: Store) -> None:
    delivery = await _unclear(store)
    assert await store.outbox.witnessed(delivery, root=_root(), posted_at=NOON + timedelta(hours=1))
    owed = await store.outbox.owed(delivery)
    assert owed is not None
    assert owed.delivery.late


async def test_who_held_it_changes_nothing_any_more(store: Store) -> None:
    delivery = await send(store)
    assert await store.outbox.witnessed(delivery, root=_root(), posted_at=NOON)
    assert not await store.outbox.settle(delivery, UNCLEAR, by=US)
    assert await _state(store, delivery) is State.POSTED


async def test_nothing_else_can_be_witnessed(store: Store) -> None:
    delivery = await send(store)
    due = Settlement(state=State.DUE, not_before=NOON + MINUTE)
    assert await store.outbox.settle(delivery, due, by=US)
    assert not await store.outbox.witnessed(delivery, root=_root(), posted_at=NOON)
    assert not await store.outbox.witnessed(DeliveryId("none"), root=_root(), posted_at=NOON)
    assert await _state(store, delivery) is State.DUE


@pytest.mark.parametrize(
    "elsewhere",
    [_root(channel=cast.MILLBROOK_LEADERS), replace(_root(), platform="elsewhere")],
    ids=["another channel", "another platform"],
)
async def test_a_message_of_another_place_is_not_it(store: Store, elsewhere: MessageRef) -> None:
    delivery = await _unclear(store)
    assert not await store.outbox.witnessed(delivery, root=elsewhere, posted_at=NOON)
    assert await _state(store, delivery) is State.UNCERTAIN


async def test_the_message_of_another_delivery_is_not_it(store: Store) -> None:
    await post(store, on=TUESDAY - timedelta(weeks=1))
    delivery = await _unclear(store)
    assert not await store.outbox.witnessed(delivery, root=_root(), posted_at=NOON)
    assert await _state(store, delivery) is State.UNCERTAIN


async def test_what_waited_under_it_is_taken_in_and_the_rest_is_gone(store: Store) -> None:
    delivery = await _unclear(store)
    theirs = said("Not for us.", message="m2", root="coffee")
    assert await receive(store, said("Quick!"), theirs) == [Receipt.WAITING, Receipt.WAITING]
    assert await store.outbox.witnessed(delivery, root=_root(), posted_at=NOON)
    assert await texts(store) == ["Quick!"]
    await settle(store, await send(store, on=TUESDAY + timedelta(weeks=1)), root="coffee")
    assert await texts(store) == ["Quick!"]


async def test_witnessed_and_settled_at_once_it_ends_once_and_no_answer_is_lost(
    store: Store, other_store: Store
) -> None:
    for number in range(20):
        delivery = await send(store, on=TUESDAY + timedelta(weeks=number))
        root = f"root-{number}"
        answer = said(f"Answer {number}.", message=f"m{number}", root=root)
        seen, settled, _ = await asyncio.gather(
            other_store.outbox.witnessed(delivery, root=_root(root), posted_at=NOON),
            store.outbox.settle(delivery, replace(POSTED, root=root), by=US),
            other_store.inbox.receive(answer, at=NOON, entropy=number),
        )
        assert sorted((seen, settled)) == [False, True]
        assert f"Answer {number}." in await texts(store)


async def test_one_message_witnessed_at_once_for_two_settles_one(store: Store, other_store: Store) -> None:
    for number in range(10):
        first = await send(store, on=TUESDAY + timedelta(weeks=number))
        second = await send(store, on=TUESDAY + timedelta(weeks=number + 100))
        root = _root(f"root-{number}")
        ended = await asyncio.gather(
            store.outbox.witnessed(first, root=root, posted_at=NOON),
            other_store.outbox.witnessed(second, root=root, posted_at=NOON),
        )
        assert sorted(ended) == [False, True]


@pytest.mark.parametrize(
    ("off", "receipt"),
    [
        (timedelta(minutes=-6), Receipt.NOT_OURS),
        (timedelta(minutes=-5), Receipt.WAITING),
        (timedelta(minutes=10), Receipt.WAITING),
        (timedelta(minutes=11), Receipt.NOT_OURS),
    ],
)
async def test_only_what_can_be_a_reply_to_what_is_on_its_way_waits(
    store: Store, off: timedelta, receipt: Receipt
) -> None:
    await send(store)
    answer = replace(said("Quick!"), root_at=NOON + off)
    assert await receive(store, answer) == [receipt]
    assert await receive(store, replace(edited(answer, "Quickly!"), root_at=NOON + off)) == [receipt]


@pytest.mark.parametrize("start", [send, _unclear])
async def test_what_was_taken_back_elsewhere_is_not_remembered_while_a_prompt_is_on_its_way(
    store: Store, start: Callable[[Store], Awaitable[DeliveryId]]
) -> None:
    await start(store)
    elsewhere, quick = said(message="m1", root="r1"), said(message="m2", root="r2")
    gone = replace(withdrawn(elsewhere, root="r1"), root_at=NOON - timedelta(days=1))
    assert await receive(store, gone) == [Receipt.NOT_OURS]
    assert await receive(store, replace(withdrawn(quick, root="r2"), root_at=NOON)) == [Receipt.KEPT]
    assert await receive(store, replace(withdrawn(quick, root="r2"), root_at=None)) == [Receipt.KNOWN]


async def test_how_many_have_answered_one_prompt_is_told_at_any_time(store: Store) -> None:
    delivery = await post(store, OAKFIELD)
    assert await store.outbox.reflected(delivery) == 0
    first, private = said(message="m1"), replace(said(message="m2", by=cast.DEV), boxed=True, private=True)
    await receive(store, first, said(message="m3"), private, said(message="m4", by=cast.LEWIS))
    assert await store.outbox.reflected(delivery) == 2
    await receive(store, withdrawn(first), withdrawn(said(message="m3")))
    assert await store.outbox.reflected(delivery) == 1


async def test_a_reply_whose_root_stands_by_now_is_kept_whenever_that_was_written(store: Store) -> None:
    await post(store)
    assert await receive(store, replace(said(), root_at=NOON - timedelta(days=1))) == [Receipt.KEPT]


async def test_what_was_put_back_may_be_what_an_earlier_attempt_left(store: Store) -> None:
    delivery = await send(store)
    later = NOON + timedelta(hours=1)
    assert await store.outbox.settle(delivery, Settlement(state=State.DUE, not_before=later), by=US)
    await store.outbox.claim(by=US, now=later, lease=MINUTE, limit=1)
    early, never = (
        replace(said(message=f"m{at}"), root_at=NOON + at * MINUTE, root=f"r{at}") for at in (1, -6)
    )
    assert await receive(store, early, never) == [Receipt.NOT_OURS, Receipt.NOT_OURS]
    assert await store.outbox.begin(delivery, by=US, now=later)
    assert await receive(store, early, never) == [Receipt.WAITING, Receipt.NOT_OURS]


async def test_nothing_that_has_not_begun_can_be_what_people_answer(store: Store) -> None:
    earlier = await send(store, on=TUESDAY - timedelta(weeks=1))
    assert await store.outbox.settle(earlier, Settlement(state=State.DUE, not_before=NOON), by=US)
    (claimed,) = await store.outbox.claim(by=US, now=NOON, lease=MINUTE, limit=1)
    assert await receive(store, replace(said("Quick!"), root_at=NOON)) == [Receipt.NOT_OURS]
    assert await store.outbox.begin(claimed.id, by=US, now=NOON)
    assert await receive(store, replace(said("Quick!"), root_at=NOON)) == [Receipt.WAITING]


async def test_what_waits_is_the_same_again_when_it_is_taken_in(store: Store) -> None:
    delivery = await send(store)
    answer = replace(said("First."), root_at=NOON)
    assert (
        await receive(store, answer, replace(edited(answer, "Second."), root_at=NOON))
        == [Receipt.WAITING] * 2
    )
    await settle(store, delivery, root="root")
    assert await texts(store) == ["Second."]


async def _take(
    store: Store,
    *,
    limit: int = 10,
    platforms: Sequence[str] = (cast.PLATFORM,),
    quiet_since: datetime = NOON + timedelta(days=1),
    overdue_since: datetime = NOON - timedelta(days=14),
) -> list[tuple[DeliveryId, int]]:
    return list(
        await store.outbox.take_to_count(
            platforms=platforms,
            posted_since=NOON - timedelta(days=14),
            quiet_since=quiet_since,
            overdue_since=overdue_since,
            limit=limit,
        )
    )


async def test_people_are_counted_once_each_and_not_again_before_that_changes(store: Store) -> None:
    delivery = await post(store)
    assert await _take(store) == []
    await receive(store, said(), said(message="m2"))
    assert await _take(store) == [(delivery, 1)]
    assert await _take(store) == []
    await receive(store, said(message="m3"))
    assert await _take(store) == []
    await receive(store, said(message="m4", by=cast.OLIVE))
    assert await _take(store) == [(delivery, 2)]


async def test_where_somebody_has_just_said_anything_nobody_is_counted_yet(store: Store) -> None:
    delivery = await post(store)
    first = said()
    private = replace(
        said(message="m2", by=cast.OLIVE), said_at=first.said_at + MINUTE, boxed=True, private=True
    )
    taken_back = replace(said(message="m3", by=cast.OLIVE), said_at=first.said_at + 2 * MINUTE)
    await receive(store, first, private, taken_back, withdrawn(taken_back))
    assert await _take(store, quiet_since=first.said_at) == []
    assert await _take(store, quiet_since=taken_back.said_at) == []
    just_after = taken_back.said_at + timedelta(milliseconds=1)
    assert await _take(store, quiet_since=just_after) == [(delivery, 1)]


async def test_whoever_has_waited_long_is_counted_although_others_go_on(store: Store) -> None:
    delivery = await post(store)
    first = said()
    second = replace(said(message="m2", by=cast.OLIVE), said_at=first.said_at + MINUTE)
    await receive(store, first, second)
    assert await _take(store, quiet_since=NOON, overdue_since=first.said_at) == []
    assert await _take(store, quiet_since=first.said_at, overdue_since=second.said_at) == [(delivery, 2)]
    third = replace(said(message="m3", by=cast.DEV), said_at=first.said_at + 2 * MINUTE)
    await receive(store, third)
    assert await _take(store, quiet_since=first.said_at, overdue_since=third.said_at) == []
    later = third.said_at + MINUTE
    assert await _take(store, quiet_since=first.said_at, overdue_since=later) == [(delivery, 3)]


async def test_what_is_counted_down_or_anew_waits_until_it_is_quiet(store: Store) -> None:
    delivery = await post(store)
    await receive(store, said(), said(message="m2", by=cast.OLIVE))
    assert await _take(store) == [(delivery, 2)]
    await receive(store, withdrawn(said()))
    assert await _take(store, quiet_since=NOON) == []
    await store.outbox.count_again(delivery)
    assert await _take(store, quiet_since=NOON) == []
    assert await _take(store) == [(delivery, 1)]


async def test_private_answers_are_left_out(store: Store) -> None:
    delivery = await post(store)
    await receive(store, replace(said(), boxed=True, private=True), said(message="m2", by=cast.OLIVE))
    assert await _take(store) == [(delivery, 1)]


async def test_what_was_taken_back_is_counted_down(store: Store) -> None:
    delivery = await post(store)
    await receive(store, said())
    assert await _take(store) == [(delivery, 1)]
    await receive(store, withdrawn(said()))
    assert await _take(store) == [(delivery, 0)]
    assert await _take(store) == []


async def test_what_is_to_be_counted_again_is_even_if_the_number_is_nought(store: Store) -> None:
    delivery = await post(store)
    await store.outbox.count_again(delivery)
    assert await _take(store) == [(delivery, 0)]
    assert await _take(store) == []


async def test_those_furthest_behind_come_first_and_those_to_be_counted_again_last(store: Store) -> None:
    first, second, third = [
        await post(store, each) for each in (OAKFIELD, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS)
    ]
    await store.outbox.count_again(first)
    await receive(store, said(message="a"), said(message="b", by=cast.OLIVE))
    await receive(store, said(channel=cast.MILLBROOK_LEADERS))
    for number, who in enumerate((cast.HANA, cast.OLIVE)):
        await receive(store, said(channel=cast.HARBOUR_LEADERS, by=who, message=f"h{number}"))
    assert await _take(store, limit=1) == [(third, 2)]
    assert await _take(store) == [(second, 1), (first, 2)]


async def test_neither_old_nor_closed_nor_other_platforms_prompts_are_counted(store: Store) -> None:
    old = await send(store, on=TUESDAY - timedelta(weeks=4))
    ages_ago = replace(POSTED, root="old", posted_at=NOON - timedelta(days=15))
    assert await store.outbox.settle(old, ages_ago, by=US)
    await receive(store, said(root="old", message="o1"))
    assert await _take(store) == []
    delivery = await post(store)
    await receive(store, said())
    assert await _take(store, platforms=["slack"]) == []
    await store.outbox.close_channel(OAKFIELD.id, because="It was archived.")
    assert await _take(store) == []
    await store.outbox.close_channel(OAKFIELD.id, because=None)
    assert await _take(store) == [(delivery, 1)]


async def test_two_processes_never_take_the_same_number(store: Store, other_store: Store) -> None:
    channels = (OAKFIELD, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS)
    deliveries = {await post(store, each) for each in channels}
    for each in channels:
        await receive(store, said(channel=each))
    turns = [_take(each, limit=2) for each in (store, other_store, store, other_store)]
    taken = list(chain(*await asyncio.gather(*turns))) + await _take(store)
    assert sorted(taken) == sorted((delivery, 1) for delivery in deliveries)
