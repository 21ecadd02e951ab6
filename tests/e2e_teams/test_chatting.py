"""In a chat with the bot plain words are understood, and each person is shown what is theirs."""

import pytest

from tests.e2e_teams.conftest import Scene
from tests.e2e_teams.stand_in import PERSONAL, activity, unheard, words
from tests.e2e_teams.trust import AMINA, GUS, SLT, TEAM
from tests.end_to_end.waiting import until


async def test_ones_own_reflections_are_shown_and_taken_back(scene: Scene) -> None:
    thread = await scene.question("Chat")
    said = unheard()
    await scene.people.presses(
        AMINA, thread.card, "Share my reflection", within=thread.within, message=thread.root, answer=said
    )
    message, card = await scene.asks("my reflections")
    assert said in words(card)
    await scene.people.presses(AMINA, card, "Withdraw for good", within=PERSONAL, message=message)

    async def gone() -> bool:
        return not scene.program.rows("SELECT id FROM reflections WHERE text = ?", said)

    await until(gone, "the words to leave the log")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("help", "my reflections"),
        ("Hello!", "my reflections"),
        ("this week's prompt", "Open"),
        ("next dates", "Skip"),
        ("pause until 31 June", "date"),
        ("what's the weather", "weather"),
    ],
)
async def test_plain_words_get_an_answer(scene: Scene, typed: str, answer: str) -> None:
    _, card = await scene.asks(typed)
    assert answer in words(card)


async def test_a_school_lead_pauses_and_resumes(scene: Scene) -> None:
    done = await scene.chooses(await scene.asks("pause until 1 March"), "Paused")
    assert "Paused: nothing comes before" in words(done)

    async def paused() -> bool:
        found = scene.program.rows("SELECT paused_until FROM school_choices WHERE programme = 'paused'")
        return bool(found and found[0]["paused_until"])

    await until(paused, "the pause to be kept")
    _, card = await scene.asks("resume")
    assert "ended" in words(card)
    found = scene.program.rows("SELECT paused_until FROM school_choices WHERE programme = 'paused'")
    assert not found[0]["paused_until"]


async def test_somebody_unknown_is_told_what_to_give_to_whoever_sets_it_up(scene: Scene) -> None:
    hello = activity("message", SLT, GUS, service=scene.people.teams.service, text="my reflections")
    hello["conversation"] = {
        "id": PERSONAL,
        "conversationType": "personal",
        "tenantId": hello["conversation"]["tenantId"],
    }
    hello["channelData"] = {"tenant": hello["channelData"]["tenant"]}
    await scene.people.sends(hello)
    await scene.shows(PERSONAL, GUS.entra)


async def test_a_channel_follows_its_team(scene: Scene) -> None:
    async def channel() -> dict[str, object]:
        return dict(scene.program.rows("SELECT name, closed_because FROM channels WHERE id = ?", SLT.id)[0])

    service = scene.people.teams.service
    renamed = activity("conversationUpdate", SLT, AMINA, service=service)
    renamed["channelData"] |= {
        "eventType": "channelRenamed",
        "channel": {"id": SLT.teams, "name": "Oakfield SLT"},
    }
    await scene.people.sends(renamed)

    async def has_new_name() -> bool:
        return (await channel())["name"] == "Oakfield SLT"

    await until(has_new_name, "the new name")
    removed = activity("installationUpdate", SLT, AMINA, service=service, action="remove")
    removed["conversation"]["id"] = TEAM
    await scene.people.sends(removed)

    async def closed() -> bool:
        return bool((await channel())["closed_because"])

    await until(closed, "the channel to be shut")
    await scene.people.adds_the_bot()

    async def open_again() -> bool:
        return not await closed()

    await until(open_again, "the channel to be open again")
