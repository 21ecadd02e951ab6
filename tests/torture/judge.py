"""The end of it: what the database and the board say against what people were told, read without the program's help."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from adapters.store.engine import reading_engine
from tests.torture.people import Diary, Said

Row = Mapping[str, Any]
UNTAKEN = "SELECT count(*) FROM board_events WHERE NOT taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. Each fault is a line that says what is wrong with what."""

    posts: int
    replies: int
    edits: int
    withdrawals: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    stray: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.lost, *self.doubled, *self.stray)

    def __str__(self) -> str:
        return (
            f"{self.posts} posts, {self.replies} replies, {self.edits} edits, {self.withdrawals} withdrawals, "
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, stray {len(self.stray)}"
        )


def count(database: str, statement: str) -> int:
    """The one number that the statement asks for."""
    with _looking_at(database) as here:
        return int(here.execute(text(statement)).scalar_one())


def unsettled(database: str, *, owed: int, board: str | None = None) -> int:
    """How much is still under way: rows to come, rows without an end, events not taken."""
    ended = count(
        database,
        "SELECT count(*) FROM deliveries WHERE state NOT IN ('due', 'sending') "
        "AND (state <> 'uncertain' OR claimed_by IS NULL AND not_before IS NULL)",
    )
    return owed - ended + count(board or database, UNTAKEN)


def judge(
    database: str,
    *,
    owed: Sequence[tuple[str, str]],
    diary: Diary,
    logs: Sequence[Path] = (),
    board: str | None = None,
) -> Verdict:
    """Everything is looked at once, when nothing is under way any more."""
    with _looking_at(database) as here, _looking_at(board or database) as there:
        found = _Evidence(here, there)
    lost: list[str] = []
    doubled: list[str] = []
    stray: list[str] = []
    for fault, kind in (
        *_deliveries(found, owed),
        *_answers(found),
        *_told(found, diary),
        *_left_behind(found),
        *_spilled(logs, diary),
    ):
        {"lost": lost, "doubled": doubled, "stray": stray}[kind].append(fault)
    return Verdict(
        posts=len(found.roots),
        replies=len(found.replies),
        edits=sum(note["version"] for note in found.replies.values()),
        withdrawals=sum(note["withdrawn_at"] is not None for note in found.replies.values()),
        lost=tuple(lost),
        doubled=tuple(doubled),
        stray=tuple(stray),
    )


class _Evidence:
    def __init__(self, here: Connection, there: Connection) -> None:
        self.deliveries = _rows(here, "SELECT * FROM deliveries")
        notes = _rows(there, "SELECT * FROM board_notes")
        self.roots = [note for note in notes if note["root"] is None]
        self.replies = {str(note["id"]): note for note in notes if note["root"] is not None}
        self.roots_of: dict[str, list[Row]] = defaultdict(list)
        for root in self.roots:
            self.roots_of[root["delivery"]].append(root)
        self.reflections: dict[str, list[Row]] = defaultdict(list)
        for reflection in _rows(here, "SELECT * FROM reflections"):
            self.reflections[reflection["message"]].append(reflection)
        self.revisions: dict[int, list[Row]] = defaultdict(list)
        for revision in _rows(here, "SELECT * FROM revisions"):
            self.revisions[revision["reflection"]].append(revision)
        self.withdrawn = {row["message"] for row in _rows(here, "SELECT * FROM withdrawals")}
        self.waiting = _rows(here, "SELECT * FROM waiting")
        self.untaken = _rows(there, "SELECT * FROM board_events WHERE NOT taken")


Fault = tuple[str, str]
"""What is wrong, and whether that is something lost, doubled or stray."""


