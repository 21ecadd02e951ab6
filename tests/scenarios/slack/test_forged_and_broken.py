"""What comes to Slack's address and is not Slack's, or not for us, or broken: refused with one line and nothing kept."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack.http import LARGEST
from tests.adapters.slack.double import payloads
from tests.adapters.slack.double.sending import FORM, JSON
from tests.scenarios.slack.stage import AMINA, ASH, SLT, Stage

CANARY = "CANARY-6174"
AT: dict[str, Any] = {"team": ASH, "channel": SLT}
WAYS = (
    "unsigned",
    "without a time",
    "without a signature",
    "with another secret",
    "of another body",
    "stale",
    "of the future",
    "with no number for a time",
)


async def refused(stage: Stage, status: int, answered: int, *, why: str) -> None:
    """It was answered so, one line of the log says that and no more, and nothing was kept."""
    assert answered == status
    await stage.told()
    assert [(line["status"], line["why"]) for line in stage.lines("slack.refused")] == [(status, why)]
    assert CANARY not in stage.written.getvalue()
    assert await stage.said() == []
    assert not stage.holds(CANARY)


async def body(stage: Stage, **changes: Any) -> bytes:
    """An event that would be kept if it were not for what is changed in it."""
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, CANARY, thread=root, **AT)
    return json.dumps({**said, **changes}).encode()


@pytest.mark.parametrize("way", WAYS)
async def test_a_signature_that_is_not_slacks(stage: Stage, way: str) -> None:
    sent = await body(stage)
    answer = await stage.sender.raw(sent, signed=stage.sender.badly_signed(sent)[way])
    await refused(stage, 401, answer.status_code, why="signature")


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Slack-Request-Timestamp": "\u0661\u0667".encode().decode("latin-1")},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Signature": "v0=caf\u00e9"},
        {"X-Slack-Signature": ""},
    ],
)
async def test_headers_that_would_upset_whoever_compares_them(
    stage: Stage, changed: Mapping[str, str]
) -> None:
    sent = await body(stage)
    headers: dict[bytes, bytes] = {b"Content-Type": JSON.encode()}
    for key, value in {**stage.sender.signed(sent), **changed}.items():
        headers[key.encode()] = value.encode("latin-1")
    answer = await stage.sender.browser.post("/slack/events", content=sent, headers=headers)
    await refused(stage, 401, answer.status_code, why="signature")


async def test_that_body_would_have_been_kept(stage: Stage) -> None:
    assert (await stage.sender.raw(await body(stage))).status_code == 200
    assert await stage.said() == [CANARY]


@pytest.mark.parametrize(
    "sent", [b"", b"{", b'{"text": "CANARY-6174"', b"[]", b'"CANARY-6174"', b"null", b"[" * 50_000]
)
async def test_what_is_no_json_object(stage: Stage, sent: bytes) -> None:
    answer = await stage.sender.raw(sent)
    await refused(stage, 400, answer.status_code, why="json")


@pytest.mark.parametrize("payload", ["{", "[]", "CANARY-6174"])
async def test_a_form_whose_payload_is_no_json_object(stage: Stage, payload: str) -> None:
    answer = await stage.sender.raw(urlencode({"payload": payload}).encode(), kind=FORM)
    await refused(stage, 400, answer.status_code, why="json")


async def test_what_is_no_text(stage: Stage) -> None:
    sent = b'{"text": "\xff\xfe"}'
    answer = await stage.sender.raw(sent, signed={})
    await refused(stage, 400, answer.status_code, why="encoding")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
async def test_what_is_neither_json_nor_a_form(stage: Stage, kind: str) -> None:
    answer = await stage.sender.raw(await body(stage), kind=kind)
    await refused(stage, 415, answer.status_code, why="content-type")


async def test_more_than_a_million_bytes(stage: Stage) -> None:
    answer = await stage.sender.raw(json.dumps({"text": CANARY * (LARGEST // 8)}).encode())
    await refused(stage, 413, answer.status_code, why="size")


async def test_more_than_a_million_bytes_without_saying_so(stage: Stage) -> None:
    async def parts() -> Any:
        for _ in range(30):
            yield b"x" * 50_000

    answer = await stage.sender.browser.post(
        "/slack/events", content=parts(), headers={"Content-Type": JSON, **stage.sender.signed(b"")}
    )
    await refused(stage, 413, answer.status_code, why="size")


async def test_a_workspace_that_we_are_not_in(stage: Stage) -> None:
    elsewhere = [{"team_id": "T09OUT", "enterprise_id": None, "is_bot": True, "user_id": "U0GT"}]
    answer = await stage.sender.raw(await body(stage, team_id="T09OUT", authorizations=elsewhere))
    await refused(stage, 403, answer.status_code, why="workspace")


async def test_a_workspace_that_has_no_name(stage: Stage) -> None:
    answer = await stage.sender.raw(await body(stage, team_id=None, authorizations=None))
    await refused(stage, 403, answer.status_code, why="workspace")


async def test_what_people_press_in_a_workspace_that_we_are_not_in(stage: Stage) -> None:
    pressed = payloads.block_action(
        "U09OUT", team="T09OUT", channel="C09", message={"ts": "1.1"}, action_id="reflect", value=CANARY
    )
    answer = await stage.sender.interaction(pressed)
    await refused(stage, 403, answer.status_code, why="workspace")


@pytest.mark.parametrize(
    ("strange", "status"),
    [
        ({"authorizations": 7}, 200),
        ({"authorizations": [ASH]}, 200),
        ({"event": ["message"]}, 400),
        ({"event": None}, 400),
        ({"event": {"type": ["message"]}}, 400),
        ({"event": {}}, 400),
        ({"event": {"type": "message", "channel": 5, "ts": 5}}, 200),
        ({"event": {"type": "message", "subtype": ["x"], "thread_ts": [1], "channel": SLT}}, 200),
        ({"event": {"type": "channel_rename", "channel": [CANARY]}}, 200),
        ({"event": {"type": "channel_id_changed", "old_channel_id": ["x"], "new_channel_id": 3}}, 200),
        ({"event": {"type": "channel_archive", "channel": "a\0b"}}, 200),
        ({"event": {"type": "tokens_revoked", "tokens": [CANARY]}}, 200),
        ({"event": {"type": "member_joined_channel", "user": [CANARY]}}, 200),
        ({"type": None}, 404),
        ({"team": 5}, 200),
    ],
)
async def test_a_signed_body_of_no_shape_that_we_know_upsets_nothing(
    stage: Stage, strange: Mapping[str, Any], status: int
) -> None:
    answer = await stage.sender.raw(await body(stage, **strange))
    assert answer.status_code == status
    assert CANARY not in stage.written.getvalue()
    assert (await stage.channel()).closed_because is None


async def test_a_browser_that_comes_by(stage: Stage) -> None:
    assert (await stage.sender.browser.get("/slack/events")).status_code == 405


async def test_slack_looking_at_the_certificate(stage: Stage) -> None:
    assert (await stage.sender.browser.get("/slack/events?ssl_check=1&token=x")).status_code == 200
    answer = await stage.sender.raw(b"ssl_check=1&token=x", kind=FORM)
    assert answer.status_code == 200


async def test_slack_asking_whether_the_address_is_ours(stage: Stage) -> None:
    asked = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}
    answer = await stage.sender.raw(json.dumps(asked).encode())
    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1aB"})
