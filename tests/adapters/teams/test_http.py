"""The address that Teams calls: what is broken or too big goes no further, and nothing is answered well that was not kept."""

import asyncio
import io
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from adapters.teams import http
from adapters.teams.desk import Answer
from adapters.teams.http import LARGEST, MESSAGES
from bot.fields import Json
from bot.ports.store import StoreUnavailable
from tests.adapters.teams.door import WORDS, Door, activity, opened


@pytest.fixture
async def door(written: io.StringIO) -> AsyncIterator[Door]:
    async with opened(None, written=written) as ready:
        yield ready


def _padded(size: int) -> bytes:
    empty = json.dumps(activity(text=""))
    return empty.replace('"text": ""', f'"text": "{"x" * (size - len(empty))}"').encode()


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"", 400, "json"),
        (b"{", 400, "json"),
        (b"[]", 400, "json"),
        (b'"words"', 400, "json"),
        (b"[" * 100_000, 400, "json"),
        (b'{"text": "\xff"}', 400, "encoding"),
        (_padded(LARGEST + 1), 413, "size"),
    ],
)
async def test_a_body_that_is_no_activity_goes_no_further(
    door: Door, body: bytes, status: int, why: str
) -> None:
    answer = await door.sent(body=body)
    assert (answer.status_code, answer.content) == (status, b"")
    assert (door.whys(), door.kept.activities) == ([why], [])


async def test_a_body_that_does_not_say_how_long_it_is_is_counted(door: Door) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 1024 + 1):
            yield b"x" * 1024

    answer = await door.browser.post(MESSAGES, content=pieces(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, door.whys()) == (413, ["size"])


async def test_the_biggest_activity_is_let_in(door: Door) -> None:
    assert (await door.sent(body=_padded(LARGEST))).status_code == 200
    assert len(door.kept.activities) == 1


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_is_not_called_json_is_not_read(door: Door, kind: str) -> None:
    answer = await door.sent({"Content-Type": kind})
    assert (answer.status_code, door.whys()) == (415, ["content-type"])


async def test_json_may_name_its_alphabet(door: Door) -> None:
    assert (await door.sent({"Content-Type": "application/JSON; charset=utf-8"})).status_code == 200


async def test_there_is_nothing_to_be_fetched_here(door: Door) -> None:
    assert (await door.browser.get(MESSAGES)).status_code == 405


async def test_an_invoke_that_is_answered_with_a_body_has_it_and_200(door: Door) -> None:
    """Stock, the Bot Framework serialises it twice and answers 500."""
    card = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Kept, thank you"}]},
    }

    async def shown(_: Json) -> Answer:
        return Answer(status=200, body=card)

    door.kept.answers = shown
    answer = await door.sent(body=activity(type="invoke", name="adaptiveCard/action"))
    assert (answer.status_code, answer.json()) == (200, card)
    assert answer.headers["content-type"] == "application/json"


async def test_what_the_bot_answers_is_what_teams_hears(door: Door) -> None:
    async def not_kept(_: Json) -> Answer:
        return Answer(status=503)

    door.kept.answers = not_kept
    assert (await door.sent()).status_code == 503


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreUnavailable("Away."), 503),
        (RuntimeError(WORDS), 500),
        (TimeoutError(WORDS), 503),
        (KeyError(WORDS), 500),
    ],
)
async def test_what_was_not_kept_is_never_answered_well(door: Door, error: Exception, status: int) -> None:
    """Stock, an error in a turn can end as 201, and Teams does not send again."""

    async def failing(_: Json) -> Answer:
        raise error

    door.kept.answers = failing
    assert (await door.sent()).status_code == status
    door.kept.answers = None
    assert (await door.sent()).status_code == 200
    assert WORDS not in door.written.getvalue()


async def test_an_answer_that_would_come_too_late_is_a_no_and_holds_nobody_up(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = asyncio.Event()

    async def forever(_: Json) -> Answer:
        try:
            return await asyncio.Future[Answer]()
        finally:
            stopped.set()

    door.kept.answers = forever
    monkeypatch.setattr(http, "ANSWERED", 0.05)
    assert (await door.sent()).status_code == 503
    assert stopped.is_set()
    assert door.whys() == ["late"]


async def test_a_caller_who_goes_away_leaves_the_door_as_it_was(door: Door) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b'{"type":'
        raise httpx.WriteError("gone")

    with pytest.raises(httpx.WriteError):
        await door.browser.post(MESSAGES, content=broken(), headers={"Content-Type": "application/json"})
    assert (await door.sent()).status_code == 200
    assert len(door.kept.activities) == 1
