"""Our own Slack: a real server on the loopback, in a thread of its own, that can be told to misbehave.

It is spoken to by the real SDK over real HTTP and websockets. Tests look at it and move it from outside.
"""

import asyncio
import base64
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from scheduler.clock import Clock, SystemClock
from tests.adapters.slack.double.faults import DROP, HANG, Fault
from tests.adapters.slack.double.files import receive
from tests.adapters.slack.double.limits import Limits
from tests.adapters.slack.double.methods import No, call
from tests.adapters.slack.double.oauth import exchanged
from tests.adapters.slack.double.people import People
from tests.adapters.slack.double.socket_mode import SocketMode
from tests.adapters.slack.double.state import App, Call, State, Team

T = TypeVar("T")
Hook = Callable[[], Awaitable[None]]
NOTHING = Fault(carried_out=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, taken apart. `basic` is what it says of itself besides a token: an id and a secret."""

    method: str
    token: str
    team: Team | None
    arguments: Mapping[str, Any]
    basic: str


@dataclass(slots=True, kw_only=True)
class Slack:
    """The double. `state` is what people see, `calls` is what our app asked, `people` is what they do."""

    state: State = field(default_factory=State)
    limits: Limits = field(default_factory=Limits)
    port: int = 0
    people: People = field(init=False)
    _scripts: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Fault] = field(default_factory=dict)
    _hooks: dict[str, tuple[Hook, asyncio.AbstractEventLoop]] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _socket: SocketMode = field(init=False)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.people = People(self.state)
        self._socket = SocketMode(self.state)

    @property
    def api_url(self) -> str:
        """Where its Web API is, with the slash at the end."""
        return f"http://127.0.0.1:{self.port}/api/"

    def calls(self, *methods: str) -> list[Call]:
        """What our app asked (of these methods), in order of arrival."""
        return [each for each in self.state.calls if not methods or each.method in methods]

    def script(self, method: str, *faults: Fault) -> None:
        """The next requests of that method meet these, one each; whatever comes after is answered properly."""
        self._scripts[method].extend(faults)

    def always(self, method: str, fault: Fault | None) -> None:
        """Every request of that method meets this, until told otherwise."""
        if fault is None:
            self._always.pop(method, None)
        else:
            self._always[method] = fault

    def before_answering(self, method: str, hook: Hook) -> None:
        """Once the next request of that method was carried out, `hook` runs on the caller's loop; then it is answered."""
        self._hooks[method] = (hook, asyncio.get_running_loop())

    def add_team(
        self, id_: str, name: str, *, token: str | None = None, enterprise: str | None = None
    ) -> Team:
        """A workspace that has installed the app."""
        short = id_.removeprefix("T")
        team = Team(
            id=id_,
            name=name,
            token=token or f"xoxb-{short.lower()}-secret",
            bot_user=f"U{short}GT",
            bot_id=f"B{short}GT",
            enterprise=enterprise,
        )
        team.add_user(team.bot_user, "Golden Thread").bot = True
        self.state.teams[id_] = team
        return team

    async def deliver(self, kind: str, payload: Mapping[str, Any], **more: Any) -> str:
        """An envelope goes down the websocket (Socket Mode); returns its id, to ask `answer_to` about."""
        return await self._there(self._socket.deliver(kind, payload, **more))

    async def answer_to(self, envelope: str, *, within: float = 60.0) -> Any:
        """What our app answered to that envelope, once it has. Raises TimeoutError if it does not."""
        return await asyncio.wait_for(self._there(self._socket.answer_to(envelope)), timeout=within)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """The websockets are told to go, as Slack does every few hours, and are closed."""
        await self._there(self._socket.disconnect(reason))

    @property
    def acknowledged(self) -> dict[str, Any]:
        """The ids of the envelopes our app has acknowledged, with what it answered."""
        return self._socket.acknowledged

    @property
    def connections(self) -> int:
        """How many websockets are open."""
        return len(self._socket.open)

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """On the server's own loop."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(
            arguments.pop("token", "")
        )
        team = self.state.by_token(token)
        fault = self._fault(method, team, arguments)
        asked = Asked(method=method, token=token, team=team, arguments=arguments, basic=_basic(request))
        answer, error = self._carried_out(asked) if fault.carried_out else ({}, None)
        status = fault.status or 200
        self.state.calls.append(
            Call(
                method=method,
                team=team.id if team else None,
                arguments=arguments,
                at=time.monotonic(),
                status=status,
                error=fault.error or error,
            )
        )
        await self._run_hook(method)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.silence is not None:
            await self._fall_silent(request, fault.silence)
        scopes = {"x-oauth-scopes": ",".join(sorted(team.scopes))} if team else {}
        if fault.status is not None:
            wait = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
            body = {"ok": False, "error": "ratelimited"} if fault.status == 429 else None
            return (
                web.json_response(body, status=status, headers={**scopes, **wait})
                if body
                else web.Response(
                    status=status,
                    text="<html>upstream error</html>",
                    content_type="text/html",
                    headers=scopes,
                )
            )
        if fault.body is not None:
            return web.Response(text=fault.body, content_type=fault.kind, headers=scopes)
        if fault.error is not None:
            answer = {"ok": False, "error": fault.error}
        return web.json_response(answer, headers=scopes)

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        """A file is sent to the address that it was given; its faults are scripted as those of `upload`."""
        fault = self._scripts["upload"].popleft() if self._scripts["upload"] else NOTHING
        content = await request.read()
        status = receive(self.state, request.match_info["file"], content) if fault.carried_out else 200
        if fault.silence is not None:
            await self._fall_silent(request, fault.silence)
        return web.Response(status=fault.status or status, text="OK")

    def _fault(self, method: str, team: Team | None, arguments: Mapping[str, Any]) -> Fault:
        if self._scripts[method]:
            return self._scripts[method].popleft()
        if method in self._always:
            return self._always[method]
        after = self.limits.refuses(method, team=team.id if team else "", channel=arguments.get("channel"))
        if after is not None:
            return Fault(status=429, retry_after=str(after))
        return NOTHING

    def _carried_out(self, asked: Asked) -> tuple[dict[str, Any], str | None]:
        try:
            return self._done(asked), None
        except No as no:
            return no.answer, str(no)

    def _done(self, asked: Asked) -> dict[str, Any]:
        if asked.method == "oauth.v2.access":
            return exchanged(self.state, asked.arguments, credentials=asked.basic)
        if asked.method == "apps.connections.open":
            return self._socket.ticket(asked.token, port=self.port)
        if not asked.token:
            raise No("not_authed")
        if asked.team is None:
            raise No("invalid_auth")
        if asked.team.gone:
            raise No(asked.team.gone)
        return call(self.state, asked.method, team=asked.team, arguments=asked.arguments)

    async def _run_hook(self, method: str) -> None:
        found = self._hooks.pop(method, None)
        if found is None:
            return
        hook, loop = found

        async def run() -> None:
            await hook()

        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run(), loop))

    async def _fall_silent(self, request: web.Request, how: str) -> None:
        if how == HANG:
            await self._released.wait()
        if how in {DROP, HANG} and request.transport is not None:
            request.transport.abort()

    async def _serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._answer),
                web.get("/socket", self._socket.connected),
                web.post("/upload/{file}", self._receive),
            ]
        )
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self.state.uploads_at = f"http://127.0.0.1:{self.port}/upload/"
        ready.set()
        await stop.wait()
        self._released.set()
        await self._socket.disconnect("link_disabled")
        await runner.cleanup()


@contextmanager
def opened(*, clock: Clock | None = None, app: App | None = None) -> Iterator[Slack]:
    """It answers until the block ends."""
    slack = Slack(state=State(clock=clock or SystemClock(), app=app or App()))
    ready, stop = threading.Event(), asyncio.Event()

    def run() -> None:
        try:
            slack._loop.run_until_complete(slack._serve(ready, stop))
        finally:
            slack._loop.close()

    thread = threading.Thread(target=run, name="our own Slack", daemon=True)
    thread.start()
    assert ready.wait(timeout=10), "our own Slack did not start"
    try:
        yield slack
    finally:
        slack._loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)


def _basic(request: web.Request) -> str:
    """The id and secret of HTTP's own scheme, with a colon between them, or nothing."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return base64.b64decode(value).decode() if scheme == "Basic" else ""


async def _arguments(request: web.Request) -> dict[str, Any]:
    """What was asked, however it was sent: in the address, as a form, or as JSON."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        found.update(json.loads(await request.text() or "{}"))
    elif request.method == "POST":
        found.update({key: value for key, value in (await request.post()).items() if isinstance(value, str)})
    return found
