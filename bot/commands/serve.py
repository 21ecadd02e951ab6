"""`serve`: the pages, the platforms and the heartbeat, until told to stop."""

import asyncio
from typing import Annotated

import typer

from bot.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """The command line has `serve`."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
) -> None:
    """Serve the pages and send what falls due, until stopped."""
    from bot.app import serve as run  # noqa: PLC0415 - the other commands start quicker without a web server

    asyncio.run(run(read_settings(host=host, port=port)))
