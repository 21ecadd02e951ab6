"""Golden Thread's own address for Slack, or a bare bolt app that does nothing.

`python -m tests.benchmarks.slack_server ours URL DUE` or `… bare`; see `serving`.
"""

import sys

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack import http
from adapters.slack.app import Choices, slack_app
from adapters.slack.workspaces import Workspace, Workspaces, as_installation
from bot.domain.delivery import Delivery
from bot.later import Later
from tests.benchmarks.crowd import WORKSPACE, crowd
from tests.benchmarks.house import house
from tests.benchmarks.recording import CHANNELS
from tests.benchmarks.serving import run, serve, serve_house
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

SECRET = "a-signing-secret-for-benchmarks"
BOT = "U0BOT"


def main() -> None:
    """Serve until the process is ended."""
    which, *rest = sys.argv[1:]
    run(_ours(rest[0], due=int(rest[1])) if which == "ours" else _bare())


async def _ours(url: str, *, due: int) -> None:
    async with house(url, crowd(CHANNELS, platform="slack")) as here:
        threads = await here.posted(root_of=_stamp)
        installations = FakeStore(Memory()).installations
        known = Workspace(id=WORKSPACE, name="Crowd", bot_user=BOT, bot_id="B0BOT", token="xoxb-none")
        await installations.keep(as_installation(known, at=here.clock.now()))
        workspaces, later = Workspaces(installations, token=None, api_url="http://127.0.0.1:9/"), Later()
        choices = Choices()
        ears = slack_app(
            here.bot, workspaces=workspaces, choices=choices, later=later, changed=lambda _: None
        )
        await serve_house(here, http.routes(ears, signing_secret=SECRET), threads=threads, due=due)


def _stamp(row: Delivery, number: int) -> str:
    """Slack's ids are times."""
    return f"{int(row.due_at.timestamp())}.{number:06d}"


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

    await serve([Route(http.EVENTS, events, methods=["POST"])])


if __name__ == "__main__":
    main()
