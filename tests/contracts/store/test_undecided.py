"""What every outbox promises of deliveries that only a person can decide: their channels' owners hear of each once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import chain

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId, State
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import MINUTE, NOON, TUESDAY, US, post, send

GIVEN_UP = Settlement(state=State.UNCERTAIN, reason="Only a person can tell.")
LOOKED_INTO = replace(GIVEN_UP, not_before=NOON + MINUTE)
CHANNELS = (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS)


async def _given_up(store: Store, channel: Channel = cast.OAKFIELD_LEADERS) -> DeliveryId:
    delivery = await send(store, channel)
    assert await store.outbox.settle(delivery, GIVEN_UP, by=US)
    return delivery


async def _taken(store: Store, *, limit: int = 9) -> list[str]:
    return list(await store.outbox.take_undecided(limit=limit))


async def test_what_only_a_person_can_tell_is_taken_once(store: Store) -> None:
    delivery = await _given_up(store)
    owed = await store.outbox.owed(delivery)
    assert owed is not None
    assert owed.delivery.needs_a_person
    assert await _taken(store) == [delivery]
    assert await _taken(store) == []


async def test_nothing_else_is_taken(store: Store) -> None:
    sending = await send(store)
    await post(store, cast.MILLBROOK_LEADERS)
    assert await _taken(store) == []
    assert await store.outbox.settle(sending, LOOKED_INTO, by=US)
    assert await _taken(store) == []
    later = NOON + MINUTE
    assert await store.outbox.claim_unclear(by=US, now=later, lease=MINUTE, limit=9)
    assert await _taken(store) == []
    await store.outbox.undecided_again(sending)
    assert await _taken(store) == []
    assert await store.outbox.settle(sending, GIVEN_UP, by=US)
    assert await _taken(store) == [sending]


async def test_what_people_were_seen_under_before_needs_nobody(store: Store) -> None:
    delivery = await _given_up(store)
    channel = cast.OAKFIELD_LEADERS
    root = MessageRef(platform=channel.platform, address=channel.address, id="root")
    assert await store.outbox.witnessed(delivery, root=root, posted_at=NOON)
    assert await _taken(store) == []
    await store.outbox.undecided_again(delivery)
    assert await _taken(store) == []


async def test_what_a_person_decided_before_needs_nobody_until_it_is_unclear_again(store: Store) -> None:
    delivery = await _given_up(store)
    due = Settlement(state=State.DUE, not_before=NOON)
    assert await store.outbox.decide(delivery, due, trust=cast.ASHGROVE.id)
    assert await _taken(store) == []
    assert await store.outbox.claim(by=US, now=NOON, lease=MINUTE, limit=9)
    assert await store.outbox.settle(delivery, GIVEN_UP, by=US)
    assert await _taken(store) == [delivery]


async def test_whoever_could_not_be_told_of_it_is_tried_again(store: Store) -> None:
    first, second = [await _given_up(store, channel) for channel in CHANNELS[:2]]
    assert sorted([*await _taken(store, limit=1), *await _taken(store, limit=1)]) == sorted([first, second])
    await store.outbox.undecided_again(second)
    assert await _taken(store) == [second]
    await store.outbox.undecided_again(DeliveryId("none"))
    assert await _taken(store) == []


async def test_two_processes_never_tell_of_the_same(store: Store, other_store: Store) -> None:
    rows = [await _given_up(store, channel) for channel in CHANNELS]
    turns = [_taken(each, limit=2) for each in (store, other_store)]
    told = [*chain(*await asyncio.gather(*turns)), *await _taken(store)]
    assert sorted(told) == sorted(rows)


async def test_what_was_planned_anew_needs_nobody(store: Store) -> None:
    await _given_up(store)
    await _taken(store)
    await send(store, on=TUESDAY + timedelta(weeks=1))
    assert await _taken(store) == []
