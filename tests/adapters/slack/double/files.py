"""Files on our own Slack: an address to send one to, its bytes, and the message that shows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.adapters.slack.double.state import State, Team


@dataclass(slots=True, kw_only=True)
class File:
    """What was asked for, and what has come of it; `content` is None until it was sent."""

    id: str
    name: str
    length: int
    alt: str
    content: bytes | None = None
    title: str = ""


class NoSuchFile(Exception):  # noqa: N818
    """Nobody asked for that one, or it was not sent."""


def begin(state: State, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """An address for a file. Raises NoSuchFile for what is none."""
    name, length = str(arguments.get("filename") or ""), int(arguments.get("length") or 0)
    if not name or length <= 0:
        raise NoSuchFile
    file = File(
        id=f"F{len(state.files) + 1:07}", name=name, length=length, alt=str(arguments.get("alt_txt", ""))
    )
    state.files[file.id] = file
    return {"upload_url": f"{state.uploads_at}{file.id}", "file_id": file.id}


def receive(state: State, file: str, content: bytes) -> int:
    """The bytes have come; returns a status of HTTP."""
    known = state.files.get(file)
    if known is None or len(content) != known.length:
        return 400
    known.content = content
    return 200


def show(state: State, team: Team, place: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A message of ours shows the files in the channel. Raises NoSuchFile."""
    given = arguments.get("files") or []
    asked = json.loads(given) if isinstance(given, str) else given
    files: list[File] = [state.files[each["id"]] for each in asked if each["id"] in state.files]
    if not files or len(files) != len(asked) or any(file.content is None for file in files):
        raise NoSuchFile
    for file, wanted in zip(files, asked, strict=True):
        file.title = wanted.get("title", "")
    shown = [{"id": file.id, "title": file.title, "alt_txt": file.alt} for file in files]
    ts = state.next_ts()
    place.messages[ts] = {
        "type": "message",
        "subtype": "file_share",
        "user": team.bot_user,
        "bot_id": team.bot_id,
        "text": arguments.get("initial_comment", ""),
        "ts": ts,
        "files": shown,
    }
    return {"files": [{"id": file.id, "title": file.title} for file in files]}
