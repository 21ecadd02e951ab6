"""One prompt owed to one channel for one occurrence, and the states it passes through.

DUE ─claim→ SENDING ─→ POSTED ■
 ▲             ├─TryLater──→ DUE        grace over, never sent → MISSED ■     calendar, pause, choice → SKIPPED ■
 │             ├─Refused───→ REFUSED ■
 │             ├─lease ran out before it was begun → DUE
 └──────find───┴─no clear answer, lease ran out after that → UNCERTAIN ─find→ POSTED │ DUE │ (cannot tell) a person decides
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from bot.domain.channel import ChannelId
from bot.domain.people import MemberId, SchoolId, TrustId
from bot.domain.programme import ProgrammeId

DeliveryId = NewType("DeliveryId", str)


class State(StrEnum):
    """Where a delivery stands."""

    DUE = "due"
    SENDING = "sending"
    POSTED = "posted"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    MISSED = "missed"
    SKIPPED = "skipped"


FINAL = frozenset({State.POSTED, State.REFUSED, State.MISSED, State.SKIPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox. All times are UTC; `occurrence` is the school's local date.

    `prompt` is None only where nothing was ever to be posted (skipped, or missed before a prompt was chosen).
    `reason` is a sentence for people, present in every state that needs explaining.
    """

    id: DeliveryId
    trust: TrustId
    school: SchoolId
    channel: ChannelId
    programme: ProgrammeId
    occurrence: date
    due_at: datetime
    state: State = State.DUE
    prompt: str | None = None
    reason: str | None = None
    late: bool = False
    attempts: int = 0
    not_before: datetime | None = None
    claimed_by: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    """When the last attempt began; None of what is claimed and has not begun, and so was certainly not sent."""
    posted_at: datetime | None = None
    root: str | None = None
    asked_by: MemberId | None = None
    """Who asked for it to come now, outside the programme's dates; None for a date of the programme."""

    @property
    def needs_a_person(self) -> bool:
        """It may stand in its channel, and nobody looks into that any more: only a person can tell."""
        return self.state is State.UNCERTAIN and self.not_before is None and self.claimed_by is None
