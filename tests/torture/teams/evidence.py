"""What our database and Teams hold at the end, put in order for the judge."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tests.adapters.teams.double import Message, Teams
from tests.torture.judge import _rows
from tests.torture.teams.plan import ELSEWHERE, ROOMS
from tests.torture.teams.seen import delivery_on

Row = Mapping[str, Any]
UNCLEAR = frozenset({"echo.not_shown_again", "echo.may_still_stand"})
"""Lines of the log that name an answer of which nobody can say whether its thread shows it: people see to it."""


class Evidence:
    """Everything there is, by what it is known by."""

    def __init__(self, here: Connection, teams: Teams, logs: Sequence[Path]) -> None:
        self.deliveries = {row["id"]: row for row in _rows(here, "SELECT * FROM deliveries")}
        self.reflections: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self.people: dict[str, set[str]] = defaultdict(set)
        """Who has reflected in the open, by delivery."""
        for row in _rows(here, "SELECT * FROM reflections"):
            self.reflections[row["address"], row["message"]].append(row)
            if row["withdrawn_at"] is None and not row["private"]:
                self.people[row["delivery"]].add(row["author"])
        self.revisions: dict[int, list[Row]] = defaultdict(list)
        for row in _rows(here, "SELECT * FROM revisions"):
            self.revisions[row["reflection"]].append(row)
        self.owed = {row["reflection"]: row for row in _rows(here, "SELECT * FROM echoes")}
        self.waiting = _rows(here, "SELECT * FROM waiting")
        self.log = "".join(path.read_text(encoding="utf-8") for path in logs if path.exists())
        self.events = [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]
        self.unclear = {
            int(each["reflection"])
            for each in self.events
            if each["event"] in UNCLEAR and "reflection" in each
        }
        self.roots: dict[tuple[str, str], str] = {}
        """The delivery of each prompt that people see, by channel and id."""
        self.prompts: dict[str, list[tuple[str, Message]]] = defaultdict(list)
        self.under: dict[tuple[str, str], list[Message]] = defaultdict(list)
        """What the bot has said in threads, by channel and root."""
        self.ours_elsewhere: list[Message] = []
        for channel in (*ROOMS.values(), ELSEWHERE):
            for message in teams.channel(channel).messages.values():
                if not message.by:
                    self._see(channel, message)

    def witnessed(self) -> int:
        """How many deliveries were settled by what people did."""
        return len({each["delivery"] for each in self.events if each["event"] == "delivery.witnessed"})

    def shown(self, mark: str) -> list[tuple[str, Message]]:
        """The messages of ours in threads that have these words, and the root they stand under."""
        return [
            (root, each)
            for (_, root), said in self.under.items()
            for each in said
            if mark in json.dumps(each.activity, ensure_ascii=False)
        ]

    def _see(self, channel: str, message: Message) -> None:
        delivery = delivery_on(message.card)
        if message.root is not None:
            self.under[channel, message.root].append(message)
        elif delivery:
            self.roots[channel, message.id] = delivery
            self.prompts[delivery].append((channel, message))
        else:
            self.ours_elsewhere.append(message)
