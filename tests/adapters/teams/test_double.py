"""Our own Teams behaves as the real one does, so far as our tests lean on it."""

import asyncio
from typing import Any

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.teams.inbound import happening, place_of
from bot.domain.happenings import Edited, Said, Withdrawn
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import AMINA, BEN, HEADS, LEADERS, TEAM, TENANT, after
from tests.adapters.teams.double import Limits, Sender, Teams, documented, faults

CARD = {"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard"}}


async def asked(teams: Teams, verb: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(verb, f"{teams.service_url()}v3/{path}", json=body) as answer,
    ):
        return answer.status, await answer.json(content_type=None) or {}


async def posted(teams: Teams, channel: str = LEADERS, **activity: Any) -> tuple[int, dict[str, Any]]:
    body = {
        "isGroup": True,
        "channelData": {"channel": {"id": channel}},
        "activity": {"type": "message", **(activity or {"text": "Hello"})},
    }
    return await asked(teams, "POST", "conversations", body)


async def test_a_post_opens_a_thread_whose_id_is_its_moment(teams: Teams, clock: ManualClock) -> None:
    status, first = await posted(teams)
    _, second = await posted(teams)
    assert status == 201
    assert first["activityId"] == str(int(clock.now().timestamp() * 1000))
    assert len(first["activityId"]) == 13
    assert int(second["activityId"]) > int(first["activityId"])
    assert first["id"] == f"{LEADERS};messageid={first['activityId']}"


async def test_a_text_and_a_card_in_one_are_split_and_no_id_is_told(teams: Teams) -> None:
    status, answer = await posted(teams, text="Hello", attachments=[CARD])
    assert status == 201
    assert "activityId" not in answer
    assert len(teams.channel(LEADERS).roots()) == 2


async def test_a_message_over_28_kb_is_refused(teams: Teams) -> None:
    status, answer = await posted(teams, text="x" * 29_000)
    assert (status, answer["error"]["code"]) == (413, "MessageSizeTooBig")
    assert teams.channel(LEADERS).roots() == []


async def test_a_message_of_nothing_is_refused(teams: Teams) -> None:
    assert (await posted(teams, text=""))[0] == 400


async def test_only_our_own_messages_can_be_changed_and_those_that_are_there(teams: Teams) -> None:
    theirs = teams.people.say(AMINA, "Mine", channel=LEADERS)["id"]
    path = f"conversations/{LEADERS}/activities/"
    body = {"type": "message", "text": "Changed"}
    assert (await asked(teams, "PUT", path + theirs, body))[0] == 403
    assert (await asked(teams, "PUT", path + "1", body))[1]["error"][
        "code"
    ] == "ActivityNotFoundInConversation"
    assert (await asked(teams, "DELETE", path + "1"))[0] == 404


async def test_where_our_app_is_not_nothing_can_be_said(teams: Teams) -> None:
    teams.people.remove_bot(TEAM, by=AMINA)
    assert (await posted(teams))[1]["error"]["code"] == "BotNotInConversationRoster"
    teams.people.add_bot(TEAM, by=AMINA)
    assert (await posted(teams))[0] == 201
    assert (await posted(teams, "19:nowhere@thread.tacv2"))[0] == 404


async def test_the_documented_limits_hold_for_each_channel_and_each_tenant(teams: Teams) -> None:
    teams.limits = documented()
    statuses = [(await posted(teams))[0] for _ in range(8)]
    assert statuses == [201] * 7 + [429]
    assert (await posted(teams, HEADS))[0] == 201
    teams.limits = Limits(in_a_tenant=((2, 60.0),))
    assert [(await posted(teams, each))[0] for each in (LEADERS, HEADS, LEADERS)] == [201, 201, 429]


async def test_a_fault_meets_one_request_and_a_standing_fault_meets_all(teams: Teams) -> None:
    teams.script("post", faults.status(503))
    assert [(await posted(teams))[0] for _ in range(2)] == [503, 201]
    teams.always("post", faults.forbidden("BotDisabledByAdmin"))
    assert [(await posted(teams))[0] for _ in range(2)] == [403, 403]
    teams.always("post", None)
    assert (await posted(teams))[0] == 201


