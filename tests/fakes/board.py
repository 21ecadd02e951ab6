"""The built-in channel's memory, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.ports.board import BoardEvent, EventKind, Note
from tests.fakes.memory import Memory


class FakeBoard:
    """`bot.ports.board.Board`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._notes: dict[int, Note] = {}
        self._events: dict[int, BoardEvent] = {}
        self._untaken: set[int] = set()

    async def pin(self, *, address: str, delivery: str, body: Mapping[str, Any], at: datetime) -> Note:
        await self._memory.enter("board.pin")
        return self._add(address=address, at=at, delivery=delivery, body=body)

    async def find(self, *, address: str, delivery: str, since: datetime) -> Note | None:
        await self._memory.enter("board.find")
        for note in self._notes.values():
            if (note.address, note.delivery) == (address, delivery) and note.at >= since:
                return note
        return None

    async def say(
        self, *, address: str, root: int, author: str, text: str, at: datetime
    ) -> BoardEvent | None:
        await self._memory.enter("board.say")
        opening = self._notes.get(root)
        if opening is None or opening.address != address or opening.root is not None:
            return None
        return self._owe(
            EventKind.SAID, self._add(address=address, at=at, root=root, author=author, text=text)
        )

    async def remark(self, *, address: str, root: int, text: str, at: datetime) -> Note | None:
        await self._memory.enter("board.remark")
        opening = self._notes.get(root)
        if opening is None or opening.address != address or opening.root is not None:
            return None
        return self._add(address=address, at=at, root=root, text=text)

    async def edit(self, note: int, *, author: str, text: str, at: datetime) -> BoardEvent | None:
        await self._memory.enter("board.edit")
        standing = self._reply(note, author)
        if standing is None or standing.withdrawn_at is not None:
            return None
        self._notes[note] = replace(standing, text=text, edited_at=at, version=standing.version + 1)
        return self._owe(EventKind.EDITED, self._notes[note])

    async def withdraw(self, note: int, *, author: str, at: datetime) -> BoardEvent | None:
        await self._memory.enter("board.withdraw")
        standing = self._reply(note, author)
        if standing is None:
            return None
        if standing.withdrawn_at is None:
            self._notes[note] = replace(standing, text=None, withdrawn_at=at)
        return self._owe(EventKind.WITHDRAWN, self._notes[note])

    async def notes(self, address: str, *, roots: int, before: int | None = None) -> Sequence[Note]:
        await self._memory.enter("board.notes")
        opening = [
            note.id
            for note in self._notes.values()
            if note.address == address and note.root is None and (before is None or note.id < before)
        ]
        shown = set(sorted(opening, reverse=True)[: max(roots, 0)])
        return [note for note in self._notes.values() if note.id in shown or note.root in shown]

    async def thread(self, root: int) -> Sequence[Note]:
        await self._memory.enter("board.thread")
        opening = self._notes.get(root)
        if opening is None or opening.root is not None:
            return []
        return [note for note in self._notes.values() if root in {note.id, note.root}]

    async def untaken(self, *, limit: int, after: int = 0) -> Sequence[BoardEvent]:
        await self._memory.enter("board.untaken")
        return [self._events[key] for key in sorted(self._untaken) if key > after][:limit]

    async def taken(self, event: int) -> None:
        await self._memory.enter("board.taken")
        self._untaken.discard(event)

    async def latest(self, address: str) -> int:
        await self._memory.enter("board.latest")
        notes = [note.id for note in self._notes.values() if note.address == address]
        events = [key for key, event in self._events.items() if event.note.address == address]
        return max(notes, default=0) + max(events, default=0)

    def _add(  # noqa: PLR0913
        self,
        *,
        address: str,
        at: datetime,
        root: int | None = None,
        author: str | None = None,
        delivery: str | None = None,
        body: Mapping[str, Any] | None = None,
        text: str | None = None,
    ) -> Note:
        note = Note(
            id=len(self._notes) + 1,
            address=address,
            root=root,
            author=author,
            delivery=delivery,
            body=body,
            text=text,
            at=at,
            edited_at=None,
            withdrawn_at=None,
            version=0,
        )
        self._notes[note.id] = note
        return note

    def _reply(self, note: int, author: str) -> Note | None:
        standing = self._notes.get(note)
        return standing if standing and standing.root is not None and standing.author == author else None

    def _owe(self, kind: EventKind, note: Note) -> BoardEvent:
        event = BoardEvent(id=len(self._events) + 1, kind=kind, note=note)
        self._events[event.id] = event
        self._untaken.add(event.id)
        return event
