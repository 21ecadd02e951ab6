"""What the store in memory holds: plain dictionaries, and the rules that a database would keep."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.channel import Channel, ChannelId
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.happenings import Edited, Said
from bot.domain.people import Member, MemberId, School, SchoolId, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice
from bot.domain.reflection import Reflection, ReflectionId, Revision
from bot.domain.roots import may_be_its_root
from bot.domain.sign_in import Pass, SignedIn
from bot.domain.trail import Act
from bot.ports.installations import Installation
from bot.ports.store import StoreUnavailable
from bot.ports.summaries import Untold
from prompts.model import Prompt

ON_ITS_WAY = {State.SENDING, State.UNCERTAIN}


class Death(BaseException):
    """The process was killed at this point: nothing after it happened."""


@dataclass(slots=True)
class Waiting:
    """A happening whose prompt is not known to be posted yet."""

    channel: ChannelId
    happening: Said | Edited
    received_at: datetime


@dataclass(slots=True, kw_only=True)
class EchoRow:
    """What a thread shows of an answer from a box, and whether it is owed more."""

    owed: bool
    version: int
    attempts: int
    owed_since: datetime
    stands: str | None = None
    not_before: datetime | None = None


@dataclass(slots=True)
class Memory:
    """One database. `away` makes every call fail, `spills` with that error; `dies_before` names calls that never return.

    `fails_after` says after how many calls one fails, `on` what else happens at a call.
    """

    trusts: dict[TrustId, Trust] = field(default_factory=dict)
    schools: dict[SchoolId, School] = field(default_factory=dict)
    members: dict[MemberId, Member] = field(default_factory=dict)
    identities: dict[tuple[str, str], MemberId] = field(default_factory=dict)
    channels: dict[ChannelId, Channel] = field(default_factory=dict)
    told: set[ChannelId] = field(default_factory=set)
    undecided: set[DeliveryId] = field(default_factory=set)
    reminded: dict[DeliveryId, datetime] = field(default_factory=dict)
    looked_on: dict[TrustId, date] = field(default_factory=dict)
    untold: dict[TrustId, Untold] = field(default_factory=dict)
    trust_told: dict[ChannelId, date] = field(default_factory=dict)
    programmes: dict[ProgrammeId, Programme] = field(default_factory=dict)
    choices: dict[tuple[ProgrammeId, SchoolId], SchoolChoice] = field(default_factory=dict)
    editions: dict[ProgrammeId, int] = field(default_factory=dict)
    planned_editions: dict[ProgrammeId, int] = field(default_factory=dict)
    planned_until: dict[ProgrammeId, datetime] = field(default_factory=dict)
    deliveries: dict[DeliveryId, Delivery] = field(default_factory=dict)
    swept_at: dict[DeliveryId, datetime] = field(default_factory=dict)
    counted: dict[DeliveryId, int | None] = field(default_factory=dict)
    reflections: dict[tuple[str, str, str], Reflection] = field(default_factory=dict)
    revisions: dict[ReflectionId, dict[str, Revision]] = field(default_factory=dict)
    withdrawals: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    waiting: dict[tuple[ChannelId, str, str], Waiting] = field(default_factory=dict)
    echoes: dict[ReflectionId, EchoRow] = field(default_factory=dict)
    enrolled: set[MemberId] = field(default_factory=set)
    installations: dict[tuple[str, str], Installation] = field(default_factory=dict)
    prompts: dict[tuple[TrustId, str], Prompt] = field(default_factory=dict)
    trail: dict[TrustId, list[Act]] = field(default_factory=dict)
    accounts: dict[tuple[str, str], MemberId] = field(default_factory=dict)
    sessions: dict[str, SignedIn] = field(default_factory=dict)
    passes: dict[str, Pass] = field(default_factory=dict)
    beats: dict[str, datetime] = field(default_factory=dict)
    away: bool = False
    spills: Exception | None = None
    fails_after: dict[str, int] = field(default_factory=dict)
    dies_before: set[str] = field(default_factory=set)
    on: dict[str, Callable[[], None]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    async def enter(self, call: str) -> None:
        """Others run first, as they would while a database is asked."""
        self.calls.append(call)
        await asyncio.sleep(0)
        if self.spills:
            raise self.spills
        if call in self.on:
            self.on[call]()
        if call in self.dies_before:
            raise Death(call)
        left = self.fails_after.get(call)
        if left is not None:
            self.fails_after[call] = left - 1
        if self.away or left == 0:
            raise StoreUnavailable("the database is locked")

    def is_on_its_way(self, channel: ChannelId) -> bool:
        """Whether a prompt may stand there without our knowing its root."""
        return any(row.channel == channel and row.state in ON_ITS_WAY for row in self.deliveries.values())

    def awaits(self, channel: ChannelId, *, root_at: datetime | None) -> bool:
        """Whether what was written in a thread may belong to one of those, if its root was written then."""
        return any(
            row.channel == channel
            and row.state in ON_ITS_WAY
            and (
                root_at is None
                or may_be_its_root(
                    root_at, due_at=row.due_at, started_at=row.started_at, attempts=row.attempts
                )
            )
            for row in self.deliveries.values()
        )

    def move(self, platform: str, address: str, *, to: str) -> None:
        """The messages that were known at that address are known at another."""
        for key, said in list(self.reflections.items()):
            if key[:2] == (platform, address):
                del self.reflections[key]
                self.reflections[platform, to, key[2]] = replace(
                    said, message=replace(said.message, address=to)
                )
        for key in [key for key in self.withdrawals if key[:2] == (platform, address)]:
            self.withdrawals[platform, to, key[2]] = self.withdrawals.pop(key)
        for key, waits in list(self.waiting.items()):
            message = waits.happening.message
            if (message.platform, message.address) == (platform, address):
                there = replace(waits.happening, message=replace(message, address=to))
                self.waiting[key] = replace(waits, happening=there)

    def put(self, row: Delivery, **changes: object) -> Delivery:
        """The row stands changed, and as the constraints of the real tables want it."""
        changed = replace(row, **changes)  # type: ignore[arg-type]
        _check(changed, self.deliveries)
        self.deliveries[changed.id] = changed
        return changed


def _check(row: Delivery, others: Mapping[DeliveryId, Delivery]) -> None:
    held = row.claimed_by is not None
    rules = {
        "posted_has_root": (row.state is State.POSTED)
        == (row.root is not None and row.posted_at is not None),
        "lease_is_whole": held == (row.lease_until is not None),
        "sending_is_held": row.state is not State.SENDING or held,
        "only_open_rows_are_held": not held or row.state in ON_ITS_WAY,
        "owed_names_its_prompt": row.prompt is not None or row.state in {State.MISSED, State.SKIPPED},
        "what_went_otherwise_says_why": row.reason is not None
        or row.state in {State.DUE, State.SENDING, State.POSTED},
        "one_delivery_per_thread": row.root is None
        or all(
            other.root != row.root or other.id == row.id
            for other in others.values()
            if other.channel == row.channel
        ),
    }
    broken = [rule for rule, kept in rules.items() if not kept]
    if broken:
        raise AssertionError(f"{row.state} row breaks {', '.join(broken)}")
