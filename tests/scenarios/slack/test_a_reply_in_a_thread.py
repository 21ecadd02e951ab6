"""Somebody replies to a question: early, late, more than once, out of order, with words and without."""

import asyncio
import io
import random
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.reflection import LONGEST
from tests.adapters.slack.double import Slack, Team, faults, payloads
from tests.scenarios.slack import stage as stages
from tests.scenarios.slack.stage import AMINA, ASH, BEN, OAKFIELD_SLT, SLT, Stage

AT: dict[str, Any] = {"team": ASH, "channel": SLT}


async def test_a_reply_is_in_the_log_when_slack_has_its_answer(stage: Stage) -> None:
    root = await stage.asked()
    answer = await stage.sender.event(stage.slack.people.say(AMINA, "We moved the group.", thread=root, **AT))
    assert answer.status_code == 200
    assert await stage.said() == ["We moved the group."]
    assert stage.holds("We moved the group.")  # so that other tests may say what it does not hold


async def test_who_answers_first_is_known_by_their_name_soon_after(stage: Stage) -> None:
    root = await stage.asked()
    for words in ("First", "Second"):
        await stage.sender.event(stage.slack.people.say(AMINA, words, thread=root, **AT))
        await stage.told()
    assert {line.author_name for line in await stage.log()} == {"Amina Khan"}
    assert len(stage.slack.calls("users.info")) == 1


async def test_a_name_that_slack_would_not_give_is_asked_for_at_the_next_answer(stage: Stage) -> None:
    root = await stage.asked()
    stage.slack.script("users.info", faults.rate_limited(30))
    for expected in ("Someone on Slack", "Amina Khan"):
        await stage.sender.event(stage.slack.people.say(AMINA, "An answer", thread=root, **AT))
        await stage.told()
        assert {line.author_name for line in await stage.log()} == {expected}


async def test_who_is_in_the_set_up_keeps_the_name_they_have_there(stage: Stage) -> None:
    root = await stage.asked()
    await stage.sender.event(stage.slack.people.say(BEN, "Mine", thread=root, **AT))
    await stage.told()
    assert [line.author_name for line in await stage.log()] == ["Dev Desai"]
    assert not stage.slack.calls("users.info")


async def test_a_person_named_in_an_answer_is_named_as_we_know_them(stage: Stage) -> None:
    root = await stage.asked()
    words = f"<@{BEN}> and <@U01NOBODY> tried it"
    await stage.sender.event(stage.slack.people.say(AMINA, words, thread=root, **AT))
    assert await stage.said() == ["@Dev Desai and @someone tried it"]


async def test_a_reply_a_week_later_belongs_to_its_question(stage: Stage) -> None:
    root = await stage.asked()
    stage.clock.advance(timedelta(days=7))
    await stage.sender.event(stage.slack.people.say(AMINA, "Late", thread=root, **AT))
    assert [line.root for line in await stage.log()] == [root]


async def test_a_reply_before_we_know_that_the_question_was_posted_is_kept(stage: Stage) -> None:
    delivery = await stage.claimed()

    async def early() -> None:
        (root,) = (each["ts"] for each in stage.slack.state.teams[ASH].places[SLT].roots())
        answer = await stage.sender.event(stage.slack.people.say(AMINA, "Quick", thread=root, **AT))
        assert answer.status_code == 200

    stage.slack.before_answering("chat.postMessage", early)
    root = await stage.posted(delivery, OAKFIELD_SLT)
    assert await stage.said() == []
    await stage.settled(delivery, root)
    assert await stage.said() == ["Quick"]


async def test_what_is_sent_four_times_in_any_order_is_one_answer_each(stage: Stage) -> None:
    root = await stage.asked()
    bodies = [stage.slack.people.say(AMINA, f"Answer {n}", thread=root, **AT) for n in range(3)]
    sent = [(body, retry) for body in bodies for retry in range(4)]
    random.Random(3).shuffle(sent)  # noqa: S311 - an order, not a secret
    answers = await asyncio.gather(*(stage.sender.event(body, retry=retry) for body, retry in sent))
    assert {answer.status_code for answer in answers} == {200}
    assert await stage.said() == ["Answer 0", "Answer 1", "Answer 2"]


async def test_an_edit_that_overtakes_its_message_wins(stage: Stage) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "Befor", thread=root, **AT)
    edited = stage.slack.people.edit(said["event"]["ts"], "Before", **AT)
    for body in (edited, said, edited):
        assert (await stage.sender.event(body)).status_code == 200
    assert await stage.said() == ["Before"]


async def test_what_was_deleted_before_we_heard_of_it_stays_away(stage: Stage) -> None:
    root = await stage.asked()
    said = stage.slack.people.say(AMINA, "CANARY-9917", thread=root, **AT)
    deleted = stage.slack.people.delete(said["event"]["ts"], **AT)
    for body in (deleted, said):
        assert (await stage.sender.event(body)).status_code == 200
    assert await stage.said() == []
    assert not stage.holds("CANARY-9917")


