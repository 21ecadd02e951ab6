"""Teams as a chat platform: it calls Teams, and decides nothing that another room could."""

from datetime import datetime

from adapters.teams.connector import Connector
from adapters.teams.inbound import PLATFORM
from adapters.teams.references import References
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.people import PersonRef
from bot.ports.chat import Replies
from scheduler.clock import Clock


class TeamsPlatform:
    """`bot.ports.chat.ChatPlatform`. It retries nothing, and Teams neither deduplicates nor can be searched."""

    def __init__(self, connector: Connector, references: References, *, clock: Clock) -> None:
        self._connector, self._references, self._clock = connector, references, clock

    @property
    def name(self) -> str:
        """The word that channels of this platform carry."""
        return PLATFORM

    @property
    def counts(self) -> bool:
        """Its cards say how many have reflected."""
        return True

    async def post(self, message: PromptMessage, *, to: Channel, delivery: DeliveryId) -> MessageRef:
        """The prompt's card stands in the channel; its buttons carry the delivery."""
        raise NotImplementedError

    async def redraw(
        self, message: PromptMessage, *, root: MessageRef, at: Channel, delivery: DeliveryId
    ) -> None:
        """The card is as `message` is now."""
        raise NotImplementedError

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:
        """Raises CannotTell: a bot cannot read a channel."""
        raise NotImplementedError

    async def acknowledge(self, reply: MessageRef, *, at: Channel) -> None:
        """Nothing is done: that the card counts one more is the sign."""

    async def replies(self, root: MessageRef, *, at: Channel) -> Replies:
        """Raises CannotTell: a bot cannot read a thread."""
        raise NotImplementedError

    async def show(
        self, answer: ShownAnswer, *, root: MessageRef, at: Channel, stands: str | None, look: bool
    ) -> str | None:
        """A message of ours in the thread shows the answer."""
        raise NotImplementedError

    async def tell(self, words: str, *, to: PersonRef) -> None:
        """They have a private message from the bot."""
        raise NotImplementedError

    def named(self, pasted: str, *, at: Channel) -> str | None:
        """See the port."""
        raise NotImplementedError
