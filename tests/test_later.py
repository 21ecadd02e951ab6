"""What can wait is done soon and in its turn, never keeps us from stopping, and its failing costs nothing."""

import asyncio
import io

from bot.later import Later


class Deeds:
    """Things to do that can be held up."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.going = 0
        self.most = 0
        self.free = asyncio.Event()
        self.three_going = asyncio.Event()

    async def deed(self, number: int) -> None:
        self.going += 1
        self.most = max(self.most, self.going)
        if self.going == 3:
            self.three_going.set()
        await self.free.wait()
        self.going -= 1
        self.done.append(number)


async def test_what_was_put_off_is_done_by_the_time_it_is_drained() -> None:
    later, deeds = Later(), Deeds()
    deeds.free.set()
    for number in range(20):
        later(deeds.deed(number))
    await later.drained(within=5)
    assert sorted(deeds.done) == list(range(20))


async def test_only_so_many_are_done_at_once() -> None:
    later, deeds = Later(at_once=3), Deeds()
    for number in range(10):
        later(deeds.deed(number))
    async with asyncio.timeout(30):
        await deeds.three_going.wait()
    deeds.free.set()
    await later.drained(within=5)
    assert (deeds.most, len(deeds.done)) == (3, 10)


async def test_beyond_a_bound_nothing_more_is_put_off(written: io.StringIO) -> None:
    later, deeds = Later(most=2), Deeds()
    for number in range(4):
        later(deeds.deed(number))
    deeds.free.set()
    await later.drained(within=5)
    assert deeds.done == [0, 1]
    assert written.getvalue().count("later.left_undone") == 2


async def test_what_hangs_is_given_up_and_what_never_began_as_well() -> None:
    later, deeds = Later(at_once=1), Deeds()
    for number in range(3):
        later(deeds.deed(number))
    async with asyncio.timeout(30):
        await later.drained(within=0)
    assert deeds.done == []


async def test_what_fails_is_one_line_and_stops_nothing(written: io.StringIO) -> None:
    async def fails() -> None:
        raise RuntimeError("CANARY-2357")

    later, deeds = Later(), Deeds()
    deeds.free.set()
    later(fails())
    later(deeds.deed(1))
    await later.drained(within=5)
    assert deeds.done == [1]
    assert written.getvalue().count("later.courtesy_failed") == 1
    assert "CANARY" not in written.getvalue()


async def test_draining_with_nothing_to_do_returns_at_once() -> None:
    async with asyncio.timeout(30):
        await Later().drained(within=60)
