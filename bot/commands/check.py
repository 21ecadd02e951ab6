"""`check`: settings, bank, set-up file, calendar, database, Slack and Teams, one line each, every fault at once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from adapters.store.migrating import current, head, require_head, versions
from adapters.store.walls import walls
from bot.charter.document import CharterError, load_charter
from bot.commands.faults import KNOWN
from bot.commands.set_up_file import bank_of, looked_into
from bot.domain.charter import Charter
from bot.ports.store import Store
from bot.settings import Settings, read_settings
from bot.slack_settings import revealed
from prompts.coverage import coverage
from prompts.model import PromptBank
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
    teams: Annotated[
        bool,
        typer.Option(
            "--teams",
            help="Ask Microsoft about secret, address, teams, channels and people as well: those of --charter, or else of the "
            "database.",
        ),
    ] = False,
) -> None:
    """Check settings, bank, set-up files, calendars and database; with --slack or --teams, what is known of us there.

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
    for wanted, platform in ((slack, SLACK), (teams, TEAMS)):
        if wanted:
            asyncio.run(_asked(platform, found[0] if found else None, charter or [], say=say))
    raise typer.Exit(1 if faults else 0)


def _findings(found: list[Settings], charters: list[Path], calendars: list[Path]) -> Iterator[Said]:
    yield from _looked("settings", lambda: _settings(found))
    banks: list[PromptBank] = []
    yield from _looked("bank", lambda: _bank(found[0] if found else None, banks))
    for path in charters:
        # Without settings nobody knows which prompts of one's own there are: nothing is held against the file then.
        bank = banks[0] if found and banks else None
        tenant = found[0].teams_tenant_id if found else None
        yield from (
            (fine, f"set-up {path.name}", said) for fine, said in looked_into(path, bank=bank, tenant=tenant)
        )
    for path in calendars:
        yield from _looked(f"calendar {path.name}", lambda path=path: _calendar(path))  # type: ignore[misc]
    if found:
        yield from _looked("database", lambda: _database(found[0].database_url))
        yield from ((fault, "database", said) for fault, said in walls(found[0].database_url))
    else:
        yield False, "database", "not looked at, because the settings name none until they are mended"


def _looked(what: str, look: Callable[[], str]) -> Iterator[Said]:
    try:
        yield True, what, look()
    except KNOWN as error:
        for line in str(error).splitlines():
            yield False, what, line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    """One that can be asked what it knows of us."""

    name: str
    is_on: Callable[[Settings], bool]
    missing: str
    seen: Callable[[Settings, list[Charter]], AsyncIterator[Said]]


async def _asked(
    platform: _Platform, settings: Settings | None, files: list[Path], *, say: Callable[[Said], None]
) -> None:
    """A line about each thing as it is looked at: a trust of many schools takes some minutes."""
    if settings is None:
        say((False, platform.name, "not looked at until the settings are mended"))
        return
    if not platform.is_on(settings):
        say((False, platform.name, f"not switched on; {platform.missing}"))
        return
    try:
        written = [load_charter(path) for path in files]
    except CharterError:
        say((False, platform.name, "not looked at until the set-up file is mended"))
        return
    try:
        async for said in platform.seen(settings, written):
            say(said)
    except KNOWN as error:
        for line in str(error).splitlines():
            say((False, platform.name, line))


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
        charters = written or await _kept(store)
        async for seen in look(given, workspaces=workspaces, charters=charters):
            yield seen.fine, f"Slack, {seen.what}", seen.said
    finally:
        await workspaces.close()
        await store.close()


async def _seen_on_teams(settings: Settings, written: list[Charter]) -> AsyncIterator[Said]:
    # The other checks start quicker without these.
    from adapters.store.sql_store import SqlStore  # noqa: PLC0415
    from adapters.teams.checking import look  # noqa: PLC0415
    from adapters.teams.checking_reach import Given  # noqa: PLC0415
    from bot.on_teams import on_teams  # noqa: PLC0415
    from scheduler.clock import SystemClock  # noqa: PLC0415

    given = Given(
        tenant=settings.teams_tenant_id,
        login_url=settings.teams_login_url,
        keys_url=settings.teams_keys_url,
        public_url=settings.public_url,
        managed_identity=settings.teams_managed_identity,
        without_authentication=settings.teams_without_authentication,
    )
    store = await SqlStore.open(settings.database_url, reading=True, keys=settings.every_key)
    here = on_teams(settings, store=store, clock=SystemClock())
    try:
        looking = look(
            given,
            tokens=here.tokens,
            connector=here.connector,
            references=here.references,
            charters=written or await _kept(store),
        )
        async for seen in looking:
            yield seen.fine, f"Teams, {seen.what}", seen.said
    finally:
        await here.close()
        await store.close()


async def _kept(store: Store) -> list[Charter]:
    every = [await store.directory.charter(trust.id) for trust in await store.directory.trusts()]
    return [charter for charter in every if charter is not None]


SLACK = _Platform(
    name="Slack",
    is_on=lambda settings: settings.slack_is_on,
    missing="GOLDEN_THREAD_SLACK_SIGNING_SECRET is missing, see docs/install-slack.md",
    seen=_seen_on_slack,
)
TEAMS = _Platform(
    name="Teams",
    is_on=lambda settings: settings.teams_is_on,
    missing="GOLDEN_THREAD_TEAMS_APP_ID is missing, see docs/install-teams.md",
    seen=_seen_on_teams,
)


def _settings(found: list[Settings]) -> str:
    found.append(read_settings())
    kind = "PostgreSQL" if found[0].database_url.startswith("postgresql") else "SQLite"
    return f"data in {found[0].data}, {kind}, a look at what is due every {found[0].tick_seconds:g} seconds"


def _bank(settings: Settings | None, found: list[PromptBank]) -> str:
    bank = bank_of(settings)
    found.append(bank)
    bare = [row for row in coverage(bank) if not row.prompts]
    return f"{len(bank.prompts)} prompts, version {bank.version}, {len(bare)} source rows without a prompt"


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
