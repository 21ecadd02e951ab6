"""What someone said or edited, as the JSON that waits for its prompt, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.channel import MessageRef
from bot.domain.happenings import Edited, Said
from bot.domain.people import PersonRef


def to_json(happening: Said | Edited) -> dict[str, Any]:
    """All of it; an edit is told by its `edit`."""
    message, author = happening.message, happening.author
    row: dict[str, Any] = {
        "message": {"platform": message.platform, "address": message.address, "id": message.id},
        "root": happening.root,
        "author": {"platform": author.platform, "id": author.id, "name": author.name},
        "text": happening.text,
        "said_at": happening.said_at.isoformat(),
    }
    if happening.root_at is not None:
        row["root_at"] = happening.root_at.isoformat()
    if isinstance(happening, Edited):
        return row | {"edited_at": happening.edited_at.isoformat(), "edit": happening.edit}
    return row | ({"boxed": True, "private": happening.private} if happening.boxed else {})


def from_json(row: Mapping[str, Any]) -> Said | Edited:
    """The same happening again."""
    message, author = MessageRef(**row["message"]), PersonRef(**row["author"])
    root, text, said_at = row["root"], row["text"], datetime.fromisoformat(row["said_at"])
    # Not in what was written before there was any.
    root_at = datetime.fromisoformat(row["root_at"]) if "root_at" in row else None
    if "edit" not in row:
        boxed, private = row.get("boxed", False), row.get("private", False)
        return Said(
            message=message,
            root=root,
            author=author,
            text=text,
            said_at=said_at,
            boxed=boxed,
            private=private,
            root_at=root_at,
        )
    return Edited(
        message=message,
        root=root,
        author=author,
        text=text,
        said_at=said_at,
        edited_at=datetime.fromisoformat(row["edited_at"]),
        edit=row["edit"],
        root_at=root_at,
    )
