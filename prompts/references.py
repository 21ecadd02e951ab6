"""What prompts refer to: their vocabulary, frameworks, scales, sequences and sources."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What answering the prompt asks of people."""

    QUESTION = "question"
    SCALE = "scale"
    ACTION = "action"
    SEQUENCE_STEP = "sequence-step"


class Audience(StrEnum):
    """Who the prompt is written for."""

    LEADER = "leader"
    SENCO = "senco"
    PAIR = "pair"
    GOVERNOR = "governor"
    NEW_LEADER = "new-leader"
    WHOLE_STAFF = "whole-staff"


class Season(StrEnum):
    """A time of the school year that a prompt may be tagged for."""

    YEAR_START = "year-start"
    YEAR_END = "year-end"
    TERM_START = "term-start"
    TERM_END = "term-end"
    AUTUMN_END = "autumn-end"
    SPRING_START = "spring-start"
    SPRING_END = "spring-end"
    SUMMER_START = "summer-start"
    SUMMER_END = "summer-end"


class Order(StrEnum):
    """How the next prompt is chosen from those that a programme may ask."""

    IN_ORDER = "in-order"
    SHUFFLED = "shuffled"
    SEASONAL = "seasonal"
    LEAST_HEARD = "least-heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A chapter of the bank; one file each."""

    key: str
    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One element of one published framework, such as `dfe.values`."""

    key: str
    name: str
    element: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One place on a scale, in a sentence that someone could own without shame."""

    key: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Positions from lowest to highest, for seeing movement over terms and never a grade."""

    key: str
    name: str
    about: str
    positions: tuple[Position, ...]
    draws_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """Prompts that belong together, asked in the order of `steps`, which are their keys."""

    key: str
    name: str
    about: str
    audience: tuple[Audience, ...]
    order: Order
    steps: tuple[str, ...]
    draws_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that prompts draw on; `date` is as precise as the document is."""

    key: str
    title: str
    publisher: str
    date: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question, practice or checklist entry of a source: `section` says where a reader finds it."""

    id: str
    source: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A row together with the document it stands in, as a reader would look it up."""

    row: str
    section: str
    title: str
    publisher: str
    date: str
    url: str | None

    @property
    def published(self) -> str:
        """Its date in words where it is a full one, such as 1 May 2010; otherwise as it was written."""
        try:
            day = dt.date.fromisoformat(self.date)
        except ValueError:
            return self.date
        return f"{day.day} {day:%B %Y}"
