"""People read "question" wherever they look; "prompt" is a word of the code, of the set-up file and of commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[2]
PROMPT = re.compile(r"\bprompts?\b", re.IGNORECASE)
IN_A_TAG = re.compile(r"<[^>]*>")
NAMES = {"prompt"}
"""Of fields: read by no one."""
TEMPLATES = sorted((ROOT / "adapters").glob("*/templates/**/*.html"))
WORDING = sorted(set((ROOT / "bot" / "wording").glob("*.py")) - {ROOT / "bot" / "wording" / "set_up.py"})
"""What is said on pages and in chat; `set_up` speaks to whoever keeps the file, in the file's words."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_says_prompt(path: Path) -> None:
    assert [said for said in _of_template(path) if PROMPT.search(said)] == []


@pytest.mark.parametrize("path", WORDING, ids=lambda path: path.name)
def test_no_sentence_says_prompt(path: Path) -> None:
    said = [each for each in _sentences(path) if each not in NAMES]
    assert [each for each in said if PROMPT.search(each)] == []


def _of_template(path: Path) -> Iterator[str]:
    """The text of the page between its tags, and the sentences that it hands to its pieces."""
    tokens = list(Environment(autoescape=True).lex(path.read_text(encoding="utf-8")))
    yield from IN_A_TAG.sub("\n", "".join(value for _, kind, value in tokens if kind == "data")).split("\n")
    yield from (value for _, kind, value in tokens if kind == "string" and " " in value)


def _sentences(path: Path) -> Iterator[str]:
    """Every string of the module that is neither documentation nor a name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value
