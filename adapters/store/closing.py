"""Channels that need a person before anything is posted there again, and whether their owners know."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, null, select, update

from adapters.store import rows
from adapters.store.tables import channels
from bot.domain.channel import Channel

_table = channels.c
_this = _table.id == bindparam("channel")
_because = bindparam("because", type_=_table.closed_because.type)

_close = (
    update(channels)
    .where(_this, _table.closed_because.is_distinct_from(_because))
    .values(closed_because=_because, owners_told=False, trust_told_on=null())
    .returning(_table.id)
)
_untold = (
    select(_table.id)
    .where(_table.closed_because.is_not(None), ~_table.owners_told)
    .order_by(_table.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("untold")
)
_take_untold = (
    update(channels)
    .where(_table.id.in_(select(_untold.c.id)))
    .values(owners_told=True)
    .returning(*rows.CHANNEL)
)
_tell_again = update(channels).where(_this, _table.closed_because.is_not(None)).values(owners_told=False)


def close_channel(connection: Connection, channel: str, *, because: str | None) -> bool:
    """It is closed with that reason, which its owners have not been told, or open; False if it was so already."""
    return connection.execute(_close, {"channel": channel, "because": because}).scalar() is not None


def take_untold(connection: Connection, *, limit: int) -> Sequence[Channel]:
    """At most `limit` closed channels whose owners have not been told; they count as told."""
    return [rows.channel(row) for row in connection.execute(_take_untold, {"most": limit})]


def tell_again(connection: Connection, channel: str) -> None:
    """Its owners have not been told after all, if it is still closed."""
    connection.execute(_tell_again, {"channel": channel})
