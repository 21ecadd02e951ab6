"""Two processes on one PostgreSQL take in what belongs together at the same moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from adapters.store.sql_store import SqlStore
from bot.domain.happenings import Happening
from bot.ports.inbox import Receipt
from bot.ports.log import LogFilter
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import (
    EVERYTHING,
    MINUTE,
    NOON,
    STRANGER,
    TUESDAY,
    edited,
    post,
    read,
    said,
    send,
    settle,
    withdrawn,
)

pytestmark = pytest.mark.postgres
ROUNDS = 25
Two = tuple[Store, Store]


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[Two]:
    async with AsyncExitStack() as opened:
        stores = []
        for _ in range(2):
            store = await SqlStore.open(postgres_url)
            opened.push_async_callback(store.close)
            stores.append(store)
        await stores[0].directory.establish(cast.ashgrove())
        yield stores[0], stores[1]


async def _at_once(two: Two, one: Happening, other: Happening) -> set[Receipt]:
    return set(
        await asyncio.gather(
            two[0].inbox.receive(one, at=NOON, entropy=1), two[1].inbox.receive(other, at=NOON, entropy=1)
        )
    )


async def test_the_same_answer_is_kept_by_one_of_them(two: Two) -> None:
    await post(two[0])
    for number in range(ROUNDS):
        answer = said(message=f"m{number}")
        assert await _at_once(two, answer, answer) == {Receipt.KEPT, Receipt.KNOWN}
    assert len(await read(two[1])) == ROUNDS


async def test_two_answers_with_the_same_number_are_both_kept(two: Two) -> None:
    await post(two[0])
    for number in range(ROUNDS):
        assert await _at_once(two, said(message=f"a{number}"), said(message=f"b{number}")) == {Receipt.KEPT}
    assert len({line.reflection.id for line in await read(two[1])}) == 2 * ROUNDS


async def test_somebody_new_becomes_one_member(two: Two) -> None:
    await post(two[0])
    for number in range(ROUNDS):
        stranger = type(STRANGER)(platform=cast.PLATFORM, id=f"U{number}", name=f"New {number}")
        one, other = said(message=f"a{number}", by=stranger), said(message=f"b{number}", by=stranger)
        assert await _at_once(two, one, other) == {Receipt.KEPT}
    charter = await two[0].directory.charter(cast.ASHGROVE.id)
    assert charter is not None
    assert len(charter.members) == len(cast.ashgrove().members) + ROUNDS


async def test_an_answer_and_its_withdrawal_never_leave_its_words_behind(two: Two) -> None:
    await post(two[0])
    for number in range(ROUNDS):
        answer = said(message=f"m{number}")
        both: list[Happening] = [answer, withdrawn(answer, root=None)]
        await _at_once(two, *(both if number % 2 else both[::-1]))
        assert await read(two[0]) == []


async def test_of_two_edits_the_later_wins(two: Two) -> None:
    await post(two[0])
    for number in range(ROUNDS):
        answer = said("One.", message=f"m{number}", at=NOON + number * MINUTE)
        older, newer = (
            edited(answer, "Two.", edit="e1"),
            edited(answer, "Three.", edit="e2", after=2 * MINUTE),
        )
        if number % 2:
            await two[0].inbox.receive(answer, at=NOON, entropy=1)
        await _at_once(two, *((older, newer) if number % 4 < 2 else (newer, older)))
        [newest] = await two[1].log.page(EVERYTHING, filters=LogFilter(), before=None, limit=1)
        assert newest.reflection.text == "Three."


async def test_an_answer_in_the_moment_its_prompt_is_settled_is_not_lost(two: Two) -> None:
    for number in range(ROUNDS):
        delivery = await send(two[0], on=TUESDAY + timedelta(days=number))
        root = f"root-{number}"
        answer = said(f"Answer {number}.", message=f"m{number}", root=root)
        await asyncio.gather(
            settle(two[0], delivery, root=root), two[1].inbox.receive(answer, at=NOON, entropy=number)
        )
        [line] = await two[0].log.thread(EVERYTHING, delivery=delivery)
        assert line.reflection.text == f"Answer {number}."
