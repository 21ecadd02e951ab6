"""The built-in channel's own memory: its messages, and the events it owes to the bot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, text, true, update

from adapters.store.connections import Connections
from adapters.store.tables import board_events, board_notes
from bot.ports.board import BoardEvent, EventKind, Note

_notes = board_notes.c
_events = board_events.c


class SqlBoard:
    """The `Board` port."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def pin(self, *, address: str, delivery: str, body: Mapping[str, Any], at: datetime) -> Note:
        """A new root stands at that address."""

        def job(connection: Connection) -> Note:
            _alone_at(connection, address)
            return _add(connection, address=address, delivery=delivery, body=dict(body), at=at)

        return await self._connections.write(job)

    async def find(self, *, address: str, delivery: str, since: datetime) -> Note | None:
        """The first root marked with that delivery at or after `since`."""
        statement = (
            select(board_notes)
            .where(_notes.delivery == delivery, _notes.address == address, _notes.at >= since)
            .order_by(_notes.id)
            .limit(1)
        )
        found = await self._read(statement)
        return found[0] if found else None

    async def say(
        self, *, address: str, root: int, author: str, text: str, at: datetime
    ) -> BoardEvent | None:
        """A reply stands under that root; None if there is no such root at that address."""

        def job(connection: Connection) -> BoardEvent | None:
            _alone_at(connection, address)
            opening = select(_notes.id).where(
                _notes.id == root, _notes.address == address, _notes.root.is_(None)
            )
            if connection.execute(opening).first() is None:
                return None
            reply = _add(connection, address=address, root=root, author=author, text=text, at=at)
            return _owe(connection, EventKind.SAID, reply)

        return await self._connections.write(job)

    async def remark(self, *, address: str, root: int, text: str, at: datetime) -> Note | None:
        """A reply of nobody's under that root; None if there is no such root at that address."""

        def job(connection: Connection) -> Note | None:
            _alone_at(connection, address)
            opening = select(_notes.id).where(
                _notes.id == root, _notes.address == address, _notes.root.is_(None)
            )
            if connection.execute(opening).first() is None:
                return None
            return _add(connection, address=address, root=root, text=text, at=at)

        return await self._connections.write(job)

    async def edit(self, note: int, *, author: str, text: str, at: datetime) -> BoardEvent | None:
        """The reply says `text`; None if it is not there, not this author's, or withdrawn."""

        def job(connection: Connection) -> BoardEvent | None:
            standing = _reply(connection, note, author=author)
            if standing is None or standing.withdrawn_at is not None:
                return None
            changed = _change(connection, note, text=text, edited_at=at, version=standing.version + 1)
            return _owe(connection, EventKind.EDITED, changed)

        return await self._connections.write(job)

    async def withdraw(self, note: int, *, author: str, at: datetime) -> BoardEvent | None:
        """The reply is blank; None if it is not there or not this author's.

        Withdrawn again, it stays as it was and the bot is told once more.
        """

        def job(connection: Connection) -> BoardEvent | None:
            standing = _reply(connection, note, author=author)
            if standing is None:
                return None
            if standing.withdrawn_at is None:
                standing = _change(connection, note, text=None, withdrawn_at=at)
            return _owe(connection, EventKind.WITHDRAWN, standing)

        return await self._connections.write(job)

    async def notes(self, address: str, *, roots: int, before: int | None = None) -> Sequence[Note]:
        """The newest `roots` roots with ids below `before` and every reply to them, oldest first."""
        newest = select(_notes.id).where(
            _notes.address == address,
            _notes.root.is_(None),
            _notes.id < before if before is not None else true(),
        )
        shown = newest.order_by(_notes.id.desc()).limit(roots).cte("shown")
        wanted = select(shown.c.id)
        return await self._read(
            select(board_notes).where(or_(_notes.id.in_(wanted), _notes.root.in_(wanted))).order_by(_notes.id)
        )

    async def thread(self, root: int) -> Sequence[Note]:
        """A root and its replies, oldest first; empty if there is no such root."""
        return await self._read(
            select(board_notes)
            .where(or_(_notes.root == root, (_notes.id == root) & _notes.root.is_(None)))
            .order_by(_notes.id)
        )

    async def untaken(self, *, limit: int, after: int = 0) -> Sequence[BoardEvent]:
        """See the port."""
        statement = select(board_events).where(_owed, _events.id > after).order_by(_events.id).limit(limit)

        def job(connection: Connection) -> list[BoardEvent]:
            return [
                BoardEvent(id=row.id, kind=EventKind(row.kind), note=_from_json(row.note))
                for row in connection.execute(statement)
            ]

        return await self._connections.read(job)

    async def taken(self, event: int) -> None:
        """The event is not owed any more, and what the note said then is kept here no longer."""

        def job(connection: Connection) -> None:
            connection.execute(update(board_events).where(_events.id == event).values(taken=True, note={}))

        await self._connections.write(job)

    async def latest(self, address: str) -> int:
        """A number that rises with every change at that address."""
        # Every change makes a note or an event there, and none of them is ever deleted.
        newest_note = select(func.max(_notes.id)).where(_notes.address == address).scalar_subquery()
        newest_event = select(func.max(_events.id)).where(_events.address == address).scalar_subquery()

        def job(connection: Connection) -> int:
            note, event = connection.execute(select(newest_note, newest_event)).one()
            return int(note or 0) + int(event or 0)

        return await self._connections.read(job)

    async def _read(self, statement: Any) -> list[Note]:
        def job(connection: Connection) -> list[Note]:
            return [_to_note(row) for row in connection.execute(statement)]

        return await self._connections.read(job)


# In these words, and not as a parameter: only so does the partial index serve it.
_owed = text("NOT taken")


def _alone_at(connection: Connection, address: str) -> None:
    """On PostgreSQL, changes at one address happen one after another, so that ids rise as they become visible."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(address))))


def _add(connection: Connection, **values: Any) -> Note:
    return _to_note(
        connection.execute(insert(board_notes).values(version=0, **values).returning(board_notes)).one()
    )


def _change(connection: Connection, note: int, **values: Any) -> Note:
    changed = update(board_notes).where(_notes.id == note).values(**values).returning(board_notes)
    return _to_note(connection.execute(changed).one())


def _reply(connection: Connection, note: int, *, author: str) -> Note | None:
    """This author's reply as it stands, with its address held; None if there is none."""
    found = select(board_notes).where(_notes.id == note, _notes.author == author, _notes.root.is_not(None))
    row = connection.execute(found).first()
    if row is None:
        return None
    _alone_at(connection, row.address)
    # Read again: on PostgreSQL it may have been changed while we waited for our turn.
    return _to_note(connection.execute(found).one())


def _owe(connection: Connection, kind: EventKind, note: Note) -> BoardEvent:
    event = (
        insert(board_events)
        .values(address=note.address, kind=kind.value, note=_to_json(note), taken=False)
        .returning(_events.id)
    )
    return BoardEvent(id=connection.execute(event).scalar_one(), kind=kind, note=note)


def _to_note(row: Row[Any]) -> Note:
    return Note(**row._mapping)  # the table has the noun's fields  # noqa: SLF001


def _to_json(note: Note) -> dict[str, Any]:
    values = {field: getattr(note, field) for field in Note.__dataclass_fields__}
    return values | {
        field: value.isoformat() for field, value in values.items() if field in _MOMENTS and value
    }


def _from_json(values: Mapping[str, Any]) -> Note:
    moments = {field: datetime.fromisoformat(values[field]) for field in _MOMENTS if values[field]}
    return Note(**{**values, **moments})


_MOMENTS = ("at", "edited_at", "withdrawn_at")
