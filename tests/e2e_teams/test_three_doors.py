"""The card's box, a mention and a plain reply: whichever way somebody answers, it is in one log."""

from datetime import UTC, datetime

from tests.e2e_teams.conftest import Scene
from tests.e2e_teams.stand_in import activity, unheard, words
from tests.e2e_teams.trust import AMINA, RUTH, SLT, TENANT, TOM


async def test_an_answer_in_the_cards_box_is_kept_and_stands_in_the_thread(scene: Scene) -> None:
    thread = await scene.question("Box")
    said = unheard()
    seen = await scene.people.presses(
        TOM, thread.card, "Share my reflection", within=thread.within, message=thread.root, answer=said
    )
    assert said in words(seen), "whoever answered sees what they said"
    row = await scene.kept(thread, said)
    assert (row["boxed"], row["private"]) == (1, 0)
    await scene.shows(thread.within, said)
    await scene.shows(thread.within, TOM.name)

    others = await scene.people.looks(AMINA, thread.card, within=thread.within, message=thread.root)
    assert "1 person has reflected" in words(others)
    assert said not in words(others), "nobody else sees it on the card"


async def test_a_card_on_an_old_client_answers_as_well(scene: Scene) -> None:
    thread = await scene.question("Old box")
    said = unheard()
    await scene.people.presses_on_an_old_client(
        RUTH, thread.card, "Share my reflection", within=thread.within, message=thread.root, answer=said
    )
    assert (await scene.kept(thread, said))["boxed"] == 1


async def test_a_reply_that_mentions_the_bot_is_an_answer(scene: Scene) -> None:
    thread = await scene.question("Mention")
    said = unheard()
    await scene.people.mentions(SLT, f"{said}, as Golden Thread asked", root=thread.root)
    row = await scene.kept(thread, f"{said}, as Golden Thread asked")
    assert row["boxed"] == 0


async def test_a_plain_reply_is_an_answer_where_the_team_has_consented(scene: Scene) -> None:
    thread = await scene.question("Consent")
    said = unheard()
    reply = activity("message", SLT, TOM, service=scene.people.teams.service, text=said, textFormat="plain")
    reply["conversation"]["id"] = thread.within
    await scene.people.sends(reply)
    row = await scene.kept(thread, said)
    assert row["message"] == reply["id"]


async def test_what_is_said_elsewhere_in_the_team_is_kept_nowhere(scene: Scene) -> None:
    thread = await scene.question("Canary")
    canaries = [unheard() for _ in range(4)]
    service = scene.people.teams.service
    post = activity("message", SLT, TOM, service=service, text=canaries[0])
    reply = activity("message", SLT, RUTH, service=service, text=canaries[1], replyToId=post["id"])
    reply["conversation"]["id"] = f"{SLT.teams};messageid={post['id']}"
    edit = {**reply, "type": "messageUpdate", "text": canaries[2], "timestamp": datetime.now(UTC).isoformat()}
    edit["channelData"] = {**reply["channelData"], "eventType": "editMessage"}
    stranger = activity("message", SLT, TOM, service=service, text=canaries[3])
    stranger["conversation"] = {
        **stranger["conversation"],
        "id": thread.within,
        "tenantId": TENANT[:-1] + "9",
    }
    stranger["channelData"] = {**stranger["channelData"], "tenant": {"id": TENANT[:-1] + "9"}}
    for each in (post, reply, edit, stranger):
        await scene.people.sends(each)
    # What was sent after them is in the log: by then they have been dealt with too.
    said = unheard()
    last = activity("message", SLT, AMINA, service=service, text=said)
    last["conversation"]["id"] = thread.within
    await scene.people.sends(last)
    await scene.kept(thread, said)
    held = b"".join(path.read_bytes() for path in scene.program.folder.iterdir() if path.is_file())
    assert said.encode() in held
    for canary in canaries:
        assert canary.encode() not in held
