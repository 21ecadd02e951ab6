"""Somebody replies to a question on Teams: plainly or by a mention, early, more than once, out of order."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.reflection import LONGEST
from tests.scenarios.teams.stage import AMINA, BEN, OAKFIELD_SLT, OTHER, SLT, STAFF, Stage


@pytest.mark.parametrize("mention", [False, True])
async def test_a_reply_is_in_the_log_when_teams_has_its_answer(stage: Stage, mention: bool) -> None:  # noqa: FBT001 - a parameter
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, "We moved the group.", channel=SLT, root=root, mention=mention)
    answer = await stage.sender.activity(said)
    assert (answer.status_code, answer.content) == (200, b"")
    assert await stage.said() == ["We moved the group."]
    assert stage.holds("We moved the group.")  # so that other tests may say what it does not hold
    assert [line.author_name for line in await stage.log()] == ["Amina Khan"]
    await stage.told()
    assert stage.thread(root) == []  # that the card counts one more is the sign


async def test_who_is_in_the_set_up_keeps_the_name_they_have_there(stage: Stage) -> None:
    root = await stage.asked()
    await stage.says(BEN, "Mine", root=root)
    assert [line.author_name for line in await stage.log()] == ["Dev Desai"]


async def test_a_name_that_teams_did_not_say_is_learnt_from_a_later_answer(stage: Stage) -> None:
    root = await stage.asked()
    for name, expected in (("", "Someone on Teams"), ("Amina Khan", "Amina Khan")):
        said = stage.teams.people.say(AMINA, f"An answer {name}", channel=SLT, root=root)
        said["from"]["name"] = name
        await stage.sent(said)
        assert {line.author_name for line in await stage.log()} == {expected}


async def test_a_reply_a_week_later_belongs_to_its_question(stage: Stage) -> None:
    root = await stage.asked()
    stage.clock.advance(timedelta(days=7))
    await stage.says(AMINA, "Late", root=root)
    assert [line.root for line in await stage.log()] == [root]


async def test_a_reply_before_we_know_that_the_question_was_posted_is_kept(stage: Stage) -> None:
    delivery = await stage.claimed()

    async def early() -> None:
        (root,) = (each.id for each in stage.teams.channel(SLT).roots())
        said = stage.teams.people.say(AMINA, "Quick", channel=SLT, root=root)
        assert (await stage.sender.activity(said)).status_code == 200

    stage.teams.before_answering("post", early)
    root = await stage.posted(delivery, OAKFIELD_SLT)
    assert await stage.said() == []
    await stage.settled(delivery, root)
    assert await stage.said() == ["Quick"]


async def test_a_mention_settles_what_teams_never_said_was_posted(stage: Stage) -> None:
    delivery = await stage.claimed()
    root = await stage.posted(delivery, OAKFIELD_SLT)
    await stage.uncertain(delivery)
    await stage.says(AMINA, "Plainly", root=root)
    assert await stage.said() == []
    await stage.says(BEN, "To you", root=root, mention=True)
    assert await stage.said() == ["Plainly", "To you"]


async def test_what_is_sent_four_times_in_any_order_is_one_answer_each(stage: Stage) -> None:
    root = await stage.asked()
    people = stage.teams.people
    activities = [people.say(AMINA, f"Answer {n}", channel=SLT, root=root) for n in range(3)] * 4
    random.Random(3).shuffle(activities)  # noqa: S311 - an order, not a secret
    answers = await asyncio.gather(*(stage.sender.activity(each) for each in activities))
    assert {answer.status_code for answer in answers} == {200}
    assert await stage.said() == ["Answer 0", "Answer 1", "Answer 2"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1), (0, 2, 1, 1, 2, 0)])
async def test_the_last_of_two_edits_wins_in_whatever_order_they_come(
    stage: Stage, order: tuple[int, ...]
) -> None:
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, "Befor", channel=SLT, root=root)
    activities = [said]
    for words in ("Before", "Before, and after"):
        stage.clock.advance(timedelta(seconds=9))
        activities.append(stage.teams.people.edit(said["id"], words, channel=SLT))
    for each in order:
        assert (await stage.sent(activities[each])).status_code == 200
    assert await stage.said() == ["Before, and after"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 1, 0, 0)])
async def test_what_was_deleted_is_gone_in_whatever_order_we_hear_of_it(
    stage: Stage, order: tuple[int, ...]
) -> None:
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, "CANARY-9917", channel=SLT, root=root)
    deleted = stage.teams.people.delete(said["id"], channel=SLT)
    for each in order:
        assert (await stage.sent((said, deleted)[each])).status_code == 200
    assert await stage.said() == []
    if order[0] == 1:
        assert not stage.holds("CANARY-9917")


async def test_a_deletion_that_is_undone_leaves_the_answer_withdrawn(stage: Stage) -> None:
    root = await stage.asked()
    said = await stage.says(AMINA, "Mine", root=root)
    people = stage.teams.people
    await stage.sent(people.delete(said["id"], channel=SLT))
    await stage.sent(people.undelete(said["id"], "Mine", by=AMINA, channel=SLT, root=root))
    assert await stage.said() == []


async def test_a_guest_in_the_channel_is_heard_like_any_leader(stage: Stage) -> None:
    root = await stage.asked()
    guest = "7f4dafff-0000-4b6e-9c0a-8f6d5e4b3a24"
    stage.teams.add_person(guest, "Gwen Guest (Guest)", tenant=stage.teams.state.people[AMINA].tenant)
    await stage.says(guest, "A guest's view", root=root)
    assert await stage.said() == ["A guest's view"]


@pytest.mark.parametrize("mention", [False, True])
async def test_a_stranger_in_a_shared_channel_is_not_kept(stage: Stage, mention: bool) -> None:  # noqa: FBT001 - a parameter
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, "CANARY-1138", channel=SLT, root=root, mention=mention)
    said["from"] |= {"tenantId": OTHER, "name": "Otto Outside", "aadObjectId": "CANARY-PERSON"}
    assert (await stage.sent(said)).status_code == 200
    assert await stage.said() == []
    for canary in ("CANARY", "Otto"):
        assert not stage.holds(canary)
        assert canary not in stage.written.getvalue()
    told = [each.text for each in stage.thread(root)]
    assert len(told) == (1 if mention else 0)
    assert all("of this organisation" in each for each in told)


async def test_a_strangers_own_tenant_in_the_activity_is_refused_at_the_door(stage: Stage) -> None:
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, "CANARY-1138", channel=SLT, root=root)
    said["channelData"]["tenant"] = {"id": OTHER}
    assert (await stage.sent(said)).status_code == 403
    assert not stage.holds("CANARY")


@pytest.mark.parametrize(
    ("words", "reason"), [("x" * (LONGEST + 1), "40,000"), ("\u200b", "")], ids=["too long", "nothing"]
)
async def test_what_cannot_be_an_answer_is_explained_to_its_author_alone(
    stage: Stage, words: str, reason: str
) -> None:
    root = await stage.asked()
    await stage.says(AMINA, words, root=root)
    (told,) = stage.whispered(AMINA)
    assert reason in told
    assert words not in told
    assert await stage.said() == []
    assert stage.thread(root) == []


async def test_an_author_who_cannot_be_told_why_costs_nothing(stage: Stage) -> None:
    root = await stage.asked()
    nobody = "8f4dafff-0000-4b6e-9c0a-8f6d5e4b3a25"
    stage.teams.add_person(nobody, "Nora Nobody", tenant=stage.teams.state.people[AMINA].tenant)
    await stage.says(nobody, "\u200b", root=root)
    assert len(stage.lines("teams.person_not_told")) == 1
    assert "Nora" not in stage.written.getvalue()


async def test_who_speaks_to_us_elsewhere_is_told_once_where_answers_go(stage: Stage) -> None:
    await stage.asked()
    post = await stage.says(AMINA, "CANARY-1 can you hear me?", root=None, channel=STAFF, mention=True)
    for words in ("CANARY-2 and here?", "CANARY-3 hello?"):
        await stage.says(BEN, words, root=post["id"], channel=STAFF, mention=True)
    (told,) = stage.thread(post["id"], channel=STAFF)
    assert "under questions of mine" in told.text
    assert not stage.holds("CANARY")
    assert "CANARY" not in stage.written.getvalue()


async def test_a_mention_without_a_word_elsewhere_is_told_the_same(stage: Stage) -> None:
    post = await stage.says(AMINA, "A post", root=None, channel=STAFF)
    await stage.says(BEN, "", root=post["id"], channel=STAFF, mention=True)
    assert ["under questions of mine" in each.text for each in stage.thread(post["id"], channel=STAFF)] == [
        True
    ]
    assert stage.whispered(BEN) == []


async def test_our_own_card_and_a_bots_reply_are_no_answers(stage: Stage) -> None:
    root = await stage.asked()
    ours, other = (stage.teams.people.say(AMINA, f"Beep {n}", channel=SLT, root=root) for n in range(2))
    ours["from"] = dict(ours["recipient"])
    other["from"] = {"id": "28:another-app", "name": "Another"}
    for each in (ours, other):
        assert (await stage.sent(each)).status_code == 200
    assert await stage.said() == []


async def test_whatever_else_teams_sends_is_heard_and_means_nothing(stage: Stage) -> None:
    root = await stage.asked()
    said: dict[str, Any] = stage.teams.people.say(AMINA, "CANARY", channel=SLT, root=root)
    kinds = ("messageReaction", "typing", "event", "endOfConversation", "somethingNew")
    answers = [await stage.sent({**said, "type": kind}) for kind in kinds]
    assert {answer.status_code for answer in answers} == {200}
    unknown = await stage.sent({**said, "type": "invoke", "name": "composeExtension/query", "value": {}})
    assert unknown.status_code == 501
    assert await stage.said() == []
    assert not stage.holds("CANARY")
