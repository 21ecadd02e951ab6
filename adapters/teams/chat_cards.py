"""What the bot answers in its personal chat, as cards: pure."""

from collections.abc import Collection

from adapters.teams.pieces import card as drawn_card
from adapters.teams.pieces import paragraph, title
from adapters.teams.render import Rendered
from bot.domain.channel import MessageRef
from bot.usecases.in_words import Done, Outcome
from bot.usecases.review import ReviewEntry

CHANGE, DO, SEARCH, SAY = "change", "do", "search", "say"
"""Verbs of these cards, beside `save` and `withdraw`."""
WORDS, UNTIL = "words", "until"
"""The ids of what is searched for, and of the day on which a pause ends."""


def card(
    outcome: Outcome,
    *,
    notice: str = "",
    answered: Collection[MessageRef] = (),
    log: str = "",
) -> Rendered:
    """What came of what they asked for, under what has just become of what they did.

    `answered` are the threads in which they have answered; `log` is the address of the reflection log's page.
    """
    return said(outcome.words if isinstance(outcome, Done) else notice or "…")


def welcome(name: str, *, known: bool, told: str = "", leads: bool = False, reads: bool = False) -> Rendered:
    """The first words to somebody; `told` is what they are told whom we do not know."""
    return said(f"Hello {name}. {told}")


def said(words: str) -> Rendered:
    """A sentence or two."""
    return Rendered(summary=words[:250], card=drawn_card([*title(""), *paragraph(words)], fallback=words))


def change(entry: ReviewEntry, *, notice: str = "") -> Rendered:
    """A box in which one's own answer is changed, or where it says how else to change it."""
    return said(notice or entry.line.reflection.text or "")
