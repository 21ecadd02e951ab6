"""The composition root: the only place that sees everything, and the only one that owns a clock."""

import asyncio
import gc
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from adapters.local import http as local_pages
from adapters.local.live import Live
from adapters.local.owed import redeliver
from adapters.local.platform import LocalPlatform
from adapters.store.lock import exclusive
from adapters.store.migrating import migrate
from adapters.store.sql_store import SqlStore
from adapters.web import http as web_pages
from adapters.web.assets import Assets
from adapters.web.listening import listen
from adapters.web.session import DemonstrationSessions, Sessions, secret_in
from adapters.web.site import site
from adapters.web.templating import make_templates
from bot.connected import Connected
from bot.logs import set_up_logs
from bot.on_sign_in import ways_to_sign_in
from bot.ports.chat import ChatPlatform
from bot.ports.store import Store
from bot.settings import Settings
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.health import health
from bot.usecases.tick import TickReport, tick
from prompts.library import load_bank
from scheduler.clock import Clock, Reading, SystemClock
from scheduler.ticker import Ticker

log = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
TURN = 0.001
"""Seconds after which a thread that computes lets the event loop have the interpreter: five times sooner than Python's own,
so that chat platforms do not wait while thousands of prompts are planned."""
GRACE = 3
"""Seconds that open requests get once the server is told to stop."""
LAST_TICK = 5
"""Seconds that a tick under way gets after that: with what both need to clean up, less than the ten after which
containers are killed. What is not posted by then is looked into by the next life."""
LAST_COURTESIES = 2
"""Seconds for signs and explanations that people are still owed; they are lost with the process otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A bot with what only the program around it needs to hold."""

    bot: Bot
    live: Live
    connected: tuple[Connected, ...] = ()

    async def beat(self, trusted: Reading | None = None) -> TickReport:
        """What the built-in channel owes is taken, and one tick is done. Never raises."""
        try:
            await redeliver(self.bot)
        except Exception as error:  # noqa: BLE001 - whatever it was, prompts still go out
            log_failure("channel.not_redelivered", error)
        return await tick(self.bot, trusted=trusted)


Prepare = Callable[[House], Awaitable[None]]
Dress = Callable[[Bot], Bot]
"""Puts something round a bot's ports before anyone uses them: what makes a test's process die there, for example."""


@asynccontextmanager
async def opened(
    settings: Settings, *, reading: bool = False, dress: Dress | None = None
) -> AsyncIterator[House]:
    """Everything read, migrated and open until the block ends; on SQLite nobody else has the database meanwhile.

    With `reading` nothing can be changed, and another copy of the program may be running on the same file.
    """
    set_up_logs(level=settings.log_level, form=settings.log_format)
    bank = load_bank(extra=[settings.bank] if settings.bank else [])
    clock = SystemClock()
    async with AsyncExitStack() as held:
        store = await _store(settings, reading=reading)
        held.push_async_callback(store.close)
        live = Live(store.board)
        platforms: dict[str, ChatPlatform] = {"local": LocalPlatform(store.board, clock=clock, live=live)}
        connected: list[Connected] = []
        for each in _connected(settings, store=store, clock=clock):
            held.push_async_callback(each.close)
            platforms[each.platform.name] = each.platform
            connected.append(each)
        name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        bot = Bot(
            name=name,
            store=store,
            bank=bank,
            platforms=platforms,
            clock=clock,
            public_url=settings.public_url,
        )
        yield House(bot=dress(bot) if dress else bot, live=live, connected=tuple(connected))


def _connected(settings: Settings, *, store: Store, clock: Clock) -> Iterator[Connected]:
    """The platforms that are switched on; the demonstration speaks on none of them."""
    if settings.demonstration:
        return
    # Imported only where they are on: their SDKs take time, and one of them a home directory, even to import.
    if settings.slack_is_on:
        from bot.on_slack import on_slack  # noqa: PLC0415 - said above

        yield on_slack(settings, store=store, clock=clock)
    if settings.teams_is_on:
        from bot.on_teams import on_teams  # noqa: PLC0415 - said above

        yield on_teams(settings, store=store, clock=clock)


