"""Our program as it is installed: a process of its own, with its settings in the environment and a SQLite file."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]


class Program:
    """`golden-thread serve`, which can be started, killed, and started again on the same data."""

    def __init__(self, *, folder: Path, port: int, settings: Mapping[str, str]) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "golden-thread.log"
        self.database = folder / "golden-thread.sqlite3"
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        self._settings = {
            "DATA": str(folder),
            "PORT": str(port),
            "TICK_SECONDS": "0.25",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "debug",
            **settings,
        }

    def run(self, *words: str) -> str:
        """What a command of the program says; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """It runs; it answers a little later."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=self.folder,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """It is dead, without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def was_away_for(self, away: timedelta) -> None:
        """To the program that starts next, all that it knows of happened that much earlier."""
        assert self._process is not None
        assert self._process.poll() is not None
        with closing(sqlite3.connect(self.database)) as connection, connection:
            for statement, moved in (
                ("SELECT at, by FROM heartbeats", "UPDATE heartbeats SET at = ? WHERE by = ?"),
                ("SELECT said_at, id FROM reflections", "UPDATE reflections SET said_at = ? WHERE id = ?"),
            ):
                for at, key in connection.execute(statement).fetchall():
                    connection.execute(
                        moved, (f"{datetime.fromisoformat(at) - away:%Y-%m-%d %H:%M:%S.%f}", key)
                    )

    def stop(self) -> int:
        """It was told to stop, and how it ended."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(timeout=15)

    async def ready(self, session: aiohttp.ClientSession) -> bool:
        """Whether it has said that all is well."""
        assert self._process is not None
        assert self._process.poll() is None, f"it has ended by itself:\n{self.last_words()}"
        try:
            async with session.get(f"{self.address}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(encoding="utf-8")[-4000:] if self.log.exists() else ""

    def rows(self, statement: str, *values: object) -> Sequence[Mapping[str, Any]]:
        """What its database holds, read from outside."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement, values)]

    def _environment(self) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith("GOLDEN_THREAD_")}
        ours = {f"GOLDEN_THREAD_{name}": value for name, value in self._settings.items()}
        return {**mine, **ours, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
