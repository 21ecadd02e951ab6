"""The deliveries: what is owed, who is sending it now, and how it ended.

Every method is one transaction, durable when it returns. `by` names the process that asks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import School, Trust
from bot.domain.programme import Programme, ProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How one attempt ended. `root` and `posted_at` go with POSTED, `not_before` with DUE, `reason` with the rest."""

    state: State
    reason: str | None = None
    root: str | None = None
    posted_at: datetime | None = None
    not_before: datetime | None = None
    late: bool = False
    prompt: str | None = None
    """A prompt chosen anew at the moment of sending; None keeps the one planned."""

    @property
    def needs_a_person(self) -> bool:
        """Nobody looks into it any more: only a person can tell how it ended."""
        return self.state is State.UNCERTAIN and self.not_before is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A delivery with all that decides, at the moment of sending, whether and how it is still owed.

    `programme` is as it runs in that school, with what the school has chosen.
    """

    delivery: Delivery
    channel: Channel
    school: School
    trust: Trust
    programme: Programme


Came = Mapping[ChannelId, Sequence[date]]
"""Dates of one programme, by channel: as a rule those whose question is there, or may be."""


class Lately(NamedTuple):
    """Of one programme: the dates that have their question, and those that have come to nothing for good."""

    came: Came
    settled: Came


class RootTaken(ValueError):  # noqa: N818 - it says what is so
    """That message opens the thread of another delivery already."""


class Outbox(Protocol):
    """One row per programme, channel and local date, whatever happens."""

    async def asked(
        self,
        programme: ProgrammeId,
        *,
        channels: Collection[ChannelId] | None = None,
        since: date | None = None,
    ) -> Mapping[ChannelId, Sequence[str]]:
        """The keys of the prompts this programme has asked or owes, per channel (of these, if given), oldest first.

        With `since`, only those of that date and later ones.
        """

    async def came(
        self, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None = None
    ) -> Came:
        """Its dates from `since` on that are POSTED, SENDING or UNCERTAIN, by channel (of these, if given), in order.

        Without those that somebody asked for: they are none of the programme's own.
        """

    async def settled(
        self, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None = None
    ) -> Came:
        """Its dates from `since` on that nothing more comes of by itself, without those that `came`; likewise.

        They are SKIPPED, MISSED or REFUSED, or somebody asked for them.
        """

    async def in_turn(self, delivery: Delivery, *, first: date, last: date) -> Sequence[Delivery]:
        """The others of its programme and channel, of dates from `first` to `last`, that `came` would count; in order."""

    async def plan(
        self, deliveries: Sequence[Delivery], *, programme: ProgrammeId, edition: int, planned_until: datetime
    ) -> Sequence[DeliveryId]:
        """Those not yet there are written, the rest left as they are; returns the ids that are new.

        In the same transaction the programme is marked as planned until then, in that edition (the one that the
        planner read, not the one that stands by now); neither ever goes backwards.
        """

    async def claim(self, *, by: str, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """At most `limit` rows that are due by `now` are SENDING, held by `by` until `now + lease`; oldest first.

        None of them has begun: whatever was tried before ended unsent, or it would not have been due.
        """

    async def begin(self, delivery: DeliveryId, *, by: str, now: datetime) -> bool:
        """The attempt has begun at `now`; False, and nothing changed, unless `by` still holds it SENDING, not begun.

        Nothing is posted before this. So what is open and has not begun was certainly not sent.
        """

    async def claim_unclear(
        self, *, by: str, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        """Rows whose lease ran out, or that are UNCERTAIN and whose `not_before` has passed, are held by `by`.

        They are returned as they stood, and are UNCERTAIN with a lease from then on.
        """

    async def owed(self, delivery: DeliveryId) -> Owed | None:
        """The row and everything it depends on, read afresh; None if there is none."""

    async def settle(self, delivery: DeliveryId, settlement: Settlement, *, by: str) -> bool:
        """The row stands as settled, if `by` still holds it; False, and nothing changed, if not.

        When it is POSTED, replies that came before it was are taken in, in the same transaction.
        """

    async def posted_besides(self, delivery: Delivery, *, after: datetime, until: datetime) -> int:
        """How many others were posted in its channel in that window of UTC, or are open there and fell due first.

        Open: being sent or uncertain, and begun after `after` or yet to begin. Of two that are open at once only the
        later one counts the other, so that they never both give way, nor both go on.
        """

    async def decide(self, delivery: DeliveryId, settlement: Settlement, *, trust: str) -> bool:
        """A person has said how an UNCERTAIN row ended; False if it was no longer uncertain or not this trust's.

        Raises RootTaken if the message they named is another delivery's.
        """

    async def oldest_overdue(self, *, now: datetime) -> datetime | None:
        """When the oldest row still DUE (and free to be sent) fell due, or None."""

    async def owe(self, delivery: Delivery) -> bool:
        """Someone asked for it outside the programme's dates: the row is DUE now.

        A row that stands for that programme, channel and date becomes it if it is SKIPPED, MISSED or REFUSED;
        otherwise it stays as it is, and False is returned.
        """

    async def at_root(self, root: MessageRef) -> Owed | None:
        """The POSTED row whose thread that message opened, with everything it depends on; None if there is none."""

    async def take_to_sweep(
        self,
        *,
        platforms: Sequence[str],
        posted_since: datetime,
        swept_before: datetime,
        now: datetime,
        limit: int,
    ) -> Sequence[tuple[Delivery, Channel]]:
        """At most `limit` POSTED rows of open channels whose threads were last swept before then, longest ago first.

        They count as swept at `now`; what was just posted counts as swept then.
        """

    async def sweep_again(self, delivery: DeliveryId | None = None, *, platform: str | None = None) -> None:
        """That thread, or every thread of that platform, counts as never swept."""

    async def open_at(self, platform: str, address: str) -> Sequence[Delivery]:
        """The rows of the channel at that address that may stand there without our knowing, oldest first.

        Those are what is UNCERTAIN, and what is SENDING, perhaps by a process that has died.
        """

    async def witnessed(self, delivery: DeliveryId, *, root: MessageRef, posted_at: datetime) -> bool:
        """A row that was SENDING or UNCERTAIN is POSTED as that message, whoever holds it; replies are taken in.

        False, and nothing changed, if it was neither, is not of the channel at that address, or the message opens
        the thread of another.
        """

    async def take_to_count(
        self,
        *,
        platforms: Sequence[str],
        posted_since: datetime,
        quiet_since: datetime,
        overdue_since: datetime,
        limit: int,
    ) -> Sequence[tuple[DeliveryId, int]]:
        """At most `limit` POSTED rows of open channels where another number of people has answered than was counted.

        Only those under which nobody has said anything at or after `quiet_since`, or under which more people than were
        counted had answered before `overdue_since`. With each comes that number: of people with an answer that is not private and not withdrawn. They count as
        counted; nobody else gets them before the number changes again.
        """

    async def reflected(self, delivery: DeliveryId) -> int:
        """How many people have answered it, with an answer that is not private and not withdrawn."""

    async def count_again(self, delivery: DeliveryId) -> None:
        """It counts as never counted."""

    async def take_untold(self, *, limit: int) -> Sequence[Channel]:
        """At most `limit` channels that were closed and whose owners have not been told; they count as told."""

    async def tell_again(self, channel: ChannelId) -> None:
        """Its owners have not been told after all, if it is still closed."""

    async def take_undecided(self, *, limit: int) -> Sequence[DeliveryId]:
        """At most `limit` rows that need a person and of which their channels' owners have not been told, oldest first.

        They count as told. A row has yet to be told of each time that it is settled as needing a person.
        """

    async def undecided_again(self, delivery: DeliveryId) -> None:
        """Its owners have not been told after all, if it still needs a person."""

    async def close_channel(self, channel: ChannelId, *, because: str | None) -> bool:
        """The channel is closed with that reason, or open with None; True if that changed anything.

        Its owners have yet to be told of every new reason.
        """
