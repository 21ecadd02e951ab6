"""A trust on our own Teams, as the commands meet it: settings that fit, and a database that has heard of every team."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adapters.store.sql_store import SqlStore
from adapters.teams.references import References
from bot.settings import PREFIX
from scheduler.clock import SystemClock
from tests.adapters.teams.connected import AMINA, BEN, LEADERS, TEAM, TENANT, ashgrove, introduce
from tests.adapters.teams.double import Teams
from tests.adapters.teams.identity import APP, SECRET, Identity

CHARTER = f"""
[trust]
id = "ashgrove"
name = "Ashgrove Learning Trust"

[[school]]
id = "ashgrove-primary"
name = "Ashgrove Primary School"
calendar = {{ zone = "Europe/London" }}

[[member]]
id = "amina-khan"
name = "Amina Khan"
roles = [{{ role = "school-lead", school = "ashgrove-primary" }}]
identities = [{{ platform = "teams", person = "{TENANT}/{AMINA}" }}]

[[channel]]
id = "ashgrove-slt"
school = "ashgrove-primary"
platform = "teams"
address = "{TENANT}/{LEADERS}"
name = "Ashgrove leadership team"
"""


def settle(teams: Teams) -> None:
    """Ashgrove is on Teams, and everyone of its team is in General."""
    ashgrove(teams)
    teams.channel(TEAM).members.extend([AMINA, BEN])


def introduced(teams: Teams, *, kept: Path) -> None:
    """The database has heard of every team, as if the server had run when the app was added."""

    async def go() -> None:
        store = await SqlStore.open(f"sqlite:///{kept}")
        try:
            references = References(store.installations, clock=SystemClock())
            await introduce(teams, references)
            await references.learn(teams.people.chat(AMINA, "Hello"))
        finally:
            await store.close()

    asyncio.run(go())


def registered(identity: Identity, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """The settings of a trust with a registration of its own."""
    given = {
        "TEAMS_APP_ID": APP,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_APP_SECRET": SECRET,
        "TEAMS_LOGIN_URL": identity.login_url,
        "TEAMS_KEYS_URL": identity.keys_url,
        **more,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(identity.certificate))


@dataclass(slots=True)
class Door:
    """What a public address leads to: it answers with that status, and notes what it was asked."""

    url: str
    status: int = 401
    asked: list[str] = field(default_factory=list)


@contextmanager
def a_door() -> Iterator[Door]:
    """One that answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            door.asked.append(f"{self.path} {self.headers.get('Authorization')}")
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(door.status)
            self.send_header("Location", "https://elsewhere.example/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Nothing: a test's output is the program's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door = Door(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
