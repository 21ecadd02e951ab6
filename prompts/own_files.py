"""A trust's own prompts out of a TOML or CSV file, every fault told by its line."""

import csv
import io
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from prompts.model import Prompt
from prompts.own_entries import FIELDS, NEEDED, Entry, read_entry
from prompts.references import Audience

MOST_ENTRIES = 300
MOST_BYTES = 500_000
"""Of a TOML file: several times what so many prompts take."""
MOST_DOTS = 40
"""In one line of TOML: the time to read a key with dots in it grows faster than the square of its parts."""
IN_A_FILE = {"audience": f"Say who it is written for: any of {', '.join(Audience)}."}
"""What a file has to hold where a page has boxes to tick."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFault:
    """What is wrong with one field of a file, found at that line (None: with the whole of it)."""

    line: int | None
    field: str | None
    message: str


def read_own_file(
    name: str, text: str, *, delimiter: str = ",", elements: Collection[str] = ()
) -> tuple[tuple[Prompt, ...], tuple[EntryFault, ...]]:
    """The prompts of a TOML or CSV file, told apart by its name; with any fault nothing of it should be taken.

    `delimiter` stands between the cells of a CSV file.
    """
    ending = name.casefold().rpartition(".")[2]
    if ending not in {"toml", "csv"}:
        return _refused("Its name ends in neither .csv nor .toml: choose a file of one of these kinds.")
    found: list[Prompt] = []
    faults: list[EntryFault] = []
    lines: dict[str, int] = {}
    for line, entry, wrong in _toml(text) if ending == "toml" else _csv(text, delimiter=delimiter):
        prompt, at_fault = read_entry(entry, elements=elements) if not wrong else (None, {})
        faults += [EntryFault(line=line, field=None, message=message) for message in wrong]
        faults += [
            EntryFault(line=line, field=field, message=IN_A_FILE.get(field, told))
            for field, told in at_fault.items()
        ]
        if prompt and prompt.key in lines:
            told = f"This stands at line {lines[prompt.key]} already: keep one of them."
            faults.append(EntryFault(line=line, field="question", message=told))
        elif prompt:
            lines[prompt.key] = line or 0
            found.append(prompt)
    if not found and not faults:
        return _refused("There is no question in it. Download the template and fill it in.")
    if len(found) > MOST_ENTRIES:
        return _refused(f"It holds {len(found)} questions: send up to {MOST_ENTRIES} at a time.")
    return tuple(found) if not faults else (), tuple(faults)


Read = tuple[int | None, Entry, Sequence[str]]


def _csv(text: str, *, delimiter: str) -> Iterator[Read]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    line = ended = 0
    try:
        for row in reader:
            line, ended = ended + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not names:
                names = [cell.strip().casefold().replace(" ", "_").replace("-", "_") for cell in row]
                wrong = list(_columns(names))
                if wrong:
                    yield line, {}, wrong
                    return
            elif len(row) > len(names):
                told = (
                    f"It has {len(row)} fields and the first line names {len(names)}: put quotes around a field "
                    f"that has {SEPARATORS[delimiter]} in it."
                )
                yield line, {}, [told]
            else:
                yield line, dict(zip(names, row, strict=False)), ()
    except csv.Error:
        yield ended + 1, {}, ["A quote is opened and not closed, or stands in the wrong place."]


def _columns(names: Sequence[str]) -> Iterator[str]:
    for name in NEEDED:
        if name not in names:
            yield f"The column {name} is missing: the first line names the columns."
    for name in names:
        if name not in FIELDS:
            yield f"There is no column {name[:40]!r}: the columns are {', '.join(FIELDS)}."
        elif names.count(name) > 1:
            yield f"The column {name} stands there twice."


def _toml(text: str) -> Iterator[Read]:
    dotted = next((n for n, line in enumerate(text.split("\n"), 1) if line.count(".") > MOST_DOTS), None)
    if dotted or len(text) > MOST_BYTES:
        told = "It has very many full stops." if dotted else f"It is larger than {MOST_BYTES // 1000} KB."
        yield dotted, {}, [f"{told} Write each prompt under [[prompt]], as the template does."]
        return
    try:
        whole = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        why = error if isinstance(error, tomllib.TOMLDecodeError | RecursionError) else "a number is too long"
        yield None, {}, [f"It is not TOML: {why}."]
        return
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[prompt]]"]
    tables = whole.get("prompt", [])
    strange = sorted(set(whole) - {"prompt"})
    if strange or not isinstance(tables, list):
        yield None, {}, ["Write each prompt under [[prompt]], and nothing beside them."]
        return
    for place, table in enumerate(tables):
        line = lines[place] if place < len(lines) else None
        if not isinstance(table, dict):
            yield line, {}, ["Write each prompt under [[prompt]]."]
            continue
        unknown = sorted(set(table) - set(FIELDS))
        wrong = [f"There is no field {name[:40]!r}: the fields are {', '.join(FIELDS)}." for name in unknown]
        yield line, {name: _text(value) for name, value in table.items()}, wrong


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _refused(message: str) -> tuple[tuple[Prompt, ...], tuple[EntryFault, ...]]:
    return (), (EntryFault(line=None, field=None, message=message),)
