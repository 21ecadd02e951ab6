"""A channel becomes a school's with a code that is written to us in it: by whom, where, and what stands there then."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.channel import Channel
from bot.usecases.schools.connecting import offer_code
from tests import cast
from tests.adapters.teams.double import faults
from tests.scenarios.slack.test_sent_again import Locked
from tests.scenarios.teams.stage import AMINA, BEN, OTHER, SLT, STAFF, TEAM, TENANT, Stage

OURS = "is connected to Oakfield Primary School"


async def code_of(stage: Stage) -> str:
    return await offer_code(stage.bot, cast.GRACE.id, school=cast.OAKFIELD.id)


async def connected(stage: Stage, channel: str = STAFF) -> Channel | None:
    return await stage.store.directory.channel("teams", f"{TENANT}/{channel}")


async def told(stage: Stage, words: str, *, channel: str = STAFF, root: str | None = None) -> list[str]:
    """Somebody writes that to us; what we say in that thread."""
    said = await stage.says(AMINA, words, root=root, channel=channel, mention=True)
    return heard(stage, root or said["id"], channel=channel)


def heard(stage: Stage, root: str, *, channel: str = STAFF) -> list[str]:
    return [str(each.activity.get("text")) for each in stage.thread(root, channel=channel)]


async def test_a_new_post_connects_the_channel_and_a_question_stands_there(stage: Stage) -> None:
    (answer,) = await told(stage, f"connect this channel {await code_of(stage)}")
    assert OURS in answer
    channel = await connected(stage)
    assert channel is not None
    assert (channel.school, channel.name) == (cast.OAKFIELD.id, "Staff room")
    root = await stage.asked(channel)
    await stage.says(AMINA, "We read aloud.", root=root, channel=STAFF)
    assert await stage.said() == ["We read aloud."]
    event = stage.teams.people.channel_event("channelRenamed", channel=STAFF, by=BEN, renamed="Deputies")
    await stage.sent(event)
    after = await connected(stage)
    assert after is not None
    assert after.name == "Deputies"


async def test_a_reply_anywhere_connects_it_and_what_comes_twice_is_answered_once(stage: Stage) -> None:
    post = stage.teams.people.say(BEN, "Lunch?", channel=STAFF)
    said = stage.teams.people.say(
        AMINA, f"connect {await code_of(stage)}", channel=STAFF, root=post["id"], mention=True
    )
    for _ in range(2):
        assert (await stage.sent(said)).status_code == 200
    (answer,) = heard(stage, post["id"])
    assert OURS in answer
    assert not await stage.log()


async def test_general_bears_that_name(stage: Stage) -> None:
    stage.teams.add_channel(TEAM, "", AMINA, team=TEAM)
    assert OURS in (await told(stage, f"connect {await code_of(stage)}", channel=TEAM))[0]
    channel = await connected(stage, TEAM)
    assert channel is not None
    assert channel.name == "General"
    assert await stage.asked(channel)


async def test_a_channel_that_teams_does_not_name_is_called_after_its_school(stage: Stage) -> None:
    private = "19:0a1b2c3d4e5f60718293a4b5c6d7e8f9@thread.tacv2"
    stage.teams.add_channel(private, "Closed door", AMINA, team=TEAM)
    stage.teams.script("channels", faults.status(403))
    assert OURS in (await told(stage, f"connect {await code_of(stage)}", channel=private))[0]
    channel = await connected(stage, private)
    assert channel is not None
    assert channel.name == "A channel of Oakfield Primary School"
    assert await stage.asked(channel)


async def test_a_mistyped_code_is_put_right_in_the_message_itself(stage: Stage) -> None:
    code = await code_of(stage)
    said = stage.teams.people.say(AMINA, f"connect {code[:-1]}", channel=STAFF, mention=True)
    await stage.sent(said)
    await stage.sent(stage.teams.people.edit(said["id"], f"connect {code}", channel=STAFF, mention=True))
    wrong, right = heard(stage, said["id"])
    assert "does not connect anything" in wrong
    assert OURS in right


async def test_under_a_question_a_code_is_no_answer_and_an_answer_is_no_code(stage: Stage) -> None:
    root = await stage.asked()
    (answer,) = await told(stage, f"connect {await code_of(stage)}", channel=SLT, root=root)
    assert "Oakfield Primary School already" in answer
    assert not await stage.log()
    await stage.says(AMINA, "connect teachers", root=root, mention=True)
    assert await stage.said() == ["connect teachers"]
    assert len(stage.thread(root)) == 1


async def test_without_a_code_they_hear_where_to_get_one_and_in_a_group_chat_where_to_write_it(
    stage: Stage,
) -> None:
    (answer,) = await told(stage, "connect this channel")
    assert "on the page of the school" in answer
    said: dict[str, Any] = stage.teams.people.say(
        AMINA, f"connect {await code_of(stage)}", channel=STAFF, mention=True
    )
    said["conversation"] = {
        "conversationType": "groupChat",
        "id": "19:chat@thread.v2",
        "tenantId": TENANT,
    }
    await stage.sent(said)
    assert "Only a channel of a team" in str(stage.teams.calls("send")[-1].body)
    assert await connected(stage) is None


@pytest.mark.parametrize(
    "outside",
    [{"tenantId": OTHER, "aadObjectId": "CANARY-PERSON"}, {"aadObjectId": ""}],
    ids=["of another tenant", "of none"],
)
async def test_only_people_of_this_organisation_connect(stage: Stage, outside: Mapping[str, str]) -> None:
    code = await code_of(stage)
    said = stage.teams.people.say(AMINA, f"connect {code}", channel=STAFF, mention=True)
    said["from"] |= outside
    await stage.sent(said)
    assert "Only people of this organisation" in heard(stage, said["id"])[0]
    assert OURS in (await told(stage, f"connect {code}"))[0]


async def test_a_channel_shared_outside_the_trust_is_refused(stage: Stage) -> None:
    code = await code_of(stage)
    shared = stage.teams.people.channel_event("channelShared", channel=STAFF, by=BEN)
    shared["channelData"]["sharedWithTeams"] = [{"id": "19:other@thread.tacv2", "tenantId": OTHER}]
    await stage.sent(shared)
    assert "shared with people outside the trust" in (await told(stage, f"connect {code}"))[0]
    assert await connected(stage) is None
    assert OURS in (await told(stage, f"connect {code}", channel=TEAM))[0]


async def test_who_does_not_speak_to_us_connects_nothing(stage: Stage) -> None:
    said = await stage.says(AMINA, f"connect {await code_of(stage)}", root=None, channel=STAFF)
    assert heard(stage, said["id"]) == []
    assert await connected(stage) is None


async def test_what_could_not_be_kept_connects_when_it_comes_again(stage: Stage) -> None:
    said = stage.teams.people.say(AMINA, f"connect {await code_of(stage)}", channel=STAFF, mention=True)
    with Locked(stage):  # type: ignore[arg-type] # all that it asks of a stage is its file
        assert (await stage.sent(said)).status_code >= 500
    assert (await stage.sent(said)).status_code == 200
    assert await connected(stage) is not None


async def test_no_code_is_ever_logged_and_only_its_hash_is_kept(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code, other = await code_of(stage), "K7QF-3M2P"
    await told(stage, f"connect {other}")
    await told(stage, f"connect {code}")
    for secret in (code, other, code.replace("-", "")):
        assert secret not in stage.written.getvalue()
        assert secret not in caplog.text
        assert not stage.holds(secret)
    assert stage.lines("channel.connected")
