"""From what the bot says to what the board keeps, and from there to what a page shows: pure."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from bot.domain.message import Explained, PromptMessage
from bot.domain.picture import Picture
from bot.ports.board import Note

WEIGHT = 45_000
"""About how many characters a page may need for its threads, to stay under 100 KB."""

_LISTS = frozenset({"sources", "evidence", "positions"})
_PNG = "png"
"""What tells the body of a picture from that of a prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply as a page shows it; `text` is None once withdrawn, which only its author is shown."""

    id: int
    author: str
    mine: bool
    text: str | None
    at: datetime
    edited_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A prompt with the answers under it, oldest first."""

    root: int
    message: PromptMessage
    at: datetime
    answers: tuple[Answer, ...]
    reminder: str | None = None
    """What the bot said under it, if it reminded."""

    @property
    def weight(self) -> int:
        """About how many characters a page needs to show it."""
        return 2_000 + sum(600 + len(answer.text or "") for answer in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A picture on the board. Nobody answers it."""

    root: int
    picture: Picture
    at: datetime

    @property
    def weight(self) -> int:
        """About how many characters a page needs to show it; the picture itself comes by an address of its own."""
        return 1_000 + len(self.picture.alt) + len(self.picture.words)


def picture_body(picture: Picture) -> dict[str, Any]:
    """The picture as JSON holds it."""
    return {**asdict(picture), _PNG: b64encode(picture.png).decode("ascii")}


def pictures_of(notes: Sequence[Note]) -> tuple[Pinned, ...]:
    """Every picture among the notes, newest first."""
    found = [note for note in notes if note.body is not None and _PNG in note.body]
    newest_first = sorted(found, key=lambda note: note.id, reverse=True)
    return tuple(Pinned(root=note.id, picture=_picture(note.body or {}), at=note.at) for note in newest_first)


def body_of(message: PromptMessage) -> dict[str, Any]:
    """The message as JSON holds it."""
    return asdict(message)


def message_of(body: Mapping[str, Any]) -> PromptMessage:
    """The message again, also from a body that an earlier or later version of the program wrote."""
    known = {field.name for field in fields(PromptMessage)}
    kept = {name: value for name, value in body.items() if name in known}
    for name in _LISTS & kept.keys():
        kept[name] = tuple(kept[name])
    kept["acronyms"] = tuple(
        Explained(term=each["term"], meaning=each["meaning"]) for each in body.get("acronyms", ())
    )
    return PromptMessage(**kept)


def threads_of(notes: Sequence[Note], *, names: Mapping[str, str], viewer: str) -> tuple[Thread, ...]:
    """Every root among the notes with its replies, newest root first."""
    answers: dict[int, list[Answer]] = {}
    reminders = {note.root: note.text for note in notes if note.root is not None and note.author is None}
    for note in notes:
        if note.root in reminders and note.author is None:
            continue
        if note.root is not None and (note.withdrawn_at is None or note.author == viewer):
            answers.setdefault(note.root, []).append(_answer(note, names=names, viewer=viewer))
    roots = [note for note in notes if note.root is None and note.body is not None and _PNG not in note.body]
    return tuple(
        Thread(
            root=note.id,
            message=message_of(note.body or {}),
            at=note.at,
            answers=tuple(answers.get(note.id, ())),
            reminder=reminders.get(note.id),
        )
        for note in sorted(roots, key=lambda note: note.id, reverse=True)
    )


def roots_of(notes: Sequence[Note], *, names: Mapping[str, str], viewer: str) -> tuple[Thread | Pinned, ...]:
    """Every prompt with its replies, and every picture, newest first."""
    found: list[Thread | Pinned] = [*threads_of(notes, names=names, viewer=viewer), *pictures_of(notes)]
    return tuple(sorted(found, key=lambda each: each.root, reverse=True))


def light_enough(roots: Sequence[Thread | Pinned]) -> Sequence[Thread | Pinned]:
    """As many as a page carries without growing heavy, and at least one."""
    shown: list[Thread | Pinned] = []
    for root in roots:
        if shown and sum(each.weight for each in shown) + root.weight > WEIGHT:
            break
        shown.append(root)
    return shown


def _picture(body: Mapping[str, Any]) -> Picture:
    return Picture(
        png=b64decode(body[_PNG]), title=str(body["title"]), alt=str(body["alt"]), words=str(body["words"])
    )


def _answer(note: Note, *, names: Mapping[str, str], viewer: str) -> Answer:
    return Answer(
        id=note.id,
        author=names.get(note.author or "", "Someone who has left"),
        mine=note.author == viewer,
        text=None if note.withdrawn_at else note.text,
        at=note.at,
        edited_at=note.edited_at,
        version=note.version,
    )