async def test_a_guest_in_the_channel_is_heard_like_any_leader(stage: Stage) -> None:
    root = await stage.asked()
    await stage.sender.event(stage.slack.people.say("U01GUEST", "A guest's view", thread=root, **AT))
    assert await stage.said() == ["A guest's view"]


async def test_a_stranger_in_a_shared_channel_is_not_kept_and_named_in_no_line(stage: Stage) -> None:
    root = await stage.asked()
    answer = await stage.sender.event(stage.slack.people.say("U09OUT", "CANARY-1138", thread=root, **AT))
    assert answer.status_code == 200
    assert not stage.holds("CANARY-1138")
    assert len(stage.lines("slack.stranger_not_kept")) == 1
    assert "CANARY" not in stage.written.getvalue()


async def test_what_is_said_elsewhere_is_not_kept(stage: Stage) -> None:
    await stage.asked()
    plain = stage.slack.people.say(AMINA, "CANARY-0001 in the channel", **AT)
    other = stage.slack.people.say(
        AMINA, "CANARY-0002 in a thread of theirs", thread=plain["event"]["ts"], **AT
    )
    for body in (plain, other, stage.slack.people.edit(other["event"]["ts"], "CANARY-0003", **AT)):
        assert (await stage.sender.event(body)).status_code == 200
    await stage.told()
    assert await stage.said() == []
    assert not stage.holds("CANARY")
    assert "CANARY" not in stage.written.getvalue()
    assert not stage.slack.state.teams[ASH].ephemeral


async def test_our_own_question_coming_back_and_a_bots_reply_are_no_answers(stage: Stage) -> None:
    root = await stage.asked()
    team = stage.slack.state.teams[ASH]
    own = {**team.places[SLT].messages[root], "channel": SLT, "channel_type": "channel", "type": "message"}
    bot = {
        "type": "message",
        "subtype": "bot_message",
        "bot_id": "B0OTHER",
        "text": "Beep",
        "ts": stage.slack.state.next_ts(),
        "thread_ts": root,
        "channel": SLT,
        "channel_type": "channel",
    }
    for event in (own, bot):
        answer = await stage.sender.event(payloads.envelope(event, team=ASH, bot_user=team.bot_user))
        assert answer.status_code == 200
    assert await stage.said() == []


@pytest.mark.parametrize(
    ("words", "reason"), [("x" * (LONGEST + 1), "40,000"), ("\u200b", "")], ids=["too long", "nothing"]
)
async def test_what_cannot_be_an_answer_is_explained_to_its_author_alone(
    stage: Stage, words: str, reason: str
) -> None:
    root = await stage.asked()
    answer = await stage.sender.event(stage.slack.people.say(AMINA, words, thread=root, **AT))
    assert answer.status_code == 200
    await stage.told()
    (told,) = stage.slack.calls("chat.postEphemeral")
    assert (told.arguments["user"], told.arguments["thread_ts"]) == (AMINA, root)
    assert reason in told.arguments["text"]
    assert words not in told.arguments["text"]
    assert await stage.said() == []


async def test_an_author_who_cannot_be_told_why_costs_nothing(stage: Stage) -> None:
    root = await stage.asked()
    stage.slack.script("chat.postEphemeral", faults.dropped())
    answer = await stage.sender.event(stage.slack.people.say(AMINA, "\u200b", thread=root, **AT))
    assert answer.status_code == 200
    await stage.told()
    assert stage.slack.calls("chat.postEphemeral")


async def test_no_event_costs_a_call_to_slack(stage: Stage) -> None:
    await stage.asked()
    before = len(stage.slack.calls())
    for n in range(5):
        await stage.sender.event(stage.slack.people.say(AMINA, f"In the channel {n}", **AT))
        for kind in ("pin_added", "channel_unarchive"):
            body = payloads.envelope({"type": kind, "channel": SLT}, team=ASH)
            assert (await stage.sender.event(body)).status_code == 200
    await stage.told()
    assert len(stage.slack.calls()) == before


async def test_what_else_is_in_the_environment_for_bolt_changes_nothing(
    sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt reads variables of its own: with these it would look for an installation in files, or take that token."""
    for name in ("CLIENT_ID", "CLIENT_SECRET", "BOT_TOKEN", "SIGNING_SECRET", "VERIFICATION_TOKEN"):
        monkeypatch.setenv(f"SLACK_{name}", "xoxb-of-another-program")
    async with stages.opened(sqlite_url, slack, written=written) as stage:
        root = await stage.asked()
        answer = await stage.sender.event(slack.people.say(AMINA, "Ours", thread=root, **AT))
        assert answer.status_code == 200
        body = payloads.envelope({"type": "channel_archive", "channel": SLT}, team=ASH)
        assert (await stage.sender.event(body)).status_code == 200
        await stage.told()
        assert await stage.said() == ["Ours"]
        assert (await stage.channel()).closed_because
