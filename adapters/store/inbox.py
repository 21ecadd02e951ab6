"""Takes in what people say, each happening in one transaction, before anyone is told that it was kept."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from adapters.store import answers
from adapters.store.connections import Connections
from adapters.store.happening_rows import to_json
from adapters.store.places import (
    Place,
    hold_on_its_way,
    is_on_its_way,
    place_of_answer,
    place_of_withdrawal,
)
from adapters.store.tables import reflections, waiting, withdrawals
from bot.domain.delivery import DeliveryId
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.ports.inbox import Receipt

_let_wait = insert(waiting).on_conflict_do_nothing()
_remember_withdrawal = insert(withdrawals).on_conflict_do_nothing().returning(withdrawals.c.message)

_heard_in = select(reflections.c.message).where(
    reflections.c.delivery == bindparam("of"),
    reflections.c.said_at < bindparam("before", type_=reflections.c.said_at.type),
    reflections.c.withdrawn_at.is_(None),
    ~reflections.c.boxed,
)


class SqlInbox:
    """The `Inbox` port."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def receive(self, happening: Happening, *, at: datetime, entropy: int) -> Receipt:
        """It is durable when this returns."""

        def job(connection: Connection) -> Receipt:
            if isinstance(happening, Withdrawn):
                return _take_back(connection, happening, at=at)
            return _take_in(connection, happening, at=at, entropy=entropy)

        return await self._connections.write(job)

    async def heard_in(self, delivery: DeliveryId, *, before: datetime) -> frozenset[str]:
        """See the port."""
        which = {"of": delivery, "before": before}
        return await self._connections.read(
            lambda connection: frozenset(connection.scalars(_heard_in, which))
        )

    async def forget_waiting(self, *, before: datetime) -> int:
        """What waited since before then is gone."""

        def job(connection: Connection) -> int:
            gone = delete(waiting).where(waiting.c.received_at < before).returning(waiting.c.id)
            return len(connection.execute(gone).all())

        return await self._connections.write(job)


def _take_in(connection: Connection, happening: Said | Edited, *, at: datetime, entropy: int) -> Receipt:
    place = place_of_answer(connection, happening.message, root=happening.root, author=happening.author)
    if place is None:
        return Receipt.NOT_OURS
    if place.withdrawn:
        return Receipt.KNOWN
    if place.delivery is None:
        on_its_way = hold_on_its_way(connection, place.channel, root_at=happening.root_at)
        # It may have been posted between the look and the hold; its replies were adopted then, without this one.
        place = place_of_answer(connection, happening.message, root=happening.root, author=happening.author)
        if place is None:
            return Receipt.NOT_OURS
        if place.delivery is None:
            return _let_it_wait(connection, happening, place, at=at) if on_its_way else Receipt.NOT_OURS
    kept = answers.keep(connection, happening, place=place, at=at, entropy=entropy)
    return Receipt.KEPT if kept else Receipt.KNOWN


def _let_it_wait(connection: Connection, happening: Said | Edited, place: Place, *, at: datetime) -> Receipt:
    connection.execute(
        _let_wait,
        {
            "trust": place.trust,
            "channel": place.channel,
            "root": happening.root,
            "message": happening.message.id,
            "key": answers.SAID if isinstance(happening, Said) else happening.edit,
            "happening": to_json(happening),
            "received_at": at,
        },
    )
    return Receipt.WAITING


def _take_back(connection: Connection, happening: Withdrawn, *, at: datetime) -> Receipt:
    message = happening.message
    place = place_of_withdrawal(connection, message, root=happening.root)
    if place is None:
        return Receipt.NOT_OURS
    withdrawn = answers.withdraw(connection, message, at=happening.withdrawn_at, received_at=at)
    if withdrawn is not None:
        return Receipt.KEPT if withdrawn else Receipt.KNOWN
    if not _may_be_ours(connection, happening, place):
        return Receipt.NOT_OURS
    # Its words may be waiting for their prompt; from now on they are not, and those still to come are not stored.
    connection.execute(
        delete(waiting).where(waiting.c.channel == place.channel, waiting.c.message == message.id)
    )
    new = connection.execute(
        _remember_withdrawal,
        {
            "platform": message.platform,
            "address": message.address,
            "message": message.id,
            "at": happening.withdrawn_at,
        },
    ).scalar()
    return Receipt.KNOWN if new is None else Receipt.KEPT


def _may_be_ours(connection: Connection, happening: Withdrawn, place: Place) -> bool:
    """Whether the message stood, or may have stood, in a thread of ours; where no thread is named it may have."""
    if happening.root is None or place.delivery is not None:
        return True
    if is_on_its_way(connection, place.channel, root_at=happening.root_at):
        return True
    again = place_of_withdrawal(connection, happening.message, root=happening.root)
    return again is not None and again.delivery is not None
