"""What the Bot Framework does by itself when it speaks, and that ours does not: an upgrade that mends it is noticed here."""

import asyncio
import logging
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from aiohttp import web
from botbuilder.schema import Activity, ErrorResponseException
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import MicrosoftAppCredentials, PasswordServiceClientCredentialFactory
from botframework.connector.teams import TeamsConnectorClient
from msrest.exceptions import ClientRequestError
from msrest.universal_http.aiohttp import AioHttpClientResponse
from msrest.universal_http.requests import ClientRetryPolicy

from adapters.teams import credentials, sdk
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import LEADERS, TEAM
from tests.adapters.teams.double import Teams, faults

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
STOCK = """
import time
from msrest.universal_http.requests import ClientRetryPolicy
{before}
began = time.process_time()
for _ in range(20):
    ClientRetryPolicy()
print(type(ClientRetryPolicy.safe_codes).__name__, (time.process_time() - began) / 20)
"""


class Slow(MicrosoftAppCredentials):  # type: ignore[misc] # the SDK is untyped
    """Credentials that say in which thread they were asked, and how often."""

    def __init__(self) -> None:
        super().__init__("app", "secret")
        self.asked: list[str] = []

    def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: FBT001, FBT002 - the SDK's own
        self.asked.append(threading.current_thread().name)
        return "token"


def stock(teams: Teams) -> Any:
    return ConnectorClient(Slow(), base_url=teams.service_url())


@asynccontextmanager
async def ours(teams: Teams, *, timeout: float = 5) -> AsyncIterator[Any]:  # noqa: ASYNC109 - it is handed on
    async def bearer() -> str:
        return "token"

    async with sdk.session(timeout=timeout) as session:
        yield sdk.client(teams.service_url(), bearer=bearer, session=session)


def words(text: str = "Hello") -> Any:
    return Activity(type="message", text=text)


async def test_stock_a_token_is_asked_for_on_the_event_loop(teams: Teams) -> None:
    client = stock(teams)
    await client.conversations.send_to_conversation(LEADERS, words())
    assert client.config.credentials.asked == [threading.main_thread().name]


async def test_stock_each_credentials_keep_a_cache_of_their_own() -> None:
    factory = PasswordServiceClientCredentialFactory("app", "secret", "tenant")
    made = [
        await factory.create_credentials("app", "scope", "https://login.microsoftonline.com/", True)
        for _ in range(2)
    ]
    assert made[0] is not made[1]
    assert made[0].app is made[1].app is None


async def test_ours_awaits_the_token_on_each_request(teams: Teams) -> None:
    async with ours(teams) as client:
        await client.conversations.send_to_conversation(LEADERS, words())
    assert [call.bearer for call in teams.calls()] == ["token"]


async def test_stock_a_change_that_is_told_to_wait_is_repeated_and_its_status_is_lost(teams: Teams) -> None:
    posted = await stock(teams).conversations.send_to_conversation(LEADERS, words())
    teams.always("update", faults.status(503))
    client = stock(teams)
    client.config.retry_policy.policy.backoff_factor = 0
    with pytest.raises(ClientRequestError) as lost:
        await client.conversations.update_activity(LEADERS, posted.id, words("Changed"))
    assert not hasattr(lost.value, "response")
    assert len(teams.calls("update")) == 4


async def test_ours_asks_once_and_says_what_it_was_answered(teams: Teams) -> None:
    async with ours(teams) as client:
        posted = await client.conversations.send_to_conversation(LEADERS, words())
        teams.script("update", faults.throttled(17))
        with pytest.raises(sdk.Answered) as answered:
            await client.conversations.update_activity(LEADERS, posted.id, words("Changed"))
    assert (answered.value.status, answered.value.code, answered.value.retry_after) == (
        429,
        "Throttled",
        "17",
    )
    assert len(teams.calls("update")) == 1


async def test_stock_a_refusal_that_is_no_json_hides_its_status(teams: Teams) -> None:
    teams.script("send", faults.Fault(status=403, body="<html>", kind="application/json"))
    with pytest.raises(Exception, match="JSON is invalid") as hidden:
        await stock(teams).conversations.send_to_conversation(LEADERS, words())
    assert not isinstance(hidden.value, ErrorResponseException)


