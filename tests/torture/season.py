"""A season of deaths: processes are born and killed while prompts fall due and people answer, and then all is judged."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from signal import SIGKILL, SIGTERM, SIGUSR1

from adapters.store.sql_store import SqlStore
from tests.torture import plan
from tests.torture.judge import Verdict, count, judge, unsettled
from tests.torture.nursery import Nursery
from tests.torture.order import IN_A_COMMIT, POINTS, Order
from tests.torture.people import Diary, Person, free_port

AT_RANDOM = "at random"
LIFE = 4.0
"""Seconds that a process gets to reach its point before it is killed wherever it is."""
LONG_LIFE = 15.0
"""The same in a short season, which is to come to every point of its own also on a busy machine."""
OVER = 90.0
"""Seconds in which everything must have come to its end once nobody is killed any more."""
LOOK = 0.2
STOPS = 20.0

PATIENT = Order(database="", data="", port=0, log="", lease=1.8, post_timeout=0.5, settling=1.0)
"""Where others look on, a process that a busy machine lets stand still must not be taken for dead."""


@dataclass(slots=True, kw_only=True)
class Season:
    """One database, one or two processes at a time, and everybody around them. The first prompt is due after `first`."""

    database: str
    folder: Path
    nurseries: Sequence[Nursery]
    dice: Random
    programmes: int
    order: Order | None = None
    first: timedelta = timedelta(seconds=0.6)
    diary: Diary = field(default_factory=Diary)
    deaths: Counter[str] = field(default_factory=Counter)
    owed: Sequence[tuple[str, str]] = ()
    doors: Sequence[int] = ()
    patience: float = LIFE

    @property
    def logs(self) -> list[Path]:
        """Where the processes write."""
        return [self.folder / f"{number}.log" for number in range(len(self.nurseries))]

    def life(self, number: int = 0, **changes: object) -> Order:
        """The next life of that one of the processes."""
        settled: dict[str, object] = {
            "database": self.database,
            "data": str(self.folder / "data"),
            "port": self.doors[number],
            "log": str(self.logs[number]),
            "seed": self.dice.randrange(1 << 30),
        }
        base = self.order or Order(database="", data="", port=0, log="")
        return base.with_(**{**settled, **changes})

    @asynccontextmanager
    async def begun(self, *, people: Sequence[str] = plan.PEOPLE) -> AsyncIterator[None]:
        """The trust is set up, its first prompt is due in a moment, and people are at the door until the block ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.doors = [free_port() for _ in self.nurseries]
        store = await SqlStore.open(self.database)
        try:
            found = plan.charter(datetime.now(UTC) + self.first, programmes=self.programmes)
            await store.directory.establish(found)
        finally:
            await store.close()
        self.owed = plan.owed(found)
        stopping = asyncio.Event()
        living = [
            Person(
                name,
                doors=self.doors,
                rooms=plan.ROOMS,
                diary=self.diary,
                dice=Random(self.dice.random()),  # noqa: S311 - dice, to be thrown the same way again
            )
            for name in people
        ]
        async with asyncio.TaskGroup() as group:
            for person in living:
                group.create_task(person.live(stopping))
            try:
                yield
            finally:
                stopping.set()

    async def die(self, number: int = 0, *, point: str | None, nth: int = 1) -> None:
        """One life, ended at that point, or at no point in particular if it is None, or if that is not reached in time."""
        nursery = self.nurseries[number]
        await nursery.bear(self.life(number, point=point, nth=nth))
        status = await nursery.ended(within=self.patience if point else self.dice.uniform(0.05, 1.2))
        where = point or AT_RANDOM
        if status is None:
            status, where = await nursery.kill(), AT_RANDOM
        assert status == -SIGKILL, f"it ended by itself ({status}): see {self.logs[number]}"
        self.deaths[where] += 1

    async def survive(self) -> None:
        """Everybody lives until nothing is under way any more."""
        for number, nursery in enumerate(self.nurseries):
            await nursery.bear(self.life(number))
        for door in self.doors:
            await asyncio.to_thread(_open, door)
        await self.settled()

    async def settled(self) -> None:
        """Nothing is under way any more."""
        loop = asyncio.get_running_loop()
        enough = loop.time() + OVER
        board = self.order.board if self.order else None
        while loop.time() < enough:
            if not await asyncio.to_thread(unsettled, self.database, owed=len(self.owed), board=board):
                return
            await asyncio.sleep(LOOK)
        # The judge says what it was.

    async def until(self, statement: str, *, at_least: int = 1, board: bool = False) -> None:
        """That count in the database (or in the board's own) has come so far."""
        apart = self.order.board if board and self.order else None
        loop = asyncio.get_running_loop()
        enough = loop.time() + OVER
        while await asyncio.to_thread(count, apart or self.database, statement) < at_least:
            assert loop.time() < enough, f"{statement}: not {at_least} within {OVER} s"
            await asyncio.sleep(LOOK)

    async def stop(self) -> float:
        """Everybody is told to stop, and stops; returns after how many seconds."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for nursery in self.nurseries:
            nursery.send(SIGTERM)
        for number, nursery in enumerate(self.nurseries):
            status = await nursery.ended(within=STOPS)
            if status is None:
                nursery.send(SIGUSR1)
            assert status == 0, f"SIGTERM ended it with {status}: see {self.logs[number]}"
        return loop.time() - began

    def verdict(self) -> Verdict:
        """What came of it."""
        board = self.order.board if self.order else None
        return judge(self.database, owed=self.owed, diary=self.diary, logs=self.logs, board=board)


def _open(door: int) -> None:
    """Returns once somebody answers there."""
    enough = time.monotonic() + OVER
    while True:
        try:
            socket.create_connection(("127.0.0.1", door), timeout=1).close()
        except OSError:
            assert time.monotonic() < enough, f"nobody answers at {door}"
            time.sleep(0.02)  # a look at another process, which tells nobody when it is ready
        else:
            return


async def endure(season: Season, *, kills: int) -> Verdict:
    """So many deaths, at named points and at random in turn, and then a life in which all comes to its end."""
    points = iter(_points(season.dice, kills))
    if kills <= len(CRUCIAL):
        season.patience = LONG_LIFE

    async def one(number: int) -> None:
        for point in points:
            nth = season.dice.randint(1, 4) if point in OFTEN else 1
            await season.die(number, point=point, nth=nth)

    async with season.begun():
        async with asyncio.TaskGroup() as group:
            for number in range(len(season.nurseries)):
                group.create_task(one(number))
        await season.survive()
    # People have finished what they had begun meanwhile: it may still be on its way into the log.
    await season.settled()
    await season.stop()
    return season.verdict()


OFTEN = frozenset(
    {
        *(
            point
            for point in POINTS
            if point.endswith(("post", "begin", "settle", "receive", "taken", "untaken", "say"))
        ),
        IN_A_COMMIT,
    }
)
"""Points that a process passes many times in a life."""
CRUCIAL = (
    "after platform.post",
    "before platform.post",
    "after outbox.claim",
    "after board.say",
    "after inbox.receive",
    IN_A_COMMIT,
    "after outbox.begin",
    "before outbox.plan",
    "after platform.find",
    "after outbox.settle",
    "after outbox.claim_unclear",
)
"""What even a short season goes through."""


def _points(dice: Random, kills: int) -> list[str | None]:
    """The crucial points alone in a short season; else two at a point for each one at random, the crucial points first."""
    named = list(CRUCIAL)
    if kills <= len(named):
        return list(named[:kills])
    while len(named) < kills:
        every = [*POINTS, IN_A_COMMIT]
        dice.shuffle(every)
        named += every
    rest = iter(named)
    return [None if number % 3 == 2 else next(rest) for number in range(kills)]
