"""`tick`: one heartbeat by hand, for a cron job or a look at what would happen."""

import asyncio

import typer

from bot.settings import read_settings


def add_to(app: typer.Typer) -> None:
    """The command line has `tick`."""
    app.command()(tick)


def tick() -> None:
    """Plan, send and settle whatever is due now, once, and stop."""
    report = asyncio.run(_tick())
    typer.echo(report)


async def _tick() -> str:
    from bot.app import opened  # noqa: PLC0415
    from bot.usecases.tick import tick as beat  # noqa: PLC0415

    async with opened(read_settings()) as bot:
        return str(await beat(bot))
