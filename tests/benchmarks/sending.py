"""Two processes that are sent the same events, by senders who each wait for their answer: what one costs, and how long it takes."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.progress import Progress

from tests.benchmarks import findings
from tests.benchmarks.findings import Section
from tests.benchmarks.measuring import Pairs, paired, percentile
from tests.benchmarks.sizes import Sizes

CPU_TIMES = 2
P99 = 0.3

Some = Callable[[int], list[bytes]]
"""So many new events, as requests."""


@dataclass(slots=True)
class Server:
    """One of the two processes; `given` is how many events it was sent."""

    name: str
    port: int
    threads: list[list[str]] = field(default_factory=list)
    given: int = 0

    async def processor(self) -> float:
        """Seconds of processor time it has used."""
        return float((await self.asked("GET", "/processor"))["seconds"])

    async def asked(self, method: str, path: str) -> Any:
        """What it answers to something that is no event."""
        async with _connection(self.port) as (reader, writer):
            return json.loads(await _answer(reader, writer, request(method, path, {}, b"")))

    async def answered(self, given: Sequence[bytes], *, senders: int) -> list[float]:
        """Seconds until each was answered with success, with so many on their way at once."""
        waited: list[float] = []

        async def sender(share: Sequence[bytes]) -> None:
            async with _connection(self.port) as (reader, writer):
                for each in share:
                    self.given += 1
                    began = time.perf_counter()
                    await _answer(reader, writer, each)
                    waited.append(time.perf_counter() - began)

        await asyncio.gather(*(sender(given[first::senders]) for first in range(senders)))
        return waited


@asynccontextmanager
async def server(module: str, name: str, *arguments: str, **environment: str) -> AsyncIterator[Server]:
    """The process, once it can be asked, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, name, *arguments),
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
        env=os.environ | environment,
    )
    try:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server for {name} did not start")
        yield Server(name, **json.loads(line))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def against(  # noqa: PLR0913 - two sides, what goes to both, what is claimed, and where it is written
    section: Section,
    ours: Server,
    bare: Server,
    *,
    some: Some,
    sizes: Sizes,
    shown: Progress,
    p99_times: float | None = None,
    how: str = "",
) -> None:
    """The same number of events through both, in turn. With `how`, in another way: context, and no goal."""
    slowest: dict[str, list[float]] = {ours.name: [], bare.name: []}

    def side(to: Server) -> Callable[[], Awaitable[float]]:
        async def run() -> float:
            given = some(sizes.replies)
            began = await to.processor()
            waited = await to.answered(given, senders=sizes.callers)
            slowest[to.name].append(percentile(waited, 0.99))
            return (await to.processor() - began) / len(given)

        return run

    rounds = shown.track(range(sizes.pairs), description=f"  {section.title}")
    cpu = await paired(side(ours), side(bare), rounds=rounds)
    p99 = Pairs(tuple(slowest[ours.name]), tuple(slowest[bare.name]))
    if how:
        section.lines.append(findings.at_most(how, cpu))
        return
    what = f"time to the answer, {sizes.callers} at once, p99"
    section.lines += [
        findings.at_most("processor time for one event", cpu, times=CPU_TIMES),
        findings.at_most(what, p99, times=p99_times),
    ]


async def while_planning(section: Section, ours: Server, *, some: Some, senders: int) -> None:
    """Events go on coming for as long as the planning takes."""
    await ours.asked("POST", "/fall-due")
    planning = asyncio.create_task(ours.asked("POST", "/planned"))
    waited: list[float] = []
    while not planning.done():
        waited += await ours.answered(some(4 * senders), senders=senders)
    due = (await planning)["due"]
    what = f"… p99 while {due:,} prompts are planned"
    section.lines.append(findings.within(what, percentile(waited, 0.99), limit=P99))
    section.notes.append(f"{len(waited):,} events were answered while the {due:,} prompts were planned.")


async def require_kept(ours: Server) -> None:
    """Raises unless every event that it was sent is durable there."""
    if (kept := (await ours.asked("GET", "/kept"))["kept"]) != ours.given:
        raise RuntimeError(f"of {ours.given} events {kept} were kept")


def request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def _connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, given: bytes) -> bytes:
    """The body of the answer, which must be a success."""
    writer.write(given)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith((b"http/1.1 200", b"http/1.1 201")):
        raise RuntimeError(f"answered {head.splitlines()[0].decode()}")
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length or 0))
