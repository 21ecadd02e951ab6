"""A question on time, events that come again, and our program dying while people answer."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e_slack.conftest import BOTH_WAYS, OVER_HTTP, Scene
from tests.e2e_slack.signing import send
from tests.e2e_slack.trust import OAKFIELD, ON_TIME, SLT, TOM, Channel
from tests.end_to_end.waiting import PATIENCE, until

MANY = 60


@BOTH_WAYS
async def test_a_question_that_falls_due_arrives_by_itself_and_once(scene: Scene) -> None:
    left = max(0.0, (scene.due - datetime.now(UTC)).total_seconds())
    roots = await until(
        lambda: scene.people.roots(ON_TIME.slack), "the question that has a time", within=left + PATIENCE
    )
    assert len(roots) == 1
    row = await scene.posted(roots[0]["ts"])
    assert (row["channel"], row["state"], row["asked_by"]) == (ON_TIME.id, "posted", None)
    assert len(scene.program.rows("SELECT * FROM deliveries WHERE channel = ?", ON_TIME.id)) == 1


@BOTH_WAYS
async def test_check_finds_nothing_to_put_right_while_the_program_runs(scene: Scene) -> None:
    told = await asyncio.to_thread(scene.program.run, "check", "--slack")
    assert "fault" not in told
    assert [line for line in told.splitlines() if line.startswith("ok") and "can be posted there" in line]


@OVER_HTTP
async def test_the_same_event_again_changes_nothing(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.says(TOM.slack, SLT.slack, "Only one heron", root=question["ts"])
    await scene.kept(said)
    again = await scene.people.heard_last()
    assert said in again
    assert [await send(scene, again) for _ in range(3)] == [200, 200, 200]
    assert len(scene.program.rows("SELECT * FROM reflections WHERE message = ?", said)) == 1
    (row,) = scene.program.rows(
        "SELECT count(*) AS n FROM revisions JOIN reflections r ON r.id = reflection WHERE message = ?", said
    )
    assert row["n"] == 1


@OVER_HTTP
async def test_what_slack_did_not_sign_is_turned_away(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.says(TOM.slack, SLT.slack, "A signed heron", root=question["ts"])
    await scene.kept(said)
    forged = (await scene.people.heard_last()).replace(said, "1700000000.000100")
    assert await send(scene, forged, secret="another-secret") == 401
    assert not scene.program.rows("SELECT * FROM reflections WHERE message = '1700000000.000100'")


@BOTH_WAYS
async def test_what_was_said_changed_and_deleted_while_we_were_dead_is_found_again(scene: Scene) -> None:
    question = await scene.question(SLT)
    stays = await scene.people.says(TOM.slack, SLT.slack, "A heron that stays", root=question["ts"])
    changes = await scene.people.says(TOM.slack, SLT.slack, "A heron before", root=question["ts"])
    goes = await scene.people.says(TOM.slack, SLT.slack, "A heron that goes", root=question["ts"])
    for message in (stays, changes, goes):
        await scene.kept(message)
    before = {channel: len(await scene.people.roots(channel)) for channel in (SLT.slack, ON_TIME.slack)}
    scene.program.kill()
    missed = await scene.people.says(TOM.slack, SLT.slack, "A heron nobody heard", root=question["ts"])
    await scene.people.edits(TOM.slack, SLT.slack, changes, "A heron after")
    await scene.people.deletes(TOM.slack, SLT.slack, goes)
    scene.program.was_away_for(timedelta(hours=1))
    scene.program.start()
    await scene.up()
    assert (await scene.kept(missed))["text"] == "A heron nobody heard"
    await scene.kept_as(changes, "A heron after")
    await scene.kept_as(goes, None)
    assert (await scene.kept(stays))["text"] == "A heron that stays"
    for channel, number in before.items():
        assert len(await scene.people.roots(channel)) == number


@OVER_HTTP
async def test_what_was_acknowledged_before_a_kill_is_kept_and_the_rest_is_read_back(scene: Scene) -> None:
    question = await scene.question(OAKFIELD)
    acknowledged = len(await scene.people.acknowledgements())
    roots = len(await scene.people.roots(OAKFIELD.slack))
    talk = asyncio.gather(
        *(
            scene.people.says(TOM.slack, OAKFIELD.slack, f"Heron {number}", root=question["ts"])
            for number in range(MANY)
        )
    )
    await until(lambda: _kept_in(scene, OAKFIELD), "the first of many answers")
    scene.program.kill()
    said = await talk
    acknowledged = len(await scene.people.acknowledgements()) - acknowledged
    kept = await _kept_in(scene, OAKFIELD)
    assert acknowledged <= len(kept) <= MANY
    scene.program.was_away_for(timedelta(hours=1))
    scene.program.start()
    await scene.up()
    for message in said:
        await scene.kept(message)
    assert sorted(await _kept_in(scene, OAKFIELD)) == sorted(said)
    assert len(await scene.people.roots(OAKFIELD.slack)) == roots


@BOTH_WAYS
async def test_after_that_events_come_in_again(scene: Scene) -> None:
    question = await scene.question(SLT)
    if scene.people.slack.mode == "socket":
        await until(lambda: _connected(scene), "the socket to be there again")
    said = await scene.people.says(TOM.slack, SLT.slack, "Heard as it was said, heron", root=question["ts"])
    await scene.kept(said)


@BOTH_WAYS
async def test_it_stops_when_it_is_told_to_and_starts_again(scene: Scene) -> None:
    assert scene.program.stop() == 0
    scene.program.start()
    await scene.up()


async def _kept_in(scene: Scene, channel: Channel) -> list[str]:
    rows = scene.program.rows("SELECT message FROM reflections WHERE channel = ?", channel.id)
    return [row["message"] for row in rows]


async def _connected(scene: Scene) -> Any:
    return all(app["connected"] for app in (await scene.people.state())["apps"])
