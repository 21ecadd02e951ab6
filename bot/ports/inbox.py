"""Where what people say is kept before anyone is told that it was."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import DeliveryId
from bot.domain.happenings import Happening


class Receipt(StrEnum):
    """What became of a happening."""

    KEPT = "kept"
    """It changed the log."""
    KNOWN = "known"
    """It had been kept before; nothing changed."""
    WAITING = "waiting"
    """A prompt is on its way to that channel and this may belong to it: kept until that is known."""
    NOT_OURS = "not-ours"
    """It is not in a thread of ours: nothing of it was stored."""


class Inbox(Protocol):
    """Takes in happenings, each any number of times, in any order."""

    async def receive(self, happening: Happening, *, at: datetime, entropy: int) -> Receipt:
        """It is durable in one transaction, under the delivery whose thread it is in.

        A message is one reflection, an edit one revision, a withdrawal takes the words out of every revision
        and wins over whatever comes later. An author not known yet becomes a member without grants of the
        channel's trust.
        """

    async def heard_in(self, delivery: DeliveryId, *, before: datetime) -> frozenset[str]:
        """The messages in its thread that answers are kept of: those of people's own, said before then, not withdrawn."""

    async def forget_waiting(self, *, before: datetime) -> int:
        """What waited since before then and never found its prompt is gone; returns how many."""
