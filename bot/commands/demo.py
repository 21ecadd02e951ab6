"""`demo`: the demonstration trust, its year, and a prompt that falls due at once."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from adapters.store.lock import exclusive
from bot.demo.settings import demonstration_settings, own_file
from bot.settings import Settings


def add_to(app: typer.Typer) -> None:
    """The command line has `demo`."""
    app.command()(demo)


def demo(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    *,
    reset: Annotated[
        bool, typer.Option("--reset", help="Throw the demonstration's data away, and stop.")
    ] = False,
) -> None:
    """Serve the demonstration trust and a year of reflections."""
    settings = demonstration_settings(host=host, port=port)
    if reset:
        typer.echo(_reset(settings))
        return
    from bot.demo.opening import open_demonstration  # noqa: PLC0415 - a reset needs no web server

    asyncio.run(open_demonstration(settings, say=typer.echo))


def _reset(settings: Settings) -> str:
    file = own_file(settings)
    if settings.database_url != f"sqlite:///{file}":
        raise typer.BadParameter(
            "the demonstration is in a database of your choice: remove it there yourself"
        )
    with exclusive(settings.database_url):
        files = [path for ending in ("", "-wal", "-shm") if (path := Path(f"{file}{ending}")).exists()]
        for path in files:
            path.unlink()
    return (
        "The demonstration is gone; `make run` begins it again."
        if files
        else "There is no demonstration yet."
    )
