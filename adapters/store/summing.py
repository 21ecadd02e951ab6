"""What needs a person in a trust, counted, on which day that was last looked at, and who has yet to hear of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, null, or_, select, update

from adapters.store import rows
from adapters.store.connections import Connections
from adapters.store.tables import channels, deliveries, schools, trusts
from bot.domain.delivery import State
from bot.domain.people import TrustId
from bot.ports.summaries import Looked, Needs, Untold

_table = deliveries.c
_of_trust = bindparam("of_trust", type_=trusts.c.id.type)
_one_school = (
    select(func.min(schools.c.id)).where(schools.c.trust == trusts.c.id).correlate(trusts).scalar_subquery()
)
_looked = select(trusts.c.told_on, trusts.c.untold, *rows.TRUST, *rows.SCHOOL).join(
    schools, schools.c.id == _one_school, isouter=True
)
_look = (
    update(trusts)
    .where(
        trusts.c.id == _of_trust,
        trusts.c.told_on.is_not_distinct_from(bindparam("before", type_=trusts.c.told_on.type)),
    )
    .values(told_on=bindparam("today", type_=trusts.c.told_on.type), untold=null())
    .returning(trusts.c.id)
)
_on = bindparam("today", type_=trusts.c.told_on.type)
_tell_of_closed = (
    update(channels)
    .where(
        channels.c.trust == _of_trust,
        channels.c.closed_because.is_not(None),
        or_(
            channels.c.trust_told_on.is_(None),
            channels.c.trust_told_on < bindparam("week", type_=channels.c.trust_told_on.type),
        ),
    )
    .values(trust_told_on=_on)
)
_untold = (
    select(trusts.c.untold)
    .where(trusts.c.id == _of_trust, trusts.c.told_on == _on, trusts.c.untold.is_not(None))
    .with_for_update(key_share=True)
)
_all_told = update(trusts).where(trusts.c.id == _of_trust).values(untold=null())
_tell_again = (
    update(trusts)
    .where(trusts.c.id == _of_trust, trusts.c.told_on == _on)
    .values(untold=bindparam("whom", type_=trusts.c.untold.type))
)
_uncertain = select(func.count()).where(
    _table.trust == _of_trust,
    _table.state == State.UNCERTAIN.value,
    _table.claimed_by.is_(None),
    _table.not_before.is_(None),
)
_closed = select(func.count()).where(
    channels.c.trust == _of_trust,
    channels.c.closed_because.is_not(None),
    channels.c.trust_told_on == _on,
)
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

    async def look(self, trust: TrustId, *, on: date, before: date | None, week: date) -> bool:
        """See the port."""
        given = {"of_trust": trust, "today": on, "before": before}

        def job(connection: Connection) -> bool:
            if connection.execute(_look, given).scalar() is None:
                return False
            connection.execute(_tell_of_closed, {"of_trust": trust, "today": on, "week": week})
            return True

        return await self._connections.write(job)

    async def take_untold(self, trust: TrustId, *, on: date) -> Untold | None:
        """See the port."""

        def job(connection: Connection) -> Untold | None:
            found = connection.execute(_untold, {"of_trust": trust, "today": on}).scalar()
            if found is not None:
                connection.execute(_all_told, {"of_trust": trust})
            return _untold_in(found)

        return await self._connections.write(job)

    async def again(self, trust: TrustId, untold: Untold, *, on: date) -> None:
        """See the port."""
        whom = {"since": untold.since.isoformat(), "leads": sorted(untold.leads)}

        def job(connection: Connection) -> None:
            connection.execute(_tell_again, {"of_trust": trust, "today": on, "whom": whom})

        await self._connections.write(job)

    async def needs(self, trust: TrustId, *, since: datetime, until: datetime, on: date) -> Needs:
        """See the port."""
        given = {"of_trust": trust, "since": since, "until": until}

        def job(connection: Connection) -> Needs:
            ended: dict[str, int] = {row[0]: row[1] for row in connection.execute(_ended, given)}
            return Needs(
                uncertain=connection.execute(_uncertain, {"of_trust": trust}).scalar_one(),
                closed=connection.execute(_closed, {"of_trust": trust, "today": on}).scalar_one(),
                refused=ended.get(State.REFUSED.value, 0),
                missed=ended.get(State.MISSED.value, 0),
            )

        return await self._connections.read(job)


def _read(values: Sequence[Any]) -> Looked | None:
    on, untold, *rest = values
    of, at = rest[: len(rows.TRUST)], rest[len(rows.TRUST) :]
    trust = rows.trust(of)
    calendar = trust.calendar or (rows.school(at).calendar if at[0] is not None else None)
    if calendar is None:
        return None
    return Looked(trust=trust.id, on=on, calendar=calendar, untold=_untold_in(untold))


def _untold_in(kept: Any) -> Untold | None:
    if kept is None:
        return None
    return Untold(since=date.fromisoformat(kept["since"]), leads=frozenset(kept["leads"]))
