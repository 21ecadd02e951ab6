"""What a set-up may well mean, and its writer may not: no fault, and worth a look."""

from collections.abc import Collection, Iterator

from bot.domain.charter import Charter
from bot.domain.runs import Runs
from bot.wording import set_up as wording
from scheduler.model import InTerm, InWeekOfTerm, Weekly

SHOWN = 3
"""Names in a sentence; of the others it says how many they are."""


def doubts(charter: Charter) -> Iterator[str]:
    """A sentence for each: programmes that go by terms or weeks, in schools that have no terms."""
    without = {school.id: school.name for school in charter.schools if not school.calendar.terms}
    if not without:
        return
    runs = Runs(charter)
    weekly: dict[str, str] = {}
    silent: dict[str, str] = {}
    coming: dict[str, None] = {}
    for programme in charter.programmes:
        there = [school for school in runs.of(programme.id) if school in without]
        for school in there:
            if isinstance(programme.recurrence, Weekly):
                weekly[school] = without[school]
            if isinstance(programme.recurrence, InTerm | InWeekOfTerm):
                silent[school] = without[school]
                coming[programme.name] = None
    if weekly:
        yield wording.asked_in_holidays(_named(weekly.values()))
    if silent:
        yield wording.waits_for_terms(_named(silent.values()), programmes=_named(coming))


def _named(names: Collection[str]) -> tuple[tuple[str, ...], int]:
    """The first names, and how many more there are."""
    every = sorted(names, key=str.casefold)
    shown = every if len(every) == SHOWN + 1 else every[:SHOWN]
    return tuple(shown), len(every) - len(shown)
