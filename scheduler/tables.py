"""Reading typed values out of a TOML table, gathering every fault on the way instead of stopping at the first."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TypeVar

from scheduler.faults import Fault, ImpossibleError, Problem

Made = TypeVar("Made")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_SHOWN = 60


class Table:
    """One table and the list its faults go to. A getter answers None where it has noted a fault."""

    def __init__(self, values: Mapping[str, object], *, where: str, faults: list[Fault]) -> None:
        self._values = values
        self.where = where
        self._faults = faults
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def note(self, *problems: Problem | None) -> None:
        """Keep what is wrong with this table."""
        self._faults += [Fault(where=self.where, problem=p.problem, remedy=p.remedy) for p in problems if p]

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        value = self._take(key, "a text in quotes")
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._wrong(key, value, "write a text in quotes, not blank")
        return None

    def number(self, key: str) -> int | None:
        """A whole number."""
        value = self._take(key, "a whole number")
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self._wrong(key, value, "write a whole number, without quotes")
        return None

    def day(self, key: str) -> date | None:
        """A date without a time of day."""
        return self._as_day(key, self._take(key, "a date such as 2026-09-01"))

    def days(self, key: str) -> Iterator[date]:
        """The dates of a list, none when the key is absent."""
        for value in self._list(key):
            day = self._as_day(key, value)
            if day:
                yield day

    def words(self, key: str, *, among: Iterable[str]) -> Iterator[str]:
        """The words of a list, each one of `among` and in small letters."""
        for value in self._list(key):
            word = self._among(key, value.casefold() if isinstance(value, str) else value, tuple(among))
            if word:
                yield word

    def word(self, key: str, *, among: Iterable[str]) -> str | None:
        """One of `among`."""
        choices = tuple(among)
        return self._among(key, self._take(key, f"one of {', '.join(choices)}"), choices)

    def table(self, key: str) -> "Table | None":
        """The table under `key`, or None when it is absent."""
        self._known.add(key)
        if key not in self._values:
            return None
        return self._as_table(key, self._values[key], f"{self.where}, {key}")

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a list, none when the key is absent."""
        for number, value in enumerate(self._list(key), start=1):
            name = value.get("name") if isinstance(value, Mapping) else None
            called = f" ({_shown(name)})" if isinstance(name, str) else ""
            table = self._as_table(key, value, f"{self.where}, {key} {number}{called}")
            if table:
                yield table

    def build(self, make: Callable[[], Made]) -> Made | None:
        """What `make` makes; or None, with its problems noted here, when the values are impossible together."""
        try:
            return make()
        except ImpossibleError as error:
            self.note(*error.problems)
            return None

    def refuse_unknown(self) -> None:
        """Note every key that nobody asked for: a misspelt one would otherwise be ignored in silence."""
        for key in self._values:
            if key not in self._known:
                near = difflib.get_close_matches(key, self._known, n=1)
                meant = f"did you mean {near[0]}? Otherwise take it out" if near else "take it out"
                self.note(Problem(problem=f"{_shown(key)} is not known here", remedy=meant))

    def _take(self, key: str, what: str) -> object:
        self._known.add(key)
        if key not in self._values:
            self.note(Problem(problem=f"{key} is missing", remedy=f"add {key}, {what}"))
        return self._values.get(key)

    def _wrong(self, key: str, value: object, remedy: str) -> None:
        self.note(Problem(problem=f"{key} is {_shown(value)}", remedy=remedy))

    def _list(self, key: str) -> list[object]:
        self._known.add(key)
        value = self._values.get(key, [])
        if isinstance(value, list):
            return value
        self._wrong(key, value, "write a list, in square brackets")
        return []

    def _as_day(self, key: str, value: object) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and ISO_DATE.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self._wrong(key, value, "write a date that exists, year-month-day")
                return None
        if value is not None:
            self._wrong(key, value, "write a date such as 2026-09-01, without a time of day")
        return None

    def _as_table(self, key: str, value: object, where: str) -> "Table | None":
        if isinstance(value, Mapping):
            return Table(value, where=where, faults=self._faults)
        self._wrong(key, value, "write a table, with a name and a value on each line")
        return None

    def _among(self, key: str, value: object, choices: tuple[str, ...]) -> str | None:
        if value is None or (isinstance(value, str) and value in choices):
            return value
        self._wrong(key, value, f"write one of {', '.join(choices)}")
        return None


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
