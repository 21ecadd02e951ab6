"""What our own messages bear so that we find them again: pure."""

from typing import Any

from adapters.slack.stamps import moment
from adapters.slack.workspaces import Workspace
from bot.fields import Json, part, text


def marked(kind: str, **payload: str) -> dict[str, Any]:
    """Metadata: ids and no words, because every app and member of the workspace can read it."""
    return {"event_type": kind, "event_payload": dict(payload)}


def with_mark(messages: list[Json], ours: Workspace, mark: Json) -> list[str]:
    """The ts of every message of our own with that mark, oldest first."""
    found = {text(each, "ts") for each in messages if _is_ours(each, ours) and _bears(each, mark)}
    return sorted((ts for ts in found if moment(ts)), key=lambda ts: (moment(ts), ts))


def _is_ours(message: Json, ours: Workspace) -> bool:
    return text(message, "user") == ours.bot_user or bool(
        ours.bot_id and text(message, "bot_id") == ours.bot_id
    )


def _bears(message: Json, mark: Json) -> bool:
    metadata = part(message, "metadata")
    payload = part(metadata, "event_payload")
    return metadata.get("event_type") == mark["event_type"] and all(
        payload.get(key) == value for key, value in mark["event_payload"].items()
    )
