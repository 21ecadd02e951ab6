"""Socket Mode: what was done is acknowledged and nothing else, and a lost connection is opened again."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest

from adapters.slack.socket import Socket
from bot.ports.store import StoreUnavailable
from tests.adapters.slack.double import Slack, Team, faults
from tests.scenarios.slack.conftest import ash, slack, stage
from tests.scenarios.slack.stage import AMINA, ASH, SLT, Stage

__all__ = ["ash", "slack", "stage"]

AT: dict[str, Any] = {"team": ASH, "channel": SLT}
QUICK, CALM = 0.1, 60.0
"""Seconds between pings: aiohttp gives up a connection that is silent for half of that, on a busy machine too soon."""
PATIENCE = 60.0


async def until(so: Callable[[], bool]) -> None:
    """It is so, or a minute has passed and it never was."""
    async with asyncio.timeout(PATIENCE):
        while not so():  # noqa: ASYNC110 - what is awaited happens in another thread
            await asyncio.sleep(0.005)


async def taken(stage: Stage, event: dict[str, Any]) -> None:
    """It has been acknowledged, sent as often as it takes: the SDK may connect twice, for being told to go and for the end."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await until(lambda: stage.slack.connections == 1)
            with suppress(TimeoutError, ConnectionError, IndexError):
                envelope = await stage.slack.deliver("events_api", event)
                await stage.slack.answer_to(envelope, within=1)
                return


def made(stage: Stage, *, token: str | None = None, ping: float = CALM) -> Socket:
    return Socket(
        stage.ears.app,
        bot=stage.bot,
        token=token or stage.slack.state.app.token,
        api_url=stage.slack.api_url,
        later=stage.later,
        ping=ping,
    )


@pytest.fixture
async def line(stage: Stage) -> AsyncIterator[Socket]:
    """The bot, connected."""
    ready = made(stage)
    ready.start()
    await until(lambda: stage.slack.connections == 1)
    yield ready
    await ready.stop()


async def test_a_reply_over_the_socket_is_kept_before_it_is_acknowledged(stage: Stage, line: Socket) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "By socket", thread=root, **AT)
    envelope = await stage.slack.deliver("events_api", said)
    assert await stage.slack.answer_to(envelope) is None
    assert await stage.said() == ["By socket"]


async def test_what_could_not_be_kept_is_not_acknowledged_and_kept_when_it_comes_again(
    stage: Stage, line: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "Twice", thread=root, **AT)
    kept = stage.store.inbox.receive

    async def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("The database is locked.")

    monkeypatch.setattr(stage.store.inbox, "receive", away)
    first = await stage.slack.deliver("events_api", said)
    await until(lambda: bool(stage.lines("slack.not_acknowledged")))
    monkeypatch.setattr(stage.store.inbox, "receive", kept)
    second = await stage.slack.deliver("events_api", said, retry=1, reason="timeout")
    await stage.slack.answer_to(second)
    assert first not in stage.slack.acknowledged
    assert await stage.said() == ["Twice"]


async def test_another_workspaces_event_is_not_acknowledged(stage: Stage, line: Socket, slack: Slack) -> None:
    team: Team = slack.add_team("T09OUT", "Elsewhere")
    team.add_user("U09", "Otto")
    team.add_channel("C09", "elsewhere", "U09")
    said = slack.people.say("U09", "CANARY-5150", team="T09OUT", channel="C09", thread="1700000000.000001")
    envelope = await slack.deliver("events_api", said)
    await until(lambda: bool(stage.lines("slack.not_acknowledged")))
    assert envelope not in slack.acknowledged
    assert not stage.holds("CANARY-5150")


async def test_a_lost_connection_is_opened_again_and_the_threads_are_read_back(
    stage: Stage, line: Socket
) -> None:
    root = await stage.asked()
    await stage.slack.disconnect()
    await until(lambda: len(stage.lines("slack.socket_connected")) >= 2)
    await until(lambda: bool(stage.lines("threads.to_sweep")))
    said = stage.slack.people.say(AMINA, "After", thread=root, **AT)
    await taken(stage, said)
    assert await stage.said() == ["After"]


async def test_slack_being_away_at_the_start_stops_nothing(stage: Stage) -> None:
    stage.slack.script("apps.connections.open", faults.status(503), faults.dropped())
    late = made(stage, ping=QUICK)
    late.start()
    await until(lambda: stage.slack.connections == 1)
    assert len(stage.lines("slack.socket_refused")) == 2
    await late.stop()


async def test_it_can_be_stopped_while_slack_will_not_have_it(stage: Stage, written: io.StringIO) -> None:
    wrong = made(stage, token="xapp-CANARY-TOKEN")
    wrong.start()
    await until(lambda: bool(stage.lines("slack.socket_refused")))
    await wrong.stop()
    assert stage.slack.connections == 0
    assert "CANARY-TOKEN" not in written.getvalue()


async def test_it_can_be_stopped_twice_and_before_it_began(stage: Stage, line: Socket) -> None:
    await made(stage).stop()
    await line.stop()
    await line.stop()
    await until(lambda: stage.slack.connections == 0)


async def test_what_is_being_kept_when_it_is_stopped_is_still_acknowledged(
    stage: Stage, line: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "Just in time", thread=root, **AT)
    began, free, kept = asyncio.Event(), asyncio.Event(), stage.store.inbox.receive

    async def slowly(*given: Any, **more: Any) -> Any:
        began.set()
        await free.wait()
        return await kept(*given, **more)

    monkeypatch.setattr(stage.store.inbox, "receive", slowly)
    envelope = await stage.slack.deliver("events_api", said)
    await began.wait()
    stopping = asyncio.create_task(line.stop(within=PATIENCE))
    await asyncio.sleep(0)
    free.set()
    await stopping
    assert envelope in stage.slack.acknowledged
    assert await stage.said() == ["Just in time"]


async def test_nobodys_words_and_no_ticket_reach_the_log(
    stage: Stage, line: Socket, written: io.StringIO
) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "CANARY-2718", thread=root, **AT)
    await stage.slack.answer_to(await stage.slack.deliver("events_api", said))
    await stage.told()
    assert await stage.said() == ["CANARY-2718"]
    assert "CANARY" not in written.getvalue()
    assert "ticket" not in written.getvalue()
