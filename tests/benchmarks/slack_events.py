"""What a signed event from Slack costs until it is durably kept and answered: against a bare bolt app that does nothing."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.progress import Progress
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack import http
from adapters.slack.app import Choices, slack_app
from adapters.slack.later import Later
from adapters.slack.workspaces import Workspace, Workspaces, as_installation
from bot.domain.delivery import Delivery
from bot.usecases.plan_deliveries import plan_deliveries
from tests.benchmarks import findings, writing
from tests.benchmarks.crowd import WORKSPACE, crowd, leader
from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Section
from tests.benchmarks.house import DUE, House, house
from tests.benchmarks.measuring import Pairs, paired, percentile
from tests.benchmarks.recording import CHANNELS, WEEK
from tests.benchmarks.sizes import Sizes
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

SECRET = "a-signing-secret-for-benchmarks"
BOT = "U0BOT"
CPU_TIMES = 2
P99_TIMES = 3
P99 = 0.3

Signed = tuple[bytes, list[tuple[bytes, bytes]]]
App = Callable[..., Awaitable[None]]


async def slack_events(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"A reply on Slack, {engine.name}",
        about=(
            "Ours: a signed event of a reply in a thread goes in at `/slack/events`, is verified, translated, durably kept with its "
            "revision and its words searchable, and answered 200. The baseline: a bare bolt AsyncApp behind bolt's own Starlette "
            "handler, with one listener that does nothing and an `authorize` that answers from memory. Both are called as the server "
            f"calls them (ASGI), {sizes.callers} requests at once, in this one process. Processor time is the whole process's, our "
            "writing thread included; on PostgreSQL the database's own is not in it."
        ),
    )
    with engine.new() as url:
        async with house(url, crowd(CHANNELS, platform="slack")) as here:
            events = _Events(await here.posted(stamped=True))
            later = Later()
            ours, theirs = await _golden_thread(here, later), _bare_bolt()
            run = _Run(section, here, events, sizes, shown)
            await _answered(ours, events.some(sizes.replies), callers=sizes.callers)
            await here.survey()
            await run.against(ours, theirs)
            await run.while_planning(ours)
            given = events.made - sizes.pairs * sizes.replies  # the rest went to the baseline
            if (kept := await here.kept()) != given:
                raise RuntimeError(f"of {given} events {kept} were kept")
            await later.drained(within=10)
    return section


class _Events:
    """Signed events of answers to the threads given, never the same twice."""

    def __init__(self, threads: Sequence[Delivery]) -> None:
        self._threads = threads
        self.made = 0
        self._texts = list(islice(writing.reflections(), 1_000))
        self._verifier = SignatureVerifier(SECRET)

    def some(self, number: int) -> list[Signed]:
        """So many new ones, signed now."""
        first, self.made = self.made, self.made + number
        return [self._signed(self._body(each)) for each in range(first, self.made)]

    def _signed(self, body: str) -> Signed:
        stamp = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=stamp, body=body) or ""
        headers = {
            "content-type": "application/json",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        }
        return body.encode(), [(name.encode(), value.encode()) for name, value in headers.items()]

    def _body(self, number: int) -> str:
        thread = self._threads[number % len(self._threads)]
        text = self._texts[number % len(self._texts)]
        said_at = f"{int(DUE.timestamp()) + 60 + number // 1_000_000}.{number % 1_000_000:06d}"
        block = {
            "type": "rich_text",
            "block_id": "b",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
        }
        event = {
            "type": "message",
            "user": leader(thread.school, number % 5),
            "ts": said_at,
            "client_msg_id": f"00000000-0000-4000-8000-{number:012d}",
            "text": text,
            "team": WORKSPACE,
            "thread_ts": thread.root,
            "parent_user_id": BOT,
            "blocks": [block],
            "channel": thread.channel,
            "event_ts": said_at,
            "channel_type": "group",
        }
        authorization = {
            "enterprise_id": None,
            "team_id": WORKSPACE,
            "user_id": BOT,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return json.dumps(
            {
                "token": "unused",
                "team_id": WORKSPACE,
                "api_app_id": "A0GT",
                "event": event,
                "type": "event_callback",
                "event_id": f"Ev{number:08d}",
                "event_time": int(DUE.timestamp()),
                "authorizations": [authorization],
                "is_ext_shared_channel": False,
            }
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """The two ways in which events come in."""

    section: Section
    here: House
    events: _Events
    sizes: Sizes
    shown: Progress

    async def against(self, ours: App, theirs: App) -> None:
        """The same number of events through both, in turn."""
        waited: dict[App, list[float]] = {ours: [], theirs: []}

        def side(app: App) -> Callable[[], Awaitable[float]]:
            async def run() -> float:
                given = self.events.some(self.sizes.replies)
                began = time.process_time()
                waited[app] += await _answered(app, given, callers=self.sizes.callers)
                return (time.process_time() - began) / len(given)

            return run

        cpu = await paired(side(ours), side(theirs), rounds=self._rounds())
        slowest = {app: percentile(times, 0.99) for app, times in waited.items()}
        self.section.lines += [
            findings.at_most("processor time for one event", cpu, times=CPU_TIMES),
            findings.at_most(
                f"time to the answer, {self.sizes.callers} at once, p99",
                Pairs((slowest[ours],), (slowest[theirs],)),
                times=P99_TIMES,
            ),
        ]

    async def while_planning(self, ours: App) -> None:
        """Events go on coming for as long as the planning takes."""
        here = self.here
        others = list(islice(crowd(self.sizes.due + CHANNELS), 1, None))
        for charter in others:
            await here.store.directory.establish(charter)
        await here.survey()
        here.clock.advance(WEEK)
        for charter in others:
            for programme in charter.programmes:
                until = here.clock.now() - WEEK / 2
                await here.store.outbox.plan((), programme=programme.id, edition=1, planned_until=until)
        planning = asyncio.create_task(plan_deliveries(here.bot))
        times: list[float] = []

        async def sender() -> None:
            while not planning.done():
                times.extend(await _answered(ours, self.events.some(1), callers=1))

        await asyncio.gather(*(sender() for _ in range(self.sizes.callers)))
        report = await planning
        what = f"… p99 while {report.due:,} prompts are planned"
        self.section.lines.append(findings.within(what, percentile(times, 0.99), limit=P99))
        self.section.notes.append(f"{len(times):,} events were answered while the prompts were planned.")

    def _rounds(self) -> Iterable[int]:
        return self.shown.track(range(self.sizes.pairs), description=f"  {self.section.title}")


async def _golden_thread(here: House, later: Later) -> Starlette:
    """The program's own address for Slack, with one workspace that it knows."""
    installations = FakeStore(Memory()).installations
    known = Workspace(id=WORKSPACE, name="Crowd", bot_user=BOT, bot_id="B0BOT", token="xoxb-none")
    await installations.keep(as_installation(known, at=here.clock.now()))
    workspaces = Workspaces(installations, token=None, api_url="http://127.0.0.1:9/")
    app = slack_app(
        here.bot,
        workspaces=workspaces,
        choices=Choices(signing_secret=SECRET),
        later=later,
        changed=lambda _: None,
    )
    return Starlette(routes=http.routes(app, signing_secret=SECRET))


