"""Answers written in a box of ours, which their threads show only where we put them.

Every method is one transaction, durable when it returns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.channel import Channel, MessageRef
from bot.domain.reflection import ReflectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """One answer that its thread does not show as it is now.

    `text` is None once withdrawn, `stands` is the message that shows it, if any. `version` counts what was written;
    `attempts` the tries since its thread last showed it, whatever the version, this one included: after the first of
    them it may stand there without our knowing, and an edit meanwhile does not make that untrue.
    """

    reflection: ReflectionId
    channel: Channel
    root: MessageRef
    author_name: str
    text: str | None
    stands: str | None
    version: int
    attempts: int
    owed_since: datetime


class Echoes(Protocol):
    """A row for each answer that is boxed and not private, written by the inbox with the answer itself."""

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Echo]:
        """At most `limit` that are owed and free by `now`; nobody else gets them before `now + lease`."""

    async def shown(self, echo: Echo, *, stands: str | None) -> None:
        """The thread shows that version as the message `stands`, or not at all; a later version is owed, and free."""

    async def put_back(self, echo: Echo, *, until: datetime, sent: bool) -> None:
        """It is owed again, not before then. A try that surely `sent` nothing is not counted."""

    async def given_up(self, echo: Echo, *, sent: bool) -> None:
        """That version will not be shown; the answer itself is kept as it was. `sent` as in `put_back`."""
