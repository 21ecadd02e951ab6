"""A picture that the bot shows in a channel, with what it shows in words, and how showing it ends."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG. `alt` says in words what it shows; `words` stand beside it, for those to whom it is not drawn."""

    png: bytes
    title: str
    alt: str
    words: str


class Ended(StrEnum):
    """How a posting ended, as the trail has it."""

    ON_ITS_WAY = "on its way"
    POSTED = "posted"
    PERHAPS = "may have been posted"
    NOT_POSTED = "not posted"