def _bare_bolt() -> Starlette:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=WORKSPACE,
            bot_token="xoxb-none",
            bot_id="B0BOT",
            bot_user_id=BOT,
        )

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def nothing() -> None:
        """What a listener costs that does nothing."""

    app.event("message")(nothing)
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route(http.EVENTS, events, methods=["POST"])])


async def _answered(app: App, given: Sequence[Signed], *, callers: int) -> list[float]:
    """Seconds until each was answered 200, with so many on their way at once."""
    times: list[float] = []

    async def caller(share: Sequence[Signed]) -> None:
        for body, headers in share:
            began = time.perf_counter()
            status = await _status(app, body, headers)
            times.append(time.perf_counter() - began)
            if status != 200:
                raise RuntimeError(f"an event was answered {status}")

    await asyncio.gather(*(caller(given[first::callers]) for first in range(callers)))
    return times


async def _status(app: App, body: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": http.EVENTS,
        "raw_path": http.EVENTS.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }
    given = iter(({"type": "http.request", "body": body, "more_body": False},))
    status = 0

    async def receive() -> dict[str, object]:
        message = next(given, None)
        if message is None:
            await asyncio.Event().wait()
        return message or {}

    async def send(message: dict[str, object]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = int(str(message["status"]))

    await app(scope, receive, send)
    return status
