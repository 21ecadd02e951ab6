"""One program to one SQLite file: a second one refuses, and names the first."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import IO

from sqlalchemy import URL

from adapters.store.engine import sqlite_file
from bot.ports.store import StoreUnavailable

_held: dict[Path, tuple[IO[str], int]] = {}
"""Lock files this program holds, and how many times: whoever holds one may take it again."""
_door = Lock()


class AlreadyRunning(Exception):  # noqa: N818 - it says what is so
    """Another copy of the program is using this SQLite file. Nothing was opened."""


@contextmanager
def exclusive(address: str | URL) -> Iterator[None]:
    """No other program uses this SQLite file meanwhile; nothing at all on PostgreSQL, which many may use.

    Raises AlreadyRunning, or StoreUnavailable where the file's folder cannot be used. The lock ends with the program,
    however it ends.
    """
    file = sqlite_file(address)
    if file is None:
        yield
        return
    path = Path(f"{file}.lock")
    _take(path, file)
    try:
        yield
    finally:
        _leave(path)


def _take(path: Path, file: Path) -> None:
    with _door:
        held, times = _held.get(path, (None, 0))
        if held is None:
            held = _opened(path)
            if not _lock(held):
                holder = _holder(held)
                held.close()
                raise AlreadyRunning(
                    f"{file} is in use by another copy of Golden Thread{holder}. Stop that one first, or use "
                    "PostgreSQL, where any number of copies may run at once."
                )
            held.truncate(0)
            held.write(f"{os.getpid()}\n")
            held.flush()
        _held[path] = (held, times + 1)


def _opened(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="ascii")
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {path.parent} cannot be written to ({error.strerror}). What to do: make it writable for the "
            "user that runs this program, or name another folder in the settings."
        ) from None


def _leave(path: Path) -> None:
    with _door:
        held, times = _held.pop(path)
        if times > 1:
            _held[path] = (held, times - 1)
            return
        # The file stays: to remove it would let a third program lock another file of the same name.
        held.close()


def _holder(held: IO[str]) -> str:
    held.seek(0)
    pid = held.read(20).strip()
    return f" (process {pid})" if pid.isdigit() else ""


try:
    import fcntl

    def _lock(held: IO[str]) -> bool:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

except ModuleNotFoundError:  # Windows
    import msvcrt

    FAR_AWAY = 1 << 30
    """msvcrt locks bytes against reading too, so the locked one lies beyond the number that a second program reads."""

    def _lock(held: IO[str]) -> bool:
        held.seek(FAR_AWAY)
        try:
            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        held.seek(0)
        return True
