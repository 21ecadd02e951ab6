"""What `CONTRIBUTING.md` asks of every file, where a machine can tell."""

import ast
import re
import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

from typer.main import get_group

from bot.cli import app
from tests.checks.tree import PACKAGES, ROOT, files, name

LONG = {
    "adapters/store/outbox.py": "every move between a delivery's states, whose guards have to be compared",
    "adapters/store/tables.py": "every table on one page, so that what refers to what can be seen",
    "bot/wording/__init__.py": "every sentence that the bot says, where they can be read aloud together",
}
"""The modules of more than 250 lines, each with the reason why it is not two. (A migration is a record, and stays as it was.)"""

ELSEWHERE = re.compile(
    r"""
    /(?:root|work|home/\w+|Users/\w+)/                  # a folder of whoever wrote it
    | \.librar[y]/ | \.\./share[d]                      # or of where
    | py[p]i\.org | pythonh[o]sted | registry\.npm[j]s  # whoever installs it chooses from where
    | Co-Auth[o]red-By | Generated[ ]with
    """,
    re.VERBOSE,
)


def test_every_module_opens_with_a_sentence() -> None:
    silent = []
    for path in files(*PACKAGES, suffix=".py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if module.body and not (ast.get_docstring(module) or "").partition("\n")[0].endswith((".", "?")):
            silent.append(name(path))
    assert not silent


def test_a_long_module_has_a_reason() -> None:
    modules = [path for path in files(*PACKAGES, suffix=".py") if "migrations" not in path.parts]
    long = {name(path) for path in modules if len(_lines(path)) > 250}
    assert long == set(LONG), "split it, or say in LONG why not; take out of LONG what is short again"


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert not [name(path) for path in files(*PACKAGES, suffix=".py") if path.stem in drawers]


def test_a_decision_fits_on_thirty_lines_and_is_numbered() -> None:
    records = list(files("docs/adr", suffix=".md"))
    assert records
    assert not [name(path) for path in records if len(_lines(path)) > 30]
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_file_names_the_place_it_was_written_at() -> None:
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name(path)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if ELSEWHERE.search(line)
        ]
    assert not found


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()
    assert {owner for package in PACKAGES for owner in owners.get(package, ())} <= {"golden-thread"}


def test_make_help_lists_every_command_that_the_documents_name() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    commands = set(re.findall(r"^  make ([a-z-]+)", listed, re.MULTILINE))
    documents = [path for path in files(suffix=".md") if name(path) != "CHANGELOG.md"]
    named = {
        word
        for path in documents
        for word in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert {"run", "test", "check", "bench", "help"} <= commands
    assert named <= commands


def test_every_command_that_the_documents_name_is_there() -> None:
    lines = [line for path in files(suffix=".md") for line in path.read_text(encoding="utf-8").splitlines()]
    named = {
        word
        for line in lines
        for word in re.findall(r"golden-thread ([a-z]+)\b", line.replace("`golden-thread`", ""))
    }
    assert "prompts" in named
    assert named <= set(get_group(app).commands)


def test_the_changelog_tells_of_this_version() -> None:
    version = re.search(
        r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert version
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
