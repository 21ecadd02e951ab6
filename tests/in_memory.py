"""Where a run keeps its files: in memory, where a database that makes sure of every answer costs no wait for a disk."""

import os
import re
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - everybody may write there, and so our folder is one that only we can make
ROOMY = 4_000_000_000
"""Bytes that have to be free there; a whole run takes less than a quarter of it."""
OURS = "golden-thread-tests-"


def kept_in_memory() -> Path | None:
    """The folder of this run, in which everything temporary is from now on; None where it stays on the disk.

    It stays there where whoever started the run chose a place (TMPDIR), and where memory has no room or runs no programs.
    """
    if "TMPDIR" in os.environ or not _has_room():
        return None
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{OURS}{os.getpid()}-", dir=MEMORY))
    folder.chmod(0o711)  # PostgreSQL is run by another user, who comes through to a folder of their own
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def on_disk() -> str | None:
    """Where a folder lies on the disk all the same, as what is part of the system has to; None stands for the usual place."""
    return "/tmp" if OURS in os.environ.get("TMPDIR", "") else None  # noqa: S108 - made there by mkdtemp


def forget(folder: Path) -> None:
    """It is gone, and what is temporary is on the disk again."""
    del os.environ["TMPDIR"]
    tempfile.tempdir = None
    shutil.rmtree(folder, ignore_errors=True)


def _has_room() -> bool:
    try:
        there = os.statvfs(MEMORY)
    except (OSError, AttributeError):
        return False
    runs_programs = not there.f_flag & os.ST_NOEXEC
    return runs_programs and os.access(MEMORY, os.W_OK) and there.f_bavail * there.f_frsize > ROOMY


def _sweep() -> None:
    """What runs left that were killed does not stay in memory."""
    for left in MEMORY.glob(f"{OURS}*"):
        run = re.match(rf"{OURS}(\d+)-", left.name)
        if run and not Path("/proc", run[1]).exists():
            shutil.rmtree(left, ignore_errors=True)
