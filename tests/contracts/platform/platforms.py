"""What the contract suite needs of a platform, and how each platform is opened for it.

A platform joins by one line in `PLATFORMS`: a context manager that yields `Opened`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from adapters.local.inbound import happening
from adapters.local.platform import LocalPlatform
from adapters.store.sql_store import SqlStore
from bot.domain.channel import Channel, MessageRef
from bot.domain.happenings import Happening
from bot.domain.people import Member
from bot.ports.chat import ChatPlatform
from scheduler.clock import ManualClock
from tests import cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One platform, with the hands and eyes of the people on it.

    `seen` is every text that stands in a channel as the root of a thread; `answer` is what a person does in a
    thread, and what our adapter makes of it.
    """

    platform: ChatPlatform
    channel: Channel
    elsewhere: Channel
    clock: ManualClock
    seen: Callable[[Channel], Awaitable[list[str]]]
    answer: Callable[[MessageRef, Member, str], Awaitable[Happening | None]]


@asynccontextmanager
async def _local(sqlite_url: str, clock: ManualClock) -> AsyncIterator[Opened]:
    store = await SqlStore.open(sqlite_url)

    async def seen(channel: Channel) -> list[str]:
        notes = await store.board.notes(channel.address, roots=100)
        return [str(note.body["question"]) for note in notes if note.body]

    async def answer(thread: MessageRef, member: Member, text: str) -> Happening | None:
        event = await store.board.say(
            address=thread.address, root=int(thread.id), author=member.id, text=text, at=clock.now()
        )
        return happening(event, author_name=member.name) if event else None

    try:
        yield Opened(
            platform=LocalPlatform(store.board, clock=clock),
            channel=cast.OAKFIELD_LEADERS,
            elsewhere=cast.MILLBROOK_LEADERS,
            clock=clock,
            seen=seen,
            answer=answer,
        )
    finally:
        await store.close()


PLATFORMS: Mapping[str, Callable[[str, ManualClock], AbstractAsyncContextManager[Opened]]] = {
    "local": _local,
}
