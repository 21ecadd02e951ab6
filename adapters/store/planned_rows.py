"""Deliveries into their table by the thousand: one statement with one parameter, whatever their number.

A parameter for every value of every row takes three times as long, most of it outside the database.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from sqlalchemy import Connection, Insert, bindparam, cast, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from adapters.store.rows import DELIVERY, delivery_values
from adapters.store.tables import deliveries
from bot.domain.delivery import Delivery, DeliveryId

_NAMES = [column.name for column in DELIVERY]


def _sqlite() -> Insert:
    row = func.json_each(bindparam("rows")).table_valued("value")
    values = (func.json_extract(row.c.value, f"$[{at}]") for at in range(len(DELIVERY)))
    # Without a WHERE, SQLite would take ON CONFLICT for the ON of a join.
    source = select(*values).where(text("true"))
    insert = sqlite.insert(deliveries).from_select(_NAMES, source)
    return insert.on_conflict_do_nothing().returning(deliveries.c.id)


def _postgresql() -> Insert:
    row = func.jsonb_array_elements(cast(bindparam("rows"), postgresql.JSONB)).table_valued("value")
    values = (cast(row.c.value.op("->>")(at), column.type) for at, column in enumerate(DELIVERY))
    insert = postgresql.insert(deliveries).from_select(_NAMES, select(*values))
    return insert.on_conflict_do_nothing().returning(deliveries.c.id)


_STATEMENTS = {"sqlite": _sqlite(), "postgresql": _postgresql()}


def insert_new(connection: Connection, values: Sequence[Delivery]) -> frozenset[DeliveryId]:
    """Those not there yet are there, in the order given; returns their ids."""
    if not values:
        return frozenset()
    # Each engine's own form of a moment: Moment writes the same one, a value at a time.
    length = len("2026-09-01 07:15:00.000000") if connection.dialect.name == "sqlite" else None
    rows = json.dumps(
        [delivery_values(value) for value in values], default=lambda value: _plain(value)[:length]
    )
    return frozenset(connection.scalars(_STATEMENTS[connection.dialect.name], {"rows": rows}))


@lru_cache(1024)
def _plain(value: date) -> str:
    """A date, or a moment in UTC, as both engines read it. Thousands of deliveries share a few of them."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored; pass aware UTC times")
    return value.astimezone(UTC).isoformat(" ", "microseconds")
