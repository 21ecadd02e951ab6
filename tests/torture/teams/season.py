"""A season of deaths on Teams: the double stays, the program dies, Teams itself misbehaves, and then all is judged."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from signal import SIGKILL

from adapters.store import lock
from adapters.store.engine import sqlite_file
from adapters.store.sql_store import SqlStore
from adapters.teams.references import References
from scheduler.clock import SystemClock
from tests.adapters.teams.connected import introduce
from tests.adapters.teams.double import Teams
from tests.torture import plan as local_plan
from tests.torture.judge import count
from tests.torture.order import Order
from tests.torture.people import free_port
from tests.torture.season import AT_RANDOM, LIFE, LOOK, OVER, Season
from tests.torture.teams import plan
from tests.torture.teams.deciding import Decider
from tests.torture.teams.delivering import Wire
from tests.torture.teams.diary import Diary
from tests.torture.teams.judge import TeamsVerdict, judge
from tests.torture.teams.people import Colleague
from tests.torture.teams.points import ACCEPTED, OFTEN, points_for
from tests.torture.teams.seen import There
from tests.torture.teams.trouble import CHANGING, WAYS

QUICK = Order(database="", data="", port=0, log="", lease=2.0, post_timeout=0.7, settling=0.5)
PATIENT = QUICK.with_(lease=3.0, post_timeout=0.8, settling=1.0)
"""Where others look on, a process that a busy machine lets stand still must not be taken for dead."""


@dataclass(slots=True, kw_only=True)
class TeamsSeason(Season):
    """One database, one or two processes at a time, and a tenant in which people go on talking.

    With `trouble` Teams fails now and then; with `gaps` it leaves things out.
    """

    teams: Teams
    trouble: bool = True
    gaps: bool = True
    days: Diary = field(default_factory=Diary)
    met: int = 0
    wire: Wire = field(init=False)

    def life(self, number: int = 0, **changes: object) -> Order:
        """The next life of that one of the processes."""
        return Season.life(self, number, teams=plan.TENANT, **changes)

    @asynccontextmanager
    async def begun(self, *, people: Sequence[str] = plan.PEOPLE) -> AsyncIterator[None]:
        """The trust is set up, its first prompt is due in a moment, and people are at it until the block ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.order = self.order or QUICK
        self.doors = [free_port() for _ in self.nurseries]
        self.wire = Wire(doors=self.doors, dice=self._dice())
        plan.settle_in(self.teams)
        store = await self._beside()
        try:
            found = plan.charter(datetime.now(UTC) + self.first, programmes=self.programmes)
            await store.directory.establish(found)
            await introduce(self.teams, References(store.installations, clock=SystemClock()))
            self.owed = local_plan.owed(found)
            async with self._lived_in(store, people=people):
                yield
            await self.wire.delivered()
            # What was put off, as one of the broken variants does, is done before it is asked what is left.
            await asyncio.sleep(self.order.settling)
            await self._decided(store)
        finally:
            await self.wire.close()
            await store.close()

    async def _beside(self) -> SqlStore:
        """The store, for whoever decides: in life they press a button of the program, which has the file to itself."""
        file = sqlite_file(self.database)
        store = await SqlStore.open(self.database)
        if file is not None:
            import fcntl  # noqa: PLC0415 - there is none on Windows, where this is collected and not run

            held, _ = lock._held[Path(f"{file}.lock")]
            fcntl.flock(held, fcntl.LOCK_UN)
        return store

    @asynccontextmanager
    async def _lived_in(self, store: SqlStore, *, people: Sequence[str]) -> AsyncIterator[None]:
        stopping, there = asyncio.Event(), There(self.teams)
        async with asyncio.TaskGroup() as group:
            for user in people:
                colleague = Colleague(
                    user=user,
                    there=there,
                    wire=self.wire,
                    diary=self.days,
                    dice=self._dice(),
                    gaps=self.gaps,
                )
                group.create_task(colleague.live(stopping))
            around = [group.create_task(self._deciding(store))]
            around += [group.create_task(self._troubled())] if self.trouble else []
            try:
                yield
            finally:
                stopping.set()
                for task in around:
                    task.cancel()

    async def die(self, number: int = 0, *, point: str | None, nth: int = 1) -> None:
        """One life, ended at that point, or at no point in particular if it is None."""
        if point is None or not point.startswith(ACCEPTED):
            await Season.die(self, number, point=point, nth=nth)
            return
        nursery, what = self.nurseries[number], point.removeprefix(ACCEPTED)
        struck = False

        async def strike() -> None:
            nonlocal struck
            struck = True
            nursery.send(SIGKILL)

        await nursery.bear(self.life(number))
        self.teams.before_answering(what, strike)
        status = await nursery.ended(within=LIFE)
        self.teams._hooks.pop(what, None)
        if status is None:
            status = await nursery.kill()
        assert status == -SIGKILL, f"it ended by itself ({status}): see {self.logs[number]}"
        self.deaths[point if struck else AT_RANDOM] += 1

    async def survive(self) -> None:
        """Everybody lives, until every prompt has come to its end; people go on talking all the while."""
        for number, nursery in enumerate(self.nurseries):
            await nursery.bear(self.life(number))
        await Season.settled(self)

    async def settled(self) -> None:
        """Nothing is under way any more."""
        await self._until_settled(None)

    def verdict(self) -> TeamsVerdict:
        """What came of it."""
        met = self.met - sum(map(len, self.teams._scripts.values()))
        return judge(self.database, self.teams, owed=self.owed, diary=self.days, logs=self.logs, troubles=met)

    async def _decided(self, store: SqlStore) -> None:
        """What nobody else can settle has been settled by a person, and nothing is under way any more."""
        await self._until_settled(self._decider(store))

    async def _until_settled(self, decider: Decider | None) -> None:
        enough = asyncio.get_running_loop().time() + OVER
        while asyncio.get_running_loop().time() < enough:
            if decider is not None:
                await decider.look(share=1)
            if not await asyncio.to_thread(_under_way, self.database, owed=len(self.owed)):
                return
            await asyncio.sleep(LOOK)
        # The judge says what it was.

    async def _deciding(self, store: SqlStore) -> None:
        decider = self._decider(store)
        while True:
            await asyncio.sleep(1.0)
            await decider.look(share=0.3)

    def _decider(self, store: SqlStore) -> Decider:
        there = There(self.teams)
        return Decider(database=self.database, store=store, there=there, diary=self.days, dice=self._dice())

    async def _troubled(self) -> None:
        """Teams fails in every way that it knows, at any time."""
        dice, waiting = self._dice(), self.teams._scripts
        while True:
            await asyncio.sleep(dice.uniform(0.05, 0.5))
            what = dice.choice(CHANGING)
            if not waiting[what]:
                self.teams.script(what, dice.choice(WAYS))
                self.met += 1

    def _dice(self) -> Random:
        return Random(self.dice.random())  # noqa: S311 - dice, to be thrown the same way again


