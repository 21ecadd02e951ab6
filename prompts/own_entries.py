"""A trust's own prompts as people write them: typed one by one, or many in a TOML or CSV file."""

import csv
import hashlib
import io
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prompts.faults import close_to, shown
from prompts.model import LINE_LIMIT, OWN_THEME, QUESTION_LIMIT, Prompt
from prompts.own import OWN_PREFIX
from prompts.plain_text import Objection, objections, question_objections
from prompts.references import Audience, Kind

FIELDS = ("question", "why", "follow_up", "audience", "minutes", "key", "frameworks")
NEEDED = FIELDS[:5]
MOST_ELEMENTS = 8
"""Of one prompt: whatever touches more is about none of them."""
MINUTES = range(1, 11)
MOST_ENTRIES = 300
MOST_BYTES = 500_000
"""Of a TOML file: several times what so many prompts take."""
MOST_DOTS = 40
"""In one line of TOML: the time to read a key with dots in it grows faster than the square of its parts."""
KEY = re.compile(r"own-[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_KEY = 80
SAID = {"question": "The question", "why": "Why it is asked", "follow_up": "The follow-up"}

Entry = Mapping[str, str]
"""The fields of one prompt as text; several audiences or framework elements have commas or semicolons between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFault:
    """What is wrong with one field of a file, found at that line (None: with the whole of it)."""

    line: int | None
    field: str | None
    message: str


def read_entry(
    entry: Entry, *, elements: Collection[str] = (), key: str | None = None
) -> tuple[Prompt | None, dict[str, str]]:
    """The prompt that an entry describes, or None with what to do about each field at fault.

    `elements` are the keys of the framework elements that it may name.
    """
    question, why, follow_up = (_tidy(entry.get(name, "")) for name in ("question", "why", "follow_up"))
    faults: dict[str, str] = {}
    for name, found in (
        ("question", question_objections(question, field="question", limit=QUESTION_LIMIT)),
        ("why", objections(why, field="why", limit=LINE_LIMIT)),
        ("follow_up", question_objections(follow_up, field="follow_up", limit=LINE_LIMIT)),
    ):
        for objection in found:
            faults.setdefault(name, _said(name, objection))
    audience = _several(entry.get("audience", ""))
    unknown = sorted(set(audience) - set(Audience))
    if unknown or not audience:
        faults["audience"] = f"Choose who it is written for: {', '.join(Audience)}."
    frameworks = tuple(dict.fromkeys(each.casefold() for each in _several(entry.get("frameworks", ""))))
    strange = next((each for each in frameworks if each not in elements), None)
    if strange is not None:
        faults["frameworks"] = _no_such_element(strange, elements)
    elif len(frameworks) > MOST_ELEMENTS:
        faults["frameworks"] = (
            f"Choose up to {MOST_ELEMENTS} elements: those that the question is most about."
        )
    said = entry.get("minutes", "").strip()
    if said not in {str(number) for number in MINUTES}:
        faults["minutes"] = f"Say how many minutes it takes, from {MINUTES[0]} to {MINUTES[-1]}."
    given = key or entry.get("key", "").strip()
    if given and (len(given) > LONGEST_KEY or not KEY.fullmatch(given)):
        faults["key"] = (
            "A key begins with own- and has small letters, digits and single hyphens. It may stay empty."
        )
    if faults:
        return None, faults
    return Prompt(
        key=given or own_key(question),
        question=question,
        why=why,
        follow_up=follow_up,
        theme=OWN_THEME.key,
        frameworks=frameworks,
        audience=tuple(each for each in Audience if each in audience),
        kind=Kind.QUESTION,
        minutes=int(said),
        draws_on=(),
    ), {}


def own_key(question: str) -> str:
    """A key that says what the question is about and is the same for the same question."""
    words = re.findall(r"[a-z0-9]+", question.casefold())[:5]
    return f"{OWN_PREFIX}{'-'.join([*words, hashlib.sha256(question.encode()).hexdigest()[:6]])}"


def entry_of(prompt: Prompt) -> dict[str, str]:
    """The entry that `read_entry` reads back as this prompt."""
    return {
        "question": prompt.question,
        "why": prompt.why,
        "follow_up": prompt.follow_up,
        "audience": ", ".join(prompt.audience),
        "minutes": str(prompt.minutes),
        "key": prompt.key,
        "frameworks": ", ".join(prompt.frameworks),
    }


def read_own_file(
    name: str, data: bytes, *, elements: Collection[str] = ()
) -> tuple[tuple[Prompt, ...], tuple[EntryFault, ...]]:
    """The prompts of a TOML or CSV file, told apart by its name; with any fault nothing of it should be taken."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("It is not UTF-8 text: save it again as “CSV UTF-8” or as TOML.")
    ending = name.casefold().rpartition(".")[2]
    if ending not in {"toml", "csv"}:
        return _refused("Its name ends in neither .csv nor .toml: choose a file of one of these kinds.")
    found: list[Prompt] = []
    faults: list[EntryFault] = []
    lines: dict[str, int] = {}
    for line, entry, wrong in _toml(text) if ending == "toml" else _csv(text):
        prompt, at_fault = read_entry(entry, elements=elements) if not wrong else (None, {})
        faults += [EntryFault(line=line, field=None, message=message) for message in wrong]
        faults += [EntryFault(line=line, field=field, message=told) for field, told in at_fault.items()]
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


def _csv(text: str) -> Iterator[Read]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
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
                told = f"It has {len(row)} fields and the first line names {len(names)}: put quotes around commas."
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


def _several(said: str) -> tuple[str, ...]:
    return tuple(each for each in re.split(r"[,;]\s*|\s{2,}", said.strip()) if each)


def _no_such_element(named: str, elements: Collection[str]) -> str:
    whole = sorted(each for each in elements if each.startswith(f"{named}."))
    if whole:
        meant = f"Name its elements, such as {whole[0]}."
    else:
        near = close_to(named, elements)
        meant = (
            f"{near[:1].upper()}{near[1:]}"
            or "Use the keys that the list on the page gives, or leave it empty."
        )
    return f"There is no framework element {shown(named)}. {meant}"


def _refused(message: str) -> tuple[tuple[Prompt, ...], tuple[EntryFault, ...]]:
    return (), (EntryFault(line=None, field=None, message=message),)


def _tidy(said: str) -> str:
    return said.replace("\r\n", "\n").strip()


def _said(name: str, objection: Objection) -> str:
    problem = objection.problem.replace(f"`{name}`", SAID[name])
    return f"{problem}: {objection.remedy}."
