"""Opening the demonstration: its year on the first day, today's prompt on every day, then the server."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from adapters.local.owed import redeliver
from adapters.local.platform import LocalPlatform
from adapters.store.lock import exclusive
from bot.app import House, opened, serve
from bot.demo.made_before import require_openable
from bot.demo.settings import own_file
from bot.demo.today import ask_today
from bot.demo.year import ASHGROVE, live_through
from bot.settings import Settings
from bot.usecases.bot import Bot
from scheduler.clock import ManualClock


async def open_demonstration(settings: Settings, *, say: Callable[[str], None]) -> None:
    """The demonstration is served until stopped; `say` is told where, as soon as it can be opened."""
    file = own_file(settings)
    if settings.database_url == f"sqlite:///{file}":
        await _make_file(file, settings)
        await require_openable(file)

    async def prepare(house: House) -> None:
        if not await house.bot.store.directory.trusts():
            await _live_through_with_progress(house.bot)
        await ask_today(house.bot, trust=ASHGROVE, now=house.bot.clock.now())
        say(f"\n  Golden Thread is at http://{settings.host}:{settings.port}  (Ctrl+C stops it)\n")

    await serve(settings, prepare=prepare)


async def _make_file(file: Path, settings: Settings) -> None:
    """The file is there with its whole year: made under another name, so that a start cut short leaves nothing half."""
    with exclusive(settings.database_url):
        making = _cleared_for(file)
        if making is None:
            return
        async with opened(settings.model_copy(update={"database": f"sqlite:///{making}"})) as house:
            await _live_through_with_progress(house.bot)
        making.rename(file)


def _cleared_for(file: Path) -> Path | None:
    """Where the file is to be made, with nothing left there of an earlier attempt; None if it is made already."""
    if file.exists():
        return None
    making = file.with_suffix(".making")
    for left in making.parent.glob(f"{making.name}*"):
        left.unlink()
    return making


async def _live_through_with_progress(bot: Bot) -> None:
    columns = (TextColumn("  A year at Ashgrove"), BarColumn(), MofNCompleteColumn(), TextColumn("prompts"))
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("year", total=None)

        def progress(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        clock = ManualClock(bot.clock.now())
        here = LocalPlatform(bot.store.board, clock=clock)
        past = dataclasses.replace(bot, clock=clock, platforms={here.name: here})
        await live_through(
            past, clock=clock, now=bot.clock.now(), deliver=lambda: redeliver(past), progress=progress
        )
