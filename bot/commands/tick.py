"""`tick`: one heartbeat by hand, for a cron job or a look at what would happen."""

import asyncio

import typer

from bot.settings import read_settings
from bot.usecases.tick import TickReport


def add_to(app: typer.Typer) -> None:
    """The command line has `tick`."""
    app.command()(tick)


def tick() -> None:
    """Do one tick by hand: plan, send and settle what is due now.

    Exits 1 if part of it failed.
    """
    report = asyncio.run(_tick())
    typer.echo(report.paused or "; ".join(f"{part} failed: see the log" for part in report.failed) or "Done.")
    raise typer.Exit(1 if report.paused or report.failed else 0)


async def _tick() -> TickReport:
    from bot.app import opened  # noqa: PLC0415 - the other commands start quicker without it

    async with opened(read_settings()) as house:
        return await house.beat()
