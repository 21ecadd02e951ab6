"""Reading typed values out of a TOML table, gathering every fault on the way instead of stopping at the first."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import TypeVar

from scheduler.faults import Fault, ImpossibleError, Problem

Made = TypeVar("Made")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LONGEST_IDENTIFIER = 64
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME_OF_DAY = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
LONGEST_SHOWN = 60
FIRST_YEAR, LAST_YEAR = 2000, 2199


class Table:
    """One table and the list its faults go to. A getter answers None where it has noted a fault."""

    def __init__(self, values: Mapping[str, object], *, where: str, faults: list[Fault]) -> None:
        self._values = values
        self.where = where
        self._faults = faults
        self._known: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether there is anything under `key`, which may be left out."""
        self._known.add(key)
        return self._values.get(key) is not None  # JSON writes null for what TOML leaves out

    def note(self, *problems: Problem | None) -> None:
        """Keep what is wrong with this table."""
        self._faults += [Fault(where=self.where, problem=p.problem, remedy=p.remedy) for p in problems if p]

    def text(self, key: str) -> str | None:
        """A text that is not blank, on one line."""
        value = self._take(key, "a text in quotes")
        if value is None or (isinstance(value, str) and value.strip() and not CONTROL.search(value)):
            return value
        self._wrong(
            key, value, "write a text in quotes, not blank, without line breaks or control characters"
        )
        return None

    def identifier(self, key: str) -> str | None:
        """A text of up to 64 characters without spaces, by which a thing is told from every other."""
        value = self.text(key)
        if value is None or (len(value) <= LONGEST_IDENTIFIER and not any(mark.isspace() for mark in value)):
            return value
        self._wrong(key, value, f"write at most {LONGEST_IDENTIFIER} characters, without spaces")
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

    def texts(self, key: str) -> Iterator[str]:
        """The texts of a list, none of them blank; none when the key is absent."""
        for value in self._list(key):
            if isinstance(value, str) and value.strip():
                yield value
            else:
                self._wrong(key, value, "write texts in quotes, not blank")

    def time_of_day(self, key: str) -> time | None:
        """A local time, as a TOML time or as a text such as "08:15"."""
        value = self._take(key, 'a time such as "08:15"')
        found = _time(value) if isinstance(value, str) else value
        if found is None and value is None:
            return None
        if isinstance(found, time):
            return found
        self._wrong(key, value, 'write a time such as "08:15"')
        return None

    def flag(self, key: str) -> bool:
        """True or false; false when the key is absent."""
        self._known.add(key)
        value = self._values.get(key, False)
        if isinstance(value, bool):
            return value
        self._wrong(key, value, "write true or false, without quotes")
        return False

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
        if not self.has(key):
            return None
        return self._as_table(key, self._values[key], f"{self.where}, {key}")

    def untouched(self, key: str) -> Mapping[str, object]:
        """The table under `key` as it was written, for a reader of its own; empty when it is absent."""
        table = self.table(key)
        return table._values if table else {}  # noqa: SLF001 - of its own kind

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
        if not self.has(key):
            self.note(Problem(problem=f"{key} is missing", remedy=f"add {key}, {what}"))
        return self._values.get(key)

    def _wrong(self, key: str, value: object, remedy: str) -> None:
        self.note(Problem(problem=f"{key} is {_shown(value)}", remedy=remedy))

    def _list(self, key: str) -> list[object]:
        value = self._values[key] if self.has(key) else []
        if isinstance(value, list) and None not in value:
            return value
        self._wrong(key, value, "write a list, in square brackets, with something in every place")
        return []

    def _as_day(self, key: str, value: object) -> date | None:
        day = _parsed(value) if isinstance(value, str) else value
        if not isinstance(day, date) or isinstance(day, datetime):
            if value is not None:
                self._wrong(key, value, "write a date that exists, such as 2026-09-01, without a time of day")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._wrong(key, str(day), f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return day

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


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if TIME_OF_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"
