"""A chat platform, as little of it as we need, and what can go wrong, named after what to do next.

ChatError
├── TryLater(after)   nothing was posted; wait
├── Refused           nothing was posted; a person must act
├── OutcomeUnknown    it left us, and no clear answer came back
└── CannotTell        this platform has no way to look
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.happenings import Edited, Said
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.people import PersonRef
from bot.domain.picture import Picture


class ChatError(Exception):
    """A platform did not do what was asked."""


class TryLater(ChatError):  # noqa: N818 - the name says what to do
    """Nothing was posted; the same request may succeed once `after` has passed."""

    def __init__(self, reason: str, *, after: timedelta) -> None:
        super().__init__(reason)
        self.after = after


class Refused(ChatError):  # noqa: N818
    """Nothing was posted, and nothing will be until a person acts. The message says who and how.

    `closes_channel` is true where nothing at all can be posted in that channel until then.
    """

    def __init__(self, reason: str, *, closes_channel: bool = False) -> None:
        super().__init__(reason)
        self.closes_channel = closes_channel


class OutcomeUnknown(ChatError):  # noqa: N818
    """It may have been posted: the request left us, and no clear answer came back."""


class CannotTell(ChatError):  # noqa: N818
    """This platform has no way to look whether a message was posted: a person must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What people have written in a thread, as it stands now.

    `standing` is the id of every message in it; None where the platform may have kept some from us, so that nothing
    follows from one that is missing.
    """

    said: tuple[Said | Edited, ...]
    standing: frozenset[str] | None


class ChatPlatform(Protocol):
    """One platform. Each method raises a `ChatError` or does what it says; none of them retries."""

    @property
    def name(self) -> str:
        """The word that channels of this platform carry, for example `slack`."""

    @property
    def counts(self) -> bool:
        """Whether its messages say how many have reflected, and so want to be drawn anew by `redraw`."""

    async def post(self, message: PromptMessage, *, to: Channel, delivery: DeliveryId) -> MessageRef:
        """`message` stands in the channel as the root of a new thread, marked with `delivery`."""

    async def redraw(
        self, message: PromptMessage, *, root: MessageRef, at: Channel, delivery: DeliveryId
    ) -> None:
        """The root of that thread shows `message` as it is now. Asked only of a platform that `counts`."""

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:
        """The message marked with `delivery` posted at or after `since` (UTC), or None if there is none."""

    async def acknowledge(self, reply: MessageRef, *, at: Channel) -> None:
        """The person sees lightly that their answer was kept. A failure here costs nothing."""

    async def replies(self, root: MessageRef, *, at: Channel) -> Replies:
        """What stands in that thread now: for what we were not told while we, or the platform, were away.

        Raises CannotTell where a platform cannot be asked, or has no need to be.
        """

    async def show(
        self, answer: ShownAnswer, *, root: MessageRef, at: Channel, stands: str | None, look: bool
    ) -> str | None:
        """An answer from a box of ours stands in its thread as it is now; returns the message that shows it.

        `stands` is the message that showed it before, if any. With `look` it may stand there without our knowing.
        An answer without text stands there no more, and None is returned.
        """

    async def tell(self, words: str, *, to: PersonRef) -> None:
        """That person, and nobody else, has these words from the bot."""

    async def remind(self, words: str, *, root: MessageRef, at: Channel) -> None:
        """These words stand in that thread, with how to answer there; whatever they are, they are no answer."""

    async def picture(self, picture: Picture, *, to: Channel) -> MessageRef:
        """The picture stands in the channel with its title and its words, and its `alt` for those who do not see it.

        Nothing that is answered there is an answer to a prompt. The ref's id may be no message's where a platform does
        not say which message shows what it was given.
        """

    def connecting(self, code: str) -> tuple[str, ...]:
        """The steps by which people make a place of theirs a channel with that code, in order, a sentence each.

        None where channels are made on a page.
        """

    def named(self, pasted: str, *, at: Channel) -> str | None:
        """The id of the message that a person means who pastes this: its id, or the link to it that the platform gives.

        None where it is no message of that channel, whatever else it is.
        """
