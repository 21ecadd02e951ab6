"""What we cannot keep now, Slack is told to send again; and then it is kept, once."""

import asyncio
import sqlite3

import pytest

from tests.adapters.slack.double import faults, payloads
from tests.scenarios.slack.stage import AMINA, ASH, SLT, Stage


class Locked:
    """Another program holds the database, as a backup does."""

    def __init__(self, stage: Stage) -> None:
        self._connection = sqlite3.connect(stage.file, isolation_level=None)

    def __enter__(self) -> None:
        self._connection.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


async def test_a_database_that_is_locked_is_a_503_and_the_retry_is_kept(stage: Stage) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "CANARY-1729", team=ASH, channel=SLT, thread=root)
    with Locked(stage):
        first = await stage.sender.event(said)
    assert first.status_code == 503
    assert await stage.said() == []
    assert [line["error"] for line in stage.lines("slack.not_kept")] == ["StoreUnavailable"]
    again = [await stage.sender.event(said, retry=attempt) for attempt in (1, 2)]
    assert {answer.status_code for answer in again} == {200}
    assert await stage.said() == ["CANARY-1729"]
    assert "CANARY" not in stage.written.getvalue()


async def test_what_happened_to_a_channel_is_sent_again_as_well(stage: Stage) -> None:
    archived = payloads.envelope({"type": "channel_archive", "channel": SLT}, team=ASH)
    with Locked(stage):
        first = await stage.sender.event(archived)
    assert first.status_code == 503
    assert (await stage.channel()).closed_because is None
    assert (await stage.sender.event(archived, retry=1)).status_code == 200
    assert (await stage.channel()).closed_because


async def test_an_error_that_nobody_foresaw_is_a_500_without_its_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def spilling(*_: object, **__: object) -> None:
        raise RuntimeError("could not store CANARY-3141")

    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "CANARY-3141", team=ASH, channel=SLT, thread=root)
    with monkeypatch.context() as patched:
        patched.setattr(stage.store.inbox, "receive", spilling)
        first = await stage.sender.event(said)
    assert first.status_code == 500
    assert [line["error"] for line in stage.lines("slack.not_kept")] == ["RuntimeError"]
    assert "CANARY" not in stage.written.getvalue()
    assert (await stage.sender.event(said, retry=1)).status_code == 200
    assert await stage.said() == ["CANARY-3141"]


@pytest.mark.parametrize(
    "fault", [faults.rate_limited(30), faults.dropped(), faults.status(503)], ids=["429", "dropped", "503"]
)
async def test_a_workspace_that_slack_cannot_name_yet_is_a_503(stage: Stage, fault: faults.Fault) -> None:
    root = await stage.asked()
    stage.workspaces.forget(ASH)  # as after a start
    said = stage.slack.people.say(AMINA, "Kept later", team=ASH, channel=SLT, thread=root)
    stage.slack.script("auth.test", fault)
    assert (await stage.sender.event(said)).status_code == 503
    assert await stage.said() == []
    assert (await stage.sender.event(said, retry=1)).status_code == 200
    assert await stage.said() == ["Kept later"]


async def test_a_sign_that_slack_will_not_show_costs_nothing(stage: Stage) -> None:
    root = await stage.asked()
    stage.slack.always("reactions.add", faults.hangs())
    said = stage.slack.people.say(AMINA, "Kept", team=ASH, channel=SLT, thread=root)
    async with asyncio.timeout(5):
        assert (await stage.sender.event(said)).status_code == 200
    assert await stage.said() == ["Kept"]
    await stage.later.drained(within=0)
