"""What came before its prompt was known to be posted finds its place once it is."""

from collections.abc import Callable

from sqlalchemy import Connection, delete, exists, select

from adapters.store import answers
from adapters.store.happening_rows import from_json
from adapters.store.places import ON_ITS_WAY, place_of_answer
from adapters.store.tables import deliveries, waiting


def adopt_waiting(
    connection: Connection, *, delivery_id: str, channel: str, root: str, entropy: Callable[[], int]
) -> int:
    """What waited for the thread of `root` is in the log; returns how many happenings changed it.

    Call it in the transaction that makes the delivery POSTED, after the row says so.
    """
    mine = (waiting.c.channel == channel, waiting.c.root == root)
    waited = select(waiting.c.happening, waiting.c.received_at).where(*mine).order_by(waiting.c.id)
    adopted = 0
    for row in connection.execute(waited).all():
        happening = from_json(row.happening)
        place = place_of_answer(connection, happening.message, root=root, author=happening.author)
        if place is not None and place.delivery == delivery_id:
            adopted += answers.keep(connection, happening, place=place, at=row.received_at, entropy=entropy())
    connection.execute(delete(waiting).where(*mine))
    return adopted


def let_go_of_waiting(connection: Connection, *, channel: str) -> None:
    """Where no prompt is on its way to the channel any more, what still waits there is nobody's, and gone.

    Call it whenever a delivery has been settled, after the row says so.
    """
    on_its_way = exists().where(deliveries.c.channel == channel, deliveries.c.state.in_(ON_ITS_WAY))
    connection.execute(delete(waiting).where(waiting.c.channel == channel, ~on_its_way))
