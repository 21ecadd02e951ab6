"""A chat platform that does as it is told: accepts, refuses, hangs, accepts and says nothing, lags behind."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import PromptMessage
from bot.ports.chat import CannotTell
from scheduler.clock import Clock

HANG = "hang"


@dataclass(frozen=True, slots=True)
class Act:
    """What becomes of one post: whether it appears, and what the caller gets: an error, silence, or its reference."""

    appears: bool = True
    answer: BaseException | str | None = None


ACCEPTS = Act()


def fails(error: BaseException) -> Act:
    """Nothing appears, and the caller is told so."""
    return Act(appears=False, answer=error)


def appears_and_fails(error: BaseException) -> Act:
    """It appears, and the caller is told otherwise."""
    return Act(appears=True, answer=error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message that people see."""

    channel: ChannelId
    delivery: DeliveryId
    message: PromptMessage
    ref: MessageRef
    at: datetime


@dataclass(slots=True)
class FakeChat:
    """`bot.ports.chat.ChatPlatform`. `lag` is how far its history is behind; `looking` makes `find` fail."""

    clock: Clock
    name: str = "local"
    lag: timedelta = timedelta(0)
    looking: BaseException | str | None = None
    acknowledging: BaseException | None = None
    posts: list[Posted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    acknowledged: list[MessageRef] = field(default_factory=list)
    on_post: Callable[[], None] | None = None
    script: dict[ChannelId, deque[Act]] = field(default_factory=lambda: defaultdict(deque))

    def next(self, channel: Channel, *acts: Act) -> None:
        """The next posts to that channel go like this; those after them are accepted."""
        self.script[channel.id].extend(acts)

    def cannot_tell(self) -> None:
        """This platform has no way to look."""
        self.looking = CannotTell("this platform has no history")

    async def post(self, message: PromptMessage, *, to: Channel, delivery: DeliveryId) -> MessageRef:
        self.calls.append(f"post {to.id}")
        await asyncio.sleep(0)
        acts = self.script[to.id]
        act = acts.popleft() if acts else ACCEPTS
        ref = MessageRef(platform=self.name, address=to.address, id=f"root-{len(self.posts) + 1}")
        if act.appears:
            self.posts.append(
                Posted(channel=to.id, delivery=delivery, message=message, ref=ref, at=self.clock.now())
            )
        if self.on_post:
            self.on_post()
        await _answer(act.answer)
        return ref

    async def find(self, delivery: DeliveryId, *, at: Channel, since: datetime) -> MessageRef | None:
        self.calls.append(f"find {at.id}")
        await asyncio.sleep(0)
        await _answer(self.looking)
        for posted in self.posts:
            visible = since <= posted.at <= self.clock.now() - self.lag
            if visible and (posted.channel, posted.delivery) == (at.id, delivery):
                return posted.ref
        return None

    async def acknowledge(self, reply: MessageRef, *, at: Channel) -> None:
        await _answer(self.acknowledging)
        self.acknowledged.append(reply)


async def _answer(answer: BaseException | str | None) -> None:
    if answer == HANG:
        await asyncio.Event().wait()
    if isinstance(answer, BaseException):
        raise answer
