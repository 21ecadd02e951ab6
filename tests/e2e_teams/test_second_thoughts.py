"""Whoever has answered can change it, take it back, and keep it to themselves and the SENCo."""

from datetime import UTC, datetime

from tests.e2e_teams.conftest import Scene, Thread
from tests.e2e_teams.stand_in import Json, activity, unheard, words
from tests.e2e_teams.trust import AMINA, RUTH, SLT, TOM, Person
from tests.end_to_end.waiting import until

SHARE, PRIVATE = "Share my reflection", "Keep it private to me and the SENCo"


async def test_a_private_answer_is_on_no_card_and_in_no_thread(scene: Scene) -> None:
    thread = await scene.question("Private")
    said, shared = unheard(), unheard()
    await scene.people.presses(
        TOM, thread.card, PRIVATE, within=thread.within, message=thread.root, answer=said
    )
    assert (await scene.kept(thread, said))["private"] == 1
    await scene.people.presses(
        RUTH, thread.card, SHARE, within=thread.within, message=thread.root, answer=shared
    )
    await scene.shows(thread.within, shared)
    assert not any(said in words(each) for each in scene.eyes.messages(thread.within))
    own = await scene.people.looks(TOM, thread.card, within=thread.within, message=thread.root)
    others = await scene.people.looks(AMINA, thread.card, within=thread.within, message=thread.root)
    assert said in words(own)
    assert said not in words(others)


async def test_an_answer_is_changed_and_taken_back_on_the_card(scene: Scene) -> None:
    thread = await scene.question("Changed")
    first, second, third = unheard(), unheard(), unheard()
    own = await _answers(scene, thread, TOM, first)
    own = await scene.people.presses(
        TOM, own, "Save", within=thread.within, message=thread.root, answer=second
    )
    await scene.kept(thread, second)
    await scene.shows(thread.within, second)
    again = await scene.people.presses(
        TOM, own, "Withdraw for good", within=thread.within, message=thread.root
    )
    await _gone(scene, second)
    own = await scene.people.presses(
        TOM, again, SHARE, within=thread.within, message=thread.root, answer=third
    )
    assert third in words(own)
    await scene.kept(thread, third)


async def test_the_same_press_twice_is_one_answer(scene: Scene) -> None:
    thread = await scene.question("Twice")
    first, second = unheard(), unheard()
    await _answers(scene, thread, TOM, first)
    await _answers(scene, thread, TOM, first)
    await _answers(scene, thread, TOM, second)
    await scene.kept(thread, second)
    assert len(scene.program.rows("SELECT id FROM reflections WHERE text IN (?, ?)", first, second)) == 1


async def test_an_edit_and_a_deletion_in_teams_are_followed(scene: Scene) -> None:
    thread = await scene.question("Edited")
    first, second = unheard(), unheard()
    said = activity("message", SLT, TOM, service=scene.people.teams.service, text=first)
    said["conversation"]["id"] = thread.within
    for _ in range(2):
        await scene.people.sends(said)
    await scene.kept(thread, first)
    edited = {**said, "type": "messageUpdate", "text": second, "timestamp": datetime.now(UTC).isoformat()}
    edited["channelData"] = {**said["channelData"], "eventType": "editMessage"}
    await scene.people.sends(edited)
    await scene.kept(thread, second)
    deleted = {key: value for key, value in edited.items() if key != "text"} | {"type": "messageDelete"}
    deleted["timestamp"] = datetime.now(UTC).isoformat()
    deleted["channelData"] = {**said["channelData"], "eventType": "softDeleteMessage"}
    await scene.people.sends(deleted)
    await _gone(scene, second)
    await scene.people.sends(said)
    assert not scene.program.rows("SELECT id FROM reflections WHERE text = ?", first)


async def _answers(scene: Scene, thread: Thread, who: Person, text: str) -> Json:
    return await scene.people.presses(
        who, thread.card, SHARE, within=thread.within, message=thread.root, answer=text
    )


async def _gone(scene: Scene, text: str) -> None:
    async def look() -> bool:
        return not scene.program.rows("SELECT id FROM reflections WHERE text = ?", text)

    await until(look, "the words to leave the log")
