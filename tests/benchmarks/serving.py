"""The process that a benchmark sends a platform's events to, and what can be asked of it beside them.

It writes its port and its threads, as one line of JSON.
"""

import asyncio
import gc
import json
import os
import socket
import sys
import time
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, redirect_stderr
from itertools import islice
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import TURN
from bot.domain.delivery import Delivery
from bot.logs import set_up_logs
from bot.usecases.sending.plan_deliveries import plan_deliveries
from tests.benchmarks.crowd import crowd
from tests.benchmarks.house import House
from tests.benchmarks.measuring import Watch, watched
from tests.benchmarks.recording import CHANNELS, WEEK


def run(server: Coroutine[Any, Any, None]) -> None:
    """As `serve` does, until the process is ended."""
    sys.setswitchinterval(TURN)
    # The lines are made and written as in life, to where nobody reads them.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        set_up_logs(form="json")
        asyncio.run(server)


async def serve_house(
    here: House, routes: Sequence[BaseRoute], *, threads: Sequence[Delivery], due: int
) -> None:
    """Ours: with its events goes what the benchmark does to the house meanwhile."""

    async def fall_due(_: Request) -> Response:
        await _fall_due(here, due=due)
        return JSONResponse({})

    async def planned(_: Request) -> Response:
        return JSONResponse({"due": (await plan_deliveries(here.bot)).due})

    async def kept(_: Request) -> Response:
        await here.survey()
        return JSONResponse({"kept": await here.kept()})

    gc.collect()
    gc.freeze()  # as `serve` does
    asked = [
        Route("/fall-due", fall_due, methods=["POST"]),
        Route("/planned", planned, methods=["POST"]),
        Route("/kept", kept),
    ]
    await serve([*routes, *asked], threads=[(row.channel, row.root, row.school) for row in threads])


async def serve(routes: Sequence[BaseRoute], *, threads: Sequence[tuple[str, str | None, str]] = ()) -> None:
    """With its processor time, and the longest that the loop was held since it was last asked to look."""
    looking: list[tuple[AsyncExitStack, Watch]] = []

    async def processor(_: Request) -> Response:
        return JSONResponse({"seconds": time.process_time()})

    async def watch(_: Request) -> Response:
        stack = AsyncExitStack()
        looking.append((stack, await stack.enter_async_context(watched(calls=True))))
        return JSONResponse({})

    async def held(_: Request) -> Response:
        stack, seen = looking.pop()
        await stack.aclose()
        return JSONResponse({"longest": seen.longest, "call": seen.call})

    further = [
        Route("/processor", processor),
        Route("/watch", watch, methods=["POST"]),
        Route("/held", held, methods=["POST"]),
    ]
    app = Starlette(routes=[*routes, *further])
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
    door = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(json.dumps({"port": door.getsockname()[1], "threads": list(threads)}) + "\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve([door])


async def _fall_due(here: House, *, due: int) -> None:
    """So many prompts of other trusts are due, and not planned yet."""
    others = list(islice(crowd(due + CHANNELS), 1, None))
    for charter in others:
        await here.store.directory.establish(charter)
    await here.survey()
    here.clock.advance(WEEK)
    for charter in others:
        for programme in charter.programmes:
            until = here.clock.now() - WEEK / 2
            await here.store.outbox.plan((), programme=programme.id, edition=1, planned_until=until)
