"""A channel that no file names is connected with a code from the pages, and a question stands there at once."""

import json

from tests.e2e_teams.conftest import Scene, World
from tests.e2e_teams.stand_in import unheard
from tests.e2e_teams.trust import AMINA, GENERAL, name_of
from tests.end_to_end.visitor import Visitor, lets_come, takes_a_code
from tests.end_to_end.waiting import until


async def test_a_channel_is_connected_with_a_code_and_a_question_stands_there(
    scene: Scene, world: World
) -> None:
    grace = Visitor(scene.program.address, scene.session)
    await grace.signs_in(world.link)
    code = await takes_a_code(grace, GENERAL.school)
    await scene.people.begins(GENERAL, f"connect this channel {code}")

    async def told() -> bool:
        return f"connected to {name_of(GENERAL)}" in json.dumps(scene.eyes.everything())

    await until(told, "the answer in the channel")
    await lets_come(grace, "connected", school=GENERAL.school)
    thread = await scene.question("Connected", in_=GENERAL)
    said = unheard()
    await scene.people.presses(
        AMINA, thread.card, "Share my reflection", within=thread.within, message=thread.root, answer=said
    )
    assert await scene.kept(thread, said)
    (channel,) = scene.program.rows("SELECT * FROM channels WHERE school = ?", GENERAL.school)
    assert (channel["address"], channel["name"]) == (GENERAL.address, "General")
    log = scene.program.log.read_text(encoding="utf-8")
    assert code not in log
    assert said not in log
