"""`migrate`: the database is at this program's version."""

import typer

from adapters.store.lock import exclusive
from adapters.store.migrating import head
from adapters.store.migrating import migrate as bring_up
from adapters.store.walls import gaps
from bot.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """The command line has `migrate`."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database up to date; what is kept in it stays."""
    settings = read_settings()
    with exclusive(settings.database_url):
        bring_up(settings.database_url)
    typer.echo(f"The database is at version {head()}.")
    for gap in gaps(settings.database_url):
        typer.secho(gap, err=True, bold=True)
