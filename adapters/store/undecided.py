"""Deliveries of which only a person can tell how they ended, and whether the owners of their channels know."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, text, update

from adapters.store.tables import deliveries
from bot.domain.delivery import DeliveryId

_table = deliveries.c
# The first in its index's own words: only so does that serve.
_needs_a_person = (
    text("deliveries.state IN ('sending', 'uncertain')"),
    text("deliveries.state = 'uncertain'"),
    _table.claimed_by.is_(None),
    _table.not_before.is_(None),
)

_untold = (
    select(_table.id)
    .where(*_needs_a_person, ~_table.owners_told)
    .order_by(_table.due_at, _table.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("untold")
)
_take = (
    update(deliveries)
    .where(_table.id.in_(select(_untold.c.id)))
    .values(owners_told=True)
    .returning(_table.id, _table.due_at)
)
_again = (
    update(deliveries).where(_table.id == bindparam("delivery"), *_needs_a_person).values(owners_told=False)
)


def take_undecided(connection: Connection, *, limit: int) -> Sequence[DeliveryId]:
    """At most `limit` of them whose owners have not been told, oldest first; they count as told."""
    # RETURNING promises no order.
    taken = sorted((row.due_at, row.id) for row in connection.execute(_take, {"most": limit}))
    return [DeliveryId(delivery) for _, delivery in taken]


def undecided_again(connection: Connection, delivery: str) -> None:
    """Its owners have not been told after all, if it still needs a person."""
    connection.execute(_again, {"delivery": delivery})
