"""`make bench`: every benchmark, one after another, and what they found written to docs/benchmarks.md."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import redirect_stderr
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.logs import set_up_logs
from tests.benchmarks import report, sizes
from tests.benchmarks.databases import postgresql_engine, sqlite_engine
from tests.benchmarks.findings import Section
from tests.benchmarks.machine import facts, load
from tests.benchmarks.planning import planning
from tests.benchmarks.recording import recording
from tests.benchmarks.reviewing import reviewing
from tests.benchmarks.slack_events import slack_events
from tests.benchmarks.starting import starting
from tests.benchmarks.teams_events import teams_events
from tests.benchmarks.trusts import trusts
from tests.postgres import NoPostgresError

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
ENGINES = {"sqlite": sqlite_engine, "postgresql": postgresql_engine}
ON_AN_ENGINE = {
    "planning": planning,
    "recording": recording,
    "reviewing": reviewing,
    "slack": slack_events,
    "teams": teams_events,
    "trusts": trusts,
}
STARTING = "starting"
SIZES = {"full": sizes.FULL, "quick": sizes.QUICK, "tiny": sizes.TINY}

Benchmark = Callable[[Progress], Awaitable[Section]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line asks for, or those arguments."""
    asked = _parser().parse_args(arguments)
    console = Console(file=sys.stderr)
    found: list[Section] = []
    known = facts()
    # The lines are made and written as in life, to where nobody reads them.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        set_up_logs(form="json")
        for benchmark in _benchmarks(asked, console, known):
            with _progress(console) as shown:
                section = asyncio.run(_awaited(benchmark, shown))  # a loop of its own for each
            section.notes.append(f"When this was done, the machine's load was {load()}.")
            report.show(section, console)
            found.append(section)
    before = asked.out.read_text(encoding="utf-8") if asked.keep else ""
    text = report.page(found, facts=known, on=datetime.now(UTC).date(), size=asked.size, before=before)
    asked.out.write_text(text, encoding="utf-8")
    console.print(f"Written to {asked.out}")


def _benchmarks(asked: argparse.Namespace, console: Console, known: list[str]) -> Iterator[Benchmark]:
    size = SIZES[asked.size]
    for name in asked.engine:
        try:
            with ENGINES[name]() as engine:
                known.append(f"{engine.name} {engine.version}, with its own defaults for durability")
                for each in asked.only:
                    if each in ON_AN_ENGINE:
                        measure = ON_AN_ENGINE[each]
                        yield lambda shown: measure(engine, sizes=size, shown=shown)  # noqa: B023 - run before the next
        except NoPostgresError as error:
            known.append(f"nothing was measured on {name}: {error}")
            console.print(known[-1], style="bold red")
    if STARTING in asked.only:
        yield lambda shown: starting(sizes=size, shown=shown)


async def _awaited(benchmark: Benchmark, shown: Progress) -> Section:
    return await benchmark(shown)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Drawn seldom: what is measured has the same processors.
    return Progress(*columns, console=console, refresh_per_second=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    every: Sequence[str] = (*ON_AN_ENGINE, STARTING)
    parser.add_argument("--only", nargs="+", choices=every, default=every, help="which benchmarks")
    parser.add_argument(
        "--engine", nargs="+", choices=ENGINES, default=tuple(ENGINES), help="which databases"
    )
    parser.add_argument("--size", choices=SIZES, default="full", help="how much each does")
    parser.add_argument(
        "--quick",
        dest="size",
        action="store_const",
        const="quick",
        help="the same as --size quick: a minute or two",
    )
    parser.add_argument(
        "--keep", action="store_true", help="what is not measured now stays on the page as it is there"
    )
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write (%(default)s)")
    return parser


if __name__ == "__main__":
    main()
