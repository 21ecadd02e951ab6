"""What threads have yet to show of the answers given in a box: written with the answer, claimed with a lease."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, Update, bindparam, insert, or_, select, text, update

from adapters.store import rows
from adapters.store.connections import Connections
from adapters.store.tables import channels, deliveries, echoes, members, reflections
from bot.domain.channel import MessageRef
from bot.ports.echoes import Echo

_table = echoes.c
_this = _table.reflection == bindparam("of")
_same_version = _table.version == bindparam("seen")
_free_by_now = or_(_table.not_before.is_(None), _table.not_before <= bindparam("now"))

_owe = insert(echoes).values(owed=True, version=1, attempts=0)
# Whoever is showing it now keeps it until they say how that went, and the tries go on being counted: what they put
# there unbeknown to us is to be looked for by the next.
_owe_anew = (
    update(echoes)
    .where(_this)
    .values(
        owed=True, version=_table.version + 1, owed_since=bindparam("since", type_=_table.owed_since.type)
    )
)

_claimable = (
    select(_table.reflection)
    # The first in the index's own words: only so does it serve.
    .where(text("echoes.owed"), _free_by_now)
    .order_by(_table.owed_since)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("claimable")
)
_claim = (
    update(echoes)
    .where(_table.reflection.in_(select(_claimable.c.reflection)))
    .values(
        not_before=bindparam("until", type_=_table.not_before.type),
        attempts=_table.attempts + 1,
    )
    .returning(_table.reflection)
)
_claimed: Select[Any] = (
    select(
        _table.reflection,
        _table.stands,
        _table.version,
        _table.attempts,
        _table.owed_since,
        reflections.c.text,
        deliveries.c.root,
        members.c.name.label("author_name"),
        *rows.CHANNEL,
    )
    .join(reflections, reflections.c.id == _table.reflection)
    .join(deliveries, deliveries.c.id == reflections.c.delivery)
    .join(members, members.c.id == reflections.c.author)
    .join(channels, channels.c.id == reflections.c.channel)
    .where(_table.reflection.in_(bindparam("which", expanding=True)))
    .order_by(_table.owed_since, _table.reflection)
)

_shown = (
    update(echoes)
    .where(_this)
    .values(
        stands=bindparam("as_message", type_=_table.stands.type),
        owed=_table.version != bindparam("seen"),
        attempts=0,
        not_before=None,
    )
)
_put_back = (
    update(echoes)
    .where(_this, _same_version)
    .values(owed=True, not_before=bindparam("until", type_=_table.not_before.type))
)
_given_up = update(echoes).where(_this, _same_version).values(owed=False, not_before=None)
# Whatever has been written meanwhile: a try counts for every version, and so does that it was none.
_uncounted = update(echoes).where(_this, _table.attempts > 0).values(attempts=_table.attempts - 1)


def owe_echo(connection: Connection, reflection: int, *, trust: str, since: datetime) -> None:
    """The thread owes that answer, which is new. Call it in the transaction that keeps the answer."""
    connection.execute(_owe, {"reflection": reflection, "trust": trust, "owed_since": since})


def owe_anew(connection: Connection, reflection: int, *, since: datetime) -> None:
    """The answer says something else now, or nothing any more, and its thread owes that."""
    connection.execute(_owe_anew, {"of": reflection, "since": since})


class SqlEchoes:
    """`bot.ports.echoes.Echoes` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Echo]:
        """See the port."""
        parameters = {"now": now, "until": now + lease, "most": limit}

        def job(connection: Connection) -> Sequence[Echo]:
            claimed = list(connection.scalars(_claim, parameters))
            if not claimed:
                return ()
            return [_echo(row) for row in connection.execute(_claimed, {"which": claimed})]

        return await self._connections.write(job)

    async def shown(self, echo: Echo, *, stands: str | None) -> None:
        """See the port."""
        await self._settle(_shown, echo, sent=True, as_message=stands)

    async def put_back(self, echo: Echo, *, until: datetime, sent: bool) -> None:
        """See the port."""
        await self._settle(_put_back, echo, sent=sent, until=until)

    async def given_up(self, echo: Echo, *, sent: bool) -> None:
        """See the port."""
        await self._settle(_given_up, echo, sent=sent)

    async def _settle(self, statement: Update, echo: Echo, *, sent: bool, **values: object) -> None:
        parameters = {"of": echo.reflection, "seen": echo.version, **values}

        def job(connection: Connection) -> None:
            connection.execute(statement, parameters)
            if not sent:
                connection.execute(_uncounted, {"of": echo.reflection})

        await self._connections.write(job)


def _echo(row: Row[Any]) -> Echo:
    values = tuple(row)
    channel = rows.channel(values[-len(rows.CHANNEL) :])
    return Echo(
        reflection=row.reflection,
        channel=channel,
        root=MessageRef(platform=channel.platform, address=channel.address, id=row.root),
        author_name=row.author_name,
        text=row.text,
        stands=row.stands,
        version=row.version,
        attempts=row.attempts,
        owed_since=row.owed_since,
    )