def _deliveries(found: _Evidence, owed: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    rows = Counter((row["programme"], row["channel"]) for row in found.deliveries)
    for pair in owed:
        if rows[pair] == 0:
            yield f"{pair}: no row", "lost"
        if rows[pair] > 1:
            yield f"{pair}: {rows[pair]} rows", "doubled"
    for row in found.deliveries:
        name = f"{row['programme']} in {row['channel']}"
        yield from _ending(name, row, found.roots_of[row["id"]])
        yield from _seen(name, row, found.roots_of[row["id"]])
    known = {row["id"] for row in found.deliveries}
    for root in found.roots:
        if root["delivery"] not in known:
            yield f"note {root['id']}: no row knows of it", "stray"


def _ending(name: str, row: Row, roots: Sequence[Row]) -> Iterator[Fault]:
    if row["state"] != "posted":
        yield f"{name}: ended {row['state']}, because: {row['reason']}", "lost"
    elif not roots:
        yield f"{name}: posted, says the row, and nobody can see it", "lost"
    elif row["root"] not in {str(root["id"]) for root in roots}:
        yield f"{name}: the row names another thread than its own", "stray"
    if row["claimed_by"] is not None:
        yield f"{name}: still held", "stray"


def _seen(name: str, row: Row, roots: Sequence[Row]) -> Iterator[Fault]:
    if len(roots) > 1:
        yield f"{name}: people see it {len(roots)} times", "doubled"
    if any(root["address"] != row["channel"] for root in roots):
        yield f"{name}: it stands in another channel", "stray"


def _answers(found: _Evidence) -> Iterator[Fault]:
    by_root = {str(root["id"]): root["delivery"] for root in found.roots}
    for message, note in found.replies.items():
        kept = found.reflections[message]
        if len(kept) > 1:
            yield f"answer {message}: {len(kept)} reflections", "doubled"
        elif not kept and not (note["withdrawn_at"] and message in found.withdrawn):
            yield f"answer {message}: it stands in its channel and is not in the log", "lost"
        for reflection in kept:
            if reflection["delivery"] != by_root[str(note["root"])]:
                yield f"answer {message}: kept under another prompt", "stray"
            yield from _wording(f"answer {message}", note, reflection, found.revisions[reflection["id"]])
    for message in found.reflections:
        if message not in found.replies:
            yield f"reflection of {message}: nobody said that", "stray"


def _wording(name: str, note: Row, reflection: Row, revisions: Sequence[Row]) -> Iterator[Fault]:
    keys = Counter(revision["key"] for revision in revisions)
    wanted = {"said", *(str(number) for number in range(1, note["version"] + 1))}
    if any(times > 1 for times in keys.values()):
        yield f"{name}: a revision is there twice", "doubled"
    if note["withdrawn_at"] is not None:
        if reflection["withdrawn_at"] is None or reflection["text"] is not None:
            yield f"{name}: its withdrawal is not in the log", "lost"
        if any(revision["text"] is not None for revision in revisions):
            yield f"{name}: withdrawn, and a revision still has its words", "stray"
        if set(keys) - wanted - {"withdrawn"}:
            yield f"{name}: a revision that nobody wrote", "stray"
        return
    if set(keys) != wanted:
        yield f"{name}: revisions {sorted(keys)} instead of {sorted(wanted)}", "lost"
    if reflection["text"] != note["text"]:
        yield f"{name}: the log says something else than its channel", "lost"


def _told(found: _Evidence, diary: Diary) -> Iterator[Fault]:
    marks = Counter(_mark(note) for note in found.replies.values() if note["text"])
    for said in diary.said:
        note = found.replies.get(str(said.note))
        if note is None:
            yield f"{said.mark}: its author was told that it is kept, and it is gone", "lost"
            continue
        yield from _as_told(said, note)
        if marks[said.mark] > (not said.withdrawn):
            yield f"{said.mark}: people see it {marks[said.mark]} times", "doubled"
    for mark in diary.maybe:
        if marks[mark] > 1:
            yield f"{mark}: sent once, and people see it {marks[mark]} times", "doubled"
    for mark in set(marks) - {said.mark for said in diary.said} - diary.maybe:
        yield f"{mark}: nobody said that", "stray"


def _as_told(said: Said, note: Row) -> Iterator[Fault]:
    if (note["address"], note["root"], note["author"]) != (said.address, said.root, said.author):
        yield f"{said.mark}: it stands somewhere else than it was said", "stray"
    if said.withdrawn:
        if note["withdrawn_at"] is None:
            yield f"{said.mark}: its author was told that it is withdrawn, and it is not", "lost"
    elif note["text"] != said.text:
        yield f"{said.mark}: its author was told that it says something else", "lost"
    if note["version"] > said.edits:
        yield f"{said.mark}: changed {said.edits} times, and there are {note['version']} versions", "doubled"
    if note["version"] < said.edits:
        yield f"{said.mark}: changed {said.edits} times, and there are {note['version']} versions", "lost"


def _left_behind(found: _Evidence) -> Iterator[Fault]:
    for event in found.untaken:
        yield f"event {event['id']}: never taken", "lost"
    for row in found.waiting:
        yield f"what was said as {row['message']} still waits for its prompt", "stray"


def _spilled(logs: Sequence[Path], diary: Diary) -> Iterator[Fault]:
    written = "".join(path.read_text(encoding="utf-8") for path in logs if path.exists())
    for mark in (*(said.mark for said in diary.said), *diary.maybe):
        if mark in written:
            yield f"{mark}: its words are in a log", "stray"


def _mark(note: Row) -> str:
    return str(note["text"]).split(" ", 1)[0]


class _looking_at:  # noqa: N801 - reads as what it does
    """A connection that can only read, and is gone afterwards with all that belongs to it."""

    def __init__(self, database: str) -> None:
        self._engine = reading_engine(database)

    def __enter__(self) -> Connection:
        self._connection = self._engine.connect()
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._engine.dispose()


def _rows(connection: Connection, statement: str) -> Sequence[Row]:
    return [dict(row) for row in connection.execute(text(statement)).mappings()]
