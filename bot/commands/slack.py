"""`golden-thread slack`: what Slack's own pages ask for when the app is made."""

from typing import Annotated

import typer

from adapters.slack.manifest import COMMAND, Unfit, filled

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
