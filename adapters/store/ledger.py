"""The ledger in SQL: the outbox to be read by people, a page at a time, newest first."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, func, literal, select, tuple_

from adapters.store import rows
from adapters.store.connections import Connections
from adapters.store.tables import channels, deliveries, programmes, reflections, schools
from bot.domain.delivery import State
from bot.ports.ledger import LedgerFilter, LedgerLine
from scheduler.planning import FARTHEST_MOVE

_table = deliveries.c
_place = (_table.due_at, _table.id)


def _counted(what: ColumnElement[int]) -> ScalarSelect[int]:
    """That count, of the answers to a delivery that were not taken back and are not private."""
    return (
        select(what)
        .where(
            reflections.c.delivery == _table.id,
            reflections.c.withdrawn_at.is_(None),
            ~reflections.c.private,
        )
        .correlate(deliveries)
        .scalar_subquery()
    )


_lines = select(
    *rows.DELIVERY,
    channels.c.name,
    schools.c.name,
    programmes.c.name,
    schools.c.calendar["zone"].as_string(),
    _counted(func.count()),
    _counted(func.count(reflections.c.author.distinct())),
).select_from(
    deliveries.join(channels, channels.c.id == _table.channel)
    .join(schools, schools.c.id == _table.school)
    .join(programmes, programmes.c.id == _table.programme)
)


class SqlLedger:
    """`bot.ports.ledger.Ledger` on SQLite and PostgreSQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def page(  # noqa: D102 - see the port
        self,
        schools: Sequence[str] | None,
        *,
        trust: str,
        filters: LedgerFilter,
        before: str | None,
        limit: int,
    ) -> tuple[Sequence[LedgerLine], str | None]:
        place = _read_cursor(before) if before is not None else None
        if (schools is not None and not schools) or limit < 1 or (before is not None and place is None):
            return (), None
        statement = _page(schools, trust=trust, filters=filters, place=place).limit(limit + 1)

        def job(connection: Connection) -> tuple[Sequence[LedgerLine], str | None]:
            lines = [_line(row) for row in connection.execute(statement)]
            return lines[:limit], _write_cursor(lines[limit - 1]) if len(lines) > limit else None

        return await self._connections.read(job, trust=trust)


def _page(
    of: Sequence[str] | None, *, trust: str, filters: LedgerFilter, place: tuple[datetime, str] | None
) -> Select[Any]:
    # The whole trust by its own index: of thousands of schools each would be gone through, and all of it sorted. A few
    # schools by theirs: so that no database takes the trust's for them, the trust is asked in a way it cannot serve.
    if of is None:
        wanted = _lines.where(_table.trust == trust)
    else:
        wanted = _lines.where(_table.trust.concat("") == trust, _table.school.in_(list(of)))
    if filters.state is not None:
        wanted = wanted.where(_table.state == filters.state.value)
    if filters.late:
        wanted = wanted.where(_table.state == State.POSTED.value, _table.late)
    if filters.undecided:
        wanted = wanted.where(
            _table.state == State.UNCERTAIN.value, _table.claimed_by.is_(None), _table.not_before.is_(None)
        )
    if filters.school is not None:
        wanted = wanted.where(_table.school == filters.school)
    if filters.programme is not None:
        wanted = wanted.where(_table.programme == filters.programme)
    if filters.since is not None:
        wanted = wanted.where(_table.occurrence >= filters.since, _table.due_at >= _about(filters.since, -1))
    if filters.until is not None:
        wanted = wanted.where(_table.occurrence <= filters.until, _table.due_at <= _about(filters.until, 1))
    if place is not None:
        due_at, key = (literal(part, column.type) for part, column in zip(place, _place, strict=True))
        wanted = wanted.where(tuple_(*_place) < tuple_(due_at, key))
    return wanted.order_by(_table.due_at.desc(), _table.id.desc())


def _about(day: date, side: int) -> datetime:
    """So far before or after that day, as far as a date is ever moved: the index is in order of what is due."""
    days = min(max(day.toordinal() + side * (FARTHEST_MOVE + 2), 2), date.max.toordinal() - 1)
    return datetime.combine(date.fromordinal(days), time.min, UTC)


def _line(row: Row[Any]) -> LedgerLine:
    values = tuple(row)
    channel, school, programme, zone, replies, people = values[len(rows.DELIVERY) :]
    return LedgerLine(
        delivery=rows.delivery(values[: len(rows.DELIVERY)]),
        channel_name=channel,
        school_name=school,
        programme_name=programme,
        zone=zone,
        replies=replies,
        people=people,
    )


def _write_cursor(line: LedgerLine) -> str:
    return f"{line.delivery.due_at.isoformat()} {line.delivery.id}"


def _read_cursor(cursor: str) -> tuple[datetime, str] | None:
    """Where a page ended; None for what is no cursor of ours: it comes back from a browser."""
    at, _, key = cursor.partition(" ")
    try:
        due_at = datetime.fromisoformat(at)
        return (due_at.astimezone(UTC), key) if due_at.tzinfo and key else None
    except (ValueError, OverflowError):
        return None
