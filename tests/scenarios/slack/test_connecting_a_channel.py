"""A channel becomes a school's with a code that is typed in it: by whom, where, and what is heard of it."""

import io
import logging

import pytest

from adapters.slack.app import Choices
from bot.domain.channel import Channel
from bot.usecases.schools.connecting import offer_code
from tests import cast
from tests.adapters.slack.double import Slack, Team, faults, payloads
from tests.scenarios.slack import stage as stages
from tests.scenarios.slack.stage import AMINA, ASH, BEN, Stage

NEW, CLOSED = "C01NEW", "C01PRIVATE"


@pytest.fixture
def ash(ash: Team) -> Team:
    """With a channel that we ask nothing in, and a private one that we are not in."""
    ash.add_channel(NEW, "deputies", AMINA, BEN, "U01GUEST", "U09OUT")
    ash.add_channel(CLOSED, "closed-door", AMINA, private=True, with_bot=False)
    return ash


async def code_of(stage: Stage) -> str:
    return await offer_code(stage.bot, cast.GRACE.id, school=cast.OAKFIELD.id)


async def types(stage: Stage, words: str, *, by: str = AMINA, channel: str = NEW, **more: str) -> str:
    """Somebody types our command; returns what they, and only they, read."""
    fields = payloads.command(by, words, team=ASH, channel=channel) | more
    answer = await stage.sender.command(fields)
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"
    return str(answer.json()["text"])


async def connected(stage: Stage, channel: str = NEW) -> Channel | None:
    return await stage.store.directory.channel("slack", f"{ASH}/{channel}")


async def test_somebody_whom_nobody_knows_connects_the_channel_and_a_question_stands_there(
    stage: Stage,
) -> None:
    code = await code_of(stage)
    told = await types(stage, f"connect {code}")
    assert "connected to Oakfield Primary School" in told
    channel = await connected(stage)
    assert channel is not None
    assert (channel.school, channel.name) == (cast.OAKFIELD.id, "#deputies")
    root = await stage.asked(channel)
    said = stage.slack.people.say(AMINA, "We read aloud.", team=ASH, channel=NEW, thread=root)
    assert (await stage.sender.event(said)).status_code == 200
    assert await stage.said() == ["We read aloud."]
    renamed = {"type": "channel_rename", "channel": {"id": NEW, "name": "heads-and-deputies"}}
    assert (await stage.sender.event(payloads.envelope(renamed, team=ASH))).status_code == 200
    after = await connected(stage)
    assert after is not None
    assert after.name == "#heads-and-deputies"


async def test_what_was_remembered_of_the_channel_is_asked_anew(stage: Stage, ash: Team) -> None:
    place = ash.add_channel("C01LATE", "late", AMINA, with_bot=False)
    await stage.asked()
    place.members.add(ash.bot_user)
    await types(stage, f"connect {await code_of(stage)}", channel=place.id)
    channel = await connected(stage, place.id)
    assert channel is not None
    assert await stage.asked(channel)


async def test_a_private_channel_bears_its_own_name(stage: Stage, ash: Team) -> None:
    ash.places[CLOSED].members.add(ash.bot_user)
    await types(stage, f"connect {await code_of(stage)}", channel=CLOSED, channel_name="privategroup")
    channel = await connected(stage, CLOSED)
    assert channel is not None
    assert channel.name == "#closed-door"


async def test_where_we_are_not_they_hear_how_to_invite_us_and_the_code_is_good_afterwards(
    stage: Stage, ash: Team
) -> None:
    ash.add_channel("C01OPEN", "open", AMINA, with_bot=False)
    for channel in (CLOSED, "C01OPEN"):
        code = await code_of(stage)
        told = await types(stage, f"connect {code}", channel=channel)
        assert "Golden Thread is not in this channel yet: type /invite @Golden Thread here" in told
        assert "The code was not used" in told
        assert code not in told
        ash.places[channel].members.add(ash.bot_user)
        assert "is connected to" in await types(stage, f"connect {code}", channel=channel)


async def test_a_message_to_one_person_is_no_channel(stage: Stage) -> None:
    code = await code_of(stage)
    for channel in ("D01CHAT", ""):
        assert "Only a channel can be connected" in await types(stage, f"connect {code}", channel=channel)
    assert not stage.slack.calls("conversations.info")
    assert "is connected to" in await types(stage, f"connect {code}")


async def test_a_channel_shared_with_others_is_refused_unless_the_setting_allows_it(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO
) -> None:
    ash.places[NEW].shared = True
    async with stages.opened(sqlite_url, slack, written=written) as stage:
        code = await code_of(stage)
        assert "shared with another organisation" in await types(stage, f"connect {code}")
        assert await connected(stage) is None
    async with stages.opened(sqlite_url, slack, written=written, choices=Choices(external=True)) as stage:
        assert "guests do not" in await types(stage, f"connect {code}", by="U09OUT")
        assert "is connected to" in await types(stage, f"connect {code}")


async def test_guests_and_people_of_another_workspace_connect_nothing(stage: Stage) -> None:
    code = await code_of(stage)
    for by in ("U01GUEST", "U09OUT"):
        assert "guests do not" in await types(stage, f"connect {code}", by=by)
    assert await connected(stage) is None
    assert "is connected to" in await types(stage, f"connect {code}")


async def test_a_colleague_of_another_workspace_in_the_same_organisation_connects(
    stage: Stage, ash: Team
) -> None:
    ash.enterprise = "E01TRUST"
    ash.add_user("U03KIN", "Kim Kin", team="T03KIN").organisation = "E01TRUST"
    told = await types(stage, f"connect {await code_of(stage)}", by="U03KIN", enterprise_id="E01TRUST")
    assert "is connected to" in told


async def test_a_code_that_is_none_is_said_in_one_sentence_and_without_one_they_hear_where_to_get_it(
    stage: Stage,
) -> None:
    for typed in ("connect K7QF-3M2P", "connect K7QF", "connect 0000 0000"):
        assert "That code does not connect anything" in await types(stage, typed)
    told = await types(stage, "connect this channel")
    assert "Type the code after it" in told
    assert "on the page of the school" in told


async def test_while_slack_says_nothing_the_code_is_not_used(stage: Stage) -> None:
    code = await code_of(stage)
    for fault in (faults.error("fatal_error"), faults.rate_limited(), faults.status(502)):
        stage.slack.script("conversations.info", fault)
        assert "send it again in a minute" in await types(stage, f"connect {code}")
    assert "is connected to" in await types(stage, f"connect {code}")


async def test_no_code_is_ever_logged_and_only_its_hash_is_kept(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code, other = await code_of(stage), "K7QF-3M2P"
    await types(stage, f"connect {other}")
    await types(stage, f"connect {code}", channel=CLOSED)
    await types(stage, f"connect {code}")
    for secret in (code, other, code.replace("-", "")):
        assert secret not in stage.written.getvalue()
        assert secret not in caplog.text
        assert not stage.holds(secret)
    assert stage.lines("channel.connected")
