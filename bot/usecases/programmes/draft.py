"""A form as somebody fills it in: every field as typed, and what may be read of one."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import TypeVar

from bot.asking import dates

MOST_DATES = 200
LISTS = ("themes", "frameworks", "audiences", "kinds", "schools_may", "channels")

ALL_BUT = "!"
"""Before a list of channels: all there are, but these."""

BETWEEN = re.compile(r"\s*[,;]\s*|\s+(?=\d{1,4}[-/.]\d)")
"""What stands between two dates of one line."""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a form holds: `texts` by the name of the field, and of each name in `LISTS` everything ticked."""

    texts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What was typed there, without the spaces around it."""
        return self.texts.get(name, "").replace("\0", " ").strip()

    def several(self, name: str) -> tuple[str, ...]:
        """Everything that was ticked there."""
        return tuple(dict.fromkeys(self.lists.get(name, ())))

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of prompts that one field carries, with spaces between them."""
        return tuple(dict.fromkeys(self.text(name).split()))

    def ticked(self, every: Collection[str]) -> frozenset[str]:
        """The channels that are meant, those of its page and those that the page only carries along."""
        if self.text("where") == "all":
            return frozenset(every)
        carried = self.keys("also_channels")
        all_but = carried[:1] == (ALL_BUT,)
        others = frozenset(every).difference(carried) if all_but else frozenset(carried)
        return others.union(self.several("channels"))

    def with_texts(self, **texts: str) -> "Draft":
        """The same with these fields filled in otherwise."""
        return replace(self, texts={**self.texts, **texts})


def read_days(said: str, *, today: date) -> tuple[list[date], str | None]:
    """The dates of a text, one a line or several with commas between, and the first line that holds something else."""
    lines = [line.strip() for line in said.splitlines() if line.strip()][: MOST_DATES + 1]
    found: set[date] = set()
    wrong = None
    for line in lines:
        days = _on_line(line, today=today)
        if days is None:
            wrong = wrong or line
        else:
            found |= days
    return sorted(found), wrong


def read_day(said: str, *, today: date) -> date | None:
    """A date of this century as people type one, such as "1 December 2026" or "01/12/2026", or None."""
    found = dates.read_date(said, today=today)
    return found if found and 2000 <= found.year < 2100 else None  # noqa: PLR2004 - this century


def typed_day(day: date) -> str:
    """A date as somebody would type it into a list of dates."""
    return f"{day.day} {day:%B %Y}"


def read_time(said: str) -> time | None:
    """A time of day as "08:15", or None."""
    return read_as(time.fromisoformat, said) if re.fullmatch(r"\d\d:\d\d(:\d\d)?", said) else None


def _on_line(line: str, *, today: date) -> set[date] | None:
    """Every date of that line, or None where something on it is no date."""
    whole = read_day(line, today=today)
    if whole is not None:
        return {whole}
    pieces = [piece for piece in BETWEEN.split(line) if piece]
    days = {read_day(piece, today=today) for piece in pieces}
    return None if None in days or not days else {day for day in days if day}


def read_as(how: Callable[[str], Read], said: str) -> Read | None:
    """What `how` makes of it, or None where it cannot."""
    try:
        return how(said)
    except ValueError:
        return None
