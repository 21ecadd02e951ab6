"""Which dates of a programme have had their question, or may have: what a second one in the same turn gives way to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, or_, select

from adapters.store import rows
from adapters.store.tables import deliveries
from bot.domain.channel import ChannelId
from bot.domain.delivery import Delivery, State
from bot.domain.programme import ProgrammeId
from bot.ports.outbox import Came

_table = deliveries.c
_may_be_there = (
    _table.state.in_([state.value for state in (State.SENDING, State.POSTED, State.UNCERTAIN)]),
    # What somebody asked for is none of the programme's own dates.
    _table.asked_by.is_(None),
)
_to_nothing = or_(
    _table.state.in_([state.value for state in (State.SKIPPED, State.MISSED, State.REFUSED)]),
    _table.asked_by.is_not(None),
)
_dates = (
    select(_table.channel, _table.occurrence)
    .where(_table.programme == bindparam("programme"), _table.occurrence >= bindparam("since"))
    .order_by(_table.occurrence)
)
_came, _settled = _dates.where(*_may_be_there), _dates.where(_to_nothing)
_in_turn = (
    select(*rows.DELIVERY)
    .where(
        _table.programme == bindparam("programme"),
        _table.channel == bindparam("channel"),
        _table.occurrence.between(bindparam("first"), bindparam("last")),
        _table.id != bindparam("besides"),
        *_may_be_there,
    )
    .order_by(_table.occurrence)
)


def came(
    connection: Connection, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None
) -> Came:
    """See the port."""
    return _by_channel(connection, _came, programme, since, channels)


def settled(
    connection: Connection, programme: ProgrammeId, *, since: date, channels: Collection[ChannelId] | None
) -> Came:
    """See the port."""
    return _by_channel(connection, _settled, programme, since, channels)


def _by_channel(
    connection: Connection,
    dates: Select[tuple[Any, Any]],
    programme: ProgrammeId,
    since: date,
    channels: Collection[ChannelId] | None,
) -> Came:
    wanted = dates if channels is None else dates.where(_table.channel.in_(sorted(channels)))
    found: dict[ChannelId, list[date]] = defaultdict(list)
    for channel, occurrence in connection.execute(wanted, {"programme": programme, "since": since}).all():
        found[channel].append(occurrence)
    return dict(found)


def in_turn(connection: Connection, delivery: Delivery, *, first: date, last: date) -> Sequence[Delivery]:
    """See the port."""
    parameters = {
        "programme": delivery.programme,
        "channel": delivery.channel,
        "first": first,
        "last": last,
        "besides": delivery.id,
    }
    return [rows.delivery(row) for row in connection.execute(_in_turn, parameters)]
