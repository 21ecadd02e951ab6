"""The outbox in SQL: written once, claimed by a conditional UPDATE, settled by whoever holds the claim."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)

from adapters.store import rows
from adapters.store.adopting import adopt_waiting, let_go_of_waiting
from adapters.store.asking import owe
from adapters.store.closing import close_channel, take_untold, tell_again
from adapters.store.connections import Connections
from adapters.store.counting import count, count_again, differing, reflected
from adapters.store.failures import RefusedByDatabase
from adapters.store.planned_rows import insert_new
from adapters.store.sweeping import sweep_again, take_to_sweep
from adapters.store.tables import channels, deliveries, programmes, school_choices, schools, trusts, waiting
from adapters.store.turns import came, in_turn, settled
from adapters.store.undecided import take_undecided, undecided_again
from bot.domain.channel import Channel, ChannelId, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.owed import is_late
from bot.domain.programme import ProgrammeId
from bot.ports.outbox import Came, Owed, RootTaken, Settlement

LOOKING_UP = "It is not known whether this was posted, and that is being looked up."
_ASKED = (State.DUE, State.SENDING, State.POSTED, State.UNCERTAIN)

_table = deliveries.c
# Words in the statement, not parameters: only so do the partial indexes serve it.
_is_due = text("deliveries.state = 'due'")
_is_open = text("deliveries.state IN ('sending', 'uncertain')")
_free_by_now = or_(_table.not_before.is_(None), _table.not_before <= bindparam("now"))

_asked = (
    select(_table.channel, _table.prompt)
    .where(
        _table.programme == bindparam("programme"),
        _table.prompt.is_not(None),
        _table.state.in_([state.value for state in _ASKED]),
    )
    .order_by(_table.due_at, _table.id)
)

_claimable = (
    select(_table.id)
    .where(_is_due, _table.due_at <= bindparam("now"), _free_by_now)
    # Not by id as well: the index has no id, and thousands due at one moment would be sorted for every batch.
    .order_by(_table.due_at)
    .limit(bindparam("most"))
    # Rows that another process is claiming are passed over; SQLite has one writer and leaves this out.
    .with_for_update(skip_locked=True)
    .cte("claimable")
)
_claim = (
    update(deliveries)
    # Not "and still due": they are locked, and asked that too PostgreSQL goes through all that is due for each of them.
    .where(_table.id.in_(select(_claimable.c.id)))
    .values(
        state=State.SENDING.value,
        claimed_by=bindparam("holder"),
        lease_until=bindparam("until"),
        started_at=None,
        attempts=_table.attempts + 1,
    )
    .returning(*rows.DELIVERY)
)
_begin = (
    update(deliveries)
    .where(
        _table.id == bindparam("delivery"),
        _table.state == State.SENDING.value,
        _table.claimed_by == bindparam("holder"),
        # Once for each claim: whoever claimed it again under the same name has it for themselves.
        _table.started_at.is_(None),
    )
    .values(started_at=bindparam("now"))
)

_unclear = (
    select(*rows.DELIVERY)
    .where(
        _is_open,
        or_(
            _table.lease_until <= bindparam("now"),
            and_(_table.claimed_by.is_(None), _table.not_before <= bindparam("now")),
        ),
    )
    .order_by(_table.due_at, _table.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_hold_unclear = (
    update(deliveries)
    .where(_table.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=State.UNCERTAIN.value,
        reason=func.coalesce(_table.reason, LOOKING_UP),
        claimed_by=bindparam("holder"),
        lease_until=bindparam("until"),
    )
)

_owed = select(
    *rows.DELIVERY, *rows.CHANNEL, *rows.SCHOOL, *rows.TRUST, *rows.PROGRAMME, *rows.CHOICE
).select_from(
    deliveries.join(channels, channels.c.id == _table.channel)
    .join(schools, schools.c.id == _table.school)
    .join(trusts, trusts.c.id == _table.trust)
    .join(programmes, programmes.c.id == _table.programme)
    .outerjoin(
        school_choices,
        and_(school_choices.c.programme == _table.programme, school_choices.c.school == _table.school),
    )
)
_owed_by_id = _owed.where(_table.id == bindparam("delivery"))
_owed_at_root = _owed.where(
    channels.c.platform == bindparam("platform"),
    channels.c.address == bindparam("address"),
    _table.root == bindparam("root"),
    _table.state == State.POSTED.value,
)

_settled = (
    update(deliveries)
    .values(
        state=bindparam("to_state"),
        reason=bindparam("to_reason"),
        root=bindparam("to_root"),
        posted_at=bindparam("to_posted_at"),
        # Nobody can have answered yet without our hearing of it: reading its thread back can wait for the night.
        swept_at=bindparam("to_posted_at"),
        not_before=bindparam("to_not_before"),
        late=or_(_table.late, bindparam("to_late", type_=_table.late.type)),
        prompt=func.coalesce(bindparam("to_prompt", type_=_table.prompt.type), _table.prompt),
        owners_told=bindparam("to_owners_told", type_=_table.owners_told.type),
        claimed_by=None,
        lease_until=None,
    )
    .returning(_table.channel)
)
_settle = _settled.where(
    _table.id == bindparam("delivery"), _is_open, _table.claimed_by == bindparam("holder")
)
_decide = _settled.where(
    _table.id == bindparam("delivery"),
    _table.state == State.UNCERTAIN.value,
    _table.trust == bindparam("of_trust"),
)

_stands_at = exists().where(
    channels.c.id == _table.channel,
    channels.c.platform == bindparam("platform"),
    channels.c.address == bindparam("address"),
)
_open_at = select(*rows.DELIVERY).where(_is_open, _stands_at).order_by(_table.due_at, _table.id)
# Whoever holds it: what people see there is known better than by who sent it.
_witness = _settled.where(_table.id == bindparam("delivery"), _is_open, _stands_at)
_due_at = select(_table.due_at).where(_table.id == bindparam("delivery"))

_mine = deliveries.alias("mine")
_root_taken = (
    select(_table.id)
    .join(_mine, _mine.c.channel == _table.channel)
    .where(_mine.c.id == bindparam("delivery"), _table.id != _mine.c.id, _table.root == bindparam("root"))
)

_posted_besides = select(func.count()).where(
    _table.channel == bindparam("channel"),
    _table.id != bindparam("besides"),
    or_(
        and_(_table.posted_at > bindparam("after"), _table.posted_at <= bindparam("until")),
        and_(
            _is_open,
            or_(_table.started_at > bindparam("after"), _table.started_at.is_(None)),
            tuple_(_table.due_at, _table.id)
            < tuple_(bindparam("due_at", type_=_table.due_at.type), bindparam("besides")),
        ),
    ),
)

_oldest_overdue = (
    select(_table.due_at)
    .where(_is_due, _table.due_at <= bindparam("now"), _free_by_now)
    .order_by(_table.due_at)
    .limit(1)
)

_is_further = or_(programmes.c.planned_until.is_(None), programmes.c.planned_until < bindparam("until"))
_is_newer = programmes.c.planned_edition < bindparam("of")
_mark = (
    update(programmes)
    .where(programmes.c.id == bindparam("programme"), or_(_is_further, _is_newer))
    .values(
        planned_until=case((_is_further, bindparam("until")), else_=programmes.c.planned_until),
        planned_edition=case((_is_newer, bindparam("of")), else_=programmes.c.planned_edition),
    )
)

_waits = select(waiting.c.id).where(waiting.c.channel == bindparam("channel")).limit(1)


class SqlOutbox:
    """`bot.ports.outbox.Outbox` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections, *, entropy: Callable[[], int]) -> None:
        self._connections = connections
        self._entropy = entropy

    async def asked(
        self,
        programme: ProgrammeId,
        *,
        channels: Collection[ChannelId] | None = None,
        since: date | None = None,
    ) -> Mapping[ChannelId, Sequence[str]]:
        """See the port."""
        wanted = _asked if channels is None else _asked.where(_table.channel.in_(sorted(channels)))
        wanted = wanted if since is None else wanted.where(_table.occurrence >= since)

        def job(connection: Connection) -> Mapping[ChannelId, Sequence[str]]:
            asked: dict[ChannelId, list[str]] = defaultdict(list)
            for channel, prompt in connection.execute(wanted, {"programme": programme}).all():
                asked[channel].append(prompt)
            return dict(asked)

        return await self._connections.read(job)

    async def came(
        self, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None = None
    ) -> Came:
        """See the port."""
        return await self._connections.read(
            lambda connection: came(connection, programme, since=since, channels=channels)
        )

    async def settled(
        self, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None = None
    ) -> Came:
        """See the port."""
        return await self._connections.read(
            lambda connection: settled(connection, programme, since=since, channels=channels)
        )

    async def in_turn(self, delivery: Delivery, *, first: date, last: date) -> Sequence[Delivery]:
        """See the port."""
        return await self._connections.read(
            lambda connection: in_turn(connection, delivery, first=first, last=last)
        )

    async def plan(
        self, deliveries: Sequence[Delivery], *, programme: ProgrammeId, edition: int, planned_until: datetime
    ) -> Sequence[DeliveryId]:
        """See the port."""
        # Everyone writes in one order, so that two processes that plan the same never wait for each other in a ring.
        ordered = sorted(deliveries, key=lambda value: (value.channel, value.occurrence))
        mark = {"programme": programme, "of": edition, "until": planned_until}

        def job(connection: Connection) -> Sequence[DeliveryId]:
            connection.execute(_mark, mark)
            new = insert_new(connection, ordered)
            return [value.id for value in deliveries if value.id in new]

        return await self._connections.write(job, bulk=True)

    async def claim(self, *, by: str, now: datetime, lease: timedelta, limit: int) -> Sequence[Delivery]:
        """See the port."""
        parameters = {"holder": by, "now": now, "until": now + lease, "most": limit}

        def job(connection: Connection) -> Sequence[Delivery]:
            claimed = [rows.delivery(row) for row in connection.execute(_claim, parameters)]
            # RETURNING promises no order.
            return sorted(claimed, key=lambda value: (value.due_at, value.id))

        return await self._connections.write(job)

    async def begin(self, delivery: DeliveryId, *, by: str, now: datetime) -> bool:
        """See the port."""
        parameters = {"delivery": delivery, "holder": by, "now": now}
        return await self._connections.write(
            lambda connection: connection.execute(_begin, parameters).rowcount == 1
        )

    async def claim_unclear(
        self, *, by: str, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[Delivery]:
        """See the port."""

        def job(connection: Connection) -> Sequence[Delivery]:
            found = [rows.delivery(row) for row in connection.execute(_unclear, {"now": now, "most": limit})]
            if found:
                held = {"ids": [value.id for value in found], "holder": by, "until": now + lease}
                connection.execute(_hold_unclear, held)
            return found

        return await self._connections.write(job)

    async def owed(self, delivery: DeliveryId) -> Owed | None:
        """See the port."""
        return await self._one_owed(_owed_by_id, {"delivery": delivery})

    async def at_root(self, root: MessageRef) -> Owed | None:
        """See the port."""
        there = {"platform": root.platform, "address": root.address, "root": root.id}
        return await self._one_owed(_owed_at_root, there)

    async def owe(self, delivery: Delivery) -> bool:
        """See the port."""
        return await self._connections.write(lambda connection: owe(connection, delivery))

    async def settle(self, delivery: DeliveryId, settlement: Settlement, *, by: str) -> bool:
        """See the port."""
        return await self._connections.write(self._end(_settle, delivery, settlement, {"holder": by}))

    async def decide(self, delivery: DeliveryId, settlement: Settlement, *, trust: str) -> bool:
        """See the port."""
        end = self._end(_decide, delivery, settlement, {"of_trust": trust})

        def job(connection: Connection) -> bool:
            if settlement.root and _is_taken(connection, settlement.root, delivery):
                raise RootTaken
            return end(connection)

        return await self._connections.write(job)

    async def open_at(self, platform: str, address: str) -> Sequence[Delivery]:
        """See the port."""
        there = {"platform": platform, "address": address}
        return await self._connections.read(
            lambda connection: [rows.delivery(row) for row in connection.execute(_open_at, there)]
        )

    async def witnessed(self, delivery: DeliveryId, *, root: MessageRef, posted_at: datetime) -> bool:
        """See the port."""
        there = {"platform": root.platform, "address": root.address}

        def job(connection: Connection) -> bool:
            due_at = connection.execute(_due_at, {"delivery": delivery}).scalar_one_or_none()
            if due_at is None or _is_taken(connection, root.id, delivery):
                return False
            late = is_late(due_at, at=posted_at)
            posted = Settlement(state=State.POSTED, root=root.id, posted_at=posted_at, late=late)
            return self._end(_witness, delivery, posted, there)(connection)

        try:
            return await self._connections.write(job)
        except RefusedByDatabase:
            # Another was settled as that message between the look and the change: the second look sees it.
            return await self._connections.write(job)

    async def posted_besides(self, delivery: Delivery, *, after: datetime, until: datetime) -> int:
        """See the port."""
        parameters = {
            "channel": delivery.channel,
            "besides": delivery.id,
            "due_at": delivery.due_at,
            "after": after,
            "until": until,
        }
        return await self._connections.read(
            lambda connection: connection.execute(_posted_besides, parameters).scalar_one()
        )

    async def oldest_overdue(self, *, now: datetime) -> datetime | None:
        """See the port."""
        return await self._connections.read(
            lambda connection: connection.execute(_oldest_overdue, {"now": now}).scalar_one_or_none()
        )

    async def close_channel(self, channel: ChannelId, *, because: str | None) -> bool:
        """See the port."""
        return await self._connections.write(
            lambda connection: close_channel(connection, channel, because=because)
        )

    async def take_untold(self, *, limit: int) -> Sequence[Channel]:
        """See the port."""
        return await self._connections.write(lambda connection: take_untold(connection, limit=limit))

    async def tell_again(self, channel: ChannelId) -> None:
        """See the port."""
        await self._connections.write(lambda connection: tell_again(connection, channel))

    async def take_undecided(self, *, limit: int) -> Sequence[DeliveryId]:
        """See the port."""
        return await self._connections.write(lambda connection: take_undecided(connection, limit=limit))

    async def undecided_again(self, delivery: DeliveryId) -> None:
        """See the port."""
        await self._connections.write(lambda connection: undecided_again(connection, delivery))

    async def take_to_sweep(
        self,
        *,
        platforms: Sequence[str],
        posted_since: datetime,
        swept_before: datetime,
        now: datetime,
        limit: int,
    ) -> Sequence[tuple[Delivery, Channel]]:
        """See the port."""

        def job(connection: Connection) -> Sequence[tuple[Delivery, Channel]]:
            return take_to_sweep(
                connection,
                platforms=platforms,
                posted_since=posted_since,
                swept_before=swept_before,
                now=now,
                limit=limit,
            )

        return await self._connections.write(job)

    async def sweep_again(self, delivery: DeliveryId | None = None, *, platform: str | None = None) -> None:
        """See the port."""
        await self._connections.write(
            lambda connection: sweep_again(connection, delivery=delivery, platform=platform)
        )

    async def take_to_count(
        self,
        *,
        platforms: Sequence[str],
        posted_since: datetime,
        quiet_since: datetime,
        overdue_since: datetime,
        limit: int,
    ) -> Sequence[tuple[DeliveryId, int]]:
        """See the port."""
        # Thousands are gone through, and as a rule nothing is found: whoever wants to write need not wait for that.
        found = await self._connections.read(
            lambda connection: differing(
                connection,
                platforms=platforms,
                posted_since=posted_since,
                quiet_since=quiet_since,
                overdue_since=overdue_since,
                limit=limit,
            )
        )
        return await self._connections.write(lambda connection: count(connection, found)) if found else ()

    async def reflected(self, delivery: DeliveryId) -> int:
        """See the port."""
        return await self._connections.read(lambda connection: reflected(connection, delivery))

    async def count_again(self, delivery: DeliveryId) -> None:
        """See the port."""
        await self._connections.write(lambda connection: count_again(connection, delivery))

    async def _one_owed(self, statement: Select[Any], which: Mapping[str, str]) -> Owed | None:
        def job(connection: Connection) -> Owed | None:
            row = connection.execute(statement, which).one_or_none()
            return _owed_from(tuple(row)) if row else None

        return await self._connections.read(job)

    def _end(
        self, statement: Update, delivery: DeliveryId, settlement: Settlement, guard: Mapping[str, str]
    ) -> Callable[[Connection], bool]:
        parameters = {
            "delivery": delivery,
            "to_state": settlement.state.value,
            "to_reason": settlement.reason,
            "to_root": settlement.root,
            "to_posted_at": settlement.posted_at,
            "to_not_before": settlement.not_before,
            "to_late": settlement.late,
            "to_prompt": settlement.prompt,
            "to_owners_told": not settlement.needs_a_person,
            **guard,
        }

        def job(connection: Connection) -> bool:
            channel = connection.execute(statement, parameters).scalar_one_or_none()
            if channel is None:
                return False
            if connection.execute(_waits, {"channel": channel}).first() is None:
                return True
            if settlement.root is not None and settlement.posted_at is not None:
                adopt_waiting(
                    connection,
                    delivery_id=delivery,
                    channel=channel,
                    root=settlement.root,
                    entropy=self._entropy,
                )
            let_go_of_waiting(connection, channel=channel)
            return True

        return job


def _is_taken(connection: Connection, root: str, delivery: str) -> bool:
    """Whether that message opens the thread of another delivery of its channel."""
    return connection.execute(_root_taken, {"delivery": delivery, "root": root}).first() is not None


def _owed_from(values: tuple[Any, ...]) -> Owed:
    parts = []
    for columns in (rows.DELIVERY, rows.CHANNEL, rows.SCHOOL, rows.TRUST, rows.PROGRAMME, rows.CHOICE):
        parts.append(values[: len(columns)])
        values = values[len(columns) :]
    delivery, channel, school, trust, programme, choice = parts
    chosen = rows.choice(choice) if choice[0] is not None else None
    return Owed(
        delivery=rows.delivery(delivery),
        channel=rows.channel(channel),
        school=rows.school(school),
        trust=rows.trust(trust),
        programme=rows.programme(programme).at_school(chosen),
    )
