"""`check`: settings, bank, set-up file, calendar, database and Slack, one line each, every fault at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from adapters.store.migrating import current, head, require_head, versions
from bot.charter.document import CharterError, load_charter
from bot.commands.faults import KNOWN
from bot.domain.charter import Charter
from bot.settings import Settings, read_settings
from bot.slack_settings import revealed
from prompts.coverage import coverage
from prompts.library import load_bank
from scheduler.calendars import load_calendar

Said = tuple[bool | None, str, str]
"""Whether it is in order (None: only a person can tell), what was looked at, and what was seen."""
MARKS = {True: ("ok    ", "green"), False: ("fault ", "bold red"), None: ("look  ", "yellow")}


def add_to(app: typer.Typer) -> None:
    """The command line has `check`."""
    app.command()(check)


def check(
    charter: Annotated[
        list[Path] | None, typer.Option(help="A trust's set-up file to check as well.")
    ] = None,
    calendar: Annotated[list[Path] | None, typer.Option(help="A calendar file to check as well.")] = None,
    *,
    slack: Annotated[
        bool,
        typer.Option(
            "--slack",
            help="Ask Slack about tokens, scopes, channels and people as well: those of --charter, or else of the database.",
        ),
    ] = False,
) -> None:
    """Check settings, bank, set-up files, calendars and database; with --slack, what Slack knows of us.

    Names every fault at once, each with what to do; exits 1 if there is one. Nothing is changed.
    """
    console = Console(highlight=False, soft_wrap=True)
    faults = 0

    def say(said: Said) -> None:
        nonlocal faults
        fine, what, seen = said
        faults += fine is False
        console.print(Text.assemble(MARKS[fine], f"{what}: {seen}"))

    found: list[Settings] = []
    for said in _findings(found, charter or [], calendar or []):
        say(said)
    if slack:
        asyncio.run(_slack(found[0] if found else None, charter or [], say=say))
    raise typer.Exit(1 if faults else 0)


def _findings(found: list[Settings], charters: list[Path], calendars: list[Path]) -> Iterator[Said]:
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


async def _slack(settings: Settings | None, files: list[Path], *, say: Callable[[Said], None]) -> None:
    """A line about each thing as it is looked at: a trust of many schools takes some minutes."""
    if settings is None:
        say((False, "Slack", "not looked at until the settings are mended"))
        return
    if not settings.slack_is_on:
        say(
            (
                False,
                "Slack",
                "not switched on; GOLDEN_THREAD_SLACK_SIGNING_SECRET is missing, see docs/install-slack.md",
            )
        )
        return
    try:
        written = [load_charter(path) for path in files]
    except CharterError:
        say((False, "Slack", "not looked at until the set-up file is mended"))
        return
    try:
        async for said in _seen_on_slack(settings, written):
            say(said)
    except KNOWN as error:
        for line in str(error).splitlines():
            say((False, "Slack", line))


async def _seen_on_slack(settings: Settings, written: list[Charter]) -> AsyncIterator[Said]:
    # The other checks start quicker without these.
    from adapters.slack.checking import look  # noqa: PLC0415
    from adapters.slack.checking_workspaces import Given  # noqa: PLC0415
    from adapters.slack.workspaces import Workspaces  # noqa: PLC0415
    from adapters.store.sql_store import SqlStore  # noqa: PLC0415

    token = revealed(settings.slack_bot_token)
    given = Given(
        api_url=settings.slack_api_url,
        signing_secret=revealed(settings.slack_signing_secret),
        bot_token=token,
        app_token=revealed(settings.slack_app_token),
        app_id=settings.slack_app_id,
        install_at=f"{settings.public_url}/slack/install" if settings.public_url else None,
        external=settings.slack_external_channels,
    )
    store = await SqlStore.open(settings.database_url, reading=True, keys=settings.every_key)
    workspaces = Workspaces(store.installations, token=token, api_url=settings.slack_api_url)
    try:
        charters = written or [
            charter
            for trust in await store.directory.trusts()
            if (charter := await store.directory.charter(trust.id)) is not None
        ]
        async for seen in look(given, workspaces=workspaces, charters=charters):
            yield seen.fine, f"Slack, {seen.what}", seen.said
    finally:
        await workspaces.close()
        await store.close()


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
    schools, programmes = len(charter.schools), len(charter.programmes)
    return (
        f"{charter.trust.name}: {schools} school{'' if schools == 1 else 's'}, "
        f"{programmes} programme{'' if programmes == 1 else 's'}"
    )


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
