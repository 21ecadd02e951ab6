"""From what happened on the board to what the bot hears: pure."""

from datetime import datetime

from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.domain.people import PersonRef
from bot.ports.board import BoardEvent, EventKind, Note


def happening(event: BoardEvent, *, author_name: str) -> Happening | None:
    """The event as the bot takes it; None for one about a root, which is the bot's own message."""
    note = event.note
    if note.root is None or note.author is None:
        return None
    message = MessageRef(platform="local", address=note.address, id=str(note.id))
    root = str(note.root)
    if event.kind is EventKind.WITHDRAWN:
        return Withdrawn(message=message, root=root, withdrawn_at=_or_said(note.withdrawn_at, note))
    author = PersonRef(platform="local", id=note.author, name=author_name)
    if event.kind is EventKind.SAID:
        return Said(message=message, root=root, author=author, text=note.text or "", said_at=note.at)
    return Edited(
        message=message,
        root=root,
        author=author,
        text=note.text or "",
        said_at=note.at,
        edited_at=_or_said(note.edited_at, note),
        edit=str(note.version),
    )


def _or_said(moment: datetime | None, note: Note) -> datetime:
    # A board always notes the moment; one that did not still places the event after the words it is about.
    return moment or note.at
