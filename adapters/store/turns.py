"""Which dates of a programme have had their question, or may have: what a second one in the same turn gives way to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, select

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
_came = (
    select(_table.channel, _table.occurrence)
    .where(
        _table.programme == bindparam("programme"), _table.occurrence >= bindparam("since"), *_may_be_there
    )
    .order_by(_table.occurrence)
)
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
    wanted = _came if channels is None else _came.where(_table.channel.in_(sorted(channels)))
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
