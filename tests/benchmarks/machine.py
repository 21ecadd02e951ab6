"""What a benchmark ran on, without naming whose it is."""

import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

LIBRARIES = ("SQLAlchemy", "psycopg", "APScheduler", "slack-bolt", "botbuilder-core")
SYNCS = 200


def facts() -> list[str]:
    """One sentence each: the processor, the system, Python, libraries, and how long the disk takes to be sure."""
    return [
        f"{os.cpu_count()} processors ({_processor()}), {_memory()}, {platform.system()} {platform.machine()}",
        f"{platform.python_implementation()} {platform.python_version()}; "
        + ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        f"one write and fsync of 4 kB: {_fsync() * 1e3:.2f} ms (median of {SYNCS})",
        f"load of the machine when it began (work that wants a processor): {load()}",
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "a processor that does not say its name"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor"
    )


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / (1 << 30):.0f} GB"
    except (AttributeError, ValueError):
        return "memory unknown"


def load() -> str:
    """How much work wants a processor, over the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _fsync() -> float:
    with (
        TemporaryDirectory(prefix="gt-benchmark-") as folder,
        Path(folder, "file").open("wb", buffering=0) as file,
    ):
        times = []
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(b"\\0" * 4096)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return median(times)
