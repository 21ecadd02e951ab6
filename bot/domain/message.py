"""What we say in a channel, in no platform's JSON."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An acronym the prompt uses, and what it stands for."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptMessage:
    """A prompt as its readers meet it; every platform draws it in its own way and leaves nothing out.

    `promise` says who will read the answers and how long they are kept; `safeguarding` says where a concern
    about a child belongs instead. `positions` are the sentences of a scale, lowest first.
    """

    key: str
    question: str
    why: str
    follow_up: str
    theme: str
    minutes: int
    promise: str
    safeguarding: str
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    acronyms: tuple[Explained, ...] = ()
    late: bool = False
    reflected: int = 0
    """How many people have answered so far, private answers left out; platforms that do not count leave it unsaid."""
    private_promise: str | None = None
    """Who reads an answer that is kept private; None where the programme does not allow any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """An answer from a box of ours as its thread is to show it; without text it is to be gone from there.

    `mark` tells it from every other answer, and is what a platform finds it by.
    """

    mark: str
    author_name: str
    text: str | None
