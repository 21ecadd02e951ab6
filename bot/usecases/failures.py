"""What a log line may say of an error: its type and where it arose, never its message.

An error's message can hold what a person wrote: databases and decoders quote the values they choke on.
"""

import traceback
from logging import ERROR
from pathlib import PurePath

import structlog

from bot.ports.store import StoreUnavailable

log = structlog.get_logger()

FRAMES = 4


def log_failure(event: str, error: BaseException, **facts: str) -> None:
    """One line at level error; `facts` are ids and names of ours, never words of people's."""
    log.log(ERROR, event, **facts, **described(error))


def described(error: BaseException) -> dict[str, str]:
    """Such as {"error": "OperationalError", "at": "writer.py:88 commit < writer.py:61 run", "cause": "TimeoutError"}."""
    told = {"error": type(error).__name__, "at": _where(error)}
    if isinstance(error, StoreUnavailable):
        told["reason"] = str(error)  # a sentence of ours, with what to do
    cause = error.__cause__ or error.__context__
    if cause is not None:
        told["cause"] = type(cause).__name__
    return told


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return (
        " < ".join(f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames)) or "unknown"
    )
