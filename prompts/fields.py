"""The fields of one TOML table: whatever is wrong becomes a fault, and the reading goes on."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from prompts.faults import Fault, close_to, shown
from prompts.plain_text import (
    LONGEST_KEY,
    Objection,
    address_objections,
    code_objections,
    objections,
    question_objections,
)

LIST_LIMIT = 50  # entries in one list; far more than a bank wants, far less than a hostile file holds
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DOTTED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")
WHATS: tuple[tuple[type, str], ...] = (
    (str, "text"),
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a table"),
)

Choice = TypeVar("Choice", bound=StrEnum)
Checks = Callable[[str], Iterable[Objection]]


class Fields:
    """One table of a file; reading a field returns its value, or an empty one after noting a fault."""

    def __init__(self, values: Mapping[str, object], *, file: str, key: str, faults: list[Fault]) -> None:
        self.key = key
        self.file = file
        self._values = values
        self._faults = faults
        self._read: set[str] = set()

    def fault(self, problem: str, remedy: str) -> None:
        """Note that something is wrong here."""
        self._faults.append(Fault(file=self.file, key=self.key, problem=problem, remedy=remedy))

    def close(self) -> None:
        """Note every field that nobody read: a misspelt field must not pass as an absent one."""
        known = f"the fields here are {', '.join(sorted(self._read))}"
        for name in [name for name in self._values if name not in self._read][:LIST_LIMIT]:
            self.fault(f"unknown field {shown(name)}", close_to(name, self._read) or known)

    def text(self, name: str, *, limit: int) -> str:
        """Return a required text of at most `limit` characters, plain and on one line."""
        return self._string(name, lambda value: objections(value, field=name, limit=limit))

    def optional_text(self, name: str, *, limit: int) -> str | None:
        """Return a text, or None where the field is absent."""
        return self.text(name, limit=limit) if name in self else None

    def question(self, name: str, *, limit: int) -> str:
        """Return a required text that asks something."""
        return self._string(name, lambda value: question_objections(value, field=name, limit=limit))

    def code(self, name: str, *, pattern: re.Pattern[str] = KEBAB) -> str:
        """Return a required key: lower-case words joined by hyphens, or what else `pattern` says."""
        return self._string(name, lambda value: code_objections(value, field=name, pattern=pattern))

    def address(self, name: str) -> str | None:
        """Return a web address, or None where the field is absent."""
        return (
            self._string(name, lambda value: address_objections(value, field=name)) if name in self else None
        )

    def date(self, name: str) -> str:
        """Return a required date as text, as precise as it was written: 2010, 2010-05 or 2010-05-01."""
        value = self._values.get(name)
        if isinstance(value, dt.date) or (isinstance(value, int) and value in range(1000, 10_000)):
            self._read.add(name)
            return str(value)
        return self.text(name, limit=LONGEST_KEY)

    def number(self, name: str, *, within: range) -> int:
        """Return a required whole number that lies in `within`."""
        value = self.required(name)
        if isinstance(value, int) and not isinstance(value, bool) and value in within:
            return value
        if value is not None:
            problem = "out of range" if type(value) is int else f"{what_is(value)}, not a whole number"
            self.fault(f"`{name}` is {problem}", f"give a number from {within[0]} to {within[-1]}")
        return within[0]

    def flag(self, name: str) -> bool:
        """Return true or false; absent is false."""
        value = self.required(name) if name in self else False
        if not isinstance(value, bool):
            self.fault(
                f"`{name}` is {what_is(value)}, not true or false", "write true or false without quotes"
            )
        return value is True

    def choice(self, name: str, *, of: type[Choice]) -> Choice | None:
        """Return one of the values of an enumeration, or None after noting that there is none."""
        value = self._string(name, lambda _: ())
        found = next((member for member in of if member.value == value), None)
        if found is None and isinstance(self._values.get(name), str):
            self.fault(
                f"unknown {name} {shown(value)}", close_to(value, of) or f"choose one of {', '.join(of)}"
            )
        return found

    def choices(self, name: str, *, of: type[Choice]) -> tuple[Choice, ...]:
        """Return a required list of values of an enumeration."""
        values = self.references(name, known=list(of), remedy=f"choose from {', '.join(of)}")
        return tuple(member for value in values for member in of if member.value == value)

    def reference(self, name: str, *, known: Collection[str] | None, remedy: str) -> str:
        """Return one required key that must be `known`; None when it cannot be told which are."""
        value = self._string(name, lambda _: ())
        if isinstance(self._values.get(name), str):
            self._refer(name, value, known=known, remedy=remedy)
        return value

    def references(self, name: str, *, known: Collection[str] | None, remedy: str) -> tuple[str, ...]:
        """Return a required list of keys that must all be `known`; None when it cannot be told which are."""
        values = self._strings(name)
        for value in values:
            self._refer(name, value, known=known, remedy=remedy)
        return values

    def texts(self, name: str, *, limit: int) -> tuple[str, ...]:
        """Return a required list of plain texts, each of at most `limit` characters."""
        values = self._strings(name)
        for value in values:
            self._object(objections(value, field=name, limit=limit))
        return values

    def _refer(self, name: str, value: str, *, known: Collection[str] | None, remedy: str) -> None:
        if known is not None and value not in known:
            self.fault(f"`{name}` names {shown(value)}, which is unknown", close_to(value, known) or remedy)

    def _strings(self, name: str) -> tuple[str, ...]:
        value = self.required(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(f"`{name}` is {what_is(value)}, not a list", f'write {name} = ["…"]')
            return ()
        if not 0 < len(value) <= LIST_LIMIT:
            self.fault(f"`{name}` is a list of {len(value)}", f"name from 1 to {LIST_LIMIT}")
            return ()
        for entry in value:
            if not isinstance(entry, str):
                self.fault(f"`{name}` holds {what_is(entry)}", "put each entry in quotes")
        times = Counter(entry for entry in value if isinstance(entry, str))
        for entry, count in times.items():
            if count > 1:
                self.fault(f"`{name}` holds {shown(entry)} {count} times", "keep one of them")
        return tuple(times)

    def __contains__(self, name: str) -> bool:
        self._read.add(name)
        return name in self._values

    def required(self, name: str) -> object:
        """Return a field as TOML gave it, or None after noting that it is missing."""
        self._read.add(name)
        value = self._values.get(name)
        if value is None:
            self.fault(f"`{name}` is missing", "add it")
        return value

    def _string(self, name: str, checks: Checks) -> str:
        value = self.required(name)
        if isinstance(value, str):
            self._object(checks(value))
            return value
        if value is not None:
            self.fault(f"`{name}` is {what_is(value)}, not text", "put it in quotes")
        return ""

    def _object(self, found: Iterable[Objection]) -> None:
        for problem, remedy in found:
            self.fault(problem, remedy)


def what_is(value: object) -> str:
    """Return what a TOML value is, without its content: that may be huge."""
    return next((name for kind, name in WHATS if isinstance(value, kind)), "a date or time")
