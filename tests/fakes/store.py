"""The whole store in memory, for tests that are not about databases."""

from datetime import datetime

from tests.fakes.board import FakeBoard
from tests.fakes.directory import FakeDirectory
from tests.fakes.echoes import FakeEchoes
from tests.fakes.inbox import FakeInbox
from tests.fakes.installations import FakeInstallations
from tests.fakes.log import FakeLog
from tests.fakes.memory import Memory
from tests.fakes.outbox import FakeLedger, FakeOutbox
from tests.fakes.reminders import FakeReminders
from tests.fakes.sign_ins import FakeSignIns
from tests.fakes.summaries import FakeSummaries
from tests.fakes.trail import FakeTrail


class FakeStore:
    """`bot.ports.store.Store`. Two of them over one `Memory` are two processes on one database."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()
        self.outbox = FakeOutbox(self.memory)
        self.ledger = FakeLedger(self.memory)
        self.inbox = FakeInbox(self.memory)
        self.log = FakeLog(self.memory)
        self.echoes = FakeEchoes(self.memory)
        self.installations = FakeInstallations(self.memory)
        self.directory = FakeDirectory(self.memory)
        self.sign_ins = FakeSignIns(self.memory)
        self.trail = FakeTrail(self.memory)
        self.reminders = FakeReminders(self.memory)
        self.summaries = FakeSummaries(self.memory)
        self.board = FakeBoard(self.memory)

    async def ping(self) -> None:
        await self.memory.enter("ping")

    async def beat(self, *, at: datetime, by: str) -> None:
        await self.memory.enter("beat")
        self.memory.beats[by] = at

    async def last_beat(self) -> datetime | None:
        await self.memory.enter("last_beat")
        return max(self.memory.beats.values(), default=None)

    async def close(self) -> None:
        """Nothing is open."""
