"""A body that comes too slowly, or breaks off, holds nothing up and is refused with one line."""

import asyncio
import json

import pytest
from starlette.types import Message, Receive, Scope

from adapters.slack import http
from adapters.slack.http import routes
from tests.scenarios.slack.conftest import ash, slack, stage
from tests.scenarios.slack.stage import Stage

__all__ = ["ash", "slack", "stage"]

SCOPE: Scope = {
    "type": "http",
    "method": "POST",
    "path": "/slack/events",
    "query_string": b"",
    "headers": [(b"content-type", b"application/json")],
}


async def answered(stage: Stage, receive: Receive) -> int:
    """The status of the answer to a request whose body comes like that."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    (door, _) = routes(stage.ears, signing_secret="hush")
    await door.app(SCOPE, receive, send)
    return int(sent[0]["status"])


async def test_a_body_that_never_ends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.01)
    first = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Message:
        if first:
            return first.pop()
        return await asyncio.Future()

    assert await answered(stage, receive) == 408
    assert [line["why"] for line in stage.lines("slack.refused")] == ["slow"]


async def test_a_body_that_breaks_off(stage: Stage) -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    assert await answered(stage, receive) == 400
    assert [line["why"] for line in stage.lines("slack.refused")] == ["broken off"]


async def test_headers_of_bolts_own_cannot_be_handed_in(stage: Stage) -> None:
    """With one of them bolt answers 200 without running any listener."""
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    headers = {"x-slack-bolt-lazy-only": "1", "x-slack-bolt-lazy-function-name": "anything"}
    answer = await stage.sender.raw(body, headers=headers)
    assert answer.json() == {"challenge": "abc"}
