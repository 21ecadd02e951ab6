"""The table as docs/who-may-what.md has it."""

from pathlib import Path

from bot.usecases.permission import RULES, Deed
from bot.wording.people import MAY
from tests.permissions.table import LINES, PEOPLE, Line

FILE = Path(__file__).parents[2] / "docs" / "who-may-what.md"
SAID = {"200": "yes", "303": "yes", "422": "yes", "400": "yes", "403": "no", "404": "·"}
HEAD = """# Who may what

Printed from the table that the tests ask every address with, `tests/permissions/table.py`:
`.venv/bin/python -m tests.permissions` prints it anew. Do not edit it by hand.

**yes**: they are given the page, or it is done. **no**: they are told for whom it is. **·**: for them there is nothing there.
**→**: they are led to where they sign in (on a form: told to). Each cell: at their own school / at another school of their
trust, where the address is of a school. An id of **another trust** is answered, for everyone, exactly as one that does not
exist, and no page of one trust holds a word of another.

## What a role lets somebody do

"""
AFTER = """
## Every address

"""


def printed() -> str:
    """The whole document."""
    rules = "".join(f"- {MAY[deed.name]} Only {RULES[deed].only_for}.\n" for deed in Deed)
    names = list(PEOPLE)
    head = f"| address | what | {' | '.join(names)} |\n|---|---|{'---|' * len(names)}\n"
    return HEAD + rules + AFTER + head + "".join(map(_row, LINES))


def _row(line: Line) -> str:
    cells = [_cell(line, at) for at in range(len(PEOPLE))]
    return f"| `{line.method} {line.path}` | {line.what} | {' | '.join(cells)} |\n"


def _cell(line: Line, at: int) -> str:
    own = _said(line.own, line, at)
    elsewhere = _said(line.elsewhere, line, at) if line.elsewhere else own
    return own if elsewhere == own else f"{own} / {elsewhere}"


def _said(row: str, line: Line, at: int) -> str:
    code = row.split()[at]
    nobody = at == len(PEOPLE) - 1
    if nobody and ((line.method, code) == ("GET", "303") or (line.method, code) == ("POST", "403")):
        return "→"
    return SAID[code]
