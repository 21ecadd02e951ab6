"""Our own Teams: a real server on the loopback, in a thread of its own, that can be told to misbehave.

It is spoken to by the real SDK over real HTTP. Tests look at it and move it from outside.
"""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from scheduler.clock import Clock, SystemClock
from tests.adapters.teams.double import connector
from tests.adapters.teams.double.connector import No
from tests.adapters.teams.double.faults import HANG, Fault
from tests.adapters.teams.double.limits import Limits
from tests.adapters.teams.double.people import People
from tests.adapters.teams.double.state import Call, Message, Person, Place, State, Team

Hook = Callable[[], Awaitable[None]]
Json = Mapping[str, Any]
WELL = Fault(carried_out=True)
CALLS = frozenset({"post", "personal", "send", "update", "delete", "members", "channels"})
"""What our bot may ask, for `script` and `calls`."""
WRITES = frozenset({"post", "send", "update", "delete"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, taken apart."""

    what: str
    conversation: str
    activity: str
    body: Json
    after: str
    bearer: str
    region: str


@dataclass(slots=True, kw_only=True)
class Teams:
    """The double. `state` is what people see, `calls` is what our app asked, `people` is what they do."""

    state: State = field(default_factory=State)
    limits: Limits = field(default_factory=Limits)
    port: int = 0
    people: People = field(init=False)
    _scripts: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _always: dict[str, Fault] = field(default_factory=dict)
    _hooks: dict[str, tuple[Hook, asyncio.AbstractEventLoop]] = field(default_factory=dict)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.people = People(self.state, service_url=self.service_url)

    def service_url(self, region: str = "uk") -> str:
        """Where its Bot Connector is, as activities of that region say."""
        return f"http://127.0.0.1:{self.port}/{region}/"

    def calls(self, *what: str) -> list[Call]:
        """What our app asked (of these kinds), in order of arrival."""
        assert set(what) <= CALLS
        return [each for each in self.state.calls if not what or each.what in what]

    def script(self, what: str, *faults: Fault) -> None:
        """The next requests of that kind meet these, one each; whatever comes after is answered properly."""
        assert what in CALLS
        self._scripts[what].extend(faults)

    def always(self, what: str, fault: Fault | None) -> None:
        """Every request of that kind meets this, until told otherwise."""
        assert what in CALLS
        if fault is None:
            self._always.pop(what, None)
        else:
            self._always[what] = fault

    def before_answering(self, what: str, hook: Hook) -> None:
        """Once the next request of that kind was carried out, `hook` runs on the caller's loop; then it is answered."""
        self._hooks[what] = (hook, asyncio.get_running_loop())

    def add_person(self, id_: str, name: str, *, tenant: str, has_app: bool = False) -> Person:
        """Somebody of a tenant, with our app for themselves or without."""
        person = self.state.people[id_] = Person(id=id_, name=name, tenant=tenant, has_app=has_app)
        return person

    def add_team(self, id_: str, name: str, *, tenant: str, has_app: bool = True, group: str = "") -> Team:
        """A team, with our app in it or without, and its General channel."""
        team = Team(id=id_, name=name, tenant=tenant, group=group or f"group-of-{name}", has_app=has_app)
        self.state.teams[id_] = team
        self.add_channel(id_, "General", team=id_)
        return team

    def add_channel(self, id_: str, name: str, *members: str, team: str) -> Place:
        """A channel of a team, with these people in it."""
        inside = self.state.teams[team]
        place = Place(id=id_, name=name, tenant=inside.tenant, team=team, members=list(members))
        inside.channels[id_] = place
        return place

    def channel(self, id_: str) -> Place:
        """The channel of that id."""
        place = self.state.place(id_)
        assert place is not None
        return place

    def told(self, person: str) -> list[Message]:
        """What stands in our bot's chat with that person, oldest first."""
        chat = self.state.people[person].chat
        return self.state.chats[chat].roots() if chat else []

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await _asked(request)
        fault = self._fault(asked)
        status = 201
        body: Json = {}
        if fault.carried_out:
            try:
                status, body = self._done(asked)
            except No as no:
                status, body = no.status, _error(no.code, no.message)
        shown = fault.status or status
        self._noted(asked, status=shown)
        await self._run_hook(asked.what)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.silence is not None:
            if fault.silence == HANG:
                await self._released.wait()
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        wait = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        if fault.body is not None:
            return web.Response(status=shown, text=fault.body, content_type=fault.kind)
        if fault.status is not None:
            body = _error(fault.code)
        if asked.what == "delete" and shown == 200:
            return web.Response(status=200)
        return web.json_response(body, status=shown, headers=wait)

    def _fault(self, asked: Asked) -> Fault:
        if self._scripts[asked.what]:
            return self._scripts[asked.what].popleft()
        if asked.what in self._always:
            return self._always[asked.what]
        place = self.state.place(asked.conversation.partition(";")[0])
        if asked.what in WRITES and place is not None:
            after = self.limits.refuses(tenant=place.tenant, channel=place.id)
            if after is not None:
                return Fault(status=429, code="Throttled", retry_after=str(after))
        return WELL

    def _done(self, asked: Asked) -> tuple[int, Json]:
        if self.state.tokens is not None and asked.bearer not in self.state.tokens:
            raise No(401, "Unauthorized", "Authorization has been denied for this request.")
        done: dict[str, Callable[[], tuple[int, Json]]] = {
            "post": lambda: connector.create(self.state, asked.body),
            "personal": lambda: connector.create(self.state, asked.body),
            "send": lambda: connector.send(self.state, asked.conversation, asked.body),
            "update": lambda: connector.update(self.state, asked.conversation, asked.activity, asked.body),
            "delete": lambda: connector.delete(self.state, asked.conversation, asked.activity),
            "members": lambda: connector.members(self.state, asked.conversation, after=asked.after),
            "channels": lambda: connector.channels(self.state, asked.conversation),
        }
        return done[asked.what]()

    def _noted(self, asked: Asked, *, status: int) -> None:
        self.state.calls.append(
            Call(
                what=asked.what,
                conversation=asked.conversation,
                body=asked.body,
                at=time.monotonic(),
                status=status,
                bearer=asked.bearer,
                region=asked.region,
            )
        )

    async def _run_hook(self, what: str) -> None:
        found = self._hooks.pop(what, None)
        if found is None:
            return
        hook, loop = found

        async def run() -> None:
            await hook()

        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run(), loop))

    async def _serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        in_conversation = "/{region}/v3/conversations/{conversation}"
        app.add_routes(
            [
                web.post("/{region}/v3/conversations", self._answer),
                web.post(in_conversation + "/activities", self._answer),
                web.post(in_conversation + "/activities/{activity}", self._answer),
                web.put(in_conversation + "/activities/{activity}", self._answer),
                web.delete(in_conversation + "/activities/{activity}", self._answer),
                web.get(in_conversation + "/pagedmembers", self._answer),
                web.get("/{region}/v3/teams/{conversation}/conversations", self._answer),
            ]
        )
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        ready.set()
        await stop.wait()
        self._released.set()
        await runner.cleanup()


