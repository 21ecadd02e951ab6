"""A picture that the bot shows in a channel, with what it shows in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG. `alt` says in words what it shows; `words` stand beside it, for those to whom it is not drawn."""

    png: bytes
    title: str
    alt: str
    words: str
