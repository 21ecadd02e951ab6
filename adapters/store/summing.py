"""What needs a person in a trust, counted, and on which day that was last looked at."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from adapters.store import rows
from adapters.store.connections import Connections
from adapters.store.tables import channels, deliveries, schools, trusts
from bot.domain.delivery import State
from bot.domain.people import TrustId
from bot.ports.summaries import Looked, Needs

_table = deliveries.c
_of_trust = bindparam("of_trust", type_=trusts.c.id.type)
_one_school = (
    select(func.min(schools.c.id)).where(schools.c.trust == trusts.c.id).correlate(trusts).scalar_subquery()
)
_looked = select(trusts.c.told_on, *rows.TRUST, *rows.SCHOOL).join(
    schools, schools.c.id == _one_school, isouter=True
)
_look = (
    update(trusts)
    .where(
        trusts.c.id == _of_trust,
        trusts.c.told_on.is_not_distinct_from(bindparam("before", type_=trusts.c.told_on.type)),
    )
    .values(told_on=bindparam("today", type_=trusts.c.told_on.type))
    .returning(trusts.c.id)
)
_uncertain = select(func.count()).where(
    _table.trust == _of_trust,
    _table.state == State.UNCERTAIN.value,
    _table.claimed_by.is_(None),
    _table.not_before.is_(None),
)
_closed = select(func.count()).where(channels.c.trust == _of_trust, channels.c.closed_because.is_not(None))
_ended = (
    select(_table.state, func.count())
    .where(
        _table.trust == _of_trust,
        _table.state.in_([State.REFUSED.value, State.MISSED.value]),
        _table.due_at >= bindparam("since", type_=_table.due_at.type),
        _table.due_at < bindparam("until", type_=_table.due_at.type),
    )
    .group_by(_table.state)
)


class SqlSummaries:
    """`bot.ports.summaries.Summaries` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def looked(self) -> Sequence[Looked]:
        """See the port."""

        def job(connection: Connection) -> list[Looked]:
            return [found for row in connection.execute(_looked) if (found := _read(tuple(row)))]

        return await self._connections.read(job)

    async def look(self, trust: TrustId, *, on: date, before: date | None) -> bool:
        """See the port."""
        given = {"of_trust": trust, "today": on, "before": before}
        return await self._connections.write(
            lambda connection: connection.execute(_look, given).scalar() is not None
        )

    async def needs(self, trust: TrustId, *, since: datetime, until: datetime) -> Needs:
        """See the port."""
        given = {"of_trust": trust, "since": since, "until": until}

        def job(connection: Connection) -> Needs:
            ended: dict[str, int] = {row[0]: row[1] for row in connection.execute(_ended, given)}
            return Needs(
                uncertain=connection.execute(_uncertain, {"of_trust": trust}).scalar_one(),
                closed=connection.execute(_closed, {"of_trust": trust}).scalar_one(),
                refused=ended.get(State.REFUSED.value, 0),
                missed=ended.get(State.MISSED.value, 0),
            )

        return await self._connections.read(job)


def _read(values: Sequence[Any]) -> Looked | None:
    on, of, at = values[0], values[1 : 1 + len(rows.TRUST)], values[1 + len(rows.TRUST) :]
    trust = rows.trust(of)
    calendar = trust.calendar or (rows.school(at).calendar if at[0] is not None else None)
    return Looked(trust=trust.id, on=on, calendar=calendar) if calendar else None
