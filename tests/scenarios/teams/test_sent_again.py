"""Teams sends again what we could not keep, and what we did keep; whoever presses is told at once, and types nothing twice."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from adapters.teams.presses import NOT_NOW
from tests import cast
from tests.adapters.teams.reading import buttons
from tests.scenarios.teams.chatting import begun
from tests.scenarios.teams.stage import AMINA, BEN, SLT, TENANT, Stage

WORDS = "CANARY-2718: we met them at the gate"


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Another program holds the database, as a backup does."""
    connection = sqlite3.connect(stage.file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


async def test_what_could_not_be_kept_is_a_503_and_kept_once_when_it_comes_again(stage: Stage) -> None:
    root = await stage.asked()
    said = stage.teams.people.say(AMINA, WORDS, channel=SLT, root=root)
    with locked(stage):
        assert (await stage.sent(said)).status_code == 503
    assert await stage.said() == []
    assert [line["error"] for line in stage.lines("teams.not_kept")] == ["StoreUnavailable"]

    answers = await asyncio.gather(*(stage.sent(said) for _ in range(3)))

    assert [answer.status_code for answer in answers] == [200] * 3
    assert await stage.said() == [WORDS]
    assert "CANARY" not in stage.written.getvalue()


async def test_a_change_and_a_deletion_that_could_not_be_kept_come_again_too(stage: Stage) -> None:
    root = await stage.asked()
    first = await stage.says(AMINA, "A first thought", root=root)
    second = await stage.says(BEN, "Another", root=root)
    people = stage.teams.people
    stage.clock.advance(timedelta(minutes=1))
    for activity in (
        people.edit(first["id"], "A second thought", channel=SLT),
        people.delete(second["id"], channel=SLT),
    ):
        with locked(stage):
            assert (await stage.sent(activity)).status_code == 503
        for _ in range(2):
            assert (await stage.sent(activity)).status_code == 200
    assert await stage.said() == ["A second thought"]


async def test_word_of_a_removal_that_could_not_be_kept_is_believed_when_it_comes_again(stage: Stage) -> None:
    removed = stage.teams.people.channel_event("channelDeleted", channel=SLT, by=BEN)
    with locked(stage):
        assert (await stage.sent(removed)).status_code == 503
    assert (await stage.sent(removed)).status_code == 200

    found = await stage.store.directory.channel("teams", f"{TENANT}/{SLT}")
    assert found is not None
    assert found.closed_because


async def test_a_press_in_a_chat_that_cannot_be_kept_leaves_their_card_and_what_they_typed_in_it(
    stage: Stage,
) -> None:
    async with begun(stage) as chats:
        thread = await chats.asked()
        await chats.answered(cast.HANA, "Four families", thread=thread)
        card = await chats.says(cast.HANA, "mine")
        change = next(each for each in buttons(card).values() if each.get("verb") == "change")
        with locked(stage):
            body = await chats.hears(cast.HANA, "save", change["data"], inputs={"answer": WORDS})
        assert (body["statusCode"], body["type"]) == (500, "application/vnd.microsoft.error")
        assert body["value"]["message"] == NOT_NOW
        assert await stage.said() == ["Four families"]

        await chats.invokes(cast.HANA, "save", change["data"], inputs={"answer": WORDS})

    assert await stage.said() == [WORDS]
    assert "CANARY" not in stage.written.getvalue()


async def test_what_cannot_be_done_now_is_said_in_the_chat_and_what_can_is_done(stage: Stage) -> None:
    async with begun(stage) as chats:
        with locked(stage):
            await chats.says(cast.LEWIS, "skip 17 November")
            assert "try again in a minute" in chats.read(cast.LEWIS.id)
            assert "Skip 17 November" in buttons(await chats.says(cast.LEWIS, "next"))

        await chats.says(cast.LEWIS, "skip 17 November")
        assert "Bring back 17 November" in buttons(await chats.says(cast.LEWIS, "next"))
