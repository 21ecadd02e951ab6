"""A bot on a database that a benchmark may look behind, with the crowd in it."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import Connection, Executable, delete, func, select, text, update

from adapters.store.sql_store import SqlStore
from adapters.store.tables import deliveries, programmes, reflections
from bot.domain.charter import Charter
from bot.domain.delivery import Delivery, State
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot
from bot.usecases.pace import Pace
from bot.usecases.sending.plan_deliveries import plan_deliveries
from prompts.library import load_bank
from scheduler.clock import ManualClock

MONDAY_NIGHT = datetime(2026, 11, 9, 22, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
LEASE = Pace().lease


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A bot, its store and the clock it lives by."""

    bot: Bot
    store: SqlStore
    clock: ManualClock

    async def run(self, *statements: Executable) -> None:
        """These statements, durably: laying out what a benchmark needs."""

        def job(connection: Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self.store._connections.write(job)

    async def survey(self) -> None:
        """PostgreSQL has its statistics, which it would gather by itself in a minute.

        SQLite never does, and the program never asks it to: its full-text index, surveyed while it is nearly empty,
        is read from end to end at every insertion from then on.
        """
        if self.store._connections.dialect == "postgresql":
            await self.run(text("ANALYZE"))

    async def plan_afresh(self, *, until: datetime = MONDAY_NIGHT) -> None:
        """Nothing has been planned since then; what was planned and not posted is gone."""
        await self.run(
            delete(deliveries).where(deliveries.c.state != State.POSTED.value),
            update(programmes).values(planned_until=until, planned_edition=programmes.c.edition),
        )

    async def claim_all(self, *, batch: int) -> list[Delivery]:
        """Everything due is claimed, `batch` rows at a time."""
        claimed: list[Delivery] = []
        while True:
            rows = await self.store.outbox.claim(
                by=self.bot.name, now=self.clock.now(), lease=LEASE, limit=batch
            )
            if not rows:
                return claimed
            claimed += rows

    async def posted(
        self, *, batch: int = 500, root_of: Callable[[Delivery, int], str] = lambda row, _: row.id
    ) -> list[Delivery]:
        """The prompts due have been planned and posted, with the root of its thread as that says; else it is its id."""
        await plan_deliveries(self.bot)
        posted = []
        for number, row in enumerate(await self.claim_all(batch=batch)):
            root = root_of(row, number)
            settlement = Settlement(state=State.POSTED, root=root, posted_at=row.due_at)
            await self.store.outbox.settle(row.id, settlement, by=self.bot.name)
            posted.append(replace(row, root=root))
        return posted

    async def kept(self) -> int:
        """How many answers there are."""
        counted = select(func.count()).select_from(reflections)
        return await self.store._connections.read(lambda connection: connection.scalar(counted) or 0)


_bank = cache(load_bank)


@asynccontextmanager
async def house(
    url: str, charters: Iterable[Charter], *, at: datetime = DUE, planned: datetime = MONDAY_NIGHT
) -> AsyncIterator[House]:
    """A bot with the real store and the shipped bank, planned until `planned`; its clock stands at `at`."""
    store = await SqlStore.open(url)
    try:
        clock = ManualClock(at)
        made = House(
            bot=Bot(name="benchmark", store=store, bank=_bank(), platforms={}, clock=clock),
            store=store,
            clock=clock,
        )
        for charter in charters:
            await store.directory.establish(charter)
        await made.plan_afresh(until=planned)
        await made.survey()
        yield made
    finally:
        await store.close()
