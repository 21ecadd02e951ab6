"""Our own Slack answers as Slack does, so that what is tested against it means something."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from scheduler.clock import ManualClock
from tests.adapters.slack.double import Limits, Sender, Slack, Team, faults

METADATA = {"event_type": "golden_thread_prompt", "event_payload": {"delivery": "d1"}}


def client(slack: Slack, team: Team | None, *, timeout: int = 5) -> AsyncWebClient:
    token = team.token if team else "xoxb-nobody"
    return AsyncWebClient(token=token, base_url=slack.api_url, timeout=timeout, retry_handlers=[])


async def refused(slack: Slack, team: Team | None, channel: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        await client(slack, team).chat_postMessage(channel=channel, text="Hello")
    return str(caught.value.response["error"])


async def test_it_checks_the_token_the_scope_and_the_membership(slack: Slack, ash: Team) -> None:
    ash.add_channel("C01OUT", "out", with_bot=False)
    ash.add_channel("C01OLD", "old").archived = True
    ash.add_channel("C01HIDDEN", "hidden", private=True, with_bot=False)
    assert await refused(slack, None, "C01SLT") == "invalid_auth"
    assert await refused(slack, ash, "C01NONE") == "channel_not_found"
    assert await refused(slack, ash, "C01OUT") == "not_in_channel"
    assert await refused(slack, ash, "C01OLD") == "is_archived"
    assert await refused(slack, ash, "C01HIDDEN") == "channel_not_found"
    ash.scopes -= {"chat:write"}
    assert await refused(slack, ash, "C01SLT") == "missing_scope"


async def test_it_keeps_metadata_and_shows_it_only_when_asked(slack: Slack, ash: Team) -> None:
    web = client(slack, ash)
    posted = await web.chat_postMessage(channel="C01SLT", text="Hello", metadata=METADATA)
    plain = await web.conversations_history(channel="C01SLT")
    whole = await web.conversations_history(channel="C01SLT", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert whole["messages"][0]["metadata"] == METADATA
    assert whole["messages"][0]["ts"] == posted["ts"]
    assert set(posted.headers["x-oauth-scopes"].split(",")) == ash.scopes


async def test_a_history_is_paged_newest_first_and_a_thread_oldest_first(slack: Slack, ash: Team) -> None:
    web = client(slack, ash)
    sent = [(await web.chat_postMessage(channel="C01SLT", text=f"Number {n}"))["ts"] for n in range(5)]
    for n in range(3):
        slack.people.say("U01BEN", f"Reply {n}", team="T01ASH", channel="C01SLT", thread=sent[0])
    assert sent == sorted(set(sent))
    seen = [
        message["ts"]
        async for page in await web.conversations_history(channel="C01SLT", limit=2)
        for message in page["messages"]
    ]
    assert seen == sent[::-1]
    thread = [
        message["text"]
        async for page in await web.conversations_replies(channel="C01SLT", ts=sent[0], limit=2)
        for message in page["messages"]
    ]
    assert thread == ["Number 0", "Reply 0", "Reply 1", "Reply 2"]
    since = await web.conversations_history(channel="C01SLT", oldest=sent[3])
    with_it = await web.conversations_history(channel="C01SLT", oldest=sent[3], inclusive=True)
    assert [len(each["messages"]) for each in (since, with_it)] == [1, 2]


async def test_a_history_may_lag(slack: Slack, ash: Team, clock: ManualClock) -> None:
    slack.state.lag = timedelta(seconds=30)
    web = client(slack, ash)
    await web.chat_postMessage(channel="C01SLT", text="Hello")
    assert (await web.conversations_history(channel="C01SLT"))["messages"] == []
    clock.advance(timedelta(seconds=31))
    assert len((await web.conversations_history(channel="C01SLT"))["messages"]) == 1


@pytest.mark.parametrize("carried_out", [False, True])
async def test_a_connection_breaks_before_or_after_the_message_appears(
    slack: Slack, ash: Team, *, carried_out: bool
) -> None:
    slack.script("chat.postMessage", faults.done_and_dropped() if carried_out else faults.dropped())
    with pytest.raises(Exception, match="isconnected"):
        await client(slack, ash).chat_postMessage(channel="C01SLT", text="Hello")
    assert ash.seen("C01SLT") == (["Hello"] if carried_out else [])


async def test_it_hangs_and_stops_all_the_same(slack: Slack, ash: Team) -> None:
    slack.script("chat.postMessage", faults.done_and_hangs())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):
            await client(slack, ash).chat_postMessage(channel="C01SLT", text="Hello")
    assert ash.seen("C01SLT") == ["Hello"]


async def test_it_says_how_long_to_wait(slack: Slack, ash: Team) -> None:
    slack.script("chat.postMessage", faults.rate_limited(7))
    with pytest.raises(SlackApiError) as caught:
        await client(slack, ash).chat_postMessage(channel="C01SLT", text="Hello")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    slack.limits = Limits(in_a_channel=(1, 60.0))
    await client(slack, ash).chat_postMessage(channel="C01SLT", text="Hello")
    assert await refused(slack, ash, "C01SLT") == "ratelimited"
    assert [call.status for call in slack.calls("chat.postMessage")] == [429, 200, 429]


async def test_an_event_can_be_sent_before_the_post_is_answered(slack: Slack, ash: Team) -> None:
    order: list[str] = []

    async def told() -> None:
        order.append(f"event of {ash.seen('C01SLT')}")

    slack.before_answering("chat.postMessage", told)
    await client(slack, ash).chat_postMessage(channel="C01SLT", text="Hello")
    order.append("answer")
    assert order == ["event of ['Hello']", "answer"]


async def test_a_code_is_good_for_one_token(slack: Slack, ash: Team) -> None:
    slack.state.codes["code-1"] = ash.id
    app, web = slack.state.app, AsyncWebClient(base_url=slack.api_url)
    asked = {"client_id": app.client_id, "client_secret": app.client_secret, "code": "code-1"}
    # Not `oauth_v2_access`: it sends these by a class that aiohttp warns about.
    answer = await web.api_call("oauth.v2.access", data=asked)
    assert (answer["access_token"], answer["team"]["id"]) == (ash.token, ash.id)
    with pytest.raises(SlackApiError, match="invalid_code"):
        await web.api_call("oauth.v2.access", data=asked)


async def test_socket_mode_sends_envelopes_and_hears_them_acknowledged(slack: Slack, ash: Team) -> None:
    heard: asyncio.Queue[SocketModeRequest] = asyncio.Queue()

    async def listen(socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await socket.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        await heard.put(request)

    web = AsyncWebClient(token=slack.state.app.token, base_url=slack.api_url)
    socket = SocketModeClient(app_token=slack.state.app.token, web_client=web)
    socket.socket_mode_request_listeners.append(listen)
    try:
        await socket.connect()  # type: ignore[no-untyped-call] # the SDK has no types here
        body = slack.people.say("U01AMINA", "Hello", team="T01ASH", channel="C01SLT")
        envelope = await slack.deliver("events_api", body, retry=1, reason="timeout")
        request = await asyncio.wait_for(heard.get(), timeout=5)
        assert (request.payload, request.retry_attempt) == (body, 1)
        assert await slack.answer_to(envelope) is None
        assert envelope in slack.acknowledged
        await slack.disconnect()
        assert slack.connections == 0
    finally:
        await socket.close()  # type: ignore[no-untyped-call] # the SDK has no types here


async def test_what_it_sends_is_signed_as_slack_signs(slack: Slack) -> None:
    seen: list[httpx.Request] = []

    def app(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(app), base_url="http://app") as browser:
        sender = Sender(browser=browser, signing_secret=slack.state.app.signing_secret)
        slack.add_team("T01ASH", "Ashgrove").add_channel("C01SLT", "slt")
        body = slack.people.say("U01AMINA", "Hello", team="T01ASH", channel="C01SLT")
        await sender.event(body)
        await sender.event(body, retry=1)
    first, again = seen
    assert first.content == again.content
    assert again.headers["x-slack-retry-num"] == "1"
    assert len(sender.badly_signed(first.content)) == 8
