"""Setting up the log: one line an event, for machines as JSON and for a terminal as key=value, never with people's words."""

import logging
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.usecases.failures import described

TRUSTED = ("uvicorn", "apscheduler")
"""Libraries whose messages hold nothing but their own words and our settings; of others only the template is kept."""
QUIET = ("alembic", "apscheduler")
"""Libraries that tell of every step they take, and warn of a tick that took longer than the next one waits."""
SILENT = ("uvicorn.access",)
"""Addresses can hold what someone searched for."""


def set_up_logs(*, level: str = "info", form: Literal["auto", "json", "text"] = "auto") -> None:
    """Everything this process logs, ours and libraries', goes to standard error in one form; call it once, first.

    An exception is told by its type and where it arose: its message may quote what a person wrote.
    """
    on_terminal = sys.stderr.isatty()
    as_json = form == "json" or (form == "auto" and not on_terminal)
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_messages_of_exceptions,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=on_terminal)
    )
    # Straight to the stream: by way of the standard library a line costs three times as much, and each reply writes one.
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *shared, renderer],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[of_a_library, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    _take_over(handler, level=level.upper())


def without_messages_of_exceptions(
    _logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]
) -> EventDict:
    """The event with its exception, if it has one, told by type and place."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        event.update(described(raised))
    event.pop("stack_info", None)
    return event


def of_a_library(_logger: WrappedLogger, _method: str, event: MutableMapping[str, Any]) -> EventDict:
    """A library's record as an event of ours: its words only where they cannot be people's."""
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    event["exc_info"] = record.exc_info
    record.exc_info = record.exc_text = record.stack_info = None
    if record.name.partition(".")[0] not in TRUSTED:
        # asyncio writes the whole task, exception and all, on the lines after the first.
        event["event"] = str(record.msg).partition("\n")[0]
    return event


def _take_over(handler: logging.Handler, *, level: str) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error"):
        # A server that was made with settings of its own may have kept its lines for itself.
        server = logging.getLogger(name)
        server.setLevel(logging.NOTSET)
        server.handlers, server.propagate = [], True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in SILENT:
        logging.getLogger(name).disabled = True
    threading.excepthook = _log_of_a_thread


def _log_of_a_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        structlog.get_logger(__name__).error("thread.died", exc_info=args.exc_value)
