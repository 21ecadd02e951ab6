"""Where the harness has its processes born, and from where it kills them."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from tests.torture.order import Order

ROOT = Path(__file__).parents[2]
BIRTH = 60.0
"""Seconds for a nursery to read the program's code on a busy machine."""


class Nursery:
    """Has at most one process alive at a time."""

    def __init__(self) -> None:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("GOLDEN_THREAD_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.victim"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=mine,
        )
        self._said: Queue[str] = Queue()
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.pid: int | None = None

    async def bear(self, order: Order) -> None:
        """A process lives as it was told."""
        assert self.pid is None, "the one before it has not ended"
        assert self._process.stdin
        self._process.stdin.write(order.to_json() + "\n")
        self._process.stdin.flush()
        born = await asyncio.to_thread(self._said.get, timeout=BIRTH)
        self.pid = int(born.removeprefix("born "))

    async def ended(self, *, within: float) -> int | None:
        """How it ended (0, or minus the signal), or None if it has not within so many seconds."""
        try:
            said = await asyncio.to_thread(self._said.get, timeout=max(within, 0.001))
        except Empty:
            return None
        self.pid = None
        return int(said.removeprefix("ended "))

    def send(self, number: signal.Signals) -> None:
        """It gets the signal, if it is still there."""
        if self.pid is not None:
            # Nobody else can have this number yet: the nursery has not heard of the end, or we would know.
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    async def kill(self) -> int:
        """It is dead."""
        self.send(signal.SIGKILL)
        status = await self.ended(within=BIRTH)
        assert status is not None
        return status

    def close(self) -> None:
        """Nobody is left, and the nursery is shut."""
        self.send(signal.SIGKILL)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=BIRTH)
        self._listening.join()
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._said.put(line.strip())
