"""The command line: one word for each thing an operator does, and one place where errors become exit codes.

Exit codes: 0 it is done or in order, 1 something is wrong and was named, 2 the command was misused.
"""

import os
import sys

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
