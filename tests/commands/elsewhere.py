"""The program as another process: one that runs a command, and one that has a database file in use."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from adapters.store.lock import exclusive
with exclusive(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(file: Path) -> Iterator[int]:
    """Another program has that database file until the block ends; yields its process number."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, f"sqlite:///{file}"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stdout
            assert program.stdout.readline() == "held\n"
            yield program.pid
        finally:
            program.communicate(timeout=30)


def command(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """What that command line did, with these settings and no others."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]}
        | {f"GOLDEN_THREAD_{name.upper()}": value for name, value in settings.items()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
