"""What the adapter asks of Slack, over real HTTP, and what it makes of the answers."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import ShownAnswer
from bot.domain.people import PersonRef
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.slack.connected import MESSAGE, Connected, after, connected, on_slack
from tests.adapters.slack.double import Fault, Slack, Team, faults, payloads

FIRST, SECOND = DeliveryId("delivery-1"), DeliveryId("delivery-2")
SLT, HEADS = on_slack("C01SLT"), on_slack("C01HEADS")
AMINA = PersonRef(platform="slack", id="T01ASH/U01AMINA", name="Amina Khan")
MARK = {"event_type": "golden_thread_prompt", "event_payload": {"delivery": FIRST}}


async def prompted(ready: Connected, delivery: DeliveryId = FIRST) -> MessageRef:
    return await ready.platform.post(MESSAGE, to=SLT, delivery=delivery)


def answer(text: str | None) -> ShownAnswer:
    return ShownAnswer(mark="reflection-1", author_name="Amina Khan", text=text)


async def test_the_sdk_left_alone_would_post_twice(slack: Slack, ash: Team) -> None:
    slack.script("chat.postMessage", faults.done_and_dropped())
    careless = AsyncWebClient(token=ash.token, base_url=slack.api_url)
    await careless.chat_postMessage(channel="C01SLT", text="A prompt")
    assert ash.seen("C01SLT") == ["A prompt", "A prompt"]


async def test_bolt_fills_arguments_by_name_over_their_defaults(slack: Slack) -> None:
    # So no listener of ours may bind anything by a default: it would be None when it is called.
    seen: list[object] = []
    app = AsyncApp(
        signing_secret=slack.state.app.signing_secret,
        process_before_response=True,
        token="xoxb-unused",
        client=AsyncWebClient(token="xoxb-unused", base_url=slack.api_url),
    )
    team = slack.add_team("T01ASH", "Ashgrove", token="xoxb-unused")

    @app.event("app_home_opened")
    async def listener(body: dict[str, Any], ours: str = "ours") -> None:
        seen.append(ours)

    body = payloads.envelope(payloads.home_opened("U01AMINA"), team=team.id)
    await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert seen == [None]


async def test_a_prompt_carries_its_delivery_and_no_words_in_its_metadata(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        posted = await prompted(ready)
    asked = slack.calls("chat.postMessage")[0].arguments
    assert asked["metadata"] == MARK
    assert (asked["unfurl_links"], asked["unfurl_media"]) == (False, False)
    assert asked["text"]
    assert ash.places["C01SLT"].messages[posted.id]["blocks"] == asked["blocks"]


@pytest.mark.parametrize(
    "address", ["C01SLT", "T01ASH/", "/C01SLT", "T01ASH/C01SLT/x", "T01ASH/D01", "a/b", ""]
)
async def test_what_is_no_address_on_slack_is_refused_before_anything_is_sent(
    slack: Slack, ash: Team, clock: ManualClock, address: str
) -> None:
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused) as refused:
            await ready.platform.post(MESSAGE, to=on_slack("X", address=address), delivery=FIRST)
    assert refused.value.closes_channel
    assert slack.calls() == []


async def test_a_workspace_that_never_let_us_in_is_refused(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused) as refused:
            await ready.platform.post(MESSAGE, to=on_slack("C01SLT", team="T99OTHER"), delivery=FIRST)
    assert refused.value.closes_channel
    assert slack.calls() == []


async def test_each_workspace_is_spoken_to_with_its_own_token(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    elm = slack.add_team("T02ELM", "Elm")
    elm.add_channel("C02SLT", "slt")
    async with connected(slack, clock) as ready:
        await prompted(ready)
        await ready.platform.post(MESSAGE, to=on_slack("C02SLT", team="T02ELM"), delivery=SECOND)
    assert [call.team for call in slack.calls("chat.postMessage")] == ["T01ASH", "T02ELM"]
    assert len(elm.seen("C02SLT")) == len(ash.seen("C01SLT")) == 1


@pytest.mark.parametrize("fault", [faults.done_and_dropped(), faults.done_and(status=503)])
async def test_a_post_that_got_no_answer_is_found(
    slack: Slack, ash: Team, clock: ManualClock, fault: Fault
) -> None:
    slack.script("chat.postMessage", fault)
    since = clock.now()
    async with connected(slack, clock) as ready:
        with pytest.raises(OutcomeUnknown):
            await prompted(ready)
        found = await ready.platform.find(FIRST, at=SLT, since=since)
    assert found is not None
    assert list(ash.places["C01SLT"].messages) == [found.id]


async def test_a_post_that_hangs_can_be_given_up(slack: Slack, ash: Team, clock: ManualClock) -> None:
    slack.script("chat.postMessage", faults.done_and_hangs())
    async with connected(slack, clock) as ready:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await prompted(ready)
        assert await ready.platform.find(FIRST, at=SLT, since=clock.now() - timedelta(1)) is not None


async def test_of_two_posts_of_one_delivery_the_first_is_found_among_hundreds(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    since = clock.now()
    async with connected(slack, clock) as ready:
        first = await prompted(ready)
        for n in range(450):
            slack.people.say("U01BEN", f"Something else {n}", team="T01ASH", channel="C01SLT")
        await prompted(ready)
        assert await ready.platform.find(FIRST, at=SLT, since=since) == first
    assert len(slack.calls("conversations.history")) == 3


async def test_somebody_elses_message_with_our_mark_is_not_ours(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    body = slack.people.say("U01BEN", "Look what I can do", team="T01ASH", channel="C01SLT")
    ash.places["C01SLT"].messages[body["event"]["ts"]] |= {"metadata": MARK, "bot_id": "B01OTHER"}
    async with connected(slack, clock) as ready:
        assert await ready.platform.find(FIRST, at=SLT, since=clock.now() - timedelta(1)) is None


async def test_a_history_that_lags_has_nothing_yet(slack: Slack, ash: Team, clock: ManualClock) -> None:
    slack.state.lag = timedelta(seconds=45)
    since = clock.now()
    async with connected(slack, clock) as ready:
        posted = await prompted(ready)
        assert await ready.platform.find(FIRST, at=SLT, since=since) is None
        clock.advance(after(46))
        assert await ready.platform.find(FIRST, at=SLT, since=since) == posted


async def test_a_kept_answer_gets_a_sign_once(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        said = slack.people.say("U01BEN", "The midday team.", team="T01ASH", channel="C01SLT", thread=root.id)
        reply = MessageRef(platform="slack", address=SLT.address, id=said["event"]["ts"])
        for _ in range(2):
            await ready.platform.acknowledge(reply, at=SLT)
    reactions = ash.places["C01SLT"].messages[reply.id]["reactions"]
    assert [(each["name"], each["users"]) for each in reactions] == [("thread", [ash.bot_user])]


async def test_without_the_scope_no_sign_is_tried(slack: Slack, ash: Team, clock: ManualClock) -> None:
    ash.scopes -= {"reactions:write"}
    async with connected(slack, clock) as ready:
        await ready.platform.acknowledge(MessageRef(platform="slack", address=SLT.address, id="1"), at=SLT)
    assert slack.calls() == []


async def test_a_long_thread_is_read_back_to_its_end(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        for n in range(250):
            slack.people.say("U01BEN", f"Answer {n}", team="T01ASH", channel="C01SLT", thread=root.id)
        found = await ready.platform.replies(root, at=SLT)
    assert len(found.said) == 250
    assert found.standing is not None
    assert len(slack.calls("conversations.replies")) == 2


async def test_a_thread_that_is_gone_says_nothing_about_its_answers(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    # Slack deletes by itself what a workspace does not want to keep: nobody has taken anything back.
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        ash.places["C01SLT"].messages.clear()
        with pytest.raises(Refused):
            await ready.platform.replies(root, at=SLT)


async def test_an_answer_that_somebody_deleted_from_the_thread_is_shown_anew(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        first = await ready.platform.show(answer("As it was."), root=root, at=SLT, stands=None, look=False)
        assert first is not None
        del ash.places["C01SLT"].messages[first]
        again = await ready.platform.show(answer("As it is."), root=root, at=SLT, stands=first, look=False)
        assert again not in {None, first}
        del ash.places["C01SLT"].messages[str(again)]
        assert await ready.platform.show(answer(None), root=root, at=SLT, stands=again, look=False) is None


async def test_an_answer_shown_twice_by_mishap_is_shown_once_again(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        shown = [
            await ready.platform.show(answer("As it was."), root=root, at=SLT, stands=None, look=False)
            for _ in range(2)
        ]
        kept = await ready.platform.show(answer("As it is."), root=root, at=SLT, stands=None, look=True)
    assert kept == shown[0]
    assert len(ash.places["C01SLT"].thread(root.id)) == 2


async def test_an_answer_that_got_no_answer_is_looked_for(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        slack.script("chat.postMessage", faults.done_and_dropped())
        with pytest.raises(OutcomeUnknown):
            await ready.platform.show(answer("As it was."), root=root, at=SLT, stands=None, look=False)
        stands = await ready.platform.show(answer("As it was."), root=root, at=SLT, stands=None, look=True)
    assert [each["ts"] for each in ash.places["C01SLT"].thread(root.id)] == [root.id, stands]


async def test_an_answer_is_not_shown_to_strangers_either(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        ash.places["C01SLT"].shared = True
        ready.platform.forget(ash.id)
        with pytest.raises(Refused):
            await ready.platform.show(answer("For us."), root=root, at=SLT, stands=None, look=False)
    assert len(ash.places["C01SLT"].thread(root.id)) == 1


async def test_what_an_answer_says_now_is_not_shown_to_strangers_and_what_it_said_can_go(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        root = await prompted(ready)
        first = await ready.platform.show(answer("For us."), root=root, at=SLT, stands=None, look=False)
        ash.places["C01SLT"].shared = True
        ready.platform.forget(ash.id)
        with pytest.raises(Refused):
            await ready.platform.show(answer("Between us."), root=root, at=SLT, stands=first, look=False)
        assert "Between us." not in str(ash.places["C01SLT"].messages)
        assert await ready.platform.show(answer(None), root=root, at=SLT, stands=first, look=False) is None
    assert len(ash.places["C01SLT"].thread(root.id)) == 1


@pytest.mark.parametrize("id_", ["U01AMINA", "T01ASH/C01SLT", "T01ASH/U01AMINA/x", ""])
async def test_who_is_not_on_slack_is_told_nothing(
    slack: Slack, ash: Team, clock: ManualClock, id_: str
) -> None:
    async with connected(slack, clock) as ready:
        with pytest.raises(Refused):
            await ready.platform.tell("Hello.", to=PersonRef(platform="slack", id=id_, name="Somebody"))
    assert slack.calls() == []


async def test_what_an_owner_is_told_names_nobody_by_accident(
    slack: Slack, ash: Team, clock: ManualClock
) -> None:
    async with connected(slack, clock) as ready:
        await ready.platform.tell("<!channel> of <@U01BEN> & *co*", to=AMINA)
    said = ash.seen("DU01AMINA")[0]
    assert "<" not in said
    assert slack.calls("chat.postMessage")[0].arguments["mrkdwn"] is False


async def test_a_table_that_is_away_posts_nothing(slack: Slack, ash: Team, clock: ManualClock) -> None:
    async with connected(slack, clock) as ready:
        ready.installations._memory.away = True
        with pytest.raises(TryLater):
            await prompted(ready)
    assert slack.calls() == []
