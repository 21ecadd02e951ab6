"""What it takes to keep a reply before its author is told: against one bare INSERT and COMMIT of the same words."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, islice
from threading import Lock

from rich.progress import Progress

from adapters.local.platform import LocalPlatform
from bot.domain.channel import MessageRef
from bot.domain.delivery import Delivery
from bot.domain.happenings import Said
from bot.domain.people import PersonRef
from bot.ports.inbox import Receipt
from bot.usecases.bot import Bot
from bot.usecases.hearing.record_reply import keep, record_reply
from bot.usecases.sending.plan_deliveries import plan_deliveries
from tests.benchmarks import findings, writing
from tests.benchmarks.crowd import PLATFORM, crowd, leader
from tests.benchmarks.databases import Engine, Plain, plain
from tests.benchmarks.findings import Section
from tests.benchmarks.house import DUE, House, house
from tests.benchmarks.measuring import paired, percentile
from tests.benchmarks.sizes import Sizes

TIMES_AS_LONG = 2
P99 = 0.3
CHANNELS = 60
WEEK = timedelta(weeks=1)

_BARE = """
    CREATE TABLE bare_replies (
        id {number} PRIMARY KEY, channel VARCHAR(64) NOT NULL, delivery VARCHAR(64) NOT NULL,
        author VARCHAR(64) NOT NULL, message VARCHAR(255) NOT NULL, said_at VARCHAR(32) NOT NULL, text TEXT NOT NULL)
