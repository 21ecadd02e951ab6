"""From the command behind `make run`, with a demonstration that is there already, to the first answered `/healthz`."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import Progress

from adapters.store.migrating import migrate
from adapters.store.sql_store import SqlStore
from bot.demo.settings import FILE
from bot.demo.year import TRUSTS, demonstration_charter
from tests.benchmarks import findings
from tests.benchmarks.findings import Section
from tests.benchmarks.measuring import Pairs, Spread
from tests.benchmarks.sizes import Sizes

ROOT = Path(__file__).parents[2]
GOAL = 3.0
BASELINES = {
    "`python -c pass`": "pass",
    "`python -c 'import uvicorn, starlette, sqlalchemy'`": "import uvicorn, starlette, sqlalchemy",
}
PATIENCE = 180.0
PAUSE = 0.005
OK = 200


async def starting(*, sizes: Sizes, shown: Progress) -> Section:
    """What is found; it is the demonstration's own SQLite file."""
    section = Section(
        title="Starting",
        about=(
            "`python -m bot demo` on a demonstration that has been lived through already, until `GET /healthz` answers 200: migrations "
            "looked at, bank read, database open, first tick done. The baselines are a Python that does nothing, and one "
            "that only imports what any such program imports."
        ),
    )
    with TemporaryDirectory(prefix="gt-benchmark-") as folder:
        task = shown.add_task("  the demonstration's year", total=None)
        await (asyncio.to_thread(_started, folder) if sizes.warm else _without_a_year(folder))
        shown.update(task, total=1, completed=1)
        measures = {"ours": partial(_started, folder)}
        measures |= {name: partial(_ran, code) for name, code in BASELINES.items()}
        took: dict[str, list[float]] = {name: [] for name in measures}
        for _ in shown.track(range(sizes.starts), description="  Starting, and what it is set beside"):
            for name, measure in measures.items():
                took[name].append(await asyncio.to_thread(measure))
    ours = tuple(took.pop("ours"))
    section.lines.append(findings.within("to the first 200 (median)", Spread.of(ours).middle, limit=GOAL))
    for name, theirs in took.items():
        section.lines.append(findings.at_most(f"against {name}", Pairs(ours, tuple(theirs))))
    section.notes.append(f"Slowest of {len(ours)} starts: {findings.duration(max(ours))}.")
    return section


async def _without_a_year(folder: str) -> None:
    """The demonstration's trusts are there, and nobody has been asked anything yet."""
    url = f"sqlite:///{Path(folder, FILE)}"
    await asyncio.to_thread(migrate, url)
    store = await SqlStore.open(url)
    try:
        for name in TRUSTS:
            await store.directory.establish(demonstration_charter(name, now=datetime.now(UTC)))
    finally:
        await store.close()


def _started(folder: str) -> float:
    """Seconds from the command to the first 200; the program has been stopped again."""
    port = _free_port()
    with _running(folder, port) as process:
        began = time.perf_counter()
        while time.perf_counter() - began < PATIENCE:
            if _answers(port):
                return time.perf_counter() - began
            if process.poll() is not None:
                break
            time.sleep(PAUSE)  # another process: nothing tells us when it is ready
    raise RuntimeError(f"the demonstration did not start: {Path(folder, 'log').read_text()[-2_000:]}")


@contextmanager
def _running(folder: str, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GOLDEN_THREAD_")}
    environment["GOLDEN_THREAD_DATA"] = folder
    with Path(folder, "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == OK
    except OSError:
        return False
    finally:
        connection.close()


def _ran(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    return time.perf_counter() - began


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
