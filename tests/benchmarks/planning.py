"""Ten thousand prompts fall due at one moment: how fast they are planned and claimed, and who has to wait meanwhile."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import product

from rich.progress import Progress

from bot.domain.delivery import Delivery
from bot.usecases.sending.deliver import BATCH
from bot.usecases.sending.plan_deliveries import plan_deliveries
from prompts.references import Order
from tests.benchmarks import findings
from tests.benchmarks.crowd import crowd
from tests.benchmarks.databases import Engine, plain
from tests.benchmarks.findings import Section
from tests.benchmarks.heartbeats import JobStore, job_store
from tests.benchmarks.house import House, house
from tests.benchmarks.measuring import Spread, paired, stall_of_nothing, watched
from tests.benchmarks.memory import memory
from tests.benchmarks.sizes import Sizes

TIMES_FASTER = 20
LONGEST_STALL = 0.05
TENTH = 10
WEEKS = 20
PAST = "deliveries (id, trust, school, channel, programme, occurrence, due_at, state, prompt, late, attempts, posted_at, root)"


async def planning(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"Planning and claiming {sizes.due:,} due deliveries, {engine.name}",
        about=(
            f"{sizes.due:,} channels of {sizes.due // 100 or 1:,} trusts fall due at one moment. Ours: `plan_deliveries`, then `claim` "
            f"by {BATCH} rows, as `deliver_due` does, until nothing is due. The baseline is APScheduler's own SQLAlchemy job store with a job "
            "for each channel, on an event loop, on the same settings of the database; a job writes the same mark in a transaction of "
            "its own, through a bare connection."
        ),
    )
    with engine.new() as url, engine.new() as beside, job_store(beside, jobs=sizes.due) as jobs:
        async with house(url, crowd(sizes.due, leaders=0)) as here:
            middle = await _compared(section, here, jobs, sizes=sizes, shown=shown)
            await _with_nothing_due(section, here, sizes=sizes)
            await _with_a_past(section, here, url, sizes=sizes, middle=middle)
    with engine.new() as url:
        async with house(url, crowd(sizes.due // TENTH, leaders=0, order=Order.LEAST_HEARD)) as here:
            took = await _planned_and_claimed(here)
            what = f"{took.rows:,} due in programmes that ask what was heard least"
            section.lines.append(findings.within(what, took.all))
    section.lines += await memory(engine, sizes=sizes, shown=shown)
    return section


async def _compared(
    section: Section, here: House, theirs: JobStore, *, sizes: Sizes, shown: Progress
) -> float:
    """Beside the jobs; returns the seconds that ours took, in the middle."""
    stalls: list[float] = []
    stalls_beside: list[float] = []
    claiming: list[float] = []

    async def plan_and_claim() -> float:
        async with watched() as watch:
            took = await _planned_and_claimed(here)
        if took.rows != sizes.due:
            raise RuntimeError(f"{took.rows} of {sizes.due} were planned and claimed")
        stalls.append(watch.longest)
        claiming.append(took.claiming)
        return took.all

    async def jobs() -> float:
        async with watched() as watch:
            took = await theirs.run("mark")
        stalls_beside.append(watch.longest)
        return took

    if sizes.warm:
        # A program that has been running for a while has its statements compiled and its calendars read.
        await _planned_and_claimed(here)
    pairs = await paired(
        plan_and_claim, jobs, rounds=shown.track(range(sizes.pairs), description=f"  {section.title}")
    )
    bare = await paired(
        plan_and_claim,
        lambda: theirs.run("nothing"),
        rounds=shown.track(range(1), description="  … store alone"),
    )
    idle = await stall_of_nothing(Spread.of(pairs.ours).middle)
    section.lines += [
        findings.at_least("plan and claim, against a job for each", pairs, times=TIMES_FASTER),
        findings.at_least("… against the job store alone, its jobs doing nothing", bare),
        findings.within(
            "the event loop's longest stall meanwhile (worst of all rounds)",
            max(stalls),
            limit=LONGEST_STALL,
            baseline=findings.duration(max(stalls_beside)),
        ),
    ]
    middle = Spread.of((*pairs.ours, *bare.ours)).middle
    section.notes.append(
        f"Claiming is {Spread.of(claiming).middle / middle:.0%} of our time. Our longest stalls: "
        f"{', '.join(findings.duration(each) for each in stalls)}. An event loop that did nothing for as long stalled for "
        f"{findings.duration(idle)}: what else the machine was doing."
    )
    return middle


async def _with_nothing_due(section: Section, here: House, *, sizes: Sizes) -> None:
    times = []
    for _ in range(sizes.pairs):
        began = time.perf_counter()
        await plan_deliveries(here.bot)
        times.append(time.perf_counter() - began)
    section.lines.append(
        findings.within(f"looking whether any of {sizes.due:,} is due, when none is", Spread.of(times).middle)
    )


async def _with_a_past(section: Section, here: House, url: str, *, sizes: Sizes, middle: float) -> None:
    """The same once more, in a database that has been in use for a while."""
    await here.plan_afresh()
    await plan_deliveries(here.bot)
    with plain(url) as connection:
        connection.many(PAST, _past(await here.claim_all(batch=sizes.due), sqlite=connection.is_sqlite))
    await here.survey()
    await here.plan_afresh()
    took = await _planned_and_claimed(here)
    section.lines.append(
        findings.Line(
            what=f"plan and claim beside {WEEKS * sizes.due:,} deliveries of the {WEEKS} weeks before",
            ours=findings.duration(took.all),
            baseline=f"{findings.duration(middle)} without them",
            ratio=f"{took.all / middle:.3g} times",
        )
    )


def _past(due: Sequence[Delivery], *, sqlite: bool) -> Iterator[tuple[object, ...]]:
    """The same channels' prompts of the weeks before, all posted."""
    for weeks, row in product(range(1, WEEKS + 1), due):
        at = row.due_at - timedelta(weeks=weeks)
        stored = at.replace(tzinfo=None if sqlite else UTC).isoformat(" ", "microseconds")
        key = f"{row.id}-{weeks}"
        place = (row.trust, row.school, row.channel, row.programme)
        yield (key, *place, at.date().isoformat(), stored, "posted", row.prompt, False, 1, stored, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Took:
    """Seconds, and for how many."""

    planning: float
    claiming: float
    rows: int

    @property
    def all(self) -> float:
        return self.planning + self.claiming


async def _planned_and_claimed(here: House) -> _Took:
    await here.plan_afresh()
    began = time.perf_counter()
    await plan_deliveries(here.bot)
    planned = time.perf_counter()
    claimed = await here.claim_all(batch=BATCH)
    ended = time.perf_counter()
    return _Took(planning=planned - began, claiming=ended - planned, rows=len(claimed))
