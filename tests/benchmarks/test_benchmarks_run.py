"""Every benchmark still runs, at a size at which nothing can be concluded."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks import report
from tests.benchmarks.findings import Line, Section
from tests.benchmarks.sizes import TINY
from tests.postgres import NAMED, Server

ROOT = Path(__file__).parents[2]


def benchmarked(*arguments: str, out: Path, **environment: str) -> str:
    command = [sys.executable, "-m", "tests.benchmarks", "--size", "tiny", "--out", str(out), *arguments]
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return out.read_text(encoding="utf-8")


def test_what_is_measured_on_sqlite_is_written_down(tmp_path: Path) -> None:
    page = benchmarked(
        "--engine",
        "sqlite",
        "--only",
        "planning",
        "recording",
        "reviewing",
        "slack",
        "teams",
        "trusts",
        out=tmp_path / "page.md",
    )
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
def test_what_is_measured_on_postgresql_is_written_down(tmp_path: Path, postgres_server: Server) -> None:
    page = benchmarked(
        # What platforms cost is measured in the same way on either; here it is enough to have run it on one.
        *("--engine", "postgresql", "--only", "planning", "recording", "reviewing"),
        out=tmp_path / "page.md",
        **{NAMED: postgres_server.address},
    )
    assert f"## Planning and claiming {TINY.due} due deliveries, PostgreSQL" in page
    assert "## Recording a reply, PostgreSQL" in page
    assert "## Reading and searching the log, PostgreSQL" in page


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
