"""What the adapter asks of Teams, over real HTTP, and what it makes of the answers."""

import asyncio
import json
from dataclasses import replace

import pytest

from adapters.teams import remedies
from adapters.teams.failures import Gone
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.message import ShownAnswer
from bot.domain.people import PersonRef
from bot.ports.chat import CannotTell, OutcomeUnknown, Refused, TryLater
from scheduler.clock import ManualClock
from tests.adapters.teams.connected import (
    AMINA,
    BEN,
    ELSEWHERE,
    HEADS,
    LEADERS,
    MESSAGE,
    TEAM,
    TENANT,
    Connected,
    connected,
    on_teams,
)
from tests.adapters.teams.double import Teams, faults

FIRST = DeliveryId("delivery-1")
SLT = on_teams(LEADERS)


async def prompted(ready: Connected, delivery: DeliveryId = FIRST) -> MessageRef:
    return await ready.platform.post(MESSAGE, to=SLT, delivery=delivery)


def answer(text: str | None) -> ShownAnswer:
    return ShownAnswer(mark="reflection-1", author_name="Amina Khan", text=text)


def person(id_: str) -> PersonRef:
    return PersonRef(platform="teams", id=f"{TENANT}/{id_}", name="Somebody")


async def test_a_prompt_is_a_card_with_a_summary_and_never_a_text_beside_it(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        posted = await prompted(ready)
    sent = teams.calls("post")[0].body
    activity = sent["activity"]
    assert activity["summary"] == "Who was not in the room?"
    assert "text" not in activity
    assert [each["contentType"] for each in activity["attachments"]] == [
        "application/vnd.microsoft.card.adaptive"
    ]
    assert (sent["isGroup"], sent["channelData"]) == (
        True,
        {"channel": {"id": LEADERS}, "tenant": {"id": TENANT}},
    )
    assert len(posted.id) == 13
    assert FIRST in json.dumps(teams.channel(LEADERS).messages[posted.id].card)


async def test_a_prompt_says_how_many_have_reflected_and_stays_where_it_is(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        assert ready.platform.counts
        root = await prompted(ready)
        await ready.platform.redraw(replace(MESSAGE, reflected=3), root=root, at=SLT, delivery=FIRST)
    standing = teams.channel(LEADERS).messages
    assert list(standing) == [root.id]
    assert "3 people have reflected" in json.dumps(standing[root.id].card)
    assert teams.calls("update")[0].conversation == f"{LEADERS};messageid={root.id}"


async def test_a_prompt_that_somebody_deleted_is_not_posted_again_to_be_counted(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        teams.channel(LEADERS).messages.clear()
        with pytest.raises(Gone):
            await ready.platform.redraw(MESSAGE, root=root, at=SLT, delivery=FIRST)
    assert teams.channel(LEADERS).messages == {}


@pytest.mark.parametrize(
    "address",
    [LEADERS, f"{TENANT}/", f"/{LEADERS}", f"{TENANT}/a:chat", f"{TENANT}/{LEADERS};messageid=1", ""],
)
async def test_what_is_no_address_on_teams_is_refused_before_anything_is_sent(
    teams: Teams, clock: ManualClock, address: str
) -> None:
    async with connected(teams, clock) as ready:
        with pytest.raises(Refused) as refused:
            await ready.platform.post(MESSAGE, to=on_teams("X", address=address), delivery=FIRST)
    assert refused.value.closes_channel
    assert teams.calls() == []


@pytest.mark.parametrize(("tenant", "channel"), [(TENANT, "19:unheard@thread.tacv2"), (ELSEWHERE, LEADERS)])
async def test_a_channel_whose_team_has_not_let_us_in_is_refused_with_what_to_do(
    teams: Teams, clock: ManualClock, tenant: str, channel: str
) -> None:
    async with connected(teams, clock) as ready:
        with pytest.raises(Refused, match="add the app") as refused:
            await ready.platform.post(MESSAGE, to=on_teams(channel, tenant=tenant), delivery=FIRST)
    assert refused.value.closes_channel
    assert not teams.calls("post")


async def test_each_tenant_is_spoken_to_at_its_own_address(teams: Teams, clock: ManualClock) -> None:
    teams.add_person("aad-elm", "Elmer", tenant=ELSEWHERE)
    teams.add_team("19:elm@thread.tacv2", "Elm", tenant=ELSEWHERE)
    async with connected(teams, clock) as ready:
        teams.people.region = "emea"
        await ready.references.learn(
            teams.people.say("aad-elm", "Hello", channel="19:elm@thread.tacv2", mention=True)
        )
        await prompted(ready)
        elm = on_teams("19:elm@thread.tacv2", tenant=ELSEWHERE)
        await ready.platform.post(MESSAGE, to=elm, delivery=FIRST)
    assert [call.region for call in teams.calls("post")] == ["uk", "emea"]


async def test_a_bot_cannot_look_and_says_so(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        with pytest.raises(CannotTell):
            await ready.platform.find(FIRST, at=SLT, since=clock.now())
        with pytest.raises(CannotTell):
            await ready.platform.replies(root, at=SLT)
        with pytest.raises(CannotTell):
            await ready.platform.show(answer("Words."), root=root, at=SLT, stands=None, look=True)
    assert [call.what for call in teams.calls()] == ["post"]


async def test_acknowledging_asks_nothing_of_teams(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        await ready.platform.acknowledge(MessageRef(platform="teams", address=SLT.address, id="1"), at=SLT)
    assert teams.calls() == []


async def test_an_answer_stands_in_its_thread_and_in_no_other(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        root, other = await prompted(ready), await prompted(ready, DeliveryId("delivery-2"))
        stands = await ready.platform.show(answer("Words."), root=root, at=SLT, stands=None, look=False)
    place = teams.channel(LEADERS)
    assert [each.id for each in place.thread(root.id)] == [stands]
    assert place.thread(other.id) == []
    assert "text" not in teams.calls("send")[0].body


async def test_an_answer_that_is_known_to_stand_is_changed_where_it_stands_even_when_asked_to_look(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        first = await ready.platform.show(answer("Was."), root=root, at=SLT, stands=None, look=False)
        assert await ready.platform.show(answer("Is."), root=root, at=SLT, stands=first, look=True) == first
    assert "Is." in json.dumps(teams.channel(LEADERS).thread(root.id)[0].card)


async def test_an_answer_that_somebody_deleted_from_the_thread_is_shown_anew(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        first = await ready.platform.show(answer("Was."), root=root, at=SLT, stands=None, look=False)
        assert first is not None
        del teams.channel(LEADERS).messages[first]
        again = await ready.platform.show(answer("Is."), root=root, at=SLT, stands=first, look=False)
        assert again not in {None, first}
        del teams.channel(LEADERS).messages[str(again)]
        assert await ready.platform.show(answer(None), root=root, at=SLT, stands=again, look=False) is None
    assert teams.channel(LEADERS).thread(root.id) == []


async def test_an_answer_that_never_stood_is_taken_away_without_a_call(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        assert await ready.platform.show(answer(None), root=root, at=SLT, stands=None, look=False) is None
    assert [call.what for call in teams.calls()] == ["post"]


async def test_an_answer_that_got_no_answer_may_stand(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        teams.script("send", faults.done_and_dropped())
        with pytest.raises(OutcomeUnknown):
            await ready.platform.show(answer("Words."), root=root, at=SLT, stands=None, look=False)
    assert len(teams.channel(LEADERS).thread(root.id)) == 1


async def test_a_thread_that_is_gone_does_not_close_its_channel(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        root = await prompted(ready)
        teams.channel(LEADERS).messages.clear()
        with pytest.raises(Refused) as refused:
            await ready.platform.show(answer("Words."), root=root, at=SLT, stands=None, look=False)
    assert not refused.value.closes_channel


async def test_a_person_is_told_in_the_chat_that_is_known(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        await ready.references.learn(teams.people.chat(AMINA, "Hello"))
        await ready.platform.tell("The channel is *closed* <b>.", to=person(AMINA))
    assert [each.text for each in teams.told(AMINA) if not each.by] == ["The channel is *closed* <b>."]
    assert [call.what for call in teams.calls()] == ["send"]
    assert teams.calls("send")[0].body["textFormat"] == "plain"


async def test_a_chat_is_begun_with_whoever_has_the_app_and_has_never_written(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        teams.state.people[BEN].has_app = True
        await ready.platform.tell("Hello.", to=person(BEN))
    assert [each.text for each in teams.told(BEN)] == ["Hello."]
    assert [call.what for call in teams.calls()] == ["personal", "send"]


async def test_whoever_has_not_added_the_app_is_not_told_and_it_is_said_what_they_must_do(
    teams: Teams, clock: ManualClock
) -> None:
    async with connected(teams, clock) as ready:
        with pytest.raises(Refused) as refused:
            await ready.platform.tell("Hello.", to=person(BEN))
        await ready.references.learn(teams.people.chat(AMINA, "Hello"))
        teams.state.people[AMINA].has_app = False
        with pytest.raises(Refused) as removed:
            await ready.platform.tell("Hello.", to=person(AMINA))
    assert str(refused.value) == str(removed.value) == remedies.NO_CHAT
    assert not refused.value.closes_channel


@pytest.mark.parametrize("id_", [AMINA, f"{TENANT}/{LEADERS}", f"{ELSEWHERE}/{AMINA}", ""])
async def test_who_is_not_on_teams_is_told_nothing(teams: Teams, clock: ManualClock, id_: str) -> None:
    async with connected(teams, clock) as ready:
        with pytest.raises(Refused):
            await ready.platform.tell("Hello.", to=PersonRef(platform="teams", id=id_, name="Somebody"))
    assert teams.calls() == []


async def test_a_table_that_is_away_posts_nothing(teams: Teams, clock: ManualClock) -> None:
    async with connected(teams, clock) as ready:
        clock.advance(ready.references_are_old)
        ready.installations._memory.away = True
        with pytest.raises(TryLater):
            await prompted(ready)
        with pytest.raises(TryLater):
            await ready.platform.tell("Hello.", to=person(AMINA))
    assert teams.calls() == []


async def test_a_post_that_hangs_can_be_given_up(teams: Teams, clock: ManualClock) -> None:
    teams.script("post", faults.done_and_hangs())
    async with connected(teams, clock) as ready:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3):
                await prompted(ready)
    assert len(teams.channel(LEADERS).roots()) == 1


async def test_a_teams_that_is_not_there_was_sent_nothing(
    teams: Teams, clock: ManualClock, unused_port: int
) -> None:
    async with connected(teams, clock) as ready:
        teams.port = unused_port
        teams.people.region = "away"
        clock.advance(ready.references_are_old)
        await ready.references.learn(teams.people.say(AMINA, "Hello", channel=LEADERS))
        with pytest.raises(TryLater):
            await prompted(ready)


async def test_the_channels_and_the_people_of_a_team_are_all_told(teams: Teams, clock: ManualClock) -> None:
    for n in range(5):
        teams.channel(LEADERS).members.append(teams.add_person(f"aad-{n}", f"P{n}", tenant=TENANT).id)
    async with connected(teams, clock) as ready:
        where = await ready.references.of_channel(SLT.address)
        assert where is not None
        members = await ready.connector.members(where, conversation=LEADERS)
        channels = await ready.connector.channels(where, team=TEAM)
    assert [each.id for each in members] == [AMINA, BEN, *(f"aad-{n}" for n in range(5))]
    assert members[0].name == "Amina Khan"
    assert channels == {TEAM: "", LEADERS: "SLT", HEADS: "Heads"}
