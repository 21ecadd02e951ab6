"""One file of a bank: from bytes of any kind to a table, with a fault for whatever stands in the way."""

import re
import tomllib
from importlib.resources.abc import Traversable

from prompts.faults import Fault
from prompts.table import Table

LARGEST_FILE = 1_000_000  # bytes
TOML_PLACE = re.compile(r"(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)", re.DOTALL)


class _UnreadableError(Exception):
    """There is no table to be had from this file."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)


def read_document(path: Traversable, *, name: str, faults: list[Fault]) -> Table | None:
    """Return the file's top table, or None after noting why there is none; `name` is what faults call the file."""
    try:
        values = _parsed(_decoded(_content(path)))
    except _UnreadableError as why:
        faults.append(Fault(file=name, problem=why.problem, remedy=why.remedy))
        return None
    return Table(values, file=name, key="", faults=faults)


def _content(path: Traversable) -> bytes:
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _UnreadableError("there is no such file", "put it there, or check the name") from None
    except (OSError, ValueError) as trouble:  # a folder, a file we may not read, a name no system allows
        reason = (trouble.strerror if isinstance(trouble, OSError) else None) or _one_line(str(trouble))
        raise _UnreadableError(
            f"it cannot be read ({reason})", "give a TOML file this program may read"
        ) from None
    if len(content) > LARGEST_FILE:
        raise _UnreadableError(
            f"it is larger than {LARGEST_FILE // 1_000_000} MB", "check that this is a file of prompts"
        )
    return content


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")  # some editors put a byte-order mark in front
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        raise _UnreadableError(
            f"line {line} is not UTF-8 (byte {content[trouble.start]:#04x})", "save the file as UTF-8"
        ) from None
    if not text.strip():
        raise _UnreadableError("it is empty", "write something in it, or take the file away")
    return text


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _UnreadableError(
            "it is nested too deeply to read", "keep to [tables] and plain fields"
        ) from None
    except ValueError as trouble:  # TOMLDecodeError is one; so is a number of five thousand digits
        placed = TOML_PLACE.fullmatch(str(trouble))
        where, what = (placed["where"], placed["what"]) if placed else ("somewhere", str(trouble))
        raise _UnreadableError(
            f"{where}: not valid TOML: {_one_line(what)}", "mend the quotes, brackets or commas there"
        ) from None


def _one_line(text: str) -> str:
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)
