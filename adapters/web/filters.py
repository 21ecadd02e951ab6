"""What a page's filter form asks for, read from its address; what cannot be read is told beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.domain.channel import ChannelId
from bot.domain.delivery import State
from bot.domain.people import MemberId, SchoolId
from bot.domain.programme import ProgrammeId
from bot.domain.reflection import ReflectionId
from bot.usecases.reading.asked import AskedRequest
from bot.usecases.reading.ledger import LedgerRequest
from bot.usecases.reading.review import ReviewRequest

LONGEST_WORDS = 200
LARGEST_ID = 2**63 - 1
LATE, NEEDS_A_PERSON = "late", "needs-a-person"
"""What the list of outcomes offers beside the states."""


@dataclass(slots=True)
class Asked:
    """The fields of one filter form: `given` as typed, `faults` by the name of the field."""

    given: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the page's place in the list was asked for."""
        return self.narrowed_beyond("before")

    def narrowed_beyond(self, *names: str) -> bool:
        """Whether any other field than these was filled in."""
        return any(value for name, value in self.given.items() if name not in {"before", *names})

    def text(self, name: str) -> str | None:
        """What was typed there, or None; a NUL, which PostgreSQL does not take, is white space."""
        return self.given.get(name, "").replace("\0", " ").strip() or None

    def words(self, name: str) -> str | None:
        """What to look for, if it is short enough and holds a word or a number."""
        said = self.text(name)
        if said and len(said) > LONGEST_WORDS:
            self.faults[name] = f"Search for up to {LONGEST_WORDS} characters; this has {len(said):,}."
            return None
        if said and not any(character.isalnum() for character in said):
            self.faults[name] = "The search looks for words and numbers only: give at least one of them."
            return None
        return said

    def state(self, name: str) -> State | None:
        """How a delivery stands."""
        said = self.text(name)
        if said is None:
            return None
        try:
            return State(said)
        except ValueError:
            self.faults[name] = "There is no such outcome: choose one from the list."
            return None

    def day(self, name: str) -> date | None:
        """A local date, as a browser sends it or as people write it: 2026-11-16 or 16/11/2026."""
        said = self.text(name)
        if said is None:
            return None
        try:
            return _date_of(said)
        except ValueError:
            self.faults[name] = "Give a date that exists, for example 16/11/2026."
            return None

    def number(self, name: str) -> int | None:
        """A place in the list; what cannot be one is the beginning."""
        said = self.text(name) or ""
        if not (said.isascii() and said.isdigit() and len(said) <= len(str(LARGEST_ID))):
            return None
        return min(int(said), LARGEST_ID)

    def days_in_order(self) -> None:
        """A fault where the last day lies before the first."""
        first, last = self.day("since"), self.day("until")
        if first and last and last < first:
            self.faults["until"] = "This lies before the first date: choose the same day or a later one."

    def ids(self, **names: Any) -> dict[str, Any]:
        """The values of these fields, each made by its own type."""
        return {name: kind(said) if (said := self.text(name)) else None for name, kind in names.items()}


def _date_of(said: str) -> date:
    """Raises ValueError where it is no date."""
    if "/" not in said:
        return date.fromisoformat(said)
    day, month, year = said.split("/")
    return date.fromisoformat(f"{year}-{month:0>2}-{day:0>2}")


def review_request(fields: Asked) -> ReviewRequest:
    """What the review page's form asks for."""
    before = fields.number("before")
    request = ReviewRequest(
        **fields.ids(school=SchoolId, channel=ChannelId, author=MemberId, theme=str, framework=str),
        words=fields.words("words"),
        since=fields.day("since"),
        until=fields.day("until"),
        before=ReflectionId(before) if before is not None else None,
    )
    fields.days_in_order()
    return request


def asked_request(fields: Asked) -> AskedRequest:
    """What the form of the page of questions asks for."""
    request = AskedRequest(
        **fields.ids(school=SchoolId, before=str), since=fields.day("since"), until=fields.day("until")
    )
    fields.days_in_order()
    return request


def _outcome(fields: Asked) -> dict[str, Any]:
    """Which outcome: a state, or one of the two that are no states of their own."""
    if fields.text("state") == LATE:
        return {"late": True}
    if fields.text("state") == NEEDS_A_PERSON:
        return {"needs_a_person": True}
    return {"state": fields.state("state")}


def ledger_request(fields: Asked) -> LedgerRequest:
    """What the deliveries page's form asks for."""
    request = LedgerRequest(
        **fields.ids(school=SchoolId, programme=ProgrammeId, before=str),
        **_outcome(fields),
        since=fields.day("since"),
        until=fields.day("until"),
    )
    fields.days_in_order()
    return request
