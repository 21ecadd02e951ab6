"""A chat platform that does as it is told: accepts, refuses, hangs, accepts and says nothing, lags behind."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.happenings import Edited, Said
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.people import PersonRef
from bot.domain.picture import Picture
from bot.ports.chat import CannotTell, Replies
from scheduler.clock import Clock

HANG = "hang"


@dataclass(frozen=True, slots=True)
class Act:
    """What becomes of one request: whether it takes effect, and what the caller gets: an error, silence, or its answer."""

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


@dataclass(slots=True, kw_only=True)
class Shown:
    """An answer from a box, as people see it in its thread."""

    id: str
    root: str
    mark: str
    author_name: str
    text: str


@dataclass(slots=True)
class FakeChat:
    """`bot.ports.chat.ChatPlatform`. `lag` is how far its history is behind; `looking` makes `find` fail.

    `threads` says what stands under each root; a root that is not in it cannot be read. `shown` is what people see
    of answers from boxes, `gone` what stood there once. `told` is who was told what. `redrawn` holds each message that
    was drawn anew, as often as it was.
    """

    clock: Clock
    name: str = "local"
    counts: bool = False
    lag: timedelta = timedelta(0)
    looking: BaseException | str | None = None
    acknowledging: BaseException | None = None
    posts: list[Posted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    acknowledged: list[MessageRef] = field(default_factory=list)
    on_post: Callable[[], None] | None = None
    script: dict[ChannelId, deque[Act]] = field(default_factory=lambda: defaultdict(deque))
    threads: dict[str, Replies] = field(default_factory=dict)
    reading: deque[BaseException | str] = field(default_factory=deque)
    on_read: Callable[[], Awaitable[None]] | None = None
    shown: list[Shown] = field(default_factory=list)
    gone: list[Shown] = field(default_factory=list)
    showing: deque[Act] = field(default_factory=deque)
    on_show: Callable[[], Awaitable[None]] | None = None
    told: list[tuple[PersonRef, str]] = field(default_factory=list)
    telling: deque[Act] = field(default_factory=deque)
    reminders: list[tuple[MessageRef, str]] = field(default_factory=list)
    reminding: deque[Act] = field(default_factory=deque)
    redrawn: list[Posted] = field(default_factory=list)
    redrawing: deque[Act] = field(default_factory=deque)
    pictures: list[tuple[ChannelId, Picture]] = field(default_factory=list)
    showing_pictures: deque[Act] = field(default_factory=deque)

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

    async def redraw(
        self, message: PromptMessage, *, root: MessageRef, at: Channel, delivery: DeliveryId
    ) -> None:
        self.calls.append(f"redraw {at.id}")
        await asyncio.sleep(0)
        act = self.redrawing.popleft() if self.redrawing else ACCEPTS
        if act.appears:
            self.redrawn.append(
                Posted(channel=at.id, delivery=delivery, message=message, ref=root, at=self.clock.now())
            )
        await _answer(act.answer)

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

    def stands(self, root: MessageRef, *said: Said | Edited, whole: bool = True) -> None:
        """That is what people have written in the thread now; with `whole` it is all there is."""
        ids = frozenset({root.id} | {each.message.id for each in said})
        self.threads[root.id] = Replies(said=said, standing=ids if whole else None)

    async def replies(self, root: MessageRef, *, at: Channel) -> Replies:
        self.calls.append(f"replies {at.id}")
        await asyncio.sleep(0)
        if self.reading:
            await _answer(self.reading.popleft())
        if root.id not in self.threads:
            raise CannotTell("nobody has said what stands in this thread")
        found = self.threads[root.id]
        if self.on_read:
            await self.on_read()
        return found

    async def show(
        self, answer: ShownAnswer, *, root: MessageRef, at: Channel, stands: str | None, look: bool
    ) -> str | None:
        self.calls.append(f"show {at.id}{' after a look' if look else ''}")
        await asyncio.sleep(0)
        act = self.showing.popleft() if self.showing else ACCEPTS
        shows = self._show(answer, root=root, stands=stands, look=look) if act.appears else None
        if self.on_show:
            await self.on_show()
        await _answer(act.answer)
        return shows

    def _show(self, answer: ShownAnswer, *, root: MessageRef, stands: str | None, look: bool) -> str | None:
        there = [each for each in self.shown if each.id == stands or (look and each.mark == answer.mark)]
        if answer.text is None:
            self.gone += there
            self.shown = [each for each in self.shown if each not in there]
            return None
        if there:
            there[0].text = answer.text
            return there[0].id
        new = Shown(
            id=f"echo-{len(self.shown) + len(self.gone) + 1}",
            root=root.id,
            mark=answer.mark,
            author_name=answer.author_name,
            text=answer.text,
        )
        self.shown.append(new)
        return new.id

    async def remind(self, words: str, *, root: MessageRef, at: Channel) -> None:
        self.calls.append(f"remind {at.id}")
        await asyncio.sleep(0)
        act = self.reminding.popleft() if self.reminding else ACCEPTS
        if act.appears:
            self.reminders.append((root, words))
        await _answer(act.answer)

    async def tell(self, words: str, *, to: PersonRef) -> None:
        self.calls.append(f"tell {to.id}")
        await asyncio.sleep(0)
        act = self.telling.popleft() if self.telling else ACCEPTS
        if act.appears:
            self.told.append((to, words))
        await _answer(act.answer)

    async def picture(self, picture: Picture, *, to: Channel) -> MessageRef:
        self.calls.append(f"picture {to.id}")
        await asyncio.sleep(0)
        act = self.showing_pictures.popleft() if self.showing_pictures else ACCEPTS
        if act.appears:
            self.pictures.append((to.id, picture))
        await _answer(act.answer)
        return MessageRef(platform=self.name, address=to.address, id=f"picture-{len(self.pictures)}")

    def connecting(self, code: str) -> tuple[str, ...]:
        return (f"Say “connect {code}” in the channel.",)

    def named(self, pasted: str, *, at: Channel) -> str | None:
        address, _, id_ = pasted.strip().rpartition("#")
        return id_ or None if address in {"", at.address} else None


async def _answer(answer: BaseException | str | None) -> None:
    if answer == HANG:
        await asyncio.Event().wait()
    if isinstance(answer, BaseException):
        raise answer
