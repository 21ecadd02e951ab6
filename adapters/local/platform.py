"""The built-in channel as a chat platform: it posts on the board, and looks there."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from adapters.local.failures import told_on_looking, told_on_posting
from adapters.local.live import Live
from adapters.local.render import body_of, picture_body
from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.people import PersonRef
from bot.domain.picture import Picture
from bot.ports.board import Board
from bot.ports.chat import CannotTell, Refused, Replies
from scheduler.clock import Clock

NAME = "local"
HOW = "You can answer in the box below."
_NOTE = re.compile(r"[1-9][0-9]{0,17}")
_THREAD = re.compile(rf"/channels/(?P<channel>[^/?#]+)/threads/(?P<note>{_NOTE.pattern})(?![^/?#])")


class LocalPlatform:
    """Slack and Teams in miniature: it keeps its own messages, and like them it does not deduplicate."""

    def __init__(self, board: Board, *, clock: Clock, live: Live | None = None) -> None:
        self._board = board
        self._clock = clock
        self._live = live

    @property
    def name(self) -> str:
        """The word that channels of this platform carry."""
        return NAME

    @property
    def counts(self) -> bool:
        """No: the page of the channel lists the answers themselves."""
        return False

    async def post(self, message: PromptMessage, *, to: Channel, delivery: DeliveryId) -> MessageRef:
        """A note with the whole message is on the board, marked with the delivery."""
        return await self._pinned(body_of(message), to=to, mark=delivery)

    async def redraw(
        self, message: PromptMessage, *, root: MessageRef, at: Channel, delivery: DeliveryId
    ) -> None:
        """Raises Refused: a note stays as it was pinned."""
        del message, root, at, delivery
        raise Refused("On the built-in channel a question stays as it was posted: nothing on it changes.")

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:
        """The first note marked with that delivery: the board forgets nothing, so None means never posted."""
        with told_on_looking():
            note = await self._board.find(address=at.address, delivery=delivery, since=since)
        return None if note is None else MessageRef(platform=NAME, address=at.address, id=str(note.id))

    async def acknowledge(self, reply: MessageRef, *, at: Channel) -> None:
        """Nothing more to do: the page a person is brought back to after answering says that it was kept."""

    async def replies(self, root: MessageRef, *, at: Channel) -> Replies:
        """Raises CannotTell: the board owes the bot every event until it is taken, so none can be missed."""
        del root, at
        raise CannotTell("The built-in channel tells again by itself whatever was not taken.")

    async def show(
        self, answer: ShownAnswer, *, root: MessageRef, at: Channel, stands: str | None, look: bool
    ) -> str | None:
        """Raises Refused: everyone answers in the thread itself."""
        del answer, root, at, stands, look
        raise Refused("Nobody answers in a box on the built-in channel, so there is nothing to show.")

    async def tell(self, words: str, *, to: PersonRef) -> None:
        """Raises Refused: there are no private messages."""
        del words, to
        raise Refused("The built-in channel has no private messages. See the deliveries page instead.")

    async def picture(self, picture: Picture, *, to: Channel) -> MessageRef:
        """A note with the picture is on the board, marked with nothing that is a delivery."""
        return await self._pinned(picture_body(picture), to=to, mark=f"picture-{uuid4()}")

    async def remind(self, words: str, *, root: MessageRef, at: Channel) -> None:
        """The words stand under the prompt, above the box to answer in. Raises Refused where there is no such thread."""
        with told_on_posting():
            note = await self._board.remark(
                address=at.address, root=int(root.id), text=f"{words} {HOW}", at=self._clock.now()
            )
        if note is None:
            raise Refused("That question is not on the built-in channel any more.")
        if self._live is not None:
            self._live.nudge(at.address)

    def connecting(self, code: str) -> tuple[str, ...]:
        """None: a channel of ours is made on the page of its school."""
        del code
        return ()

    def named(self, pasted: str, *, at: Channel) -> str | None:
        """A note's number, by itself or in the address of its thread."""
        if at.platform != NAME:
            return None
        text = pasted.strip()
        if found := _THREAD.search(text):
            return found["note"] if unquote(found["channel"]) == at.address else None
        return text if _NOTE.fullmatch(text) else None

    async def _pinned(self, body: Mapping[str, Any], *, to: Channel, mark: str) -> MessageRef:
        if to.platform != NAME:
            raise Refused(
                f"The channel {to.name} is on {to.platform}, not on the built-in channel: correct its platform.",
                closes_channel=True,
            )
        with told_on_posting():
            note = await self._board.pin(address=to.address, delivery=mark, body=body, at=self._clock.now())
        if self._live is not None:
            self._live.nudge(to.address)
        return MessageRef(platform=NAME, address=to.address, id=str(note.id))
