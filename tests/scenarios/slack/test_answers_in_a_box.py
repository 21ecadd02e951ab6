"""An answer given in the modal, all the way: from the button to the database and back into the thread."""

from typing import Any

from adapters.slack.carried import of_reflection
from tests import cast
from tests.adapters.slack.double import Fault, Team, faults, payloads
from tests.adapters.slack.stage import typed, words
from tests.scenarios.slack.stage import AMINA, ASH, BEN, OAKFIELD_SLT, SLT, Stage


def standing(ash: Team, root: str) -> list[str]:
    """What is under the question, as people see it."""
    return [words(each.get("blocks", [])) for each in ash.places[SLT].thread(root)[1:]]


async def pressed(stage: Stage, ash: Team, root: str, *, by: str = BEN) -> dict[str, Any]:
    """They press Reflect; returns the modal that is open."""
    message = ash.places[SLT].messages[root]
    press = payloads.block_action(by, team=ASH, channel=SLT, message=message, action_id="reflect")
    assert (await stage.sender.interaction(press)).status_code == 200
    return ash.views[-1]


async def sent(stage: Stage, view: dict[str, Any], text: str | None, *, by: str = BEN) -> dict[str, Any]:
    """They send the modal off; returns what Slack is told, once all that follows is done."""
    values = {"text": {"text": typed(text)}} if text is not None else {}
    answer = await stage.sender.interaction(payloads.view_submission(by, team=ASH, view=view, values=values))
    assert answer.status_code == 200
    await stage.told()
    found: dict[str, Any] = answer.json() if answer.content else {}
    return found


async def test_an_answer_stands_in_the_thread_changes_there_and_goes(stage: Stage, ash: Team) -> None:
    root = await stage.asked()
    view = await pressed(stage, ash, root)
    assert (await sent(stage, view, "We asked *every* family & <!channel>."))["response_action"] == "update"
    (shown,) = standing(ash, root)
    assert "We asked *every* family & <!channel>." in shown
    assert cast.DEV.name in shown
    (line,) = await stage.log()
    mine = of_reflection(line.reflection.id)

    home = payloads.view_action(
        BEN, team=ASH, view={"type": "home"}, action={"action_id": "change_ask", "value": mine}
    )
    await stage.sender.interaction(home)
    await sent(stage, ash.views[-1], "We asked most families.")
    (shown,) = standing(ash, root)
    assert "We asked most families." in shown
    assert "every" not in shown

    echo = ash.places[SLT].thread(root)[1]
    shortcut = payloads.message_shortcut(
        BEN, team=ASH, channel=SLT, message=echo, callback_id="withdraw_reflection"
    )
    await stage.sender.interaction(shortcut)
    answer = await sent(stage, ash.views[-1], None)
    assert "gone from the log" in words(answer["view"])
    assert standing(ash, root) == []
    assert await stage.said() == []
    assert not stage.holds("most families")


async def test_who_first_answers_in_a_box_stands_in_the_thread_by_their_name(stage: Stage, ash: Team) -> None:
    root = await stage.asked()
    for text in ("First.", "Second."):
        view = {**await pressed(stage, ash, root, by=AMINA), "id": f"V0{text}"}
        await sent(stage, view, text, by=AMINA)
    assert {line.author_name for line in await stage.log()} == {"Amina Khan"}
    assert all("Amina Khan" in shown for shown in standing(ash, root))
    assert len(stage.slack.calls("users.info")) == 1


async def test_without_their_name_an_answer_is_shown_all_the_same(stage: Stage, ash: Team) -> None:
    root = await stage.asked()
    stage.slack.script("users.info", faults.dropped())
    await sent(stage, await pressed(stage, ash, root, by=AMINA), "First.", by=AMINA)
    (shown,) = standing(ash, root)
    assert "First." in shown


async def test_a_submission_sent_twice_stands_once(stage: Stage, ash: Team) -> None:
    root = await stage.asked()
    view = await pressed(stage, ash, root)
    for _ in range(2):
        await sent(stage, view, "Once.")
    assert await stage.said() == ["Once."]
    assert len(standing(ash, root)) == 1


async def test_a_submission_sent_again_with_other_words_stands_with_those(stage: Stage, ash: Team) -> None:
    # Slack lets whoever got no answer go on writing, and send the same box off again.
    root = await stage.asked()
    view = await pressed(stage, ash, root)
    for text in ("We asked.", "We asked every family."):
        await sent(stage, view, text)
    assert await stage.said() == ["We asked every family."]
    (shown,) = standing(ash, root)
    assert "We asked every family." in shown


async def test_while_slack_does_not_take_the_echo_the_answer_is_kept_all_the_same(
    stage: Stage, ash: Team
) -> None:
    root = await stage.asked()
    view = await pressed(stage, ash, root)
    stage.slack.script("chat.postMessage", Fault(error="fatal_error"))
    assert (await sent(stage, view, "Kept."))["response_action"] == "update"
    assert await stage.said() == ["Kept."]
    assert standing(ash, root) == []


async def test_home_and_search_read_from_the_database(stage: Stage, ash: Team) -> None:
    root = await stage.asked()
    await sent(stage, await pressed(stage, ash, root), "Reading aloud helped.")
    await stage.sender.event(payloads.envelope(payloads.home_opened(BEN), team=ASH))
    await stage.told()
    assert "Reading aloud helped." in words(ash.homes[BEN])
    search = payloads.command(BEN, "search reading", team=ASH, channel=SLT)
    assert "Reading aloud helped." in words((await stage.sender.command(search)).json())
    for command in ("search reading", "next", "skip"):
        other = payloads.command(AMINA, command, team=ASH, channel=SLT)
        assert "does not know you yet" in words((await stage.sender.command(other)).json())


async def test_a_box_that_slack_will_not_open_any_more_says_nothing_of_what_was_asked(
    stage: Stage, ash: Team
) -> None:
    root = await stage.asked()
    stage.slack.script("views.open", Fault(error="expired_trigger_id"))
    message = ash.places[SLT].messages[root]
    press = payloads.block_action(BEN, team=ASH, channel=SLT, message=message, action_id="reflect")
    assert (await stage.sender.interaction(press)).status_code == 500
    (line,) = stage.lines("slack.not_done")
    assert line["error"] == "SlackApiError"


async def test_what_people_write_in_a_box_reaches_no_log(stage: Stage, ash: Team) -> None:
    root = await stage.asked()
    view = await pressed(stage, ash, root)
    await sent(stage, view, "CANARY in a box")
    await sent(stage, {**view, "private_metadata": "CANARY"}, "CANARY forged")
    await stage.sender.command(payloads.command(BEN, "search CANARY", team=ASH, channel=SLT))
    await stage.sender.command(payloads.command(BEN, "CANARY", team=ASH, channel=SLT))
    assert (await stage.channel(OAKFIELD_SLT)).closed_because is None
    assert stage.lines("slack.not_done")
    assert "CANARY" not in stage.written.getvalue()
