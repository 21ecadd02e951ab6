"""Opening the demonstration: its year on the first day, today's prompt on every day, then the server."""

import dataclasses
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from adapters.local.owed import redeliver
from adapters.local.platform import LocalPlatform
from bot.app import House, serve
from bot.demo.today import ask_today
from bot.demo.year import ASHGROVE, live_through
from bot.settings import Settings
from bot.usecases.bot import Bot
from scheduler.clock import ManualClock


async def open_demonstration(settings: Settings, *, say: Callable[[str], None]) -> None:
    """The demonstration is served until stopped; `say` is told where, as soon as it can be opened."""

    async def prepare(house: House) -> None:
        bot = house.bot
        if not await bot.store.directory.trusts():
            await _live_through_with_progress(bot)
        await ask_today(bot, trust=ASHGROVE, now=bot.clock.now())
        say(f"\n  Golden Thread is at http://{settings.host}:{settings.port}  (Ctrl+C stops it)\n")

    await serve(settings, prepare=prepare)


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
