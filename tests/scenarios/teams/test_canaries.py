"""With a team's consent we hear everything that is said there: what is not under a question of ours leaves no trace."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.adapters.teams.double import activities
from tests.scenarios.slack.test_sent_again import Locked
from tests.scenarios.teams.stage import HEADS, OAKFIELD_SLT, OTHER, SLT, STAFF, TENANT, Stage

WORDS, NAME = "QUOKKA-4711", "Wilhelmina Wombat"
PERSON = "ca9a51e0-0000-4b6e-9c0a-8f6d5e4b3aff"
CANARIES = (WORDS, "QUOKKA", NAME, "Wombat", PERSON, "ca9a51e0", "secret-plans.pdf", "sharepoint.com")
KEPT_IN = ("reflections", "revisions", "waiting", "withdrawals", "echoes", "identities")


def overheard(stage: Stage) -> Iterator[dict[str, Any]]:
    """More than forty activities of people who do not speak to us, each with words, a name and ids of theirs."""
    people, number = stage.teams.people, itertools.count(1)

    def words() -> str:
        return f"{WORDS} number {next(number)}"

    for channel in (SLT, HEADS, STAFF):
        post = people.say(PERSON, words(), channel=channel)
        yield post
        yield people.edit(post["id"], words(), channel=channel)
        replies = [people.say(PERSON, words(), channel=channel, root=post["id"]) for _ in range(3)]
        yield from replies
        yield people.edit(replies[0]["id"], words(), channel=channel)
        yield people.delete(replies[1]["id"], channel=channel)
        yield people.undelete(replies[1]["id"], words(), by=PERSON, channel=channel, root=post["id"])
        yield replies[2]  # a second time
        older = dict(people.say(PERSON, words(), channel=channel, root=post["id"]))
        older["conversation"] = activities.in_channel(channel, None)
        yield older | {"replyToId": post["id"]}
        newer = people.say(PERSON, words(), channel=channel, root=post["id"])
        newer["channelData"]["thread"] = {"id": f"{channel};messageid={post['id']}"}
        yield newer
        file = people.say(PERSON, words(), channel=channel, root=post["id"])
        file["attachments"].append(
            {
                "contentType": "application/vnd.microsoft.teams.file.download.info",
                "name": "secret-plans.pdf",
                "contentUrl": "https://ashgrove.sharepoint.com/secret-plans.pdf",
            }
        )
        yield file
        yield people.say(PERSON, "", channel=channel, root=post["id"])  # a picture, say
        yield people.say(
            PERSON, f"{WORDS} " * 4_000, channel=channel, root=post["id"]
        )  # longer than any answer
        yield people.say(PERSON, words(), channel=channel, root=post["id"]) | {"type": "messageReaction"}
        yield people.delete(post["id"], channel=channel)
    yield from elsewhere(stage, words())


def elsewhere(stage: Stage, words: str) -> Iterator[dict[str, Any]]:
    """The same in a group chat, in another tenant, and by somebody of another organisation."""
    post = stage.teams.people.say(PERSON, words, channel=STAFF)
    yield post | {
        "conversation": {"conversationType": "groupChat", "id": "19:chat@thread.v2", "tenantId": TENANT}
    }
    other = {"tenant": {"id": OTHER}}
    yield post | {"conversation": post["conversation"] | {"tenantId": OTHER}, "channelData": other}
    yield post | {"channelData": post["channelData"] | other}
    yield post | {"from": post["from"] | {"tenantId": OTHER}}
    nobody = {key: each for key, each in post["from"].items() if key != "aadObjectId"}
    yield post | {"from": nobody}


async def leaves_no_trace(stage: Stage, sent: list[dict[str, Any]]) -> None:
    """Nothing of what they sent is in the database's bytes, in the log, or on its way to anybody."""
    ids = {str(each["id"]) for each in sent}
    for canary in (*CANARIES, *ids):
        assert not stage.holds(canary), canary
        assert canary not in stage.written.getvalue(), canary
    assert stage.lines("reply.received") == []
    assert not [each for channel in (SLT, HEADS, STAFF) for each in _ours(stage, channel)]
    # So that this would have been seen, had it been kept.
    assert stage.holds("19:253b1f341670408fb6fe51050b6e5ceb")


def _ours(stage: Stage, channel: str) -> list[str]:
    return [each.id for each in stage.teams.channel(channel).messages.values() if not each.by and each.root]


@pytest.fixture
def _overheard_person(stage: Stage) -> None:
    stage.teams.add_person(PERSON, NAME, tenant=TENANT)


@pytest.mark.usefixtures("_overheard_person")
async def test_nothing_that_a_team_says_among_itself_leaves_a_trace(stage: Stage) -> None:
    await stage.asked()
    before = [stage.rows(table) for table in KEPT_IN]
    stage.clock.advance(timedelta(hours=2))
    sent = list(overheard(stage))
    assert len(sent) > 40
    for each in sent:
        answer = await stage.sent(each)
        assert answer.status_code in {200, 403}
        assert answer.content == b""
    assert [stage.rows(table) for table in KEPT_IN] == before
    await leaves_no_trace(stage, sent)


@pytest.mark.usefixtures("_overheard_person")
@pytest.mark.parametrize("known", ["on its way", "uncertain"])
async def test_nor_while_we_do_not_know_whether_a_question_was_posted_there(stage: Stage, known: str) -> None:
    # What they talk about began half an hour before, so that none of it can be the question.
    stage.clock.advance(timedelta(minutes=-30))
    sent = list(overheard(stage))
    stage.clock.advance(timedelta(minutes=30))
    delivery = await stage.claimed()
    await stage.posted(delivery, OAKFIELD_SLT)
    if known == "uncertain":
        await stage.uncertain(delivery)
    before = [stage.rows(table) for table in KEPT_IN]
    for each in sent:
        assert (await stage.sent(each)).status_code in {200, 403}
    assert [stage.rows(table) for table in KEPT_IN] == before
    await leaves_no_trace(stage, sent)


@pytest.mark.usefixtures("_overheard_person")
async def test_nor_when_nothing_can_be_kept_at_all(stage: Stage) -> None:
    await stage.asked()
    stage.clock.advance(timedelta(hours=2))
    post = stage.teams.people.say(PERSON, WORDS, channel=SLT)
    sent = [post, stage.teams.people.say(PERSON, WORDS, channel=SLT, root=post["id"])]
    with Locked(stage):  # type: ignore[arg-type] # all that it asks of a stage is its file
        answers = [await stage.sent(each) for each in sent]
    # A new post never comes near the database.
    assert answers[0].status_code == 200
    await leaves_no_trace(stage, sent)


@pytest.mark.usefixtures("_overheard_person")
async def test_what_is_kept_of_an_answer_is_in_no_line_of_the_log(stage: Stage) -> None:
    root = await stage.asked()
    said = await stage.says(PERSON, WORDS, root=root, mention=True)
    await stage.sent(stage.teams.people.edit(said["id"], f"{WORDS} again", channel=SLT))
    await stage.presses(PERSON, "reflect", root=root, typed=f"{WORDS} in the box", private=False)
    await stage.presses(PERSON, "reflect", root=root, typed=f"{WORDS}{'x' * 41_000}", private=False)
    await stage.sent(stage.teams.people.delete(said["id"], channel=SLT))
    assert stage.lines("reply.received")
    for canary in CANARIES:
        assert canary not in stage.written.getvalue(), canary
