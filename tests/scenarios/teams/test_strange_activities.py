"""What Teams hands on may be good JSON and still hold what is no text."""

from tests.scenarios.teams.stage import AMINA, SLT, Stage


async def test_half_a_character_costs_nobody_their_answer(stage: Stage) -> None:
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, "Ask the cooks \ud83d", channel=SLT, root=root)
    assert (await stage.sent(said)).status_code == 200
    assert await stage.said() == ["Ask the cooks \ufffd"]
