"""Work in a thread of its own: its result and its error come back, and nobody waits for what never ends."""

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from adapters.teams.aside import aside

ROOT = Path(__file__).parents[3]
ENDLESS = """
import asyncio, threading
from adapters.teams.aside import aside

async def main():
    task = asyncio.create_task(aside(threading.Event().wait))
    await asyncio.sleep(0)
    task.cancel()

asyncio.run(main())
print("ended")
"""


class Broken(Exception):  # noqa: N818 - a test's own
    """What it fails with."""


async def test_what_it_returns_comes_back_from_another_thread() -> None:
    assert await aside(threading.get_ident) != threading.get_ident()


async def test_what_it_raises_comes_back() -> None:
    def failing() -> None:
        raise Broken

    with pytest.raises(Broken):
        await aside(failing)


async def test_the_loop_goes_on_meanwhile() -> None:
    let_go = threading.Event()
    waiting = asyncio.create_task(aside(let_go.wait))
    await asyncio.sleep(0)
    assert not waiting.done()
    let_go.set()
    assert await waiting


@pytest.mark.parametrize("error", [None, Broken()])
async def test_who_gives_up_is_not_told_any_more(error: Exception | None) -> None:
    let_go, ended = threading.Event(), threading.Event()

    def work() -> None:
        let_go.wait()
        ended.set()
        if error is not None:
            raise error

    waiting = asyncio.create_task(aside(work))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    let_go.set()
    await aside(ended.wait)
    assert await aside(threading.get_ident)


def test_a_program_ends_whatever_it_waits_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