async def _store(settings: Settings, *, reading: bool) -> SqlStore:
    address, keys = settings.database_url, settings.every_key
    if reading:
        return await SqlStore.open(address, reading=True, keys=keys)
    with exclusive(address):
        migrate(address)
        return await SqlStore.open(address, keys=keys)


def web(house: House, settings: Settings) -> Starlette:
    """Every page of every adapter, and `/healthz`, which anyone may ask."""
    bot = house.bot
    further = [local_pages.FOLDER]
    assets = Assets(further)
    templates = make_templates(further, assets=assets)
    made_up = DemonstrationSessions(secret_in(settings.data)) if settings.demonstration else None
    kept, ways_in = ways_to_sign_in(bot, settings=settings, templates=templates)
    sessions: Sessions = made_up or kept
    pages = site(
        [
            *web_pages.routes(
                bot,
                templates=templates,
                sessions=made_up,
                links={"local": local_pages.link}
                | {each.platform.name: each.link for each in house.connected},
            ),
            *local_pages.routes(bot, live=house.live, templates=templates),
            *([] if made_up else ways_in),
        ],
        bot=bot,
        templates=templates,
        assets=assets,
        sessions=sessions,
        hosts=settings.hosts,
    )

    async def healthz(_: Request) -> JSONResponse:
        found = await health(bot)
        return JSONResponse(
            {"ready": found.ready, "reasons": found.reasons},
            status_code=200 if found.ready else 503,
            headers={"Cache-Control": "no-store"},
        )

    # What is signed, and asked by no browser, stands before the pages and their host check.
    signed = [route for each in house.connected for route in each.hear(bot)]
    return Starlette(routes=[Route("/healthz", healthz, methods=["GET"]), *signed, Mount("/", pages)])


async def serve(settings: Settings, *, prepare: Prepare | None = None, dress: Dress | None = None) -> None:
    """Serve pages and send what falls due until SIGTERM or SIGINT; then finish or put down what is under way.

    Raises CannotListen and SecretsUnreadable before anything else is done, and what `opened` raises.
    """
    # Nothing ends us before the store is closed: whoever is told to stop while still opening stops right after it.
    told: list[int] = []
    for number in STOP_SIGNALS:
        signal.signal(number, lambda number, _: told.append(number))
    sys.setswitchinterval(TURN)
    async with opened(settings, dress=dress) as house:
        for each in house.connected:
            await each.require_secrets(house.bot)
        door = listen(settings.host, settings.port)
        if prepare:
            await prepare(house)
        trusted: Reading | None = None

        async def beat() -> None:
            nonlocal trusted
            trusted = (await house.beat(trusted)).trusted

        ticker = Ticker(beat, every=settings.tick_seconds)
        server = _Server(
            uvicorn.Config(
                web(house, settings),
                lifespan="off",
                log_config=None,
                access_log=False,  # an address may hold the words of somebody's search
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            ),
            stopping=house.live.close,
        )
        for number in STOP_SIGNALS:
            signal.signal(number, server.handle_exit)
        if told:
            server.should_exit = True
        for each in house.connected:
            await each.start(house.bot)
        # Looking through all that a program is made of for garbage took a tenth of a second, and everybody waited.
        gc.collect()
        gc.freeze()
        ticker.start()
        log.info("serving", address=f"http://{settings.host}:{settings.port}", pid=os.getpid())
        try:
            await server.serve([door])
        finally:
            ending = [each.stop(within=LAST_COURTESIES) for each in house.connected]
            await asyncio.gather(ticker.stop(within=LAST_TICK), *ending)
    log.info("stopped")


class _Server(uvicorn.Server):
    """Tells the channel's watchers to go before it waits for every open answer to end."""

    def __init__(self, config: uvicorn.Config, *, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        self._stopping()
        await super().shutdown(sockets)
