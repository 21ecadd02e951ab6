"""The program dies, and whatever Teams was told is kept is kept, once."""

import asyncio

import aiohttp

from tests.e2e_teams.conftest import Scene
from tests.e2e_teams.stand_in import activity, unheard
from tests.e2e_teams.trust import SLT, TOM

MANY, AT_ONCE = 60, 8


async def test_a_kill_in_the_middle_of_many_replies_loses_none_that_was_answered(scene: Scene) -> None:
    thread = await scene.question("Crowd")
    replies = []
    for number in range(MANY):
        each = activity("message", SLT, TOM, service=scene.people.teams.service, text=f"{unheard()} {number}")
        each["id"] = str(int(each["id"]) + number)
        each["conversation"]["id"] = thread.within
        replies.append(each)
    # As Teams does: straight to the program, which answers 200 or is asked again.
    answered, at_once = 0, asyncio.Semaphore(AT_ONCE)

    async def say(reply: dict[str, object]) -> bool:
        nonlocal answered
        try:
            async with (
                at_once,
                scene.session.post(f"{scene.program.address}/teams/messages", json=reply) as answer,
            ):
                kept = answer.status == 200
        except aiohttp.ClientError:
            return False
        answered += kept
        if answered == MANY // 3:
            scene.program.kill()
        return kept

    try:
        outcomes = await asyncio.gather(*(say(each) for each in replies))
    finally:
        scene.program.start()
    await scene.up()
    assert 0 < sum(outcomes) < MANY
    for reply, kept in zip(replies, outcomes, strict=True):
        if kept:
            await scene.kept(thread, str(reply["text"]))
    for reply in replies:
        assert await say(reply)
    rows = scene.program.rows(
        "SELECT text FROM reflections WHERE message IN (SELECT message FROM reflections)"
    )
    said = [row["text"] for row in rows]
    assert all(said.count(reply["text"]) == 1 for reply in replies)
