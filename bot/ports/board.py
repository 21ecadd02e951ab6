"""What the built-in channel needs kept: its messages, and the events it still owes to the bot.

It is a platform's own memory, apart from ours: nothing here is the reflection log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class EventKind(StrEnum):
    """What a person did on the board."""

    SAID = "said"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One message on the board: a root carries `delivery` and `body`, a reply carries `root` and `author`.

    `version` counts its edits; `text` is None for roots and for what was withdrawn.
    """

    id: int
    address: str
    root: int | None
    author: str | None
    delivery: str | None
    body: Mapping[str, Any] | None
    text: str | None
    at: datetime
    edited_at: datetime | None
    withdrawn_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEvent:
    """Something that happened to a note, as it stood then; owed to the bot until it is taken."""

    id: int
    kind: EventKind
    note: Note


class Board(Protocol):
    """Each method is one transaction, durable when it returns. Note ids rise with time."""

    async def pin(self, *, address: str, delivery: str, body: Mapping[str, Any], at: datetime) -> Note:
        """A new root. The board does not ask whether the delivery was pinned before."""

    async def find(self, *, address: str, delivery: str, since: datetime) -> Note | None:
        """The first root marked with that delivery at or after `since`."""

    async def say(
        self, *, address: str, root: int, author: str, text: str, at: datetime
    ) -> BoardEvent | None:
        """A reply under that root, with its event; None if there is no such root at that address."""

    async def remark(self, *, address: str, root: int, text: str, at: datetime) -> Note | None:
        """A reply of nobody's under that root, of which the bot is not told; None if there is no such root there."""

    async def edit(self, note: int, *, author: str, text: str, at: datetime) -> BoardEvent | None:
        """The reply says `text`; None if it is not there, not this author's, or withdrawn."""

    async def withdraw(self, note: int, *, author: str, at: datetime) -> BoardEvent | None:
        """The reply is blank; None if it is not there or not this author's."""

    async def notes(self, address: str, *, roots: int, before: int | None = None) -> Sequence[Note]:
        """The newest `roots` roots with ids below `before` and every reply to them, oldest first."""

    async def thread(self, root: int) -> Sequence[Note]:
        """A root and its replies, oldest first; empty if there is no such root."""

    async def untaken(self, *, limit: int, after: int = 0) -> Sequence[BoardEvent]:
        """Events the bot has not taken yet, of those after the event `after`, oldest first."""

    async def taken(self, event: int) -> None:
        """The bot has this event: it is not owed any more."""

    async def latest(self, address: str) -> int:
        """A number that rises with every change at that address (a pin, a reply, an edit, a withdrawal)."""
