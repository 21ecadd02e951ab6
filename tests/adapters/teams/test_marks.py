"""The last that was said stands, whatever is said late, again, at once, or by another process."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.marks import Marks
from bot.ports.store import StoreUnavailable
from tests.fakes.installations import FakeInstallations
from tests.fakes.memory import Memory

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
TEAM = "tenant/19:team@thread.tacv2"


def minutes(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def marks(memory: Memory) -> Marks:
    return Marks(FakeInstallations(memory))


async def test_nothing_is_known_at_first(marks: Marks) -> None:
    assert await marks.of(TEAM) == {}


async def test_what_is_said_stands_and_tells_what_stood_before(marks: Marks) -> None:
    assert await marks.take(TEAM, {"out": "yes", "name": "Old name"}, at=NOON) == {"out": "", "name": ""}
    assert await marks.take(TEAM, {"name": "New name"}, at=minutes(1)) == {"name": "Old name"}
    assert await marks.of(TEAM) == {"out": "yes", "name": "New name"}


async def test_what_is_said_late_changes_nothing_of_it_and_all_else(marks: Marks) -> None:
    await marks.take(TEAM, {"out": ""}, at=minutes(2))

    assert await marks.take(TEAM, {"out": "yes", "archived": "yes"}, at=minutes(1)) == {"archived": ""}
    assert await marks.of(TEAM) == {"out": "", "archived": "yes"}


async def test_what_is_said_twice_is_taken_twice_and_written_once(marks: Marks, memory: Memory) -> None:
    for _ in range(2):
        assert "out" in await marks.take(TEAM, {"out": "yes"}, at=NOON)
    assert memory.calls.count("installations.keep") == 1


async def test_nobody_loses_a_mark_when_several_are_said_at_once(marks: Marks) -> None:
    said = {f"19:{number} name": f"Channel {number}" for number in range(20)}
    await asyncio.gather(*(marks.take(TEAM, {key: word}, at=NOON) for key, word in said.items()))
    assert await marks.of(TEAM) == said


async def test_another_process_knows_it_and_each_team_has_its_own(marks: Marks, memory: Memory) -> None:
    await marks.take(TEAM, {"out": "yes"}, at=minutes(1))

    another = Marks(FakeInstallations(memory))
    assert await another.take(TEAM, {"out": ""}, at=NOON) == {}
    assert await another.of(TEAM) == {"out": "yes"}
    assert await another.of("tenant/19:another@thread.tacv2") == {}


async def test_what_could_not_be_kept_is_taken_when_it_is_said_again(marks: Marks, memory: Memory) -> None:
    memory.away = True
    with pytest.raises(StoreUnavailable):
        await marks.take(TEAM, {"out": "yes"}, at=NOON)
    memory.away = False

    assert await marks.take(TEAM, {"out": "yes"}, at=NOON) == {"out": ""}
    assert await marks.of(TEAM) == {"out": "yes"}


@given(words=st.lists(st.text(max_size=20), min_size=3, max_size=3, unique=True))
def test_in_whatever_order_it_is_said_the_last_word_stands(words: list[str]) -> None:
    async def last(order: tuple[int, ...]) -> object:
        marks = Marks(FakeInstallations(Memory()))
        for place in order:
            await marks.take(TEAM, {"name": words[place]}, at=minutes(place))
        return (await marks.of(TEAM))["name"]

    assert {asyncio.run(last(order)) for order in permutations(range(3))} == {words[-1]}
