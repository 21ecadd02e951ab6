"""A SENCo of two schools reads the log and searches it, while it grows from ten thousand reflections to a million."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from rich.progress import Progress

from bot.domain.charter import Charter
from bot.domain.reflection import ReflectionId
from bot.domain.scope import Scope
from bot.ports.log import LogFilter
from bot.usecases.reading.review import PAGE, ReviewRequest, review
from tests.benchmarks.crowd import crowd, senco
from tests.benchmarks.databases import Engine, Plain, plain
from tests.benchmarks.findings import Section, duration, times
from tests.benchmarks.house import House, house
from tests.benchmarks.library import ids_of, load
from tests.benchmarks.measuring import Pairs, paired
from tests.benchmarks.sizes import Sizes

SCHOOLS, SCHOOLS_EACH, IN_SIGHT = 60, 20, 2
SELECTS = 20
"""Bare SELECTs beside each reading: one alone is over before a clock can tell."""

Reading = Callable[[], Awaitable[object]]


async def reviewing(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"Reading and searching the log, {engine.name}",
        about=(
            f"A SENCo of {IN_SIGHT} schools out of {SCHOOLS} reads pages of {PAGE}. Ours: `ReflectionLog.page` with the SENCo's scope, as "
            "values of the domain with names and revisions. The baseline: one bare `SELECT` by primary key, for a "
            "random id of the same data by the bare driver. What counts is how the ratio grows with the log."
        ),
    )
    charters = list(crowd(SCHOOLS, schools_each=SCHOOLS_EACH))
    found: dict[int, dict[str, Pairs]] = {}
    for number in shown.track(sizes.reflections, description=f"  {section.title}"):
        with engine.new() as url:
            async with house(url, charters) as here:
                task = shown.add_task(f"  … writing {number:,} reflections", total=None)
                load(url, number, charters=charters, bank=here.bot.bank)
                shown.update(task, total=1, completed=1)
                with plain(url) as bare:
                    found[number] = await _read(here, bare, charters[0], reads=sizes.reads, shown=shown)
    section.grid += _grid(found, sizes)
    return section


async def _read(
    here: House, bare: Plain, charter: Charter, *, reads: int, shown: Progress
) -> dict[str, Pairs]:
    schools = [school.id for school in charter.schools[:IN_SIGHT]]
    ids = ids_of(schools, bare)
    every = [row[0] for row in bare.run("SELECT id FROM reflections").fetchall()]
    random = Random(7)  # noqa: S311 - which rows are looked at, not secrets

    async def select() -> float:
        chosen = random.choices(every, k=SELECTS)
        began = time.perf_counter()
        for each in chosen:
            bare.run("SELECT * FROM reflections WHERE id = ?", (each,)).fetchone()
        return (time.perf_counter() - began) / SELECTS

    found = {}
    for name, reading in _readings(
        here, Scope(trust=charter.trust.id, schools=frozenset(schools)), ids
    ).items():
        await reading()

        async def timed(reading: Reading = reading) -> float:
            began = time.perf_counter()
            await reading()
            return time.perf_counter() - began

        found[name] = await paired(timed, select, rounds=shown.track(range(reads), description=f"  … {name}"))
    return found


def _readings(here: House, scope: Scope, ids: Sequence[int]) -> Mapping[str, Reading]:
    """What is read, by name; a page that a small log has not got is left out."""
    request = ReviewRequest()
    viewer = senco(scope.trust)

    def page(before: int | None = None, words: str | None = None) -> Reading:
        cursor = None if before is None else ReflectionId(before)
        filters = LogFilter(words=words)
        return lambda: here.store.log.page(scope, filters=filters, before=cursor, limit=PAGE)

    readings = {"first page": page()}
    if len(ids) > 100 * PAGE:
        readings["hundredth page"] = page(before=ids[99 * PAGE])
    return readings | {
        "last page": page(before=ids[-PAGE] if len(ids) > PAGE else None),
        "search: a word in most reflections": page(words="children"),
        "search: a rare word": page(words="thistlecross"),
        "search: two words": page(words="attendance routine"),
        "search: “quoted words”": page(words='"the staff"'),
        "search: a word that nobody wrote": page(words="zebra"),
        "the whole use case, first page": lambda: review(here.bot, viewer, request=request),
        "the whole use case, two words": lambda: review(
            here.bot, viewer, request=replace(request, words="attendance routine")
        ),
    }


def _grid(found: Mapping[int, Mapping[str, Pairs]], sizes: Sizes) -> list[tuple[str, ...]]:
    """A line for each reading: the ratio and our time at each size of the log, and how the ratio grew."""
    grid = [("Read", *(f"{number:,} reflections" for number in sizes.reflections), "Ratio grown")]
    for name in found[sizes.reflections[-1]]:
        at = {number: found[number].get(name) for number in sizes.reflections}
        middles = [pairs.times_as_long.middle for pairs in at.values() if pairs]
        cells = (
            f"{times(pairs.times_as_long)}, {duration(_middle(pairs.ours))}" if pairs else "—"
            for pairs in at.values()
        )
        grid.append((name, *cells, f"{middles[-1] / middles[0]:.2g} times" if len(middles) > 1 else "—"))
    return grid


def _middle(numbers: Sequence[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]
