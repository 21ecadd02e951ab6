"""`check`: settings, bank, set-up file, calendar and database, one line each, every fault at once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from adapters.store.migrating import current, head, require_head, versions
from bot.charter.document import load_charter
from bot.commands.faults import KNOWN
from bot.settings import Settings, read_settings
from prompts.coverage import coverage
from prompts.library import load_bank
from scheduler.calendars import load_calendar

Said = tuple[bool, str, str]
"""Whether it is in order, what was looked at, and what was seen."""


def add_to(app: typer.Typer) -> None:
    """The command line has `check`."""
    app.command()(check)


def check(
    charter: Annotated[
        list[Path] | None, typer.Option(help="A trust's set-up file to check as well.")
    ] = None,
    calendar: Annotated[list[Path] | None, typer.Option(help="A calendar file to check as well.")] = None,
) -> None:
    """Check settings, bank, set-up files, calendars and database.

    Names every fault at once, each with what to do; exits 1 if there is one.
    """
    console = Console(highlight=False, soft_wrap=True)
    faulty = False
    for fine, what, seen in _findings(charter or [], calendar or []):
        faulty = faulty or not fine
        mark = Text("ok    ", style="green") if fine else Text("fault ", style="bold red")
        console.print(Text.assemble(mark, f"{what}: {seen}"))
    raise typer.Exit(1 if faulty else 0)


def _findings(charters: list[Path], calendars: list[Path]) -> Iterator[Said]:
    found: list[Settings] = []
    yield from _looked("settings", lambda: _settings(found))
    yield from _looked("bank", lambda: _bank(found[0] if found else None))
    for path in charters:
        yield from _looked(f"set-up {path.name}", lambda path=path: _charter(path))  # type: ignore[misc]
    for path in calendars:
        yield from _looked(f"calendar {path.name}", lambda path=path: _calendar(path))  # type: ignore[misc]
    if found:
        yield from _looked("database", lambda: _database(found[0].database_url))
    else:
        yield False, "database", "not looked at, because the settings name none until they are mended"


def _looked(what: str, look: Callable[[], str]) -> Iterator[Said]:
    try:
        yield True, what, look()
    except KNOWN as error:
        for line in str(error).splitlines():
            yield False, what, line


def _settings(found: list[Settings]) -> str:
    found.append(read_settings())
    kind = "PostgreSQL" if found[0].database_url.startswith("postgresql") else "SQLite"
    return f"data in {found[0].data}, {kind}, a look at what is due every {found[0].tick_seconds:g} seconds"


def _bank(settings: Settings | None) -> str:
    extra = sorted(settings.bank.glob("*.toml")) if settings and settings.bank else ()
    bank = load_bank(extra=extra)
    bare = [row for row in coverage(bank) if not row.prompts]
    return f"{len(bank.prompts)} prompts, version {bank.version}, {len(bare)} source rows without a prompt"


def _charter(path: Path) -> str:
    charter = load_charter(path)
    return f"{charter.trust.name}: {len(charter.schools)} schools, {len(charter.programmes)} programmes"


def _calendar(path: Path) -> str:
    calendar = load_calendar(path)
    return f"{calendar.zone}, {len(calendar.terms)} terms, {len(calendar.closures)} closures"


def _database(url: str) -> str:
    version = current(url)
    if version is None:
        return "not made yet: `golden-thread migrate` or `serve` makes it"
    if version not in versions():
        require_head(url)  # says what to do
    if version != head():
        return f"at version {version}; this program brings it to {head()} when it starts"
    return f"at version {version}"
