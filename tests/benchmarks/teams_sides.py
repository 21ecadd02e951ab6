"""Both sides of the benchmark of Teams, as they have just started, and activities for them to hear."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.teams.http import MESSAGES
from adapters.teams.inbound import PLATFORM
from tests.adapters.teams.double import Teams, activities, opened
from tests.adapters.teams.identity import APP, Identity, provided
from tests.benchmarks import writing
from tests.benchmarks.crowd import TENANT, channel, leader
from tests.benchmarks.databases import Engine
from tests.benchmarks.house import DUE
from tests.benchmarks.sending import Server, request, server

SERVER = "tests.benchmarks.teams_server"
TEAM = "19:leaders-of-a-crowd@thread.tacv2"
OPEN = "/open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Ours and the baseline, each a process of its own, and whom both believe."""

    ours: Server
    bare: Server
    identity: Identity
    activities: "Activities"


@asynccontextmanager
async def sides(engine: Engine, *, due: int) -> AsyncIterator[Sides]:
    """New ones on a new database, until the block ends; nobody has sent them anything yet."""
    with (
        engine.new() as url,
        TemporaryDirectory(prefix="gt-benchmark-") as folder,
        provided(Path(folder)) as identity,
        opened() as teams,
    ):
        keys, trusted = identity.keys_url, str(identity.certificate)
        async with (
            server(
                SERVER, "ours", url, str(due), keys, identity.login_url, REQUESTS_CA_BUNDLE=trusted
            ) as ours,
            server(SERVER, "bare", keys) as bare,
        ):
            made = Activities(ours.threads, identity=identity, teams=teams)
            yield Sides(ours=ours, bare=bare, identity=identity, activities=made)


class Activities:
    """Requests with activities in which the threads given are answered, never the same twice."""

    def __init__(self, threads: Sequence[Sequence[str]], *, identity: Identity, teams: Teams) -> None:
        self._threads, self._identity = threads, identity
        self._service_url = teams.service_url()
        self._texts = list(islice(writing.reflections(), 1_000))
        self._numbers = count()
        teams.add_team(TEAM, "Leaders", tenant=TENANT)
        teams.add_channel(_channel(threads[0][0]), "Leaders", team=TEAM)

    def some(self, number: int) -> list[bytes]:
        """So many new ones, each with a token of its own: what was proved once helps nobody with the next."""
        return [self._signed(each) for each in islice(self._numbers, number)]

    def unsigned(self, number: int) -> list[bytes]:
        """So many new ones for where nobody is asked for a token."""
        return [_posted(OPEN + MESSAGES, self._body(each)) for each in islice(self._numbers, number)]

    def _signed(self, number: int) -> bytes:
        token = self._identity.header(service_url=self._service_url, further={"jti": str(number)})
        return _posted(MESSAGES, self._body(number), **token)

    def _body(self, number: int) -> str:
        channel, root, school = self._threads[number % len(self._threads)]
        at, who = DUE + timedelta(minutes=1, milliseconds=number), leader(school, number % 5)
        said = activities.envelope(
            "message",
            id_=str(int(at.timestamp() * 1000)),
            at=at,
            service_url=self._service_url,
            app=APP,
            tenant=TENANT,
            sender={"id": f"29:{who}", "aadObjectId": who, "name": f"Leader {who}"},
            conversation=activities.in_channel(_channel(channel), root),
            channel_data=activities.of_channel(_channel(channel), TEAM),
            **activities.words(self._texts[number % len(self._texts)], mention=True, app=APP),
        )
        return json.dumps(said)


def _channel(key: str) -> str:
    return channel(key, platform=PLATFORM).partition("/")[2]


def _posted(path: str, body: str, **headers: str) -> bytes:
    return request("POST", path, {"content-type": "application/json", **headers}, body.encode())
