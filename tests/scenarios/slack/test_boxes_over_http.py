"""A button, a shortcut, the Home and the command over the real address: signed, in a known workspace, answered in time."""

from tests.adapters.slack.double import payloads
from tests.scenarios.slack.stage import AMINA, ASH, BEN, SLT, Stage


async def test_the_button_opens_a_box_and_what_is_pressed_costs_no_look_at_who_we_are(stage: Stage) -> None:
    root = await stage.asked()
    before = len(stage.slack.calls("auth.test"))
    message = stage.slack.state.teams[ASH].places[SLT].messages[root]
    pressed = payloads.block_action(BEN, team=ASH, channel=SLT, message=message, action_id="reflect")
    answer = await stage.sender.interaction(pressed)
    await stage.told()
    assert answer.status_code == 200
    assert len(stage.slack.calls("views.open")) == 1
    assert len(stage.slack.calls("auth.test")) == before


async def test_a_button_that_is_none_of_ours_opens_nothing(stage: Stage) -> None:
    pressed = payloads.block_action(AMINA, team=ASH, channel=SLT, message={"ts": "1.1"}, action_id="whatever")
    assert (await stage.sender.interaction(pressed)).status_code in {200, 404}
    assert not stage.slack.calls("views.open")


async def test_the_command_answers_whoever_typed_it(stage: Stage) -> None:
    answer = await stage.sender.command(payloads.command(BEN, "help", team=ASH, channel=SLT))
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"


async def test_opening_the_home_draws_it(stage: Stage) -> None:
    opened = payloads.envelope(payloads.home_opened(BEN), team=ASH)
    assert (await stage.sender.event(opened)).status_code == 200
    await stage.told()
    assert len(stage.slack.calls("views.publish")) == 1