def _under_way(database: str, *, owed: int) -> int:
    """How much is: rows to come, rows without an end, answers to be shown, people to be counted."""
    ended = count(
        database, "SELECT count(*) FROM deliveries WHERE state NOT IN ('due', 'sending', 'uncertain')"
    )
    owing = count(database, "SELECT count(*) FROM echoes WHERE owed")
    uncounted = count(
        database,
        "SELECT count(*) FROM deliveries WHERE state = 'posted' AND counted IS DISTINCT FROM "
        "(SELECT count(DISTINCT author) FROM reflections WHERE delivery = deliveries.id "
        "AND withdrawn_at IS NULL AND NOT private)",
    )
    return owed - ended + owing + uncounted


async def endure(season: TeamsSeason, *, kills: int) -> TeamsVerdict:
    """So many deaths, at named points and at random in turn, and then a life in which all comes to its end."""
    points = iter(points_for(season.dice, kills))

    async def one(number: int) -> None:
        for point in points:
            await season.die(number, point=point, nth=season.dice.randint(1, 4) if point in OFTEN else 1)

    async with season.begun():
        async with asyncio.TaskGroup() as group:
            for number in range(len(season.nurseries)):
                group.create_task(one(number))
        await season.survive()
    await season.stop()
    return season.verdict()
