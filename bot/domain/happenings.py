"""What a platform tells us that people did, in no platform's words."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.channel import MessageRef
from bot.domain.people import PersonRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Someone answered. `root` is the id of the message that opened the thread.

    `root_at` is when that message was written, where the platform says it: what was written long before, or after, a
    prompt was on its way cannot be that prompt.
    `boxed`: written in a box of ours (a modal, a card), not as a message of their own in the thread. Only such an
    answer can be `private`: for its author and the school's SENCo alone.
    """

    message: MessageRef
    root: str
    author: PersonRef
    text: str
    said_at: datetime
    boxed: bool = False
    private: bool = False
    root_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """Someone changed what they had said; `edit` tells this edit from every other of the same message.

    It carries all that `Said` does, so that an edit that overtakes its message loses nothing.
    """

    message: MessageRef
    root: str
    author: PersonRef
    text: str
    said_at: datetime
    edited_at: datetime
    edit: str
    root_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Someone took back what they had said. `root` is None where the platform does not say it."""

    message: MessageRef
    withdrawn_at: datetime
    root: str | None = None
    root_at: datetime | None = None


Happening = Said | Edited | Withdrawn
