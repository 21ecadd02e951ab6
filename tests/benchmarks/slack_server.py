"""The process that a benchmark sends Slack's events to: Golden Thread's own address, or a bare bolt app that does nothing.

`python -m tests.benchmarks.slack_server ours URL DUE` or `… bare`; it writes its port and its threads, as one line of JSON.
"""

import asyncio
import gc
import json
import os
import socket
import sys
import time
from contextlib import redirect_stderr
from itertools import islice
from pathlib import Path

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.slack import http
from adapters.slack.app import Choices, slack_app
from adapters.slack.workspaces import Workspace, Workspaces, as_installation
from bot.app import TURN
from bot.later import Later
from bot.logs import set_up_logs
from bot.usecases.plan_deliveries import plan_deliveries
from tests.benchmarks.crowd import WORKSPACE, crowd
from tests.benchmarks.house import House, house
from tests.benchmarks.recording import CHANNELS, WEEK
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

SECRET = "a-signing-secret-for-benchmarks"
BOT = "U0BOT"


def main() -> None:
    """Serve until the process is ended."""
    which, *rest = sys.argv[1:]
    sys.setswitchinterval(TURN)  # as `serve` does
    # The lines are made and written as in life, to where nobody reads them.
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        set_up_logs(form="json")
        asyncio.run(_ours(rest[0], due=int(rest[1])) if which == "ours" else _bare())


async def _ours(url: str, *, due: int) -> None:
    async with house(url, crowd(CHANNELS, platform="slack")) as here:
        threads = await here.posted(stamped=True)
        installations = FakeStore(Memory()).installations
        known = Workspace(id=WORKSPACE, name="Crowd", bot_user=BOT, bot_id="B0BOT", token="xoxb-none")
        await installations.keep(as_installation(known, at=here.clock.now()))
        workspaces, later = Workspaces(installations, token=None, api_url="http://127.0.0.1:9/"), Later()
        choices = Choices()
        ears = slack_app(
            here.bot, workspaces=workspaces, choices=choices, later=later, changed=lambda _: None
        )

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
        await _served(
            [
                *http.routes(ears, signing_secret=SECRET),
                Route("/fall-due", fall_due, methods=["POST"]),
                Route("/planned", planned, methods=["POST"]),
                Route("/kept", kept),
            ],
            threads=[(row.channel, row.root, row.school) for row in threads],
        )


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


async def _bare() -> None:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=WORKSPACE, bot_token="xoxb-none", bot_id="B0BOT", bot_user_id=BOT
        )

    async def nothing() -> None:
        """What a listener costs that does nothing."""

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
    app.event("message")(nothing)
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    await _served([Route(http.EVENTS, events, methods=["POST"])], threads=[])


async def _served(routes: list[BaseRoute], *, threads: list[tuple[str, str | None, str]]) -> None:
    async def processor(_: Request) -> Response:
        return JSONResponse({"seconds": time.process_time()})

    app = Starlette(routes=[*routes, Route("/processor", processor)])
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
    door = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(json.dumps({"port": door.getsockname()[1], "threads": threads}) + "\n")
    sys.stdout.flush()
    await uvicorn.Server(config).serve([door])


if __name__ == "__main__":
    main()
