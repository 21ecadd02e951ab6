"""What our own Teams knows: tenants, teams, channels, people, and every message that stands somewhere."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.clock import Clock, SystemClock

Json = Mapping[str, Any]
APP = "c9e8c047-2a34-40a1-b28a-b162d5f5327c"
"""Our app's id, as it is registered."""


@dataclass(slots=True, kw_only=True)
class Person:
    """Someone in a tenant: `id` is their object id in Entra, `teams_id` what Teams calls them to our bot."""

    id: str
    name: str
    tenant: str
    has_app: bool = False
    chat: str | None = None

    @property
    def teams_id(self) -> str:
        """What `from.id` says."""
        return f"29:1{self.id}"


@dataclass(slots=True, kw_only=True)
class Message:
    """One message: `by` is a person's id, or "" for our bot. `activity` is what was sent, or is said now."""

    id: str
    root: str | None
    by: str
    activity: dict[str, Any]
    edits: int = 0

    @property
    def text(self) -> str:
        """Its words, or those that its card is announced with."""
        return str(self.activity.get("text") or self.activity.get("summary") or "")

    @property
    def card(self) -> dict[str, Any] | None:
        """Its Adaptive Card, if it is one."""
        for each in self.activity.get("attachments") or []:
            if each.get("contentType") == "application/vnd.microsoft.card.adaptive":
                content: dict[str, Any] = each["content"]
                return content
        return None


@dataclass(slots=True, kw_only=True)
class Place:
    """A channel or a personal chat. `messages` are by id, oldest first. `refuses` is a code of 403, once it does."""

    id: str
    name: str
    tenant: str
    team: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    deleted: bool = False
    refuses: str = ""
    members: list[str] = field(default_factory=list)

    def roots(self) -> list[Message]:
        """What opens a thread there, or stands in the chat, oldest first."""
        return [each for each in self.messages.values() if each.root is None]

    def thread(self, root: str) -> list[Message]:
        """The replies under it, oldest first."""
        return [each for each in self.messages.values() if each.root == root]


@dataclass(slots=True, kw_only=True)
class Team:
    """A team: its General channel has the team's own id, and no name."""

    id: str
    name: str
    tenant: str
    group: str
    has_app: bool = True
    channels: dict[str, Place] = field(default_factory=dict)
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that reached us: `what` as in `server.CALLS`, the conversation it names, and what it was answered."""

    what: str
    conversation: str
    body: Json
    at: float
    status: int
    bearer: str
    region: str


@dataclass(slots=True, kw_only=True)
class State:
    """Everything, and the clock it goes by. `tokens` are those that are let in; None: whoever comes is."""

    clock: Clock = field(default_factory=SystemClock)
    app: str = APP
    tokens: set[str] | None = None
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    chats: dict[str, Place] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    _last: int = 0
    _chats: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def next_id(self) -> str:
        """The clock's time in milliseconds, later than every id before."""
        self._last = max(int(self.clock.now().timestamp() * 1000), self._last + 1)
        return str(self._last)

    def place(self, id_: str) -> Place | None:
        """The channel or chat of that id."""
        for team in self.teams.values():
            if id_ in team.channels:
                return team.channels[id_]
        return self.chats.get(id_)

    def chat_with(self, person: Person) -> Place:
        """Our bot's chat with that person, which is there from now on."""
        if person.chat is None:
            person.chat = f"a:{next(self._chats)}chat{person.id[:8]}"
            self.chats[person.chat] = Place(
                id=person.chat, name=person.name, tenant=person.tenant, members=[person.id]
            )
        return self.chats[person.chat]

    def whose(self, member: str) -> Person | None:
        """The person of that object id or of that id of Teams'."""
        return next((each for each in self.people.values() if member in {each.id, each.teams_id}), None)
