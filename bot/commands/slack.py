"""`golden-thread slack`: what Slack's own pages ask for when the app is made."""

import asyncio
from typing import Annotated

import typer

from adapters.slack.manifest import COMMAND, Unfit, filled
from adapters.slack.whose import PLATFORM
from bot.settings import read_settings

app = typer.Typer(name="slack", help="What is needed to set Slack up.", no_args_is_help=True)


@app.callback()
def slack() -> None:
    """What is needed to set Slack up."""


@app.command()
def manifest(
    url: Annotated[
        str | None,
        typer.Option(help="Where Slack reaches this server, for example https://thread.ashgrove.example."),
    ] = None,
    *,
    socket: Annotated[
        bool, typer.Option("--socket", help="For Socket Mode: the server has no public address.")
    ] = False,
    command: Annotated[str, typer.Option(help="The slash command's name.")] = COMMAND,
) -> None:
    """Print the app manifest, to be pasted into Slack's page "Create an app from a manifest"."""
    if url and socket:
        raise typer.BadParameter("give --url or --socket: with Socket Mode there is no public address")
    try:
        typer.echo(filled(url=url, socket=socket, command=command), nl=False)
    except Unfit as unfit:
        raise typer.BadParameter(str(unfit)) from None


@app.command()
def forget(workspace: Annotated[str, typer.Argument(help="Its id, such as T01ASH.")]) -> None:
    """Forget a workspace's token, whose key is lost: the app has to be installed there anew. Nothing said is lost."""
    if not asyncio.run(_forgotten(workspace)):
        raise typer.BadParameter(
            f"no token of {workspace} is kept: `golden-thread check --slack` names those that are"
        )
    typer.echo(f"The token of {workspace} is forgotten. Start the program, and install the app there anew.")


async def _forgotten(workspace: str) -> bool:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(read_settings()) as house:
        because = "Its token was forgotten, because the key was lost: install the app there anew."
        return await house.bot.store.installations.gone(PLATFORM, workspace, because=because)
