"""A bot among fakes, with Ashgrove and Beechwood set up, a clock that stands, and words for what tests do to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.happenings import Edited, Said, Withdrawn
from bot.domain.people import Member, School
from bot.domain.programme import Programme
from bot.domain.reflection import Reflection
from bot.ports.chat import ChatPlatform
from bot.usecases.bot import Bot
from bot.usecases.hearing.answering import BoxAnswer, answer
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.pace import Pace
from bot.usecases.sending.plan_deliveries import delivery_id
from bot.usecases.tick import TickReport, tick
from prompts.model import PromptBank
from scheduler.clock import ManualClock, Reading
from tests import cast
from tests.fakes.bank import BANK
from tests.fakes.chat import FakeChat, Posted
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

LONDON = ZoneInfo("Europe/London")
MONDAY_NIGHT = datetime(2026, 11, 9, 22, 0, tzinfo=UTC)
TUESDAY = date(2026, 11, 10)
DUE = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
"""When the weekly programme asks on that Tuesday: London keeps UTC in winter."""
SECOND = timedelta(seconds=1)
QUICK = Pace(post_timeout=timedelta(milliseconds=20))
"""A post that hangs is given up at once; all else takes as long as in life."""


def london(*when: int) -> datetime:
    """A time on London's clocks, in UTC."""
    return datetime(*when, tzinfo=LONDON).astimezone(UTC)  # type: ignore[misc,arg-type]


@dataclass(slots=True, kw_only=True)
class World:
    """Everything a test may look at or move."""

    bot: Bot
    clock: ManualClock
    memory: Memory
    chat: FakeChat

    def another_process(self) -> Bot:
        """A second copy of the program on the same database and platform."""
        return replace(self.bot, name="second", store=FakeStore(self.memory))

    async def tick_at(self, when: datetime) -> TickReport:
        """Time goes on until then (never back), and the bot ticks once."""
        self.clock.advance(max(when - self.clock.now(), timedelta(0)))
        return await tick(self.bot)

    async def tick_with(self, trusted: Reading) -> TickReport:
        """The bot ticks at this moment, knowing the last reading it could trust."""
        return await tick(self.bot, trusted=trusted)

    async def change(self, programme: Programme) -> None:
        """Somebody edits the programme."""
        await self.bot.store.directory.establish(cast.ashgrove(programme))

    async def change_school(self, school: School) -> None:
        """Somebody edits a school, its calendar for example."""
        charter = cast.ashgrove()
        schools = tuple(school if each.id == school.id else each for each in charter.schools)
        await self.bot.store.directory.establish(replace(charter, schools=schools, programmes=()))

    def row(
        self,
        channel: Channel = cast.OAKFIELD_LEADERS,
        on: date = TUESDAY,
        programme: Programme = cast.WEEKLY,
    ) -> Delivery:
        """The delivery of that channel on that date."""
        return self.memory.deliveries[delivery_id(programme.id, channel.id, on)]

    def rows(self, channel: Channel = cast.OAKFIELD_LEADERS) -> Sequence[Delivery]:
        """All deliveries of a channel, oldest first."""
        found = [row for row in self.memory.deliveries.values() if row.channel == channel.id]
        return sorted(found, key=lambda row: (row.due_at, row.id))

    def states(self, channel: Channel = cast.OAKFIELD_LEADERS) -> list[State]:
        """How they stand."""
        return [row.state for row in self.rows(channel)]

    def seen(self, channel: Channel = cast.OAKFIELD_LEADERS) -> list[Posted]:
        """What people see in a channel."""
        return [posted for posted in self.chat.posts if posted.channel == channel.id]

    def thread(self, channel: Channel = cast.OAKFIELD_LEADERS) -> MessageRef:
        """The last prompt posted there."""
        return self.seen(channel)[-1].ref

    def reflections(self) -> list[Reflection]:
        """All that is kept, withdrawn answers too, oldest first."""
        return sorted(self.memory.reflections.values(), key=lambda said: said.id)

    def owed(self, delivery: DeliveryId) -> Delivery:
        """The row as it stands now."""
        return self.memory.deliveries[delivery]

    async def answer(
        self, member: Member, text: str, *, thread: MessageRef | None = None, id_: str | None = None
    ) -> Said:
        """The member answers in a thread (Oakfield's last), and the platform tells the bot."""
        happening = self.said(member, text, thread=thread or self.thread(), id_=id_)
        await record_reply(self.bot, happening)
        return happening

    async def answer_in_box(  # noqa: PLR0913 - all that somebody may give in a box
        self,
        member: Member,
        text: str,
        *,
        thread: MessageRef | None = None,
        key: str | None = None,
        position: int | None = None,
        private: bool = False,
    ) -> Reflection:
        """The member answers in a box of ours (to Oakfield's last question); returns what is kept."""
        in_thread = thread or self.thread()
        given = BoxAnswer(
            key=key or f"{member.id}-{len(self.memory.reflections)}",
            text=text,
            position=position,
            private=private,
        )
        await answer(self.bot, cast.person(member), thread=in_thread, given=given)
        return self.memory.reflections[in_thread.platform, in_thread.address, f"box-{given.key}"]

    def said(self, member: Member, text: str, *, thread: MessageRef, id_: str | None = None) -> Said:
        """What the platform tells of an answer."""
        number = id_ or f"reply-{member.id}-{len(self.memory.reflections)}-{len(self.memory.waiting)}"
        return Said(
            message=replace(thread, id=number),
            root=thread.id,
            author=cast.person(member),
            text=text,
            said_at=self.clock.now(),
        )

    def edited(self, said: Said, text: str, *, edit: str, after: timedelta = SECOND) -> Edited:
        """What it tells of an edit."""
        return Edited(
            message=said.message,
            root=said.root,
            author=said.author,
            text=text,
            said_at=said.said_at,
            edited_at=said.said_at + after,
            edit=edit,
        )

    def withdrawn(self, said: Said, *, knows_its_root: bool = True) -> Withdrawn:
        """What it tells of a withdrawal."""
        return Withdrawn(
            message=said.message,
            withdrawn_at=self.clock.now(),
            root=said.root if knows_its_root else None,
        )


async def world(
    *programmes: Programme, at: datetime = MONDAY_NIGHT, bank: PromptBank = BANK, pace: Pace = QUICK
) -> World:
    """Both trusts set up; planned until `at`, as if the bot had been running."""
    clock, memory = ManualClock(at), Memory()
    store, chat = FakeStore(memory), FakeChat(clock)
    platforms: dict[str, ChatPlatform] = {chat.name: chat}
    bot = Bot(name="first", store=store, bank=bank, platforms=platforms, clock=clock, pace=pace)
    for charter in (cast.ashgrove(*programmes), cast.beechwood()):
        await store.directory.establish(charter)
        for programme in charter.programmes:
            await store.outbox.plan([], programme=programme.id, edition=1, planned_until=at)
    # The look of that morning is over: what a test brings about is told to the trust on another day.
    memory.looked_on.update({cast.ASHGROVE.id: TUESDAY, cast.BEECHWOOD.id: TUESDAY})
    return World(bot=bot, clock=clock, memory=memory, chat=chat)
