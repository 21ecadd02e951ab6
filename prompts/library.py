"""From files to a PromptBank: everything right, or everything that is wrong at once."""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from prompts.documents import read_document
from prompts.draft import Draft
from prompts.entries import AFTER_THEMES, BEFORE_THEMES
from prompts.faults import BankError, Fault
from prompts.model import PromptBank
from prompts.theme_entries import read_theme

SHIPPED: Traversable = files("prompts")
THEMES = "bank"


def load_bank(directory: Traversable = SHIPPED, *, extra: Iterable[Path] = ()) -> PromptBank:
    """Return the bank in `directory`, with `extra` theme files (or folders of them) after its own.

    Raises BankError, which holds every fault of every file.
    """
    draft = _draft(directory, extra=extra)
    if draft.faults:
        raise BankError(draft.faults)
    return draft.bank()


def read_faults(paths: Iterable[Path], *, directory: Traversable = SHIPPED) -> tuple[Fault, ...]:
    """Return what is wrong with these files as parts of the bank in `directory`; that bank's own faults are left out.

    A file with the name of one in the bank is read as its new version; any other is read as one more theme.
    """
    draft = _draft(directory)
    draft.faults.clear()
    chosen = sorted(bank_files(paths), key=_reading_order)
    for path in chosen:
        draft.forget(path.name if _is_table(path) else f"{THEMES}/{path.name}")
    for path in chosen:
        _read(path, name=str(path), draft=draft)
    return tuple(draft.faults)


def bank_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files, and for each folder the .toml files in it; a folder without any stays, to be refused."""
    return [
        file
        for path in paths
        for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path]) or [path]
    ]


def _draft(directory: Traversable, *, extra: Iterable[Path] = ()) -> Draft:
    draft = Draft()
    for name in BEFORE_THEMES:
        _read(directory / name, name=name, draft=draft)
    for file in _shipped_themes(directory, draft=draft):
        _read(file, name=f"{THEMES}/{file.name}", draft=draft)
    for path in bank_files(extra):
        _read(path, name=str(path), draft=draft)
    for name in AFTER_THEMES:
        _read(directory / name, name=name, draft=draft)
    return draft


def _read(file: Traversable, *, name: str, draft: Draft) -> None:
    top = read_document(file, name=name, faults=draft.faults)
    if top is None:
        return
    reader = BEFORE_THEMES.get(file.name) or AFTER_THEMES.get(file.name)
    if reader is not None:
        reader(top, draft)
    else:
        read_theme(top, draft, stem=file.name.removesuffix(".toml"))


def _shipped_themes(directory: Traversable, *, draft: Draft) -> list[Traversable]:
    folder = directory / THEMES
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")] if folder.is_dir() else []
    if not found:
        draft.faults.append(
            Fault(file=f"{THEMES}/", problem="it holds no prompts", remedy="put a theme's .toml file there")
        )
    return sorted(found, key=lambda file: file.name)


def _is_table(path: Path) -> bool:
    return path.name in BEFORE_THEMES or path.name in AFTER_THEMES


def _reading_order(path: Path) -> int:
    if path.name in BEFORE_THEMES:
        return list(BEFORE_THEMES).index(path.name)
    return len(BEFORE_THEMES) + (path.name in AFTER_THEMES)