"""
_INSERT = (
    "INSERT INTO bare_replies (channel, delivery, author, message, said_at, text) VALUES (?, ?, ?, ?, ?, ?)"
)


async def recording(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"Recording a reply, {engine.name}",
        about=(
            "Ours: `keep` (what a platform waits for before it is answered) through the real store: the reply finds its thread and its "
            "author, becomes a reflection with its first revision, and is searchable. The baseline: the same words into a table without "
            "any index but its key, by the bare driver, one INSERT and one COMMIT each, on the same settings (SQLite: WAL, "
            f"synchronous=FULL). {sizes.replies:,} replies of 20 to 60 words in each round."
        ),
    )
    with engine.new() as url, plain(url) as bare:
        bare.run(_BARE.format(number="INTEGER" if bare.is_sqlite else "BIGSERIAL"))
        # The channels of the first trust have a prompt to answer; the other trusts' prompts are planned meanwhile.
        async with house(url, crowd(CHANNELS)) as here:
            threads = await here.posted()
            replies = _Replies(threads)
            # A log that is in use: with statistics of an empty table PostgreSQL would read through it at every insertion.
            await _kept(here.bot, replies.some(sizes.replies))
            await here.survey()
            run = _Run(section, here, replies, sizes, shown)
            await run.one_at_a_time(bare)
            await run.side_by_side(url)
            await run.while_planning()
    return section


class _Replies:
    """Answers to the threads given, never the same twice."""

    def __init__(self, threads: Sequence[Delivery]) -> None:
        self._threads = threads
        self._numbers = count()
        self._texts = list(islice(writing.reflections(), 1_000))

    def some(self, number: int) -> list[Said]:
        """So many new ones."""
        return [self._one(each) for each in islice(self._numbers, number)]

    def _one(self, number: int) -> Said:
        thread = self._threads[number % len(self._threads)]
        author = leader(thread.school, number % 5)
        return Said(
            message=MessageRef(platform=PLATFORM, address=thread.channel, id=f"reply-{number}"),
            root=thread.root or thread.id,
            author=PersonRef(platform=PLATFORM, id=author, name=author),
            text=self._texts[number % len(self._texts)],
            said_at=DUE + timedelta(minutes=1, milliseconds=number),
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """The three ways in which replies come in."""

    section: Section
    here: House
    replies: _Replies
    sizes: Sizes
    shown: Progress

    async def one_at_a_time(self, bare: Plain) -> None:
        """One caller, who waits for each reply to be kept."""
        number = max(1, self.sizes.replies // 8)
        platform = LocalPlatform(self.here.store.board, clock=self.here.clock)
        with_sign = replace(self.here.bot, platforms={platform.name: platform})

        async def ours() -> float:
            return sum(await _kept(self.here.bot, self.replies.some(number)))

        async def with_a_sign() -> float:
            given = self.replies.some(number)
            began = time.perf_counter()
            for said in given:
                await record_reply(with_sign, said)
            return time.perf_counter() - began

        async def theirs() -> float:
            return sum(_inserted(bare, self.replies.some(number)))

        alone = await paired(ours, theirs, rounds=self._rounds("one after another"))
        signed = await paired(with_a_sign, theirs, rounds=self._rounds("with a sign"))
        self.section.lines += [
            findings.at_most(f"{number:,} replies, one after another", alone, times=TIMES_AS_LONG),
            findings.at_most("… and each author sees a sign of it (`record_reply`)", signed),
        ]

    async def side_by_side(self, url: str) -> None:
        """Many callers at once, each of whom waits for each reply of theirs."""
        callers, number = self.sizes.callers, self.sizes.replies
        times: list[float] = []

        async def ours() -> float:
            shares = _shares(self.replies.some(number), callers)
            began = time.perf_counter()
            for took in await asyncio.gather(*(_kept(self.here.bot, share) for share in shares)):
                times.extend(took)
            return time.perf_counter() - began

        with ThreadPoolExecutor(callers) as threads, ExitStack() as opened:
            connections = [opened.enter_context(plain(url)) for _ in range(callers)]
            one_each = _Threads(threads, connections)
            one_for_all = _Threads(threads, [_Shared(connections[0])] * callers)

            async def theirs() -> float:
                return await one_each.insert(self.replies.some(number))

            async def theirs_in_turn() -> float:
                return await one_for_all.insert(self.replies.some(number))

            alone = await paired(ours, theirs, rounds=self._rounds("side by side"))
            locked = await paired(ours, theirs_in_turn, rounds=self._rounds("behind a lock"))
        self.section.lines += [
            findings.at_most(
                f"{number:,} replies, {callers} callers; the baseline has {callers} threads with a connection each",
                alone,
                times=TIMES_AS_LONG,
            ),
            findings.at_most(
                "… the baseline has as many threads behind one connection", locked, times=TIMES_AS_LONG
            ),
            *(
                findings.within(
                    f"one reply's time, {callers} callers, p{part}",
                    percentile(times, part / 100),
                    baseline=f"{findings.duration(percentile(one_each.times, part / 100))}; "
                    f"behind a lock {findings.duration(percentile(one_for_all.times, part / 100))}",
                )
                for part in (50, 99)
            ),
        ]

    async def while_planning(self) -> None:
        """Replies go on coming from as many callers, for as long as the planning takes."""
        here = self.here
        others = list(islice(crowd(self.sizes.due + CHANNELS), 1, None))
        for charter in others:
            await here.store.directory.establish(charter)
        await here.survey()
        here.clock.advance(WEEK)
        for charter in others:
            for programme in charter.programmes:
                until = here.clock.now() - WEEK / 2
                await here.store.outbox.plan((), programme=programme.id, edition=1, planned_until=until)
        planning = asyncio.create_task(plan_deliveries(here.bot))
        times: list[float] = []

        async def answer() -> None:
            while not planning.done():
                times.extend(await _kept(here.bot, self.replies.some(1)))

        await asyncio.gather(*(answer() for _ in range(self.sizes.callers)))
        report = await planning
        while_planned = f"while {report.due:,} prompts are planned"
        self.section.lines += [
            findings.within(f"… p50 {while_planned}", percentile(times, 0.5)),
            findings.within(f"… p99 {while_planned}", percentile(times, 0.99), limit=P99),
        ]
        self.section.notes.append(f"{len(times):,} replies were kept while the prompts were planned.")

    def _rounds(self, what: str) -> Iterable[int]:
        return self.shown.track(range(self.sizes.pairs), description=f"  {self.section.title}, {what}")


async def _kept(bot: Bot, replies: Sequence[Said]) -> list[float]:
    """Seconds that each took, one after another."""
    times = []
    for said in replies:
        began = time.perf_counter()
        receipt = await keep(bot, said)
        times.append(time.perf_counter() - began)
        if receipt is not Receipt.KEPT:
            raise RuntimeError(f"a reply was {receipt.value} and should have been kept")
    return times


class _Threads:
    """As many threads as there are connections, each with its own share of the replies."""

    def __init__(self, threads: ThreadPoolExecutor, connections: "Sequence[Plain | _Shared]") -> None:
        self._threads = threads
        self._connections = connections
        self.times: list[float] = []
        """Seconds that each reply took."""

    async def insert(self, replies: Sequence[Said]) -> float:
        """All of them are in; returns the seconds it took."""
        loop, shares = asyncio.get_running_loop(), _shares(replies, len(self._connections))
        began = time.perf_counter()
        work = (
            loop.run_in_executor(self._threads, _inserted, connection, share)
            for connection, share in zip(self._connections, shares, strict=True)
        )
        for took in await asyncio.gather(*work):
            self.times.extend(took)
        return time.perf_counter() - began


class _Shared:
    """One connection that threads take in turn."""

    def __init__(self, connection: Plain) -> None:
        self._connection = connection
        self._door = Lock()

    def durably(self, statement: str, values: Sequence[object]) -> None:
        """See `Plain`."""
        with self._door:
            self._connection.durably(statement, values)


def _inserted(bare: Plain | _Shared, replies: Sequence[Said]) -> list[float]:
    times = []
    for said in replies:
        values = (
            said.message.address,
            said.root,
            said.author.id,
            said.message.id,
            said.said_at.isoformat(),
            said.text,
        )
        began = time.perf_counter()
        bare.durably(_INSERT, values)
        times.append(time.perf_counter() - began)
    return times


def _shares(replies: Sequence[Said], number: int) -> list[Sequence[Said]]:
    return [replies[at::number] for at in range(number)]
