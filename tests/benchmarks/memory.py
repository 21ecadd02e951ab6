"""How much memory a process needs as schedules multiply: run as a program, it does one thing and tells its own size."""

import asyncio
import os
import subprocess
import sys
from contextlib import redirect_stderr
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.progress import Progress

from bot.logs import set_up_logs
from bot.usecases.sending.deliver import BATCH
from bot.usecases.sending.plan_deliveries import plan_deliveries
from bot.usecases.tick import tick
from tests.benchmarks.crowd import crowd
from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Line
from tests.benchmarks.heartbeats import due_jobs, job_store
from tests.benchmarks.house import DUE, house
from tests.benchmarks.sizes import Sizes

FLAT = 1.25
"""How many times the memory for the fewest schedules those for the most may take, and still be called flat."""
TICKS = 3
ROOT = Path(__file__).parents[2]
DOINGS = {
    "quiet": f"memory at its peak, {TICKS} ticks with nothing due",
    "due": "memory at its peak, all of them due at one moment, planned and claimed",
}


async def memory(engine: Engine, *, sizes: Sizes, shown: Progress) -> list[Line]:
    """For each doing, what a process of its own needs at most, with few schedules and with many; nothing if no number is given."""
    if not sizes.schedules:
        return []
    found: dict[tuple[str, int], float] = {}
    for number in shown.track(dict.fromkeys(sizes.schedules), description="  … memory"):
        with engine.new() as url:
            with job_store(url, jobs=number):
                (found["jobs", number],) = _sizes_of("jobs", url)
            async with house(url, crowd(number, leaders=0)):
                pass
            found["quiet", number], found["due", number] = _sizes_of("ours", url)
    few, many = sizes.schedules
    beside = f"{found['jobs', few]:.0f} → {found['jobs', many]:.0f} MB"
    lines = []
    for doing, name in DOINGS.items():
        grown = found[doing, many] / found[doing, few]
        lines.append(
            Line(
                what=f"{name}, {few:,} → {many:,} schedules",
                ours=f"{found[doing, few]:.0f} → {found[doing, many]:.0f} MB",
                baseline=beside if doing == "due" else "—",
                ratio=f"grown {grown:.2f} times",
                goal=f"flat (≤ {FLAT} times)",
                met=grown <= FLAT,
            )
        )
    return lines


def _sizes_of(doing: str, url: str) -> list[float]:
    """Megabytes, as often as it tells."""
    command = [sys.executable, "-m", __name__, doing, url]
    done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return [float(line) for line in done.stdout.split()]


async def _do(doing: str, url: str) -> None:
    if doing == "jobs":
        # What the scheduler asks its store for each time it wakes, before it runs anything.
        due_jobs(url, now=datetime.now(UTC))
        _tell()
        return
    async with house(url, (), planned=DUE) as here:
        for _ in range(TICKS):
            here.clock.advance(timedelta(seconds=15))
            await tick(here.bot)
        _tell()
        await here.plan_afresh()
        await plan_deliveries(here.bot)
        await here.claim_all(batch=BATCH)
        _tell()


def _tell() -> None:
    """The largest this process has been goes to standard output."""
    sys.stdout.write(f"{_peak()}\n")


def _peak() -> float:
    """Megabytes of this process at its largest. Not `getrusage`: there a child begins as large as its parent was."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1024
    )


if __name__ == "__main__":
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        set_up_logs(form="json")
        asyncio.run(_do(*sys.argv[1:]))
