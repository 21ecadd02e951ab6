"""Threads that nobody has answered: taken once each, and marked before anyone is reminded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, null, select, text, update

from adapters.store import rows
from adapters.store.connections import Connections
from adapters.store.tables import channels, deliveries, programmes, reflections, schools
from bot.domain.delivery import DeliveryId
from bot.domain.programme import ProgrammeId
from bot.ports.reminders import Unanswered

_table = deliveries.c
# In the index's own words: only so does it serve.
_may_be_reminded = (text("deliveries.state = 'posted'"), text("deliveries.reminded_at IS NULL"))
_after = programmes.c.definition["remind_after"].as_integer()
_since = bindparam("posted_since", type_=_table.posted_at.type)
# Withdrawn and private ones as well: whoever gave them has answered.
_silent = ~exists().where(reflections.c.delivery == _table.id)
_open = exists().where(channels.c.id == _table.channel, channels.c.closed_because.is_(None))

_reminding = select(programmes.c.id, _after).where(_after > 0)
_schools = (
    select(*rows.SCHOOL)
    .distinct()
    .join_from(deliveries, schools, schools.c.id == _table.school)
    .where(
        *_may_be_reminded, _table.programme == bindparam("of_programme"), _table.posted_at >= _since, _silent
    )
)
_oldest = (
    select(_table.id)
    .where(
        *_may_be_reminded,
        _table.programme == bindparam("of_programme"),
        _table.school == bindparam("of_school"),
        _table.posted_at >= _since,
        _table.posted_at < bindparam("posted_before", type_=_table.posted_at.type),
        _silent,
        _open,
    )
    .order_by(_table.posted_at, _table.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("oldest")
)
_take = (
    update(deliveries)
    .where(_table.id.in_(select(_oldest.c.id)))
    .values(reminded_at=bindparam("now", type_=_table.reminded_at.type))
    .returning(_table.id, _table.posted_at)
)
_answered = select(exists().where(reflections.c.delivery == bindparam("which")))
_again = update(deliveries).where(_table.id == bindparam("which")).values(reminded_at=null())


class SqlReminders:
    """`bot.ports.reminders.Reminders` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def unanswered(self, *, posted_since: datetime) -> Sequence[Unanswered]:
        """See the port. Where no programme reminds, that is all that is looked at."""

        def job(connection: Connection) -> list[Unanswered]:
            return [
                Unanswered(
                    programme=ProgrammeId(programme),
                    school=school.id,
                    after=after,
                    calendar=school.calendar,
                )
                for programme, after in connection.execute(_reminding).all()
                for school in map(
                    rows.school,
                    connection.execute(_schools, {"of_programme": programme, "posted_since": posted_since}),
                )
            ]

        return await self._connections.read(job)

    async def take(
        self,
        of: Unanswered,
        *,
        posted_since: datetime,
        posted_before: datetime,
        now: datetime,
        limit: int,
    ) -> Sequence[DeliveryId]:
        """See the port."""
        given = {
            "of_programme": of.programme,
            "of_school": of.school,
            "posted_since": posted_since,
            "posted_before": posted_before,
            "now": now,
            "most": limit,
        }

        def job(connection: Connection) -> list[DeliveryId]:
            # RETURNING promises no order.
            taken = sorted((row.posted_at, row.id) for row in connection.execute(_take, given))
            return [DeliveryId(delivery) for _, delivery in taken]

        return await self._connections.write(job)

    async def answered(self, delivery: DeliveryId) -> bool:
        """See the port."""
        return await self._connections.read(
            lambda connection: bool(connection.execute(_answered, {"which": delivery}).scalar())
        )

    async def again(self, delivery: DeliveryId) -> None:
        """See the port."""
        await self._connections.write(lambda connection: _forget(connection, delivery))


def _forget(connection: Connection, delivery: str) -> None:
    connection.execute(_again, {"which": delivery})
