"""The events of a file that is being brought in: some on the page, the others carried along, none lost in between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.importing import Chosen, Found, Guess
from scheduler.importing.found import LONGEST_STRETCH, MOST_EVENTS, tidy_name
from scheduler.tables import FIRST_YEAR, LAST_YEAR

ROWS = 50
"""Events on a page."""
MOST_CARRIED = 45_000
"""Bytes of a page for the events that are not on it."""
MOST_TOLD = 300
"""Events of one file that can be terms or closed days: several times what three school years have."""
MOST = timedelta(days=LONGEST_STRETCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """All of a file with what each is to be; those from `start` on are on the page. `left` were too many to carry."""

    every: Sequence[Chosen]
    start: int = 0
    left: int = 0

    @property
    def here(self) -> Sequence[Chosen]:
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
    """What was found, those first that something speaks for; of the others as many as can be carried."""
    every = list(found)
    told: list[Chosen] = [(each, each.guess) for each in every if each.guess is not Guess.IGNORE]
    shown, room = list(told), MOST_CARRIED - sum(map(_weight, told))
    for each in every:
        if each.guess is Guess.IGNORE:
            room -= _weight((each, each.guess))
            if room < 0:
                break
            shown.append((each, each.guess))
    return Events(every=shown, left=len(every) - len(shown))


def sent(form: Mapping[str, str]) -> Events:
    """The events of the form with what was chosen for each; what cannot be one is left out."""
    before, after = _lines(form.get("before", "")), _lines(form.get("after", ""))
    numbers = (str(number) for number in range(ROWS))
    here = [(form.get(f"kind-{n}", ""), form[f"event-{n}"]) for n in numbers if f"event-{n}" in form]
    earlier = list(_events(before))
    left = form.get("left", "")
    return Events(
        every=[*earlier, *_events(here), *_events(after)],
        start=len(earlier),
        left=int(left) if left.isascii() and left.isdigit() and len(left) < len("50000") else 0,
    )


def written(each: Found) -> str:
    """An event as a field of the page holds it."""
    return f"{each.first}|{each.last}|{each.name}"


def _carried(events: Sequence[Chosen]) -> str:
    return "\n".join(f"{kind}|{written(each)}" for each, kind in events)


def _weight(event: Chosen) -> int:
    """Bytes of it on a page; a name may hold signs that are written longer there."""
    each, _ = event
    longer = sum(each.name.count(sign) * len("&quot;") for sign in "&<>\"'")
    return len(written(each).encode()) + longer + len("|occasional") + 1


def _lines(said: str) -> list[tuple[str, str]]:
    lines = said.split("\n", MOST_EVENTS)[:MOST_EVENTS]
    return [(kind, event) for kind, _, event in (line.strip("\r").partition("|") for line in lines)]


def _events(fields: Iterable[tuple[str, str]]) -> Iterable[Chosen]:
    for kind, event in fields:
        first, _, rest = event.partition("|")
        last, _, name = rest.partition("|")
        try:
            found = Found(
                name=tidy_name(name),
                first=date.fromisoformat(first),
                last=date.fromisoformat(last),
                guess=Guess(kind or Guess.IGNORE),
            )
        except ValueError:
            continue
        in_sight = found.first.year >= FIRST_YEAR and found.last.year <= LAST_YEAR
        if found.name and in_sight and timedelta() <= found.last - found.first <= MOST:
            yield found, found.guess
