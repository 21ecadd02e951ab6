"""What can be wrong with a calendar or a recurrence, said so that a person can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a value, and what to do about it."""

    problem: str
    remedy: str


class ImpossibleError(ValueError):
    """The values cannot describe a real calendar or recurrence; `problems` says each reason and its remedy."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(" ".join(f"{found.problem}: {found.remedy}." for found in problems))


def refuse(*problems: Problem | None) -> None:
    """Raise ImpossibleError with every problem there is, or return when there is none."""
    found = tuple(problem for problem in problems if problem)
    if found:
        raise ImpossibleError(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A problem in something a person wrote: where it stands, what is wrong, what to do."""

    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}. To put it right: {self.remedy}."


class CalendarError(ValueError):
    """A calendar could not be read; `faults` lists everything that is wrong with it, and nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
