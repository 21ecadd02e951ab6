"""What people do with Slack's buttons and boxes about answers, and what becomes of it."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.carried import of_reflection, of_thread
from bot.domain.channel import MessageRef
from bot.domain.people import Member
from tests import cast
from tests.adapters.slack.double import Slack, payloads
from tests.adapters.slack.stage import (
    ASH,
    Stage,
    chosen,
    opened,
    submission,
    team,
    ticked,
    typed,
    words,
)

PRIVATELY = cast.weekly(private_answers=True)
NO_ANSWER = "There is no answer of yours here"


@pytest.fixture
async def stage(slack: Slack) -> AsyncIterator[Stage]:
    async with opened(slack, PRIVATELY) as ready:
        yield ready


async def test_a_leader_answers_in_the_modal_and_the_thread_shows_it(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.press(cast.HANA, "reflect", on=thread)
    modal = stage.modal(cast.HANA)
    assert "What would you tell a visitor about apples?" in words(modal)
    answer = await stage.submit(cast.HANA, modal, text=typed("They are shared out."))
    assert answer["response_action"] == "update"
    assert "Your answer is kept" in words(answer["view"])
    kept = stage.reflections()
    assert [(each.text, each.author, each.private) for each in kept] == [
        ("They are shared out.", "hana", False)
    ]
    assert [(each.text, each.root) for each in stage.chat.shown] == [("They are shared out.", thread.id)]


async def test_an_answer_kept_private_is_shown_nowhere(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.press(cast.HANA, "reflect", on=thread)
    modal = stage.modal(cast.HANA)
    assert "With a tick: only you and the SENCo of Oakfield Primary School can read it." in words(modal)
    answer = await stage.submit(cast.HANA, modal, text=typed("Between us."), private=ticked("private"))
    assert "Only you and the SENCo can read it." in words(answer["view"])
    assert [each.private for each in stage.reflections()] == [True]
    assert not stage.chat.shown


async def test_a_submission_that_comes_twice_is_kept_once(stage: Stage) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("apples"))
    modal = stage.modal(cast.HANA)
    for _ in range(2):
        answer = await stage.submit(cast.HANA, modal, text=typed("Once."))
        assert answer["response_action"] == "update"
    assert [each.text for each in stage.reflections()] == ["Once."]
    assert [each.text for each in stage.chat.shown] == ["Once."]


async def test_two_answers_from_two_modals_are_both_kept(stage: Stage) -> None:
    thread = await stage.ask("apples")
    for text in ("One.", "And another."):
        await stage.press(cast.HANA, "reflect", on=thread)
        await stage.submit(cast.HANA, stage.modal(cast.HANA), text=typed(text))
    assert {each.text for each in stage.reflections()} == {"One.", "And another."}


async def test_a_place_on_a_scale_is_an_answer_without_words(stage: Stage) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("eggs"))
    modal = stage.modal(cast.HANA)
    await stage.submit(cast.HANA, modal, position=chosen("1"), text=typed(""))
    assert [each.text for each in stage.reflections()] == ["It runs through everything."]


async def test_an_empty_answer_is_told_beside_the_field(stage: Stage) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("apples"))
    answer = await stage.submit(cast.HANA, stage.modal(cast.HANA), text=typed("  \u2800 "))
    assert answer["response_action"] == "errors"
    assert "nothing was kept" in answer["errors"]["text"]
    assert not stage.reflections()


async def test_while_the_store_is_away_the_words_stay_in_the_box(stage: Stage) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("apples"))
    modal = stage.modal(cast.HANA)
    stage.memory.away = True
    answer = await stage.submit(cast.HANA, modal, text=typed("Do not lose this."))
    assert answer["response_action"] == "errors"
    assert "was not kept" in answer["errors"]["text"]
    stage.memory.away = False
    await stage.submit(cast.HANA, modal, text=typed("Do not lose this."))
    assert [each.text for each in stage.reflections()] == ["Do not lose this."]


async def test_reflect_pressed_while_the_store_is_away_says_so(stage: Stage) -> None:
    thread = await stage.ask("apples")
    stage.memory.away = True
    assert (await stage.press(cast.HANA, "reflect", on=thread)).status_code == 200
    assert "try again in a minute" in words(stage.modal(cast.HANA))


async def test_why_this_question_says_why_and_what_to_look_for(stage: Stage) -> None:
    await stage.press(cast.HANA, "why", on=await stage.ask("apples"))
    told = words(stage.modal(cast.HANA))
    assert "Because apples is worth a thought." in told
    assert "a note on apples" in told
    assert "Shared vision" in told


async def test_a_leader_changes_what_they_gave_in_the_box(stage: Stage) -> None:
    await _answered(stage, "First thoughts.")
    mine = of_reflection(stage.reflections()[0].id)
    await stage.press(cast.HANA, "change_ask", on=await stage.open_home(cast.HANA), value=mine)
    modal = stage.modal(cast.HANA)
    assert "First thoughts." in words(modal)
    assert await stage.submit(cast.HANA, modal, text=typed("Second thoughts.")) == {}
    assert [each.text for each in stage.reflections()] == ["Second thoughts."]
    assert [each.text for each in stage.chat.shown] == ["Second thoughts."]
    assert "Second thoughts." in words(stage.home(cast.HANA))


async def test_a_change_to_nothing_is_told_beside_the_field(stage: Stage) -> None:
    await _answered(stage, "First thoughts.")
    mine = of_reflection(stage.reflections()[0].id)
    await stage.press(cast.HANA, "change_ask", on=await stage.open_home(cast.HANA), value=mine)
    answer = await stage.submit(cast.HANA, stage.modal(cast.HANA), text=typed(" "))
    assert "the earlier one stands" in answer["errors"]["text"]
    assert [each.text for each in stage.reflections()] == ["First thoughts."]


async def test_a_thread_reply_is_edited_in_slack_and_not_here(stage: Stage) -> None:
    said = await stage.reply(cast.HANA, "Said aloud.", thread=await stage.ask("apples"))
    home = await stage.open_home(cast.HANA)
    await stage.press(cast.HANA, "change_ask", on=home, value=of_reflection(said.id))
    modal = stage.modal(cast.HANA)
    assert "edit the message in Slack" in words(modal)
    assert "submit" not in modal


async def test_a_leader_takes_back_what_they_gave_in_the_box(stage: Stage) -> None:
    await _answered(stage, "Too quick.")
    mine = of_reflection(stage.reflections()[0].id)
    home = await stage.open_home(cast.HANA)
    await stage.press(cast.HANA, "change_ask", on=home, value=mine)
    change = stage.modal(cast.HANA)
    await stage.press(cast.HANA, "withdraw_ask", on=change, value=mine)
    confirm = stage.modal(cast.HANA)
    assert confirm["id"] == change["id"]
    assert "for good" in words(confirm)
    answer = await stage.submit(cast.HANA, confirm)
    assert "gone from the log" in words(answer["view"])
    assert [each.text for each in stage.reflections()] == [None]
    assert not stage.chat.shown
    assert "Too quick." not in words(stage.home(cast.HANA))


async def test_the_shortcut_on_a_reply_of_ones_own_takes_it_back_and_tells_how_to_delete_it(
    stage: Stage,
) -> None:
    said = await stage.reply(cast.HANA, "Said aloud.", thread=await stage.ask("apples"))
    await stage.shortcut(cast.HANA, said.message, "withdraw_reflection")
    confirm = stage.modal(cast.HANA)
    assert "Said aloud." in words(confirm)
    answer = await stage.submit(cast.HANA, confirm)
    assert "Delete message" in words(answer["view"])
    assert [each.text for each in stage.reflections()] == [None]


async def test_the_shortcut_on_what_shows_ones_modal_answer_takes_it_back(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.press(cast.HANA, "reflect", on=thread)
    await stage.submit(cast.HANA, stage.modal(cast.HANA), text=typed("In the box."))
    shown = MessageRef(platform="slack", address=thread.address, id=stage.chat.shown[0].id)
    await stage.shortcut(cast.HANA, shown, "withdraw_reflection")
    await stage.submit(cast.HANA, stage.modal(cast.HANA))
    assert [each.text for each in stage.reflections()] == [None]
    assert not stage.chat.shown


@pytest.mark.parametrize("member", [cast.DEV, cast.PRIYA, cast.OLIVE])
async def test_the_shortcut_on_anothers_answer_tells_nothing_about_it(stage: Stage, member: Member) -> None:
    said = await stage.reply(cast.HANA, "Mine alone.", thread=await stage.ask("apples"))
    await stage.shortcut(member, said.message, "withdraw_reflection")
    of_anothers = words(stage.modal(member))
    await stage.shortcut(
        member,
        MessageRef(platform="slack", address=f"{team(member)}/C01OAK", id="1.1"),
        "withdraw_reflection",
    )
    assert of_anothers == words(stage.modal(member))
    assert "Only an answer of your own" in of_anothers
    assert [each.text for each in stage.reflections()] == ["Mine alone."]


async def test_a_head_submits_a_forged_reflection_id(stage: Stage) -> None:
    said = await stage.reply(cast.HANA, "Hana's own.", thread=await stage.ask("apples"))
    for callback in ("change", "withdraw"):
        forged = {
            "type": "modal",
            "id": "V0F",
            "callback_id": callback,
            "private_metadata": of_reflection(said.id),
        }
        answer = await stage.submit(cast.TOM, forged, text=typed("Mine now."))
        assert NO_ANSWER in str(answer)
        assert "Hana" not in str(answer)
    assert [each.text for each in stage.reflections()] == ["Hana's own."]


@pytest.mark.parametrize(
    "carried",
    [
        "",
        "garbage",
        "[]",
        "{}",
        '{"reflection":"-1"}',
        '{"reflection":"9999999999999999999"}',
        '{"reflection":7}',
        "[" * 5000,
    ],
)
async def test_garbage_for_an_id_is_told_and_keeps_nothing(stage: Stage, carried: str) -> None:
    await _answered(stage, "As it was.")
    for callback in ("answer", "change", "withdraw"):
        forged = {"type": "modal", "id": "V0F", "callback_id": callback, "private_metadata": carried}
        assert NO_ANSWER in str(await stage.submit(cast.HANA, forged, text=typed("Forged.")))
    assert [each.text for each in stage.reflections()] == ["As it was."]


async def test_a_submission_without_its_state_is_told_and_keeps_nothing(stage: Stage) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("apples"))
    body = submission(cast.HANA, stage.modal(cast.HANA))
    for state in ({}, {"values": None}, {"values": {"text": "what"}}, None):
        body["view"]["state"] = state
        answer = (await stage.send(body)).json()
        assert answer["response_action"] == "errors"
    assert not stage.reflections()


async def test_a_thread_of_another_workspace_cannot_be_answered(stage: Stage) -> None:
    thread = await stage.ask("apples")
    forged = {"type": "modal", "id": "V0F", "callback_id": "answer", "private_metadata": of_thread(thread)}
    answer = await stage.submit(cast.OLIVE, forged, text=typed("Hello from Beechwood."))
    assert answer["response_action"] == "errors"
    assert not stage.reflections()
    await stage.press(cast.OLIVE, "reflect", on=await stage.open_home(cast.OLIVE), value=of_thread(thread))
    assert "apples" not in words(stage.modal(cast.OLIVE))


async def test_a_leader_of_another_trust_in_the_same_workspace_is_refused(stage: Stage) -> None:
    thread = await stage.ask("apples")
    stage.memory.identities["slack", f"{ASH}/U02OLIVE"] = cast.OLIVE.id
    press = payloads.block_action(
        "U02OLIVE", team=ASH, channel="C01OAK", message={"ts": thread.id}, action_id="reflect"
    )
    await stage.send(press)
    modal = stage.modal(cast.HANA)
    body = payloads.view_submission(
        "U02OLIVE", team=ASH, view=modal, values={"text": {"text": typed("Hello.")}}
    )
    answer = (await stage.send(body)).json()
    assert "another trust" in answer["errors"]["text"]
    assert not stage.reflections()


async def test_a_visitor_from_another_workspace_is_not_kept(stage: Stage) -> None:
    thread = await stage.ask("apples")
    press = payloads.block_action(
        "U09X", team=ASH, channel="C01OAK", message={"ts": thread.id}, action_id="reflect"
    )
    press["user"]["team_id"] = "T09ELSE"
    await stage.send(press)
    assert "people of this workspace" in words(stage.modal(cast.HANA))
    await stage.press(cast.HANA, "reflect", on=thread)
    body = payloads.view_submission(
        "U09X", team="T09ELSE", view=stage.modal(cast.HANA), values={"text": {"text": typed("Hello.")}}
    )
    body["view"]["app_installed_team_id"] = ASH
    answer = (await stage.send(body)).json()
    assert "people of this workspace" in answer["errors"]["text"]
    assert not stage.reflections()


async def test_a_visitor_is_kept_where_the_trust_has_opened_its_channels(slack: Slack) -> None:
    async with opened(slack, external=True) as stage:
        thread = await stage.ask("apples")
        await stage.press(cast.HANA, "reflect", on=thread)
        body = payloads.view_submission(
            "U09X", team="T09ELSE", view=stage.modal(cast.HANA), values={"text": {"text": typed("Hello.")}}
        )
        body["view"]["app_installed_team_id"] = ASH
        assert (await stage.send(body)).json()["response_action"] == "update"
        assert ("slack", "T09ELSE/U09X") in stage.memory.identities
        assert [each.text for each in stage.reflections()] == ["Hello."]


async def test_someone_nobody_has_added_can_answer_all_the_same(stage: Stage) -> None:
    thread = await stage.ask("apples")
    await stage.send(
        payloads.block_action(
            "U01NEW", team=ASH, channel="C01OAK", message={"ts": thread.id}, action_id="reflect"
        )
    )
    body = payloads.view_submission(
        "U01NEW", team=ASH, view=stage.modal(cast.HANA), values={"text": {"text": typed("I am new.")}}
    )
    assert (await stage.send(body)).json()["response_action"] == "update"
    assert [each.text for each in stage.reflections()] == ["I am new."]


async def test_reflect_on_what_is_no_prompt_of_ours_says_so(stage: Stage) -> None:
    nowhere = MessageRef(platform="slack", address=f"{ASH}/C01OAK", id="1700000000.000001")
    assert (await stage.press(cast.HANA, "reflect", on=nowhere)).status_code == 200
    assert "no question from Golden Thread here" in words(stage.modal(cast.HANA))


async def test_what_people_write_reaches_no_log(
    stage: Stage, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await _answered(stage, "CANARY in a box")
    stage.memory.away = True
    forged = {"type": "modal", "id": "V0F", "callback_id": "change", "private_metadata": "CANARY"}
    await stage.submit(cast.HANA, forged, text=typed("CANARY again"))
    stage.memory.away = False
    await stage.type(cast.PRIYA, "CANARY search")
    await stage.type(cast.PRIYA, "search CANARY")
    out, err = capfd.readouterr()
    assert "slack.not_done" in out + err + caplog.text
    assert "CANARY" not in out + err + caplog.text


async def _answered(stage: Stage, text: str) -> None:
    await stage.press(cast.HANA, "reflect", on=await stage.ask("apples"))
    await stage.submit(cast.HANA, stage.modal(cast.HANA), text=typed(text))
