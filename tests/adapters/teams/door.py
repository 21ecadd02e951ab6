"""The door that Teams calls, over real HTTP, with an identity provider beside it and a list of all that came through."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from adapters.teams.authentication import Checked, Unchecked
from adapters.teams.desk import Answer
from adapters.teams.http import MESSAGES, routes
from adapters.teams.keys import Keys
from adapters.teams.turns import Turns
from bot.fields import Json
from tests.adapters.server import PLAIN
from tests.adapters.teams.identity import APP, SERVICE, TENANT, Identity
from tests.scenarios.slack.stage import served

WORDS = "Maya settled once we moved the timetable"
"""What somebody wrote: it must be in no log line."""


def activity(**changes: Any) -> dict[str, Any]:
    """A reply in a channel, as far as the door looks; a change to None leaves that field out."""
    said = {
        "type": "message",
        "id": "1763360000000",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "text": WORDS,
        "conversation": {
            "id": "19:slt@thread.tacv2;messageid=1763350000000",
            "conversationType": "channel",
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
    }
    return {key: value for key, value in {**said, **changes}.items() if value is not None}


@dataclass(kw_only=True)
class Kept:
    """Takes in whatever is let through, and answers as it is told to."""

    activities: list[Json] = field(default_factory=list)
    answers: Callable[[Json], Awaitable[Answer]] | None = None

    async def heard(self, activity: Json) -> Answer:
        if self.answers is not None:
            return await self.answers(activity)
        self.activities.append(activity)
        return Answer(status=200)


@dataclass(kw_only=True)
class Door:
    """`browser` speaks to it as Teams does."""

    browser: httpx.AsyncClient
    kept: Kept
    keys: Keys | None
    written: io.StringIO

    async def sent(
        self, headers: Mapping[str, str] | None = None, *, body: Mapping[str, Any] | bytes | None = None
    ) -> httpx.Response:
        """The answer to an activity, or to any other bytes, with those headers."""
        given = activity() if body is None else body
        content = given if isinstance(given, bytes) else json.dumps(given).encode()
        sending = {"Content-Type": "application/json", **(headers or {})}
        return await self.browser.post(MESSAGES, content=content, headers=sending)

    def whys(self) -> list[str]:
        """The word of each refusal in the log, in order."""
        every = [json.loads(line) for line in self.written.getvalue().splitlines()]
        return [line["why"] for line in every if line["event"] == "teams.refused"]


@asynccontextmanager
async def opened(
    identity: Identity | None, *, written: io.StringIO, keys: Keys | None = None, tenant: str | None = TENANT
) -> AsyncIterator[Door]:
    """It stands open until the block ends; without an identity provider it believes whoever calls."""
    kept = Kept()
    if identity is not None:
        keys = keys or Keys(identity.keys_url)
        turns = Turns(Checked(keys, app_id=APP), tenant=tenant)
    else:
        turns = Turns(Unchecked(), tenant=tenant)
    app = Starlette(routes=list(routes(kept, turns)))
    try:
        async with (
            served(app) as address,
            httpx.AsyncClient(base_url=address, timeout=30, verify=PLAIN) as browser,
        ):
            yield Door(browser=browser, kept=kept, keys=keys, written=written)
    finally:
        if keys is not None:
            await keys.stop()


async def holding(identity: Identity) -> None:
    """The provider has a request in its hands, and keeps it."""
    assert await asyncio.to_thread(identity.is_holding)
