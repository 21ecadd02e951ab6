"""What the program answers to a line of the table: each case a row of numbers, one for each person."""

from collections.abc import Iterable
from string import Formatter

import httpx

from tests.permissions.house import Pages
from tests.permissions.table import PEOPLE, Line

THE_SAME = {"form": "term", "kind": "toml", "name": "style.css", "provider": "entra", "secret": ""}
"""What an address names that is nobody's."""
MISSING = {"root": "999999", "note": "999999", "address": "no-such-leaders"}


def fields_of(path: str) -> list[str]:
    """The names in an address."""
    return [name.partition(":")[0] for _, name, _, _ in Formatter().parse(path) if name]


def address(pages: Pages, line: Line, case: str) -> str:
    """The line's address with the ids of that case."""
    given = {name: MISSING.get(name, "no-such-thing") for name in fields_of(line.path)}
    if case != "missing":
        given |= {name: pages.ids[case][name] for name in given if name in pages.ids[case]}
    given |= {name: value for name, value in THE_SAME.items() if name in given}
    if "secret" in given:
        given["secret"] = pages.passes["link" if "/link/" in line.path else "invitation"]
    return line.path.format(**given) + line.query


def is_of_a_trust(line: Line) -> bool:
    """Whether the address names anything that is of one trust or school."""
    return bool(set(fields_of(line.path)) - set(THE_SAME))


async def asked(pages: Pages, line: Line, case: str) -> list[httpx.Response]:
    """What each person is answered, in the order of the table."""
    there = address(pages, line, case)
    return [await pages.answer(member, line.method, there, dict(line.form)) for member in PEOPLE.values()]


def said(answers: Iterable[httpx.Response]) -> str:
    """The answers as a line of the table has them."""
    return " ".join(str(each.status_code) for each in answers)
