"""What was asked for outside a programme's dates: it takes the place of a date that came to nothing."""

from typing import Any

from sqlalchemy import Connection, Insert, or_

# PostgreSQL's form of INSERT: SQLite's compiler writes its ON CONFLICT in the same words, not the other way round.
from sqlalchemy.dialects.postgresql import insert

from adapters.store.rows import DELIVERY, delivery_values
from adapters.store.tables import deliveries
from bot.domain.delivery import Delivery, State

_ONCE = ("programme", "channel", "occurrence")
_GIVES_WAY = (State.SKIPPED, State.MISSED, State.REFUSED)


def _owe() -> Insert:
    new = insert(deliveries)
    becomes = {column.name: new.excluded[column.name] for column in DELIVERY if column.name not in _ONCE}
    return new.on_conflict_do_update(
        index_elements=list(_ONCE),
        set_=becomes,
        where=or_(*(deliveries.c.state == state.value for state in _GIVES_WAY)),
    ).returning(deliveries.c.id)


_statement = _owe()


def owe(connection: Connection, delivery: Delivery) -> bool:
    """The row is there as given, or False: another stands in its place that was asked, or is going to be."""
    row: dict[str, Any] = dict(
        zip((column.name for column in DELIVERY), delivery_values(delivery), strict=True)
    )
    return connection.execute(_statement, row).scalar() is not None
