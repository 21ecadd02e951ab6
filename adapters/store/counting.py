"""Which prompts have yet to say how many people have answered them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, null, or_, select, text, update

from adapters.store.tables import channels, deliveries, reflections
from bot.domain.delivery import DeliveryId
from bot.domain.reflection import first_id_at

_table = deliveries.c
# Both in their indexes' own words: only so do they serve.
_is_posted = text("deliveries.state = 'posted'")
_is_counted = text("reflections.withdrawn_at IS NULL AND NOT reflections.private")

_people = (
    select(func.count(reflections.c.author.distinct()))
    .where(reflections.c.delivery == _table.id, _is_counted)
    .correlate(deliveries)
    .scalar_subquery()
)
_can_be_drawn = exists().where(
    channels.c.id == _table.channel,
    channels.c.closed_because.is_(None),
    channels.c.platform.in_(bindparam("platforms", expanding=True)),
)
_newest = (
    select(func.max(reflections.c.id))
    .where(reflections.c.delivery == _table.id)
    .correlate(deliveries)
    .scalar_subquery()
)
_people_long_ago = (
    select(func.count(reflections.c.author.distinct()))
    .where(reflections.c.delivery == _table.id, _is_counted, reflections.c.id < bindparam("overdue"))
    .correlate(deliveries)
    .scalar_subquery()
)
_differing = (
    select(_table.id)
    .where(
        _is_posted,
        _table.posted_at >= bindparam("posted_since"),
        _can_be_drawn,
        _table.counted.is_distinct_from(_people),
        or_(
            func.coalesce(_newest, 0) < bindparam("quiet"),
            _people_long_ago > func.coalesce(_table.counted, 0),
        ),
    )
    # The furthest behind first, so that nobody is passed over for long. What could not be drawn comes last: were it
    # first, a few that never can be would stand in everyone's way.
    .order_by(func.abs(func.coalesce(_people - _table.counted, 0)).desc(), _table.posted_at.desc(), _table.id)
    .limit(bindparam("most"))
)
_hold = (
    select(_table.id)
    .where(_table.id.in_(bindparam("which", expanding=True)))
    # Not keeping out the answers that just now come to be of it.
    .with_for_update(key_share=True, skip_locked=True)
)
_count = (
    update(deliveries)
    .where(
        _table.id.in_(bindparam("held", expanding=True)),
        _is_posted,
        _table.counted.is_distinct_from(_people),
    )
    .values(counted=_people)
    .returning(_table.id, _table.counted)
)
_reflected = select(func.count(reflections.c.author.distinct())).where(
    reflections.c.delivery == bindparam("delivery"), _is_counted
)
_again = update(deliveries).where(_table.id == bindparam("delivery")).values(counted=null())


def differing(  # noqa: PLR0913 - the port's, each by name
    connection: Connection,
    *,
    platforms: Sequence[str],
    posted_since: datetime,
    quiet_since: datetime,
    overdue_since: datetime,
    limit: int,
) -> Sequence[str]:
    """At most `limit` prompts that say another number than there is, those furthest from it first. Nothing is changed."""
    found = {
        "platforms": list(platforms),
        "posted_since": posted_since,
        "quiet": first_id_at(quiet_since),
        "overdue": first_id_at(overdue_since),
        "most": limit,
    }
    return list(connection.scalars(_differing, found))


def count(connection: Connection, which: Sequence[str]) -> Sequence[tuple[DeliveryId, int]]:
    """Those of them that still say another number count as saying the right one, which is returned with each.

    What another process is counting just now is left to it.
    """
    held = list(connection.scalars(_hold, {"which": list(which)}))
    if not held:
        return ()
    # A statement of its own: PostgreSQL looks at the numbers as they are once the rows are held.
    counted = {row.id: row.counted for row in connection.execute(_count, {"held": held})}
    return [(DeliveryId(each), counted[each]) for each in which if each in counted]


def reflected(connection: Connection, delivery: str) -> int:
    """How many people have answered it."""
    return connection.execute(_reflected, {"delivery": delivery}).scalar_one()


def count_again(connection: Connection, delivery: str) -> None:
    """It counts as never counted."""
    connection.execute(_again, {"delivery": delivery})
