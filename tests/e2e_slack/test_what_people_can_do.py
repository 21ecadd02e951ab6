"""App Home for each kind of person, the command, and taking one's words back from a message."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.e2e_slack.conftest import BOTH_WAYS, OVER_HTTP, Scene
from tests.e2e_slack.signing import send
from tests.e2e_slack.stand_in import APP, buttons, words
from tests.e2e_slack.trust import AMINA, GUEST, RUTH, TARN, TEAM, TOM, WESTGATE, name_of
from tests.end_to_end.waiting import until


@BOTH_WAYS
async def test_home_shows_a_leader_the_question_and_their_own_answers(scene: Scene) -> None:
    question = await scene.question(TARN)
    said = await scene.people.says(TOM.slack, TARN.slack, "My heron answer", root=question["ts"])
    await scene.kept(said)
    home = await scene.people.home(TOM.slack, holds=lambda text: "My heron answer" in text)
    assert list(buttons(home, "reflect"))
    assert not list(buttons(home, "skip_date"))
    assert not list(buttons(home, "search_ask"))


@BOTH_WAYS
async def test_an_answer_given_from_home_is_changed_and_withdrawn_there_and_the_thread_follows(
    scene: Scene,
) -> None:
    question = await scene.question(TARN)
    home = await scene.people.home(RUTH.slack, holds=lambda text: name_of(TARN) in text)
    await scene.people.presses_at_home(RUTH.slack, home, "reflect", near=name_of(TARN))
    await scene.people.modal()
    assert not await scene.people.submits(RUTH.slack, _text("A wren, from Home"))
    echo = await _shown(scene, question, "A wren, from Home")
    await scene.people.closes(RUTH.slack)

    home = await scene.people.home(RUTH.slack, holds=lambda text: "A wren, from Home" in text)
    await scene.people.presses_at_home(RUTH.slack, home, "change_ask")
    await scene.people.modal()
    assert not await scene.people.submits(RUTH.slack, _text("Two wrens, from Home"))
    assert (await _shown(scene, question, "Two wrens, from Home"))["ts"] == echo["ts"]

    home = await scene.people.home(RUTH.slack, holds=lambda text: "Two wrens, from Home" in text)
    await scene.people.presses_at_home(RUTH.slack, home, "withdraw_ask")
    await scene.people.modal()
    await scene.people.submits(RUTH.slack, {})
    await until(lambda: _gone(scene, question, echo["ts"]), "the answer to be gone from the thread")
    await scene.people.closes(RUTH.slack)
    found = scene.program.rows("SELECT text FROM reflections WHERE channel = ? AND boxed", TARN.id)
    assert [row["text"] for row in found] == [None]


@BOTH_WAYS
async def test_home_shows_a_senco_what_leaders_wrote_and_finds_it_by_its_words(scene: Scene) -> None:
    question = await scene.question(TARN)
    said = await scene.people.says(TOM.slack, TARN.slack, "The kingfisher corridor", root=question["ts"])
    await scene.kept(said)
    home = await scene.people.home(RUTH.slack, holds=lambda text: "The kingfisher corridor" in text)
    await scene.people.presses_at_home(RUTH.slack, home, "search_ask")
    modal = await scene.people.modal()
    await scene.people.submits(
        RUTH.slack, {"words": {"words": {"type": "plain_text_input", "value": "kingfisher"}}}
    )
    found = await scene.people.modal(other_than=modal["id"])
    assert "The kingfisher corridor" in words(found)
    await scene.people.closes(RUTH.slack)


@BOTH_WAYS
async def test_home_lets_a_school_lead_skip_a_date_and_bring_it_back(scene: Scene) -> None:
    home = await scene.people.home(AMINA.slack, holds=lambda text: "Skip" in text)
    await scene.people.presses_at_home(AMINA.slack, home, "skip_date")
    home = await scene.people.home(AMINA.slack, holds=lambda text: "Bring back" in text)
    (choice,) = scene.program.rows("SELECT * FROM school_choices")
    assert len(json.loads(choice["skipped_dates"])) == 1
    await scene.people.presses_at_home(AMINA.slack, home, "keep_date")
    await scene.people.home(AMINA.slack, holds=lambda text: "Bring back" not in text)


@BOTH_WAYS
async def test_home_lets_a_school_lead_pause_until_a_day_and_go_on(scene: Scene) -> None:
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    home = await scene.people.home(AMINA.slack, holds=lambda text: f", {name_of(TARN)}" in text)
    await scene.people.presses_at_home(
        AMINA.slack, home, "pause_until", near=f"*, {name_of(TARN)}", picks=day
    )
    home = await scene.people.home(AMINA.slack, holds=lambda text: "Paused: nothing comes before" in text)
    (choice,) = scene.program.rows("SELECT * FROM school_choices WHERE school = ?", TARN.school)
    assert choice["paused_until"] == str(day)
    await scene.people.presses_at_home(AMINA.slack, home, "resume", near=f"*, {name_of(TARN)}")
    await scene.people.home(AMINA.slack, holds=lambda text: "Paused: nothing comes before" not in text)


@BOTH_WAYS
async def test_home_tells_a_stranger_what_to_ask_for(scene: Scene) -> None:
    home = await scene.people.home("U09NOBODY")
    assert f"{TEAM}/U09NOBODY" in words(home)


@BOTH_WAYS
@pytest.mark.parametrize("who", [AMINA, TOM, RUTH, GUEST], ids=lambda person: person.id)
async def test_the_command_explains_itself(scene: Scene, who: Any) -> None:
    told = await scene.people.commands(who.slack, WESTGATE.slack, "help")
    assert "/goldenthread" in told


@BOTH_WAYS
async def test_the_command_tells_the_next_dates_and_leaves_one_out(scene: Scene) -> None:
    told = await scene.people.commands(AMINA.slack, WESTGATE.slack, "next")
    assert name_of(WESTGATE) in told
    await scene.does(AMINA, WESTGATE, "skip")
    (choice,) = scene.program.rows("SELECT * FROM school_choices WHERE school = ?", WESTGATE.school)
    assert len(json.loads(choice["skipped_dates"])) == 1


@BOTH_WAYS
async def test_the_command_pauses_and_goes_on(scene: Scene) -> None:
    until_then = (datetime.now(UTC) + timedelta(days=20)).date()
    await scene.does(AMINA, WESTGATE, f"pause until {until_then:%d/%m/%Y}")
    (choice,) = scene.program.rows("SELECT * FROM school_choices WHERE school = ?", WESTGATE.school)
    assert choice["paused_until"] == str(until_then)
    await scene.does(AMINA, WESTGATE, "resume")
    (choice,) = scene.program.rows("SELECT * FROM school_choices WHERE school = ?", WESTGATE.school)
    assert choice["paused_until"] is None


@BOTH_WAYS
async def test_a_leader_may_not_ask_now_and_is_told_so(scene: Scene) -> None:
    before = len(await scene.people.roots(WESTGATE.slack))
    assert await scene.people.commands(TOM.slack, WESTGATE.slack, "ask now")
    assert len(await scene.people.roots(WESTGATE.slack)) == before


@BOTH_WAYS
async def test_the_command_searches_for_a_senco_alone(scene: Scene) -> None:
    question = await scene.question(TARN)
    said = await scene.people.says(TOM.slack, TARN.slack, "An avocet by the gate", root=question["ts"])
    await scene.kept(said)
    assert "An avocet by the gate" in await scene.people.commands(RUTH.slack, TARN.slack, "search avocet")
    assert "An avocet by the gate" not in await scene.people.commands(
        GUEST.slack, TARN.slack, "search avocet"
    )


@OVER_HTTP
async def test_the_message_shortcut_takes_ones_own_words_back_and_nobody_elses(scene: Scene) -> None:
    question = await scene.question(TARN)
    said = await scene.people.says(TOM.slack, TARN.slack, "A heron I regret", root=question["ts"])
    await scene.kept(said)
    await _shortcut(scene, RUTH.slack, said)
    assert (await scene.people.modal()).get("callback_id") != "withdraw"
    await _shortcut(scene, TOM.slack, said)
    modal = await scene.people.modal()
    assert modal["callback_id"] == "withdraw"
    assert (await scene.kept(said))["text"] == "A heron I regret"
    await scene.people.submits(TOM.slack, {})
    await scene.kept_as(said, None)
    await scene.people.closes(TOM.slack)


def _text(words: str) -> dict[str, dict[str, Any]]:
    return {"text": {"text": {"type": "plain_text_input", "value": words}}}


async def _shown(scene: Scene, question: Any, answer: str) -> Any:
    """The one message in its thread that shows the answer; waited for."""

    async def look() -> Any:
        thread = await scene.people.thread(TARN.slack, question["ts"])
        return [each for each in thread if answer in words(each)]

    (found,) = await until(look, f"{answer!r} in the thread")
    return found


async def _gone(scene: Scene, question: Any, message: str) -> bool:
    return message not in [each["ts"] for each in await scene.people.thread(TARN.slack, question["ts"])]


async def _shortcut(scene: Scene, who: str, message: str) -> None:
    """They use *Withdraw my reflection* on that message. The stand-in has no shortcuts: Slack's payload, sent by us.

    The trigger comes from a button that they press, because the stand-in opens no modal without one of its own.
    """
    question = await scene.question(TARN)
    await scene.people.presses(who, TARN.slack, question, "why")
    await scene.people.modal()
    trigger = (await scene.people.calls("views.open"))[-1]["trigger_id"]
    await scene.people.closes(who)
    payload = {
        "type": "message_action",
        "callback_id": "withdraw_reflection",
        "token": "verification-token",
        "action_ts": "1.1",
        "trigger_id": trigger,
        "response_url": f"{scene.people.slack.address}/_hooks/none",
        "api_app_id": APP,
        "team": {"id": TEAM, "domain": "ashgrove"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": who, "name": who, "username": who, "team_id": TEAM},
        "channel": {"id": TARN.slack, "name": TARN.id},
        "message_ts": message,
        "message": {"type": "message", "ts": message, "thread_ts": question["ts"]},
    }
    body = urlencode({"payload": json.dumps(payload)})
    before = len(await scene.people.calls("views.open"))
    assert await send(scene, body, kind="application/x-www-form-urlencoded") == 200
    assert len(await scene.people.calls("views.open")) == before + 1
