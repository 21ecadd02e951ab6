"""What is declared, what is locked and what is imported agree."""

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.checks.tree import PACKAGES, ROOT, imported

UNSEEN = {
    "psycopg": "SQLAlchemy loads it, by the database's address",
    "python-multipart": "Starlette loads it, to read a form that carries a file",
    "urllib3": "requests speaks through it, and the Bot Framework would take one that is mended no more",
    "tzdata": "zoneinfo reads it where the machine has no zones of its own",
}
"""Dependencies that no file of ours imports, each with who does."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"] if isinstance(line, str)]


def _locked(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", text, re.MULTILINE))


def _distributions(module: str) -> set[str]:
    return {canonicalize_name(owner) for owner in _owners().get(module, ())}


@cache
def _owners() -> Mapping[str, list[str]]:
    return packages_distributions()


@pytest.mark.parametrize(
    ("smaller", "larger"), [("requirements", "requirements-dev"), ("requirements-build", "requirements-dev")]
)
def test_what_is_checked_is_what_runs(smaller: str, larger: str) -> None:
    assert _locked(f"{smaller}.lock").items() <= _locked(f"{larger}.lock").items()


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_everything_locked_has_a_hash_and_no_address(lock: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert blocks
    assert not [block for block in blocks if "--hash=sha256:" not in block or "://" in block]


@pytest.mark.parametrize(("declared", "lock"), [(RUN, "requirements.lock"), (DEV, "requirements-dev.lock")])
def test_the_lock_holds_what_is_declared(declared: list[Requirement], lock: str) -> None:
    locked = _locked(lock)
    wrong = [
        str(wanted)
        for wanted in declared
        if not wanted.specifier.contains(locked.get(canonicalize_name(wanted.name), "0"), prereleases=True)
    ]
    assert not wrong, "pyproject.toml changed: run `make lock`"


@pytest.mark.parametrize(("folders", "declared"), [(PACKAGES, RUN), (("tests",), RUN + DEV)])
def test_what_is_imported_is_declared(folders: tuple[str, ...], declared: list[Requirement]) -> None:
    names = {canonicalize_name(wanted.name) for wanted in declared}
    known = set(sys.stdlib_module_names) | {*PACKAGES, "tests"}
    borrowed = {
        module: sorted(importers)
        for module, importers in imported(*folders).items()
        if module not in known and not _distributions(module) & names
    }
    assert not borrowed, (
        "declare it in pyproject.toml, or do without: today it is there by somebody else's grace"
    )


def test_what_is_declared_is_used() -> None:
    used = {owner for module in imported(*PACKAGES) for owner in _distributions(module)}
    idle = {canonicalize_name(wanted.name) for wanted in RUN} - used
    assert idle == set(UNSEEN), "take it out, or say in UNSEEN who uses it"


def test_every_lock_is_made_by_the_one_command() -> None:
    script = (ROOT / ".ci" / "lock").read_text(encoding="utf-8")
    assert set(re.findall(r"--output-file (\S+)", script)) == {
        path.name for path in Path(ROOT).glob("requirements*.lock")
    }