async def test_ours_knows_the_status_of_a_refusal_that_is_no_json(teams: Teams) -> None:
    teams.script("send", faults.Fault(status=403, body="<html>", kind="application/json"))
    async with ours(teams) as client:
        with pytest.raises(sdk.Answered) as answered:
            await client.conversations.send_to_conversation(LEADERS, words())
    assert (answered.value.status, answered.value.code) == (403, "")


def made(before: str) -> tuple[str, float]:
    """The kind of its codes and the seconds that one policy costs, in a fresh process."""
    ran = subprocess.run(
        [sys.executable, "-c", STOCK.format(before=before)], capture_output=True, text=True, check=True
    )
    kind, seconds = ran.stdout.split()
    return kind, float(seconds)


def test_stock_a_retry_policy_looks_a_thousand_codes_up_in_a_list_and_ours_in_a_set() -> None:
    kind, slowly = made("")
    assert kind == "list"
    kind, quickly = made("ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)")
    assert kind == "frozenset"
    assert quickly < slowly / 3
    assert isinstance(ClientRetryPolicy.safe_codes, frozenset)
    assert 503 in ClientRetryPolicy().policy.status_forcelist


def test_stock_the_channels_of_a_team_are_asked_for_on_the_callers_thread(teams: Teams) -> None:
    client = TeamsConnectorClient(Slow(), base_url=teams.service_url())
    assert not asyncio.iscoroutine(found := client.teams.get_teams_channels(TEAM))
    assert len(found.conversations) == 3
    client.close()


async def test_ours_asks_for_the_channels_without_holding_anybody_up(teams: Teams) -> None:
    teams.script("channels", faults.slow(0.3))
    async with ours(teams) as client:
        began, asking = time.monotonic(), asyncio.create_task(sdk.channels(client, team=TEAM))
        await asyncio.sleep(0)
        assert time.monotonic() - began < 0.2
        assert (await asking)[LEADERS] == "SLT"


async def test_stock_an_answer_without_a_body_cannot_be_read(teams: Teams) -> None:
    class Empty:
        status, reason = 200, "OK"
        headers: ClassVar[dict[str, str]] = {}

        async def read(self) -> bytes:
            return b""

    answer = AioHttpClientResponse(None, Empty())  # type: ignore[arg-type] # as much of them as it looks at
    await answer.load_body()
    with pytest.raises(ValueError, match="Body is not available"):
        answer.body()


async def test_ours_reads_an_answer_without_a_body(teams: Teams) -> None:
    async with ours(teams) as client:
        posted = await client.conversations.send_to_conversation(LEADERS, words())
        assert await client.conversations.delete_activity(LEADERS, posted.id) is None
    assert teams.channel(LEADERS).messages == {}


async def test_stock_what_went_wrong_is_quoted_in_the_log_and_with_ours_it_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    library = logging.getLogger("msrest")
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="msrest"):
        ClientRequestError("CANARY-1")
        async with sdk.session(timeout=5):
            ClientRequestError("CANARY-2")
        assert not library.isEnabledFor(logging.CRITICAL)
    assert "CANARY-1" in caplog.text
    assert "CANARY-2" not in caplog.text


@pytest.mark.parametrize(
    "library", ["botbuilder.core", "botframework.connector", "msal.token_cache", "msrest"]
)
def test_ours_lets_no_library_say_anything(library: str) -> None:
    credentials.by_secret(app="app", secret="secret", tenant="tenant", clock=ManualClock(NOON))
    assert not logging.getLogger(library).isEnabledFor(logging.CRITICAL)


async def test_ours_gives_up_when_it_was_told_to(teams: Teams) -> None:
    teams.script("send", faults.done_and_hangs())
    async with ours(teams, timeout=1) as client:
        with pytest.raises(TimeoutError):
            await client.conversations.send_to_conversation(LEADERS, words())
    assert len(teams.channel(LEADERS).messages) == 1


async def test_ours_follows_nothing(teams: Teams, unused_port: int) -> None:
    async def moved(_: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": teams.service_url() + "v3/conversations"})

    app = web.Application()
    app.router.add_post("/v3/conversations/{tail:.*}", moved)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_port).start()

    async def bearer() -> str:
        return "token"

    async with sdk.session(timeout=5) as session:
        client = sdk.client(f"http://127.0.0.1:{unused_port}/", bearer=bearer, session=session)
        with pytest.raises(sdk.Answered) as answered:
            await client.conversations.send_to_conversation(LEADERS, words())
    await runner.cleanup()
    assert answered.value.status == 307
    assert teams.calls() == []