@contextmanager
def opened(*, clock: Clock | None = None) -> Iterator[Teams]:
    """It answers until the block ends."""
    teams = Teams(state=State(clock=clock or SystemClock()))
    ready, stop = threading.Event(), asyncio.Event()

    def run() -> None:
        try:
            teams._loop.run_until_complete(teams._serve(ready, stop))
        finally:
            teams._loop.close()

    thread = threading.Thread(target=run, name="our own Teams", daemon=True)
    thread.start()
    assert ready.wait(timeout=10), "our own Teams did not start"
    try:
        yield teams
    finally:
        teams._loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=10)


async def _asked(request: web.Request) -> Asked:
    body = json.loads(await request.text() or "{}")
    conversation = request.match_info.get("conversation", "")
    if request.path.endswith("/pagedmembers"):
        what = "members"
    elif "/v3/teams/" in request.path:
        what = "channels"
    elif not conversation:
        conversation = str((body.get("channelData") or {}).get("channel", {}).get("id") or "")
        what = "post" if conversation else "personal"
    else:
        what = {"POST": "send", "PUT": "update", "DELETE": "delete"}[request.method]
    return Asked(
        what=what,
        conversation=conversation,
        activity=request.match_info.get("activity", ""),
        body=body,
        after=request.query.get("continuationToken", ""),
        bearer=request.headers.get("Authorization", "").removeprefix("Bearer "),
        region=request.match_info["region"],
    )


def _error(code: str, message: str = "") -> Json:
    return {"error": {"code": code, "message": message or code}}