async def test_what_hangs_was_carried_out_or_not_as_the_script_has_it(teams: Teams) -> None:
    teams.script("post", faults.hangs(), faults.done_and_hangs())
    for standing in (0, 1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2):
                await posted(teams)
        assert len(teams.channel(LEADERS).roots()) == standing


async def test_something_may_happen_between_a_post_and_its_answer(teams: Teams) -> None:
    heard: list[str] = []

    async def hook() -> None:
        root = teams.channel(LEADERS).roots()[0].id
        heard.append(teams.people.say(AMINA, "Quick", channel=LEADERS, root=root)["id"])

    teams.before_answering("post", hook)
    _, answer = await posted(teams)
    assert [each.id for each in teams.channel(LEADERS).thread(answer["activityId"])] == heard


async def test_a_persons_acts_are_heard_as_what_they_are(teams: Teams, clock: ManualClock) -> None:
    root = (await posted(teams))[1]["activityId"]
    said = teams.people.say(AMINA, "We met <them> & us", channel=LEADERS, root=root, mention=True)
    clock.advance(after(60))
    edited = teams.people.edit(said["id"], "We met all", channel=LEADERS)
    deleted = teams.people.delete(said["id"], channel=LEADERS)
    undeleted = teams.people.undelete(said["id"], "We met all", by=AMINA, channel=LEADERS, root=root)
    first, second, third, fourth = (happening(each) for each in (said, edited, deleted, undeleted))
    assert isinstance(first, Said)
    assert (first.root, first.text, first.author.id) == (root, "We met <them> & us", f"{TENANT}/{AMINA}")
    assert isinstance(second, Edited)
    assert (second.message, second.text) == (first.message, "We met all")
    assert isinstance(third, Withdrawn)
    assert third.message == first.message
    assert isinstance(fourth, Edited)


async def test_presses_posts_and_events_are_nothing_that_was_said(teams: Teams) -> None:
    root = (await posted(teams))[1]["activityId"]
    people = teams.people
    told = [
        people.press(AMINA, "reflect", {"delivery": "d"}, channel=LEADERS, root=root, inputs={"answer": "x"}),
        people.press(AMINA, "view", channel=LEADERS, root=root, automatic=True),
        people.say(BEN, "A new post", channel=LEADERS),
        people.chat(AMINA, "help"),
        people.press_in_chat(AMINA, "do"),
        *people.install(BEN),
        people.uninstall(BEN),
        *people.add_bot(TEAM, by=AMINA),
        people.channel_event("channelRenamed", channel=LEADERS, by=AMINA, renamed="Leaders"),
        people.team_event("teamArchived", team=TEAM, by=AMINA),
    ]
    assert [happening(each) for each in told] == [None] * len(told)
    assert teams.channel(LEADERS).name == "Leaders"


async def test_a_press_carries_its_data_with_what_was_typed_and_stands_in_its_thread(teams: Teams) -> None:
    press = teams.people.press(
        AMINA, "reflect", {"delivery": "d"}, channel=LEADERS, root="1795420500123", inputs={"answer": "x"}
    )
    assert press["value"]["action"]["data"] == {"delivery": "d", "answer": "x"}
    place = place_of(press)
    assert place is not None
    assert place.root == "1795420500123"


async def test_activities_are_posted_with_the_token_that_is_made_for_each(teams: Teams) -> None:
    heard: list[tuple[str, Any]] = []

    async def hear(request: Request) -> Response:
        heard.append((request.headers.get("authorization", ""), await request.json()))
        return JSONResponse({}, status_code=200)

    app = Starlette(routes=[Route("/teams/messages", hear, methods=["POST"])])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://bot.example"
    ) as browser:
        said = teams.people.chat(AMINA, "help")
        await Sender(browser=browser).activity(said)
        await Sender(browser=browser, bearer=lambda activity: f"for-{activity['id']}").activity(said)
    assert heard == [("", said), (f"Bearer for-{said['id']}", said)]
