"""The findings as a page of documentation, and as tables on a terminal."""

import re
from collections.abc import Iterator, Mapping, Sequence
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


def page(sections: Sequence[Section], *, facts: Sequence[str], on: date, size: str, before: str = "") -> str:
    """The whole page, in Markdown; with the page as it was `before`, what was not measured now stands as it stood."""
    measured = {each.title: "\n".join(_section(each, on=on, size=size)) for each in sections}
    return "\n".join(_page(_placed(_taken_apart(before), measured), facts=facts))


def show(section: Section, console: Console) -> None:
    """One benchmark's findings on a terminal, as soon as they are there."""
    for headings, *rows in _tables(section):
        table = Table(*headings, title=section.title, title_justify="left")
        for row in rows:
            table.add_row(*(cell.replace("**", "") for cell in row))
        console.print(table)


def _page(sections: Mapping[str, str], *, facts: Sequence[str]) -> Iterator[str]:
    yield from (
        "# Benchmarks",
        "",
        "<!-- Written by `make bench`; do not edit. -->",
        "",
        ABOUT,
        "",
        "Each section says when it was measured; the last run was on this machine:",
        "",
        *(f"- {fact}" for fact in facts),
        "",
    )
    lines = [line for section in sections.values() for line in section.splitlines()]
    met, not_met = (sum(line.endswith(f"| {MET[word]} |") for line in lines) for word in (True, False))
    if met + not_met:
        yield from (f"Goals met: {met} of {met + not_met}.", "")
    yield from sections.values()


def _section(section: Section, *, on: date, size: str) -> Iterator[str]:
    yield from (
        f"## {section.title}",
        "",
        section.about,
        "",
        f"Measured on {on.isoformat()}, {size} size.",
        "",
    )
    for rows in _tables(section):
        yield from _markdown(rows)
    for note in section.notes:
        yield from (note, "")


def _taken_apart(text: str) -> dict[str, str]:
    """The sections of a page, by their titles."""
    parts = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].removeprefix("## "): part.rstrip("\n") + "\n" for part in parts}


def _placed(before: Mapping[str, str], measured: Mapping[str, str]) -> Mapping[str, str]:
    """Each where it was; what is new stands behind the last of its database, or at the end."""
    order = list(before)
    for title in measured:
        if title not in before:
            database = title.rpartition(", ")[2]
            akin = [at for at, each in enumerate(order) if each.endswith(f", {database}")]
            order.insert(akin[-1] + 1 if akin else len(order), title)
    return {title: measured.get(title) or before[title] for title in order}


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
