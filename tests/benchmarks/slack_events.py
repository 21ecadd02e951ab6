"""What a signed event from Slack costs until it is durably kept and answered: against a bare bolt app that does nothing."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from rich.progress import Progress
from slack_sdk.signature import SignatureVerifier

from tests.benchmarks import findings, writing
from tests.benchmarks.crowd import WORKSPACE, leader
from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Section
from tests.benchmarks.house import DUE
from tests.benchmarks.measuring import Pairs, paired, percentile
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.slack_server import BOT, SECRET

CPU_TIMES = 2
P99_TIMES = 3
P99 = 0.3
EVENTS = "/slack/events"


async def slack_events(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"A reply on Slack, {engine.name}",
        about=(
            "Ours: a signed event of a reply in a thread goes in at `/slack/events`, is verified, translated, durably kept with its "
            "revision, its words searchable, and answered 200. The baseline: a bare bolt AsyncApp behind bolt's own Starlette handler, "
            "with one listener that does nothing and an `authorize` that answers from memory. Each is a process of its own behind the "
            f"same uvicorn, and {sizes.callers} senders wait for each answer over a connection of their own. Processor time is the "
            "whole process's, our writing thread included; PostgreSQL's own is not in it."
        ),
    )
    with engine.new() as url:
        async with _server("ours", url, str(sizes.due)) as ours, _server("bare") as bare:
            events = _Events(ours.threads)
            await ours.answered(events.some(sizes.replies), senders=sizes.callers)
            await ours.asked("GET", "/kept")
            await _against(section, ours, bare, events=events, sizes=sizes, shown=shown)
            await _while_planning(section, ours, events=events, senders=sizes.callers)
            given = events.made - sizes.pairs * sizes.replies  # the rest went to the baseline
            if (kept := (await ours.asked("GET", "/kept"))["kept"]) != given:
                raise RuntimeError(f"of {given} events {kept} were kept")
    return section


async def _against(  # noqa: PLR0913 - two sides, what goes to both, and where it is written
    section: Section, ours: "_Server", bare: "_Server", *, events: "_Events", sizes: Sizes, shown: Progress
) -> None:
    """The same number of events through both, in turn."""
    slowest: dict[str, list[float]] = {ours.name: [], bare.name: []}

    def side(server: _Server) -> Callable[[], Awaitable[float]]:
        async def run() -> float:
            given = events.some(sizes.replies)
            began = await server.processor()
            waited = await server.answered(given, senders=sizes.callers)
            slowest[server.name].append(percentile(waited, 0.99))
            return (await server.processor() - began) / len(given)

        return run

    rounds = shown.track(range(sizes.pairs), description=f"  {section.title}")
    cpu = await paired(side(ours), side(bare), rounds=rounds)
    p99 = Pairs(tuple(slowest[ours.name]), tuple(slowest[bare.name]))
    what = f"time to the answer, {sizes.callers} at once, p99"
    section.lines += [
        findings.at_most("processor time for one event", cpu, times=CPU_TIMES),
        findings.at_most(what, p99, times=P99_TIMES),
    ]


async def _while_planning(section: Section, ours: "_Server", *, events: "_Events", senders: int) -> None:
    """Events go on coming for as long as the planning takes."""
    await ours.asked("POST", "/fall-due")
    planning = asyncio.create_task(ours.asked("POST", "/planned"))
    waited: list[float] = []
    while not planning.done():
        waited += await ours.answered(events.some(4 * senders), senders=senders)
    due = (await planning)["due"]
    what = f"… p99 while {due:,} prompts are planned"
    section.lines.append(findings.within(what, percentile(waited, 0.99), limit=P99))
    section.notes.append(f"{len(waited):,} events were answered while the {due:,} prompts were planned.")


@dataclass(frozen=True, slots=True)
class _Server:
    """One of the two processes."""

    name: str
    port: int
    threads: list[list[str]] = field(default_factory=list)

    async def processor(self) -> float:
        """Seconds of processor time it has used."""
        return float((await self.asked("GET", "/processor"))["seconds"])

    async def asked(self, method: str, path: str) -> Any:
        """What it answers to something that is no event."""
        async with _connection(self.port) as (reader, writer):
            return json.loads(await _answer(reader, writer, _request(method, path, {}, b"")))

    async def answered(self, given: Sequence[bytes], *, senders: int) -> list[float]:
        """Seconds until each was answered 200, with so many on their way at once."""
        waited: list[float] = []

        async def sender(share: Sequence[bytes]) -> None:
            async with _connection(self.port) as (reader, writer):
                for request in share:
                    began = time.perf_counter()
                    await _answer(reader, writer, request)
                    waited.append(time.perf_counter() - began)

        await asyncio.gather(*(sender(given[first::senders]) for first in range(senders)))
        return waited


class _Events:
    """Requests with signed events of answers to the threads given, never the same twice."""

    def __init__(self, threads: Sequence[Sequence[str]]) -> None:
        self._threads = threads
        self._texts = list(islice(writing.reflections(), 1_000))
        self._verifier = SignatureVerifier(SECRET)
        self.made = 0

    def some(self, number: int) -> list[bytes]:
        """So many new ones, signed now."""
        first, self.made = self.made, self.made + number
        return [self._signed(self._body(each)) for each in range(first, self.made)]

    def _signed(self, body: str) -> bytes:
        stamp = str(int(time.time()))
        headers = {
            "content-type": "application/json",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": self._verifier.generate_signature(timestamp=stamp, body=body) or "",
        }
        return _request("POST", EVENTS, headers, body.encode())

    def _body(self, number: int) -> str:
        channel, root, school = self._threads[number % len(self._threads)]
        text = self._texts[number % len(self._texts)]
        said_at = f"{int(DUE.timestamp()) + 60 + number // 1_000_000}.{number % 1_000_000:06d}"
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        event = {
            "type": "message",
            "user": leader(school, number % 5),
            "ts": said_at,
            "client_msg_id": f"00000000-0000-4000-8000-{number:012d}",
            "text": text,
            "team": WORKSPACE,
            "thread_ts": root,
            "parent_user_id": BOT,
            "blocks": [{"type": "rich_text", "block_id": "b", "elements": [words]}],
            "channel": channel,
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
        envelope = {
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
        return json.dumps(envelope)


@asynccontextmanager
async def _server(name: str, *arguments: str) -> AsyncIterator[_Server]:
    """The process, once it can be asked, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.slack_server", name, *arguments),
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    try:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server for {name} did not start")
        yield _Server(name, **json.loads(line))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def _connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """The body of the answer, which must be a 200."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(f"answered {head.splitlines()[0].decode()}")
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length or 0))
