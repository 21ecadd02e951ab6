"""Every benchmark still runs, at a size at which nothing can be concluded."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.progress import Progress

from tests.benchmarks import report
from tests.benchmarks.__main__ import main
from tests.benchmarks.databases import sqlite_engine
from tests.benchmarks.findings import Line, Section
from tests.benchmarks.memory import memory
from tests.benchmarks.sizes import TINY
from tests.postgres import NAMED, Server

pytestmark = pytest.mark.usefixtures("written")  # a run sets up the log as the program does


def benchmarked(*arguments: str, out: Path) -> str:
    """The page that such a run writes."""
    main(["--size", "tiny", "--out", str(out), *arguments])
    return out.read_text(encoding="utf-8")


def test_what_is_measured_on_sqlite_is_written_down(tmp_path: Path) -> None:
    several = ("planning", "recording", "reviewing", "slack", "teams", "trusts")
    page = benchmarked("--engine", "sqlite", "--only", *several, out=tmp_path / "page.md")
    assert f"## Planning and claiming {TINY.due} due deliveries, SQLite" in page
    assert "## Recording a reply, SQLite" in page
    assert "## Reading and searching the log, SQLite" in page
    assert "## A reply on Slack, SQLite" in page
    assert "## A reply on Teams, SQLite" in page
    assert "## A trust lead's pages and changes, SQLite" in page
    assert "| the loop held at the longest by the first post," in page
    assert "| ≥ 20 times |" in page
    assert "| first page | " in page


@pytest.mark.postgres
def test_what_is_measured_on_postgresql_is_written_down(
    tmp_path: Path, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAMED, postgres_server.address)
    # What platforms cost is measured in the same way on either; here it is enough to have run it on one.
    several = ("planning", "recording", "reviewing")
    page = benchmarked("--engine", "postgresql", "--only", *several, out=tmp_path / "page.md")
    assert f"## Planning and claiming {TINY.due} due deliveries, PostgreSQL" in page
    assert "## Recording a reply, PostgreSQL" in page
    assert "## Reading and searching the log, PostgreSQL" in page


async def test_the_memory_of_a_process_of_its_own_is_told() -> None:
    with sqlite_engine() as engine, Progress(disable=True) as shown:
        quiet, due = await memory(engine, sizes=replace(TINY, schedules=(10, 10)), shown=shown)
    assert quiet.what.startswith("memory at its peak")
    assert due.met


def test_the_time_to_start_is_written_down(tmp_path: Path) -> None:
    page = benchmarked("--only", "starting", out=tmp_path / "page.md")
    assert "| to the first 200 (median) |" in page
    assert "| < 3 s |" in page


def test_what_is_measured_alone_leaves_the_rest_of_the_page_as_it_was() -> None:
    def found(title: str, *, met: bool) -> Section:
        return Section(title=title, about="What was done.", lines=[Line(what=title, ours="1 s", met=met)])

    early, late = date(2026, 11, 2), date(2026, 11, 22)
    both = [found("Reading, SQLite", met=True), found("Starting", met=False)]
    first = report.page(both, facts=["an old machine"], on=early, size="full")
    assert "Goals met: 1 of 2." in first
    again = [found("Starting", met=True), found("Writing, SQLite", met=True)]
    page = report.page(again, facts=["a new machine"], on=late, size="quick", before=first)
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings == ["## Reading, SQLite", "## Writing, SQLite", "## Starting"]
    assert page.count("Measured on 2026-11-02, full size.") == 1
    assert page.count("Measured on 2026-11-22, quick size.") == 2
    assert "Goals met: 3 of 3." in page
    assert "an old machine" not in page
    assert report.page([], facts=["a new machine"], on=late, size="quick", before=page) == page
