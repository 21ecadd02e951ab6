"""Which threads are read back next, and when each last was."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, null, or_, select, text, update

from adapters.store import rows
from adapters.store.tables import channels, deliveries
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery

_table = deliveries.c
# In the index's own words: only so does it serve.
_is_posted = text("deliveries.state = 'posted'")

# Asked of each thread: joined, the channels would be gone through first, and every row of theirs looked at.
_can_be_read = exists().where(
    channels.c.id == _table.channel,
    channels.c.closed_because.is_(None),
    channels.c.platform.in_(bindparam("platforms", expanding=True)),
)
_longest_ago = (
    select(_table.id)
    .where(
        _is_posted,
        _table.posted_at >= bindparam("posted_since"),
        or_(_table.swept_at.is_(None), _table.swept_at < bindparam("swept_before")),
        _can_be_read,
    )
    .order_by(_table.swept_at.asc().nulls_first(), _table.posted_at.desc())
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("longest_ago")
)
_take = (
    update(deliveries)
    .where(_table.id.in_(select(_longest_ago.c.id)))
    .values(swept_at=bindparam("now", type_=_table.swept_at.type))
    .returning(*rows.DELIVERY)
)
_channels = select(*rows.CHANNEL).where(channels.c.id.in_(bindparam("which", expanding=True)))
_again = update(deliveries).where(_is_posted, _table.swept_at.is_not(None)).values(swept_at=null())
_of_platform = _table.channel.in_(select(channels.c.id).where(channels.c.platform == bindparam("on")))


def take_to_sweep(  # noqa: PLR0913 - as the port has it
    connection: Connection,
    *,
    platforms: Sequence[str],
    posted_since: datetime,
    swept_before: datetime,
    now: datetime,
    limit: int,
) -> Sequence[tuple[Delivery, Channel]]:
    """At most `limit` threads that count as swept at `now`, with their channels; the newest of those never swept first."""
    parameters = {
        "platforms": list(platforms),
        "posted_since": posted_since,
        "swept_before": swept_before,
        "now": now,
        "most": limit,
    }
    taken = [rows.delivery(row) for row in connection.execute(_take, parameters)]
    if not taken:
        return ()
    found = connection.execute(_channels, {"which": [row.channel for row in taken]})
    places = {channel.id: channel for channel in map(rows.channel, found)}
    return [(row, places[row.channel]) for row in taken]


def sweep_again(connection: Connection, *, delivery: str | None, platform: str | None) -> None:
    """That thread, or every thread of that platform, counts as never swept."""
    if delivery is not None:
        connection.execute(_again.where(_table.id == delivery))
    if platform is not None:
        connection.execute(_again.where(_of_platform), {"on": platform})
