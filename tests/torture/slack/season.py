"""A season of deaths on Slack: the double stays, the program dies, Slack itself misbehaves, and then all is judged."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from signal import SIGKILL

from adapters.store.sql_store import SqlStore
from tests.adapters.slack.double import Slack
from tests.torture.judge import count
from tests.torture.order import IN_A_COMMIT, Order
from tests.torture.people import free_port
from tests.torture.season import AT_RANDOM, LIFE, LOOK, OVER, Season
from tests.torture.slack import plan
from tests.torture.slack.delivering import Wire
from tests.torture.slack.diary import Diary
from tests.torture.slack.judge import SlackVerdict, judge
from tests.torture.slack.people import Colleague
from tests.torture.slack.trouble import CHANGING, LOOKING, gap, ways

QUICK = Order(database="", data="", port=0, log="", lease=2.0, post_timeout=0.7, settling=0.5)
PATIENT = QUICK.with_(lease=3.0, post_timeout=0.8, settling=1.0)
"""Where others look on, a process that a busy machine lets stand still must not be taken for dead."""

POINTS = tuple(
    f"{side} {port}.{method}"
    for port, methods in {
        "outbox": ("plan", "claim", "begin", "settle", "claim_unclear", "take_to_sweep"),
        "platform": ("post", "find", "show", "replies", "acknowledge"),
        "inbox": ("receive", "heard_in"),
        "echoes": ("claim", "shown"),
        "store": ("beat",),
    }.items()
    for method in methods
    for side in ("before", "after")
)
"""Where a process can be told to die."""
ACCEPTED = "once Slack has done "
ACCEPTING = tuple(ACCEPTED + method for method in ("chat.postMessage", "chat.update", "chat.delete"))
"""More of them: Slack has done it, and has not answered yet. It is Slack's side that kills then."""
CRUCIAL = (
    "after platform.post",
    f"{ACCEPTED}chat.postMessage",
    "before inbox.receive",
    "after platform.show",
    "after inbox.receive",
    IN_A_COMMIT,
    "before platform.show",
    "after platform.replies",
    "before outbox.settle",
    "before platform.post",
    f"{ACCEPTED}chat.update",
    "before echoes.shown",
)
"""What even a short season goes through."""
OFTEN = frozenset({*POINTS[:8], "before inbox.receive", "after inbox.receive", IN_A_COMMIT})
"""Points that a process passes many times in a life."""


@dataclass(slots=True, kw_only=True)
class SlackSeason(Season):
    """One database, one or two processes at a time, and a workspace in which people go on talking.

    With `trouble` Slack fails now and then; with `gaps` it forgets to tell of things, and says so.
    """

    slack: Slack
    trouble: bool = True
    gaps: bool = True
    days: Diary = field(default_factory=Diary)
    met: int = 0
    wire: Wire = field(init=False)

    def life(self, number: int = 0, **changes: object) -> Order:
        """The next life of that one of the processes."""
        return Season.life(self, number, slack=self.slack.api_url, **changes)

    @asynccontextmanager
    async def begun(self, *, people: Sequence[str] = plan.PEOPLE) -> AsyncIterator[None]:
        """The trust is set up, its first prompt is due in a moment, and people are at it until the block ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.order = self.order or QUICK
        self.doors = [free_port() for _ in self.nurseries]
        self.wire = Wire(doors=self.doors, dice=self._dice())
        plan.settle_in(self.slack)
        store = await SqlStore.open(self.database)
        try:
            found = plan.charter(datetime.now(UTC) + self.first, programmes=self.programmes)
            await store.directory.establish(found)
        finally:
            await store.close()
        self.owed = plan.owed(found)
        stopping = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                for user in people:
                    colleague = Colleague(
                        user=user,
                        slack=self.slack,
                        wire=self.wire,
                        diary=self.days,
                        dice=self._dice(),
                        gaps=self.gaps,
                    )
                    group.create_task(colleague.live(stopping))
                around = [group.create_task(self._troubled())] if self.trouble else []
                around += [group.create_task(self._gaps_told())] if self.gaps else []
                try:
                    yield
                finally:
                    stopping.set()
                    for task in around:
                        task.cancel()
            await self.wire.delivered()
            # What Slack forgot to tell may be the last that was said, and as young as a history that lags.
            await asyncio.sleep(self.order.settling)
            if self.gaps:
                self.wire.event(gap(self.slack))
                await self.wire.delivered()
            await self.settled()
        finally:
            await self.wire.close()

    async def die(self, number: int = 0, *, point: str | None, nth: int = 1) -> None:
        """One life, ended at that point, or at no point in particular if it is None."""
        if point is None or not point.startswith(ACCEPTED):
            await Season.die(self, number, point=point, nth=nth)
            return
        nursery, method = self.nurseries[number], point.removeprefix(ACCEPTED)
        struck = False

        async def strike() -> None:
            nonlocal struck
            struck = True
            nursery.send(SIGKILL)

        await nursery.bear(self.life(number))
        self.slack.before_answering(method, strike)
        status = await nursery.ended(within=LIFE)
        self.slack._hooks.pop(method, None)
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
        enough = asyncio.get_running_loop().time() + OVER
        while asyncio.get_running_loop().time() < enough:
            if not await asyncio.to_thread(_under_way, self.database, owed=len(self.owed)):
                return
            await asyncio.sleep(LOOK)
        # The judge says what it was.

    def verdict(self) -> SlackVerdict:
        """What came of it."""
        team = self.slack.state.teams[plan.TEAM]
        met = self.met - sum(map(len, self.slack._scripts.values()))
        return judge(self.database, team, owed=self.owed, diary=self.days, logs=self.logs, troubles=met)

    async def _troubled(self) -> None:
        """Slack fails in every way that it knows, at any time."""
        dice, waiting = self._dice(), self.slack._scripts
        while True:
            await asyncio.sleep(dice.uniform(0.05, 0.5))
            method = dice.choice(CHANGING + LOOKING)
            if not waiting[method]:
                self.slack.script(method, dice.choice(ways(method)))
                self.met += 1

    async def _gaps_told(self) -> None:
        while True:
            await asyncio.sleep(2.0)
            self.wire.event(gap(self.slack))

    def _dice(self) -> Random:
        return Random(self.dice.random())  # noqa: S311 - dice, to be thrown the same way again


def _under_way(database: str, *, owed: int) -> int:
    """How much is: rows to come, rows without an end, answers to be shown, threads to be read back."""
    ended = count(
        database,
        "SELECT count(*) FROM deliveries WHERE state NOT IN ('due', 'sending') "
        "AND (state <> 'uncertain' OR claimed_by IS NULL AND not_before IS NULL)",
    )
    owing = count(database, "SELECT count(*) FROM echoes WHERE owed")
    unread = count(database, "SELECT count(*) FROM deliveries WHERE state = 'posted' AND swept_at IS NULL")
    return owed - ended + owing + unread


async def endure(season: SlackSeason, *, kills: int) -> SlackVerdict:
    """So many deaths, at named points and at random in turn, and then a life in which all comes to its end."""
    points = iter(_points(season.dice, kills))

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


def _points(dice: Random, kills: int) -> list[str | None]:
    """Two at a point for each one at random: first the crucial points, then all of them in an order of their own."""
    named = list(CRUCIAL)
    while len(named) < kills:
        every = [*POINTS, *ACCEPTING, IN_A_COMMIT]
        dice.shuffle(every)
        named += every
    rest = iter(named)
    return [None if number % 3 == 2 else next(rest) for number in range(kills)]
