"""The findings as a page of documentation, and as tables on a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.table import Table

from tests.benchmarks.findings import Line, Section

HEADINGS = ("What", "Ours", "Baseline", "Ratio: median (min to max)", "Goal", "Met?")
ABOUT = (
    "Each line sets our work beside a baseline in the same run: both sides in turn, one pair after another, and the ratio of each "
    "pair. The ratio is what counts; the times are this machine's, on this day. A ratio is the baseline's time divided by "
    "ours where we claim to be faster (goals with ≥), and ours divided by the baseline's everywhere else."
)
MET = {True: "met", False: "**not met**", None: "—"}


def page(sections: Sequence[Section], *, facts: Sequence[str], on: date, size: str) -> str:
    """The whole page, in Markdown."""
    return "\n".join(_page(sections, facts=facts, on=on, size=size))


def show(section: Section, console: Console) -> None:
    """One benchmark's findings on a terminal, as soon as they are there."""
    for headings, *rows in _tables(section):
        table = Table(*headings, title=section.title, title_justify="left")
        for row in rows:
            table.add_row(*(cell.replace("**", "") for cell in row))
        console.print(table)


def _page(sections: Sequence[Section], *, facts: Sequence[str], on: date, size: str) -> Iterator[str]:
    yield from (
        "# Benchmarks",
        "",
        "<!-- Written by `make bench`; do not edit. -->",
        "",
        ABOUT,
        "",
        f"Measured on {on.isoformat()}, {size} size:",
        "",
        *(f"- {fact}" for fact in facts),
        "",
    )
    yield from _goals(sections)
    for section in sections:
        yield from (f"## {section.title}", "", section.about, "")
        for rows in _tables(section):
            yield from _markdown(rows)
        for note in section.notes:
            yield from (note, "")


def _goals(sections: Sequence[Section]) -> Iterator[str]:
    goals = [line.met for section in sections for line in section.lines if line.met is not None]
    if goals:
        yield from (f"Goals met: {sum(goals)} of {len(goals)}.", "")


def _tables(section: Section) -> Iterator[Sequence[tuple[str, ...]]]:
    if section.lines:
        yield [HEADINGS, *(_row(line) for line in section.lines)]
    if section.grid:
        yield section.grid


def _row(line: Line) -> tuple[str, ...]:
    return (line.what, line.ours, line.baseline, line.ratio, line.goal, MET[line.met])


def _markdown(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    headings, *rest = rows
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rest)
    yield ""
