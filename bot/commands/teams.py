"""`golden-thread teams`: what the pages of Teams ask for, and what the set-up file needs to know of them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from adapters.teams.manifest import NAME, Unfit, Wanted
from adapters.teams.package import packed
from bot.settings import PREFIX, Settings, SettingsError, read_settings

app = typer.Typer(name="teams", help="What is needed to set Teams up.", no_args_is_help=True)
GUIDE = "docs/install-teams.md"


@app.callback()
def teams() -> None:
    """What is needed to set Teams up."""


@app.command()
def package(
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("golden-thread-teams.zip"),
    app_id: Annotated[
        str | None,
        typer.Option(help="The application (client) id in Entra; that of the settings, if it is not given."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="Where Teams reaches this server, such as https://thread.ashgrove.example; the public address of the "
            "settings, if it is not given."
        ),
    ] = None,
    *,
    with_consent: Annotated[
        bool,
        typer.Option(
            "--with-consent/--without-consent",
            help="Ask each team's owner for their consent that Golden Thread is sent every message of the team's channels, "
            "so that it hears a plain reply in a question's thread. Without it, it hears what mentions it, and the box.",
        ),
    ] = False,
    name: Annotated[str, typer.Option(help="What the app is called in Teams.")] = NAME,
    website: Annotated[
        str | None,
        typer.Option(help="Where the app's links to help, privacy and terms lead: a page of your trust's."),
    ] = None,
    version: Annotated[
        str | None,
        typer.Option(help="The app's version, to be raised when you upload a changed one, such as 0.1.1."),
    ] = None,
) -> None:
    """Write the app package, to be uploaded in the Teams admin centre."""
    settings = read_settings() if app_id is None or url is None else None
    wanted = Wanted(
        app_id=_given(
            app_id, settings.teams_app_id if settings else None, option="--app-id", setting="TEAMS_APP_ID"
        ),
        url=_given(url, settings.public_url if settings else None, option="--url", setting="PUBLIC_URL"),
        consent=with_consent,
        name=name,
        website=website,
        version=version,
    )
    try:
        out.write_bytes(packed(wanted))
    except Unfit as unfit:
        raise typer.BadParameter(str(unfit)) from None
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written: {error.strerror}") from None
    asks = "asks each team's owner for their consent" if with_consent else "asks for no consent"
    typer.echo(f"{out} is written: it {asks}. Upload it in the Teams admin centre ({GUIDE}).")


def _given(given: str | None, kept: str | None, *, option: str, setting: str) -> str:
    found = given if given is not None else kept
    if found is None:
        raise typer.BadParameter(f"{option} is missing: give it, or set {PREFIX}{setting}")
    return found


@app.command()
def roster() -> None:
    """Print each team that Golden Thread is in, with its channels and people, as lines for the set-up file.

    PERSONAL DATA: it holds names, and the ids of people in Entra.
    """
    settings = read_settings()
    if not settings.teams_is_on:
        raise SettingsError(f"{PREFIX}TEAMS_APP_ID: is missing, so Teams is not switched on; see {GUIDE}")
    if settings.teams_tenant_id is None:
        raise SettingsError(f"{PREFIX}TEAMS_TENANT_ID: is missing; it says whose teams are meant")
    lines, faults = asyncio.run(_roster(settings, tenant=settings.teams_tenant_id))
    typer.echo("\n".join(lines))
    for fault in faults:
        typer.echo(fault, err=True)
    raise typer.Exit(1 if faults else 0)


async def _roster(settings: Settings, *, tenant: str) -> tuple[list[str], list[str]]:
    # The other commands start quicker without these.
    from adapters.store.sql_store import SqlStore  # noqa: PLC0415
    from adapters.teams.roster import as_toml, every_team  # noqa: PLC0415
    from bot.on_teams import on_teams  # noqa: PLC0415
    from scheduler.clock import SystemClock  # noqa: PLC0415

    store = await SqlStore.open(settings.database_url, reading=True, keys=settings.every_key)
    here = on_teams(settings, store=store, clock=SystemClock())
    try:
        found = [
            team async for team in every_team(tenant, connector=here.connector, references=here.references)
        ]
    finally:
        await here.close()
        await store.close()
    faults = [f"The team {team.name} could not be read: {team.fault}" for team in found if team.fault]
    if not found:
        faults.append(
            "Golden Thread is in no team, as far as it has heard: start the server, then add the app to a team."
        )
    return list(as_toml(tenant, found)), faults
