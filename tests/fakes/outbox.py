"""The outbox and the ledger in memory."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.owed import is_late
from bot.domain.programme import ProgrammeId
from bot.domain.reflection import Reflection
from bot.ports.ledger import LedgerFilter, LedgerLine
from bot.ports.outbox import Came, Owed, RootTaken, Settlement
from tests.fakes.inbox import adopt_waiting, let_go_of_waiting
from tests.fakes.memory import ON_ITS_WAY, Memory

NEVER, EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
ASKED = {State.DUE, State.SENDING, State.POSTED, State.UNCERTAIN}


def _in_order(rows: Sequence[Delivery]) -> list[Delivery]:
    return sorted(rows, key=lambda row: (row.due_at, row.id))


def _may_be_there(row: Delivery) -> bool:
    return row.asked_by is None and row.state in ON_ITS_WAY | {State.POSTED}


def _came_to_nothing(row: Delivery) -> bool:
    return row.asked_by is not None or row.state in {State.SKIPPED, State.MISSED, State.REFUSED}


class FakeOutbox:
    """`bot.ports.outbox.Outbox`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def asked(
        self,
        programme: ProgrammeId,
        *,
        channels: Collection[ChannelId] | None = None,
        since: date | None = None,
    ) -> Mapping[ChannelId, Sequence[str]]:
        await self._memory.enter("asked")
        asked: dict[ChannelId, list[str]] = defaultdict(list)
        for row in _in_order(list(self._memory.deliveries.values())):
            wanted = row.programme == programme and (channels is None or row.channel in channels)
            wanted = wanted and (since is None or row.occurrence >= since)
            if wanted and row.prompt and row.state in ASKED:
                asked[row.channel].append(row.prompt)
        return dict(asked)

    async def came(
        self, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None = None
    ) -> Came:
        await self._memory.enter("came")
        return self._dates(programme, since, channels, _may_be_there)

    async def settled(
        self, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None = None
    ) -> Came:
        await self._memory.enter("settled")
        return self._dates(programme, since, channels, _came_to_nothing)

    def _dates(
        self,
        programme: ProgrammeId,
        since: date,
        channels: Collection[ChannelId] | None,
        which: Callable[[Delivery], bool],
    ) -> Came:
        found: dict[ChannelId, list[date]] = defaultdict(list)
        for row in sorted(self._memory.deliveries.values(), key=lambda row: row.occurrence):
            wanted = row.programme == programme and (channels is None or row.channel in channels)
            if wanted and row.occurrence >= since and which(row):
                found[row.channel].append(row.occurrence)
        return dict(found)

    async def in_turn(self, delivery: Delivery, *, first: date, last: date) -> Sequence[Delivery]:
        await self._memory.enter("in_turn")
        return sorted(
            (
                row
                for row in self._memory.deliveries.values()
                if (row.programme, row.channel) == (delivery.programme, delivery.channel)
                and row.id != delivery.id
                and first <= row.occurrence <= last
                and _may_be_there(row)
            ),
            key=lambda row: row.occurrence,
        )

    async def plan(
        self, deliveries: Sequence[Delivery], *, programme: ProgrammeId, edition: int, planned_until: datetime
    ) -> Sequence[DeliveryId]:
        await self._memory.enter("plan")
        known = {(row.programme, row.channel, row.occurrence) for row in self._memory.deliveries.values()}
        new = []
        for row in deliveries:
            if (
                row.id not in self._memory.deliveries
                and (row.programme, row.channel, row.occurrence) not in known
            ):
                self._memory.put(row)
                known.add((row.programme, row.channel, row.occurrence))
                new.append(row.id)
        before = self._memory.planned_until.get(programme, planned_until)
        self._memory.planned_until[programme] = max(before, planned_until)
        planned = self._memory.planned_editions
        planned[programme] = max(planned.get(programme, 0), edition)
        return new

    async def claim(self, *, by: str, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        await self._memory.enter("claim")
        due = [
            row
            for row in self._memory.deliveries.values()
            if row.state is State.DUE
            and row.due_at <= now
            and (row.not_before is None or row.not_before <= now)
        ]
        return [
            self._memory.put(
                row,
                state=State.SENDING,
                claimed_by=by,
                lease_until=now + lease,
                started_at=None,
                attempts=row.attempts + 1,
            )
            for row in _in_order(due)[:limit]
        ]

    async def begin(self, delivery: DeliveryId, *, by: str, now: datetime) -> bool:
        await self._memory.enter("begin")
        row = self._memory.deliveries.get(delivery)
        if row is None or (row.state, row.claimed_by, row.started_at) != (State.SENDING, by, None):
            return False
        self._memory.put(row, started_at=now)
        return True

    async def claim_unclear(
        self, *, by: str, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        await self._memory.enter("claim_unclear")
        unclear = [
            row
            for row in self._memory.deliveries.values()
            if row.state in ON_ITS_WAY
            and (
                row.lease_until <= now
                if row.lease_until is not None
                else row.not_before is not None and row.not_before <= now
            )
        ]
        chosen = _in_order(unclear)[:limit]
        for row in chosen:
            self._memory.put(
                row,
                state=State.UNCERTAIN,
                reason=row.reason or "It is being looked up.",
                claimed_by=by,
                lease_until=now + lease,
            )
        return chosen

    async def owed(self, delivery: DeliveryId) -> Owed | None:
        await self._memory.enter("owed")
        row = self._memory.deliveries.get(delivery)
        if row is None:
            return None
        return self._owed(row)

    async def settle(self, delivery: DeliveryId, settlement: Settlement, *, by: str) -> bool:
        await self._memory.enter("settle")
        row = self._memory.deliveries.get(delivery)
        if row is None or row.state not in ON_ITS_WAY or row.claimed_by != by:
            return False
        self._end(row, settlement)
        return True

    async def decide(self, delivery: DeliveryId, settlement: Settlement, *, trust: str) -> bool:
        await self._memory.enter("decide")
        row = self._memory.deliveries.get(delivery)
        if row is None or row.state is not State.UNCERTAIN or row.trust != trust:
            return False
        if settlement.root and self._is_taken(row, settlement.root):
            raise RootTaken
        self._end(row, settlement)
        return True

    async def posted_besides(self, delivery: Delivery, *, after: datetime, until: datetime) -> int:
        await self._memory.enter("posted_besides")
        others = [
            row
            for row in self._memory.deliveries.values()
            if row.channel == delivery.channel and row.id != delivery.id
        ]
        posted = [row for row in others if row.posted_at and after < row.posted_at <= until]
        ahead = [
            row
            for row in others
            if row.state in ON_ITS_WAY
            and (row.started_at is None or row.started_at > after)
            and (row.due_at, row.id) < (delivery.due_at, delivery.id)
        ]
        return len(posted) + len(ahead)

    async def oldest_overdue(self, *, now: datetime) -> datetime | None:
        await self._memory.enter("oldest_overdue")
        return min(
            (
                row.due_at
                for row in self._memory.deliveries.values()
                if row.state is State.DUE
                and row.due_at <= now
                and (row.not_before is None or row.not_before <= now)
            ),
            default=None,
        )

    async def close_channel(self, channel: ChannelId, *, because: str | None) -> bool:
        await self._memory.enter("close_channel")
        known = self._memory.channels.get(channel)
        if known is None or known.closed_because == because:
            return False
        self._memory.channels[channel] = replace(known, closed_because=because)
        self._memory.told.discard(channel)
        self._memory.trust_told.pop(channel, None)
        return True

    async def owe(self, delivery: Delivery) -> bool:
        await self._memory.enter("owe")
        wanted = (delivery.programme, delivery.channel, delivery.occurrence)
        for row in list(self._memory.deliveries.values()):
            if row.id == delivery.id or (row.programme, row.channel, row.occurrence) == wanted:
                if row.state not in {State.SKIPPED, State.MISSED, State.REFUSED}:
                    return False
                del self._memory.deliveries[row.id]
        self._memory.put(delivery)
        return True

    async def at_root(self, root: MessageRef) -> Owed | None:
        await self._memory.enter("at_root")
        for row in self._memory.deliveries.values():
            channel = self._memory.channels[row.channel]
            place = (channel.platform, channel.address, row.root)
            if row.state is State.POSTED and place == (root.platform, root.address, root.id):
                return self._owed(row)
        return None

    async def take_to_sweep(
        self,
        *,
        platforms: Sequence[str],
        posted_since: datetime,
        swept_before: datetime,
        now: datetime,
        limit: int,
    ) -> Sequence[tuple[Delivery, Channel]]:
        await self._memory.enter("take_to_sweep")
        swept = self._memory.swept_at
        found = []
        for row in self._memory.deliveries.values():
            channel = self._memory.channels[row.channel]
            if (
                row.posted_at is not None
                and row.posted_at >= posted_since
                and channel.closed_because is None
                and channel.platform in platforms
                and swept.get(row.id, NEVER) < swept_before
            ):
                found.append((row, channel))
        found.sort(key=lambda pair: (swept.get(pair[0].id, NEVER), pair[0].due_at, pair[0].id))
        for row, _ in found[:limit]:
            swept[row.id] = now
        return found[:limit]

    async def sweep_again(self, delivery: DeliveryId | None = None, *, platform: str | None = None) -> None:
        await self._memory.enter("sweep_again")
        for key in list(self._memory.swept_at):
            of = self._memory.channels[self._memory.deliveries[key].channel].platform
            if key == delivery or of == platform:
                del self._memory.swept_at[key]

    async def open_at(self, platform: str, address: str) -> Sequence[Delivery]:
        await self._memory.enter("open_at")
        return _in_order(
            [
                row
                for row in self._memory.deliveries.values()
                if row.state in ON_ITS_WAY and self._stands_at(row, platform, address)
            ]
        )

    async def witnessed(self, delivery: DeliveryId, *, root: MessageRef, posted_at: datetime) -> bool:
        await self._memory.enter("witnessed")
        row = self._memory.deliveries.get(delivery)
        if row is None or row.state not in ON_ITS_WAY:
            return False
        if not self._stands_at(row, root.platform, root.address) or self._is_taken(row, root.id):
            return False
        late = is_late(row.due_at, at=posted_at)
        self._end(row, Settlement(state=State.POSTED, root=root.id, posted_at=posted_at, late=late))
        return True

    async def take_to_count(
        self,
        *,
        platforms: Sequence[str],
        posted_since: datetime,
        quiet_since: datetime,
        overdue_since: datetime,
        limit: int,
    ) -> Sequence[tuple[DeliveryId, int]]:
        await self._memory.enter("take_to_count")
        found = []
        for row in self._memory.deliveries.values():
            channel = self._memory.channels[row.channel]
            people, counted = self._people(row.id), self._memory.counted.get(row.id, 0)
            if (
                row.posted_at is not None
                and row.posted_at >= posted_since
                and channel.closed_because is None
                and channel.platform in platforms
                and people != counted
                and (
                    self._is_quiet(row.id, since=quiet_since)
                    or self._people(row.id, before=overdue_since) > (counted or 0)
                )
            ):
                far = 0 if counted is None else abs(people - counted)
                found.append((-far, -row.posted_at.timestamp(), row.id, people))
        taken = [(delivery, people) for *_, delivery, people in sorted(found)[:limit]]
        self._memory.counted.update(taken)
        return taken

    async def reflected(self, delivery: DeliveryId) -> int:
        await self._memory.enter("reflected")
        return self._people(delivery)

    async def count_again(self, delivery: DeliveryId) -> None:
        await self._memory.enter("count_again")
        self._memory.counted[delivery] = None

    async def take_untold(self, *, limit: int) -> Sequence[Channel]:
        await self._memory.enter("take_untold")
        untold = [
            channel
            for channel in self._memory.channels.values()
            if channel.closed_because is not None and channel.id not in self._memory.told
        ]
        taken = sorted(untold, key=lambda channel: channel.id)[:limit]
        self._memory.told.update(channel.id for channel in taken)
        return taken

    async def tell_again(self, channel: ChannelId) -> None:
        await self._memory.enter("tell_again")
        self._memory.told.discard(channel)

    async def take_undecided(self, *, limit: int) -> Sequence[DeliveryId]:
        await self._memory.enter("take_undecided")
        rows = [self._memory.deliveries[each] for each in self._memory.undecided]
        taken = [row.id for row in _in_order([row for row in rows if row.needs_a_person])[:limit]]
        self._memory.undecided.difference_update(taken)
        return taken

    async def undecided_again(self, delivery: DeliveryId) -> None:
        await self._memory.enter("undecided_again")
        row = self._memory.deliveries.get(delivery)
        if row is not None and row.needs_a_person:
            self._memory.undecided.add(delivery)

    def _owed(self, row: Delivery) -> Owed:
        choice = self._memory.choices.get((row.programme, row.school))
        return Owed(
            delivery=row,
            channel=self._memory.channels[row.channel],
            school=self._memory.schools[row.school],
            trust=self._memory.trusts[row.trust],
            programme=self._memory.programmes[row.programme].at_school(choice),
        )

    def _stands_at(self, row: Delivery, platform: str, address: str) -> bool:
        channel = self._memory.channels[row.channel]
        return (channel.platform, channel.address) == (platform, address)

    def _is_taken(self, row: Delivery, root: str) -> bool:
        return any(
            (other.channel, other.root) == (row.channel, root)
            for other in self._memory.deliveries.values()
            if other.id != row.id
        )

    def _said(self, delivery: DeliveryId) -> list[Reflection]:
        return [each for each in self._memory.reflections.values() if each.delivery == delivery]

    def _people(self, delivery: DeliveryId, *, before: datetime = EVER) -> int:
        said = [each for each in self._said(delivery) if each.said_at < before]
        return len({each.author for each in said if each.withdrawn_at is None and not each.private})

    def _is_quiet(self, delivery: DeliveryId, *, since: datetime) -> bool:
        return all(each.said_at < since for each in self._said(delivery))

    def _end(self, row: Delivery, settlement: Settlement) -> None:
        ended = self._memory.put(
            row,
            state=settlement.state,
            reason=settlement.reason,
            root=settlement.root,
            posted_at=settlement.posted_at,
            not_before=settlement.not_before,
            late=row.late or settlement.late,
            prompt=settlement.prompt or row.prompt,
            claimed_by=None,
            lease_until=None,
        )
        self._memory.undecided.discard(row.id)
        if settlement.needs_a_person:
            self._memory.undecided.add(row.id)
        if ended.state is State.POSTED and ended.posted_at is not None:
            self._memory.swept_at[row.id] = ended.posted_at
            adopt_waiting(self._memory, ended)
        let_go_of_waiting(self._memory, ended.channel)


class FakeLedger:
    """`bot.ports.ledger.Ledger`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def page(
        self,
        schools: Sequence[str] | None,
        *,
        trust: str,
        filters: LedgerFilter,
        before: str | None,
        limit: int,
    ) -> tuple[Sequence[LedgerLine], str | None]:
        await self._memory.enter("ledger.page")
        wanted = [
            row
            for row in self._memory.deliveries.values()
            if row.trust == trust
            and (schools is None or row.school in schools)
            and filters.state in {None, row.state}
            and filters.programme in {None, row.programme}
            and (not filters.late or (row.state is State.POSTED and row.late))
            and (not filters.undecided or row.needs_a_person)
            and filters.school in {None, row.school}
            and (filters.since is None or row.occurrence >= filters.since)
            and (filters.until is None or row.occurrence <= filters.until)
            and (before is None or _cursor(row) < before)
        ]
        newest = _in_order(wanted)[::-1]
        lines = [self._line(row) for row in newest[:limit]]
        return lines, _cursor(newest[limit - 1]) if len(newest) > limit else None

    def _line(self, row: Delivery) -> LedgerLine:
        school = self._memory.schools[row.school]
        replies = [
            said
            for said in self._memory.reflections.values()
            if said.delivery == row.id and said.withdrawn_at is None and not said.private
        ]
        return LedgerLine(
            delivery=row,
            channel_name=self._memory.channels[row.channel].name,
            school_name=school.name,
            programme_name=self._memory.programmes[row.programme].name,
            zone=school.calendar.zone,
            replies=len(replies),
            people=len({said.author for said in replies}),
        )


def _cursor(row: Delivery) -> str:
    return f"{row.due_at.isoformat()} {row.id}"
