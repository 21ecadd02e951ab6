"""The events of a file that is being brought in: some on the page, the others carried along, none lost in between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.importing import Chosen, Found, Guess
from scheduler.importing.found import LONGEST_STRETCH, MOST_EVENTS, tidy_name
from scheduler.tables import FIRST_YEAR, LAST_YEAR

ROWS = 50
"""Rows on a page."""
MOST_CARRIED = 45_000
"""Bytes of a page for the rows that are not on it."""
MOST_TOLD = 300
"""Events of one file that can be terms or closed days: several times what three school years have."""
MOST = timedelta(days=LONGEST_STRETCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event with what it is to be; one that recurs has several dates, the earliest first."""

    kind: Guess
    found: tuple[Found, ...]

    @property
    def name(self) -> str:
        """What it is called on every date."""
        return self.found[0].name

    @property
    def days(self) -> list[tuple[date, date]]:
        """First and last day of each date."""
        return [(each.first, each.last) for each in self.found]

    @property
    def chosen(self) -> Iterator[Chosen]:
        """Each date with what it is to be."""
        return ((each, self.kind) for each in self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """All of a file, row by row; those from `start` on are on the page. `left` events were too many to carry."""

    every: Sequence[Row]
    start: int = 0
    left: int = 0

    @property
    def chosen(self) -> list[Chosen]:
        """Each event with what it is to be."""
        return [chosen for row in self.every for chosen in row.chosen]

    @property
    def here(self) -> Sequence[Row]:
        """Those on the page."""
        return self.every[self.start : self.start + ROWS]

    @property
    def before(self) -> str:
        """Those of the pages before, as the page carries them."""
        return _carried(self.every[: self.start])

    @property
    def after(self) -> str:
        """Those of the pages after."""
        return _carried(self.every[self.start + ROWS :])

    def turned(self, step: str) -> "Events":
        """The same, on the page that a button such as "page:50" leads to."""
        said = step.partition(":")[2]
        to = int(said) if said.isascii() and said.isdigit() and len(said) < len("50000") else self.start
        start = min(to, max(len(self.every) - 1, 0)) // ROWS * ROWS
        return Events(every=self.every, start=start, left=self.left)


def first_page(found: Iterable[Found]) -> Events:
    """What was found, what something speaks for first, date by date; of the rest as much as can be carried, by name."""
    told: list[Row] = []
    others: dict[str, list[Found]] = {}
    for each in found:
        if each.guess is Guess.IGNORE:
            others.setdefault(each.name, []).append(each)
        else:
            told.append(Row(kind=each.guess, found=(each,)))
    shown, room, left = list(told), MOST_CARRIED - sum(map(_weight, told)), 0
    for every in others.values():
        row = Row(kind=Guess.IGNORE, found=tuple(every))
        room -= _weight(row)
        if room < 0:
            left += len(every)
        else:
            shown.append(row)
    return Events(every=shown, left=left)


def sent(form: Mapping[str, str]) -> Events:
    """The events of the form with what was chosen for each; what cannot be one is left out."""
    before, after = _lines(form.get("before", "")), _lines(form.get("after", ""))
    numbers = (str(number) for number in range(ROWS))
    here = [(form.get(f"kind-{n}", ""), form[f"event-{n}"]) for n in numbers if f"event-{n}" in form]
    earlier = list(_rows(before))
    left = form.get("left", "")
    return Events(
        every=[*earlier, *_rows(here), *_rows(after)],
        start=len(earlier),
        left=int(left) if left.isascii() and left.isdigit() and len(left) < len("50000") else 0,
    )


def written(row: Row) -> str:
    """A row as a field of the page holds it: its first days, its last days, its name."""
    first, last = ("+".join(each.isoformat() for each in days) for days in zip(*row.days, strict=True))
    return f"{first}|{last}|{row.name}"


def _carried(rows: Sequence[Row]) -> str:
    return "\n".join(f"{row.kind}|{written(row)}" for row in rows)


def _weight(row: Row) -> int:
    """Bytes of it on a page; a name may hold signs that are written longer there."""
    longer = sum(row.name.count(sign) * len("&quot;") for sign in "&<>\"'")
    return len(written(row).encode()) + longer + len("|occasional") + 1


def _lines(said: str) -> list[tuple[str, str]]:
    lines = said.split("\n", MOST_EVENTS)[:MOST_EVENTS]
    return [(kind, event) for kind, _, event in (line.strip("\r").partition("|") for line in lines)]


def _rows(fields: Iterable[tuple[str, str]]) -> Iterable[Row]:
    for kind, event in fields:
        firsts, _, rest = event.partition("|")
        lasts, _, name = rest.partition("|")
        days = zip(firsts.split("+", MOST_EVENTS), lasts.split("+", MOST_EVENTS), strict=False)
        try:
            chosen = Guess(kind or Guess.IGNORE)
            found = tuple(
                Found(
                    name=tidy_name(name),
                    first=date.fromisoformat(first),
                    last=date.fromisoformat(last),
                    guess=chosen,
                )
                for first, last in days
            )
        except ValueError:
            continue
        if all(map(_can_be, found)):
            yield Row(kind=chosen, found=found)


def _can_be(found: Found) -> bool:
    in_sight = found.first.year >= FIRST_YEAR and found.last.year <= LAST_YEAR
    return bool(found.name) and in_sight and timedelta() <= found.last - found.first <= MOST
