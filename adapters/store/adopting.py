"""What came before its prompt was known to be posted finds its place once it is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, select

from adapters.store import answers
from adapters.store.happening_rows import from_json
from adapters.store.places import ON_ITS_WAY, place_of_answer
from adapters.store.tables import deliveries, waiting


def adopt_waiting(  # noqa: PLR0913 - a delivery, its thread, and what a clock and a source of chance say
    connection: Connection,
    *,
    delivery_id: str,
    channel: str,
    root: str,
    at: datetime,
    entropy: Callable[[], int],
) -> int:
    """What waited for the thread of `root` is in the log; returns how many happenings changed it.

    Call it in the transaction that makes the delivery POSTED, after the row says so. Where no other prompt is on
    its way to the channel, whatever else waited there belongs to nobody and is gone.
    """
    mine = (waiting.c.channel == channel, waiting.c.root == root)
    adopted = sum(
        _adopt(connection, waited, at=at, entropy=entropy)
        for waited in connection.scalars(
            select(waiting.c.happening).where(*mine).order_by(waiting.c.id)
        ).all()
    )
    connection.execute(delete(waiting).where(*mine))
    forget_if_nothing_is_on_its_way(connection, channel=channel, besides=delivery_id)
    return adopted


def forget_if_nothing_is_on_its_way(connection: Connection, *, channel: str, besides: str) -> None:
    """What waits in the channel is gone, unless a delivery other than `besides` may still turn out to be its thread.

    Call it whenever a delivery has been settled for good without having been posted.
    """
    others = exists().where(
        deliveries.c.channel == channel, deliveries.c.id != besides, deliveries.c.state.in_(ON_ITS_WAY)
    )
    connection.execute(delete(waiting).where(waiting.c.channel == channel, ~others))


def _adopt(
    connection: Connection, waited: Mapping[str, Any], *, at: datetime, entropy: Callable[[], int]
) -> bool:
    happening = from_json(waited)
    place = place_of_answer(connection, happening.message, root=happening.root, author=happening.author)
    if place is None or place.delivery is None:
        return False
    return answers.keep(connection, happening, place=place, at=at, entropy=entropy())
