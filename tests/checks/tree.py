"""The project's own files, as the checks about the project see them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("prompts", "scheduler", "bot", "adapters")

_MADE = {"__pycache__", "var", "dist", "build", "node_modules"}


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """Every file under these folders (all of the project, if none are named) that a person wrote."""
    for folder in folders or (".",):
        for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
            inside = path.relative_to(ROOT).parts
            if path.is_file() and not any(part in _MADE or _is_hidden(part) for part in inside[:-1]):
                yield path


def name(path: Path) -> str:
    """The file's name inside the project, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def imported(*folders: str) -> dict[str, set[str]]:
    """The top-level names that Python files under these folders import, and which files import each."""
    found: dict[str, set[str]] = {}
    for path in files(*folders, suffix=".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module in _modules(node):
                found.setdefault(module.partition(".")[0], set()).add(name(path))
    return found


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return [node.module]
    return []


def _is_hidden(part: str) -> bool:
    return part.startswith(".") and part != ".ci"
