"""The composition root: the only place that sees everything, and the only one that owns a clock."""

import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
import uvicorn
from starlette.applications import Starlette

from adapters import local, web
from adapters.local.platform import LocalPlatform
from adapters.store.lock import exclusive
from adapters.store.migrating import migrate
from adapters.store.sql_store import SqlStore
from bot.logs import set_up_logs
from bot.ports.chat import ChatPlatform
from bot.ports.store import Store
from bot.settings import Settings
from bot.usecases.bot import Bot
from bot.usecases.tick import tick
from prompts.library import load_bank
from scheduler.clock import Clock, SystemClock
from scheduler.ticker import Ticker

log = structlog.get_logger(__name__)

SHUTDOWN = 3
"""Seconds that open connections get before they are closed."""


@asynccontextmanager
async def opened(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Bot]:
    """A bot with its database migrated, locked (SQLite) and open, until the block ends."""
    set_up_logs(level=settings.log_level, form=settings.log_format)
    bank = load_bank(extra=sorted(settings.bank.glob("*.toml")) if settings.bank else ())
    settings.data.mkdir(parents=True, exist_ok=True)
    with exclusive(settings.database_url):
        migrate(settings.database_url)
        store = await SqlStore.open(settings.database_url)
        try:
            yield Bot(
                name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
                store=store,
                bank=bank,
                platforms=platforms(store),
                clock=clock or SystemClock(),
            )
        finally:
            await store.close()


def platforms(store: Store) -> dict[str, ChatPlatform]:
    """Every platform this installation speaks on, by name."""
    here = LocalPlatform(store.board)
    return {here.name: here}
