"""What our own Slack knows: workspaces, people, channels, and every message as its API would give it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from scheduler.clock import Clock, SystemClock

ALL_SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "reactions:write",
        "users:read",
    }
)


@dataclass(slots=True, kw_only=True)
class User:
    """Someone in a workspace. `team` differs from the workspace's own for a stranger of Slack Connect.

    It differs as well for a colleague of another workspace in the same `organisation`, an Enterprise Grid.
    """

    id: str
    name: str
    team: str
    bot: bool = False
    guest: bool = False
    organisation: str | None = None


@dataclass(slots=True, kw_only=True)
class Place:
    """One conversation. `messages` are by ts, oldest first."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    shared: bool = False
    pending_shared: bool = False
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)

    def roots(self) -> list[dict[str, Any]]:
        """What stands in the channel itself, oldest first."""
        return [each for each in self.messages.values() if each.get("thread_ts", each["ts"]) == each["ts"]]

    def thread(self, root: str) -> list[dict[str, Any]]:
        """The root and its replies, oldest first."""
        return [each for each in self.messages.values() if root in {each["ts"], each.get("thread_ts")}]


@dataclass(slots=True, kw_only=True)
class Team:
    """One workspace in which the app is installed with `token`. `gone` is the error its token gets, once it was put out."""

    id: str
    name: str
    token: str
    bot_user: str
    bot_id: str
    enterprise: str | None = None
    scopes: frozenset[str] = ALL_SCOPES
    users: dict[str, User] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    views: list[dict[str, Any]] = field(default_factory=list)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    gone: str | None = None

    def add_user(self, id_: str, name: str, *, guest: bool = False, team: str | None = None) -> User:
        """Somebody joins the workspace, or (with another `team`) is met in a channel shared with it."""
        user = User(id=id_, name=name, team=team or self.id, guest=guest)
        self.users[id_] = user
        return user

    def add_channel(
        self, id_: str, name: str, *members: str, private: bool = False, with_bot: bool = True
    ) -> Place:
        """A channel with these people, and our bot."""
        place = Place(id=id_, name=name, members=set(members), private=private)
        if with_bot:
            place.members.add(self.bot_user)
        self.places[id_] = place
        return place

    def seen(self, channel: str) -> list[str]:
        """The text of what stands in the channel itself, oldest first."""
        return [str(each.get("text", "")) for each in self.places[channel].roots()]


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our app, as it is registered."""

    id: str = "A0GT"
    signing_secret: str = "test-signing-secret"
    client_id: str = "1111.2222"
    client_secret: str = "test-client-secret"
    token: str = "xapp-1-A0GT-test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that reached us. `arguments` without the token; `at` in seconds of the machine's steady clock."""

    method: str
    team: str | None
    arguments: Mapping[str, Any]
    at: float
    status: int
    error: str | None


@dataclass(slots=True, kw_only=True)
class State:
    """Everything, and the clock it goes by."""

    app: App = field(default_factory=App)
    clock: Clock = field(default_factory=SystemClock)
    teams: dict[str, Team] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """OAuth codes that may be exchanged, and the team each lets us into."""
    lag: timedelta = timedelta(0)
    """How far histories are behind."""
    calls: list[Call] = field(default_factory=list)
    files: dict[str, Any] = field(default_factory=dict)
    """Files by id: see `files.File`."""
    uploads_at: str = ""
    """Where files are sent to, with the stroke at the end."""
    _last: int = 0

    def next_ts(self) -> str:
        """The clock's time as a ts, later than every one before."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self._last = max(now, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def by_token(self, token: str) -> Team | None:
        """The workspace that token is for."""
        return next((team for team in self.teams.values() if team.token == token), None)
