"""A channel that no file names is connected with a code from the pages, and a question stands there at once."""

from tests.e2e_slack.conftest import OVER_HTTP, Scene
from tests.e2e_slack.stand_in import words
from tests.e2e_slack.trust import AMINA, GRACE, GUEST, LAKESIDE, TARN, TEAM, name_of
from tests.end_to_end.visitor import Visitor, lets_come, takes_a_code


@OVER_HTTP
async def test_a_channel_is_connected_with_a_code_and_a_question_stands_there(scene: Scene) -> None:
    grace = Visitor(scene.program.address, scene.session)
    await grace.signs_in(await scene.people.commands(GRACE.slack, TARN.slack, "sign in"))
    code = await takes_a_code(grace, LAKESIDE.school)
    # Nobody knows him.
    told = words(await scene.people.answer(GUEST.slack, LAKESIDE.slack, f"connect {code.lower()}"))
    assert f"connected to {name_of(LAKESIDE)}" in told
    await lets_come(grace, "weekly", school=LAKESIDE.school)
    question = await scene.question(LAKESIDE)
    said = await scene.people.says(AMINA.slack, LAKESIDE.slack, "The first dipper", root=question["ts"])
    assert (await scene.kept(said))["text"] == "The first dipper"
    (channel,) = scene.program.rows("SELECT * FROM channels WHERE school = ?", LAKESIDE.school)
    assert (channel["address"], channel["name"]) == (f"{TEAM}/{LAKESIDE.slack}", f"#{LAKESIDE.id}")
    log = scene.program.log.read_text(encoding="utf-8")
    assert code not in log
    assert code.lower() not in log
