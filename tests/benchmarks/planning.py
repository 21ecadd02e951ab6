"""Ten thousand prompts fall due at one moment: how fast they are planned and claimed, and who has to wait meanwhile."""

import time
from dataclasses import dataclass

from rich.progress import Progress

from bot.usecases.deliver import BATCH
from bot.usecases.plan_deliveries import plan_deliveries
from prompts.references import Order
from tests.benchmarks import findings
from tests.benchmarks.crowd import crowd
from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Section
from tests.benchmarks.heartbeats import JobStore, job_store
from tests.benchmarks.house import House, house
from tests.benchmarks.measuring import Spread, paired, stall_of_nothing, watched
from tests.benchmarks.memory import memory
from tests.benchmarks.sizes import Sizes

TIMES_FASTER = 20
LONGEST_STALL = 0.05


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
        async with house(url, crowd(sizes.due)) as here:
            await _compared(section, here, jobs, sizes=sizes, shown=shown)
        async with house(url, crowd(sizes.due, order=Order.LEAST_HEARD)) as here:
            await _by_what_was_heard(section, here, sizes=sizes)
    section.lines += await memory(engine, sizes=sizes, shown=shown)
    return section


async def _compared(
    section: Section, here: House, theirs: JobStore, *, sizes: Sizes, shown: Progress
) -> None:
    stalls: list[float] = []
    stalls_beside: list[float] = []
    claiming: list[float] = []

    async def plan_and_claim() -> float:
        async with watched() as watch:
            took = await _planned_and_claimed(here, sizes=sizes)
        stalls.append(watch.longest)
        claiming.append(took.claiming)
        return took.all

    async def jobs() -> float:
        async with watched() as watch:
            took = await theirs.run("mark")
        stalls_beside.append(watch.longest)
        return took

    pairs = await paired(
        plan_and_claim, jobs, rounds=shown.track(range(sizes.pairs), description=f"  {section.title}")
    )
    bare = await paired(
        plan_and_claim,
        lambda: theirs.run("nothing"),
        rounds=shown.track(range(sizes.pairs), description="  … store alone"),
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
    section.notes.append(
        f"Claiming is {Spread.of(claiming).middle / Spread.of((*pairs.ours, *bare.ours)).middle:.0%} of our time. An event loop "
        f"that did nothing for as long stalled for {findings.duration(idle)} on this machine. Our stalls: median "
        f"{findings.duration(Spread.of(stalls).middle)}."
    )


async def _by_what_was_heard(section: Section, here: House, *, sizes: Sizes) -> None:
    took = await _planned_and_claimed(here, sizes=sizes)
    section.lines.append(
        findings.within("the same, where every programme asks what was heard least", took.all)
    )


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds."""

    planning: float
    claiming: float

    @property
    def all(self) -> float:
        return self.planning + self.claiming


async def _planned_and_claimed(here: House, *, sizes: Sizes) -> _Took:
    await here.plan_afresh()
    began = time.perf_counter()
    await plan_deliveries(here.bot)
    planned = time.perf_counter()
    claimed = await here.claim_all(batch=BATCH)
    ended = time.perf_counter()
    if len(claimed) != sizes.due:
        raise RuntimeError(f"{len(claimed)} of {sizes.due} were planned and claimed")
    return _Took(planned - began, ended - planned)
