"""The trail in SQL: only ever added to, each entry with the hash of the one before it in its trust.

The hash has no key: it gives away whoever changes or takes out an entry and leaves the later ones as they are. Whoever
may write to the database and works out every later hash anew, or cuts off the newest entries, is found out by comparing
with a backup alone. A key would hide no more from them, for the program that holds it runs where the database is
reached, and each entry would hang on a key that has to be kept for as long as the entry is.
"""

import json
from collections.abc import Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Text, cast, insert, or_, select

from adapters.store.connections import Connections
from adapters.store.tables import members, trail, trusts
from bot.domain.people import SchoolId, TrustId
from bot.domain.trail import Act, Did, Difference
from bot.ports.trail import TrailEntry

_COLUMNS = (
    trail.c.number,
    trail.c.trust,
    trail.c.at,
    trail.c.did,
    trail.c.by,
    trail.c.about,
    trail.c.school,
    trail.c.differences,
)
_insert = insert(trail)


class SqlTrail:
    """`bot.ports.trail.Trail` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def write(self, act: Act) -> None:
        """See the port. Raises ValueError if there is no such trust."""
        await self._connections.write(lambda connection: write(connection, act), trust=act.trust)

    async def page(
        self,
        trust: TrustId,
        *,
        schools: frozenset[SchoolId] | None = None,
        did: frozenset[Did] | None = None,
        before: int | None = None,
        limit: int,
    ) -> Sequence[TrailEntry]:
        """See the port."""
        statement = (
            select(*_COLUMNS, members.c.name)
            .join_from(
                trail, members, (members.c.id == trail.c.by) & (members.c.trust == trust), isouter=True
            )
            .where(trail.c.trust == trust)
            .order_by(trail.c.number.desc())
            .limit(limit)
        )
        if schools is not None:
            told = cast(trail.c.differences, Text)
            named = [
                told.contains(f'"school": {json.dumps(each)}', autoescape=True) for each in sorted(schools)
            ]
            statement = statement.where(or_(trail.c.school.in_(sorted(schools)), *named))
        if did is not None:
            statement = statement.where(trail.c.did.in_(sorted(did)))
        if before is not None:
            statement = statement.where(trail.c.number < before)

        def job(connection: Connection) -> list[TrailEntry]:
            return [
                TrailEntry(number=number, act=_act(values), by_name=name)
                for number, *values, name in connection.execute(statement)
            ]

        return await self._connections.read(job, trust=trust)

    async def broken_at(self, trust: TrustId) -> int | None:
        """See the port."""
        return await self._connections.read(lambda connection: _broken_at(connection, trust), trust=trust)


def hold(connection: Connection, trust: str) -> None:
    """Until this transaction has ended nobody else changes that trust's set-up or adds to its trail.

    Raises ValueError if there is no such trust. What only refers to the trust goes on meanwhile.
    """
    statement = select(trusts.c.id).where(trusts.c.id == trust)
    if connection.execute(statement.with_for_update(key_share=True)).first() is None:
        raise ValueError(f"there is no trust {trust}")


def write(connection: Connection, act: Act) -> None:
    """It is the newest entry of its trust's trail. Raises ValueError if there is no such trust."""
    hold(connection, act.trust)
    newest = (
        select(trail.c.number, trail.c.hashed)
        .where(trail.c.trust == act.trust)
        .order_by(trail.c.number.desc())
        .limit(1)
    )
    found = connection.execute(newest).first()
    number, before = (found.number + 1, found.hashed) if found else (1, "")
    connection.execute(
        _insert,
        {
            "trust": act.trust,
            "number": number,
            "at": act.at,
            "did": act.did.value,
            "by": act.by,
            "about": act.about,
            "school": act.school,
            "differences": _differences_table(act),
            "hashed": _hash(act, number=number, before=before),
        },
    )


def _broken_at(connection: Connection, trust: str) -> int | None:
    statement = select(*_COLUMNS, trail.c.hashed).where(trail.c.trust == trust).order_by(trail.c.number)
    before = ""
    for due, (number, *values, hashed) in enumerate(connection.execute(statement), start=1):
        if number != due or hashed != _hash(_act(values), number=number, before=before):
            return due
        before = hashed
    return None


def _hash(act: Act, *, number: int, before: str) -> str:
    said = {
        "trust": act.trust,
        "number": number,
        "at": act.at.astimezone(UTC).isoformat(),
        "did": act.did.value,
        "by": act.by,
        "about": act.about,
        "school": act.school,
        "differences": _differences_table(act),
    }
    written = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(f"{before}\n{written}".encode()).hexdigest()


def _differences_table(act: Act) -> list[dict[str, str | None]]:
    return [
        {
            "about": each.about,
            "setting": each.setting,
            "was": each.was,
            "now": each.now,
            "school": each.school,
        }
        for each in act.differences
    ]


def _act(values: Sequence[Any]) -> Act:
    trust, at, did, by, about, school, differences = values
    return Act(
        trust=TrustId(trust),
        at=at,
        did=Did(did),
        by=by,
        about=about,
        school=school,
        differences=tuple(Difference(**each) for each in differences),
    )
