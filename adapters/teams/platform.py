"""Teams as a chat platform: it calls Teams, and decides nothing that another room could."""

import re
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

from adapters.teams import limits, links, remedies
from adapters.teams.connecting import steps
from adapters.teams.connector import Connector, in_thread
from adapters.teams.failures import Gone
from adapters.teams.finding import find
from adapters.teams.inbound import PLATFORM
from adapters.teams.pictures import drawn_picture
from adapters.teams.references import Reference, References
from adapters.teams.render import HOW, Rendered, echo, prompt
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.people import PersonRef
from bot.domain.picture import Picture
from bot.ports.chat import CannotTell, Refused, Replies, TryLater
from bot.ports.store import StoreUnavailable

T = TypeVar("T")

SOON = timedelta(seconds=30)
BLIND = "A bot on Teams cannot read what stands in a channel."
NOBODY = "This person is not on Teams: correct who they are in the set-up."
_ADDRESS = re.compile(r"([^/]+)/(19:[^/;]+)")
_PERSON = re.compile(r"[^/]+/([0-9A-Za-z-]+)")


class TeamsPlatform:
    """`bot.ports.chat.ChatPlatform`. It retries nothing, and Teams neither deduplicates nor can be searched."""

    def __init__(self, connector: Connector, references: References) -> None:
        self._connector, self._references = connector, references

    @property
    def name(self) -> str:
        """The word that channels of this platform carry."""
        return PLATFORM

    @property
    def counts(self) -> bool:
        """Its cards say how many have reflected."""
        return True

    async def post(self, message: PromptMessage, *, to: Channel, delivery: DeliveryId) -> MessageRef:
        """The prompt's card stands in the channel; its buttons carry the delivery.

        A channel that nobody has told us of is looked for first: Teams may not have listed it when we came.
        """
        where, channel = await self._place(to, looking=True)
        drawn = _fitting(prompt(message, delivery=delivery))
        root = await self._connector.post(where, channel=channel, what=drawn)
        return MessageRef(platform=PLATFORM, address=to.address, id=root)

    async def redraw(
        self, message: PromptMessage, *, root: MessageRef, at: Channel, delivery: DeliveryId
    ) -> None:
        """The card is as `message` is now. Raises Refused where somebody deleted it: it is not posted again."""
        where, channel = await self._place(at)
        drawn = _fitting(prompt(message, delivery=delivery))
        await self._connector.update(
            where, conversation=in_thread(channel, root.id), message=root.id, what=drawn
        )

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:  # noqa: ARG002 - the port's
        """Raises CannotTell: a bot cannot read a channel."""
        raise CannotTell(BLIND)

    async def acknowledge(self, reply: MessageRef, *, at: Channel) -> None:
        """Nothing is done: that the card counts one more is the sign."""

    async def replies(self, root: MessageRef, *, at: Channel) -> Replies:  # noqa: ARG002 - the port's
        """Raises CannotTell: a bot cannot read a thread."""
        raise CannotTell(BLIND)

    async def show(
        self, answer: ShownAnswer, *, root: MessageRef, at: Channel, stands: str | None, look: bool
    ) -> str | None:
        """A message of ours in the thread shows the answer; where somebody deleted that, another one does.

        Raises CannotTell where it may stand there and we do not know as which message: it is not shown twice.
        """
        if look and stands is None:
            raise CannotTell(BLIND)
        where, channel = await self._place(at)
        thread = in_thread(channel, root.id)
        if answer.text is None:
            if stands is not None:
                await _unless_gone(self._connector.delete(where, conversation=thread, message=stands))
            return None
        drawn = _fitting(echo(answer))
        if stands is not None and await _unless_gone(
            self._connector.update(where, conversation=thread, message=stands, what=drawn)
        ):
            return stands
        return await self._connector.reply(where, conversation=thread, what=drawn)

    async def tell(self, words: str, *, to: PersonRef) -> None:
        """They have a private message from the bot, in the chat that is known or that is begun for it."""
        found = _PERSON.fullmatch(to.id) if to.platform == PLATFORM else None
        if found is None:
            raise Refused(NOBODY)
        where = await _read(self._references.of_person(to.id))
        if where is None:
            raise Refused(remedies.NO_CHAT)
        chat = where.conversation or await self._connector.personal(where, person=found[1])
        await self._connector.reply(where, conversation=chat, what=words)

    async def remind(self, words: str, *, root: MessageRef, at: Channel) -> None:
        """A message of ours stands in the thread."""
        where, channel = await self._place(at)
        await self._connector.reply(where, conversation=in_thread(channel, root.id), what=f"{words} {HOW}")

    async def picture(self, picture: Picture, *, to: Channel) -> MessageRef:
        """A card with the picture stands in the channel; its words stand beside it, whatever becomes of the picture."""
        where, channel = await self._place(to, looking=True)
        drawn = _fitting(drawn_picture(picture))
        root = await self._connector.post(where, channel=channel, what=drawn)
        return MessageRef(platform=PLATFORM, address=to.address, id=root)

    def connecting(self, code: str) -> tuple[str, ...]:
        """See the port."""
        return steps(code)

    def named(self, pasted: str, *, at: Channel) -> str | None:
        """See the port."""
        return links.message_in(pasted, address=at.address) if at.platform == PLATFORM else None

    async def _place(self, channel: Channel, *, looking: bool = False) -> tuple[Reference, str]:
        """How to speak there, and the channel's id. Raises Refused where we are not, or where it is no address."""
        found = _ADDRESS.fullmatch(channel.address) if channel.platform == PLATFORM else None
        if found is None:
            raise Refused(
                f"The channel {channel.name} has no address on Teams: it is the tenant's id, a stroke and the "
                "channel's id, like 5e1f1e5e-…/19:…@thread.tacv2. Correct it in the set-up.",
                closes_channel=True,
            )
        where = await _read(self._references.of_channel(channel.address))
        if where is None and looking:
            search = find(channel.address, connector=self._connector, references=self._references)
            where = await _read(search)
        if where is None:
            raise Refused(remedies.ADD, closes_channel=True)
        return where, found[2]


async def _read(reading: Awaitable[T]) -> T:
    """What the database says. Raises TryLater: nothing has been sent."""
    try:
        return await reading
    except StoreUnavailable as error:
        raise TryLater("The database could not be used.", after=SOON) from error


async def _unless_gone(change: Awaitable[None]) -> bool:
    """The message was changed or deleted; False if somebody had deleted it."""
    try:
        await change
    except Gone:
        return False
    return True


def _fitting(drawn: Rendered) -> Rendered:
    try:
        limits.check(drawn.card)
    except limits.TooBig as big:
        raise Refused(f"Teams cannot show it: {big}") from big
    return drawn
