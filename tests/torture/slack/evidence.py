"""What our database and Slack hold at the end, put in order for the judge."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from adapters.slack.whose import ANSWER, PROMPT
from tests.adapters.slack.double import Team
from tests.torture.judge import _rows

Row = Mapping[str, Any]
Message = Mapping[str, Any]


class Evidence:
    """Everything there is, by what it is known by."""

    def __init__(self, here: Connection, team: Team) -> None:
        self.team = team
        self.deliveries = {row["id"]: row for row in _rows(here, "SELECT * FROM deliveries")}
        self.reflections: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in _rows(here, "SELECT * FROM reflections"):
            self.reflections[row["address"], row["message"]].append(row)
        self.revisions: dict[int, list[Row]] = defaultdict(list)
        for row in _rows(here, "SELECT * FROM revisions"):
            self.revisions[row["reflection"]].append(row)
        self.owed = {row["reflection"]: row for row in _rows(here, "SELECT * FROM echoes")}
        self.waiting = _rows(here, "SELECT * FROM waiting")
        self.roots: dict[tuple[str, str], str] = {}
        """The delivery of each prompt that people see, by channel and ts."""
        self.prompts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.echoes: dict[str, list[tuple[str, Message]]] = defaultdict(list)
        self.ours_elsewhere: list[Message] = []
        for name, place in team.places.items():
            for message in place.messages.values():
                if message.get("bot_id") == team.bot_id:
                    self._see(name, message)

    def _see(self, channel: str, message: Message) -> None:
        metadata = message.get("metadata", {})
        kind, payload = metadata.get("event_type"), metadata.get("event_payload", {})
        if kind == PROMPT and "thread_ts" not in message:
            self.roots[channel, message["ts"]] = payload["delivery"]
            self.prompts[payload["delivery"]].append((channel, message["ts"]))
        elif kind == ANSWER and "thread_ts" in message:
            self.echoes[payload["answer"]].append((channel, message))
        else:
            self.ours_elsewhere.append(message)
