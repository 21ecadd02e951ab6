"""The command line: one word for each thing an operator does, and one place where errors become exit codes.

Exit codes: 0 it is done or in order, 1 something is wrong and was named, 2 the command was misused.
"""

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from bot.commands import (
    check,
    demo,
    health,
    keys,
    migrate,
    preview,
    prompts,
    serve,
    setup,
    slack,
    teams,
    tick,
    trust,
)
from bot.commands.faults import KNOWN

app = typer.Typer(
    name="golden-thread",
    help="One good question about inclusion and SEND in front of a school's leaders, and a log of what they answered.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - how typer hands an option to its callback
    if not wanted:
        return
    try:
        typer.echo(f"golden-thread {version('golden-thread')}")
    except PackageNotFoundError:
        typer.echo("golden-thread, run from its source without being installed")
    raise typer.Exit


@app.callback()
def golden_thread(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """One good question about inclusion and SEND in front of a school's leaders, and a log of what they answered."""


for words in (prompts, trust, keys, slack, teams):
    app.add_typer(words.app)
for command in (setup, serve, tick, migrate, check, preview, health, demo):
    command.add_to(app)


def main() -> None:
    """Run one command; what is expected to go wrong is said in plain words, on standard error."""
    # The database holds what people wrote: what we make is for the user who runs us alone.
    os.umask(0o077)
    try:
        app(prog_name="golden-thread")
    except KNOWN as error:
        sys.stderr.write(f"golden-thread: {error}\n")
        raise SystemExit(1) from None
