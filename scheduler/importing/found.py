"""What was found in a file: events with their days, and everything that was wrong with it."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.faults import Fault
from scheduler.tables import CONTROL

LARGEST = 1_000_000
"""Bytes."""
MOST_EVENTS = 5_000
LONGEST_NAME = 80
MOST_FAULTS = 50
"""More than these nobody reads."""

LONGEST_STRETCH = 400
"""Days from the first to the last of one entry: longer than any term or holiday."""

SPACES = re.compile(r"\s+")


class Guess(StrEnum):
    """What an event is taken for."""

    TERM = "term"
    TERM_BEGINS = "term-begins"
    TERM_ENDS = "term-ends"
    HALF_TERM = "half-term"
    INSET = "inset"
    HOLIDAY = "holiday"
    OCCASIONAL = "occasional"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One event, first and last day included."""

    name: str
    first: date
    last: date
    guess: Guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was found, by day. Where there are faults nothing of it should be taken."""

    found: tuple[Found, ...] = ()
    faults: tuple[Fault, ...] = ()


def refused(where: str, problem: str, remedy: str) -> Reading:
    """A file that cannot be read at all."""
    return Reading(faults=(Fault(where=where, problem=problem, remedy=remedy),))


def tidy_name(said: str) -> str:
    """A name on one line, not too long; empty where there is none."""
    return SPACES.sub(" ", CONTROL.sub(" ", said)).strip()[:LONGEST_NAME].strip()
