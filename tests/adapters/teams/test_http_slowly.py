"""A body that comes too slowly, or breaks off, holds nothing up and is refused with one line."""

import asyncio
import io
import json

import pytest
from starlette.types import Message, Receive, Scope

from adapters.teams import http
from adapters.teams.authentication import Unchecked
from adapters.teams.http import MESSAGES, routes
from adapters.teams.turns import Turns
from tests.adapters.teams.door import Kept

SCOPE: Scope = {
    "type": "http",
    "method": "POST",
    "path": MESSAGES,
    "query_string": b"",
    "headers": [(b"content-type", b"application/json")],
}


async def answered(receive: Receive) -> int:
    """The status of the answer to a request whose body comes like that."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    door, _ = routes(Kept(), Turns(Unchecked(), tenant=None))
    await door.app(SCOPE, receive, send)
    return int(sent[0]["status"])


def whys(written: io.StringIO) -> list[str]:
    return [json.loads(line)["why"] for line in written.getvalue().splitlines() if "teams.refused" in line]


async def test_a_body_that_never_ends(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.01)
    first = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Message:
        if first:
            return first.pop()
        return await asyncio.Future()

    assert await answered(receive) == 408
    assert whys(written) == ["slow"]


async def test_a_body_that_breaks_off(written: io.StringIO) -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    assert await answered(receive) == 400
    assert whys(written) == ["broken off"]
