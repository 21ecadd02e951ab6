"""A question comes at its time: tried first, because nobody is shown what came while nobody looked."""

from datetime import UTC, datetime

from tests.e2e_teams.conftest import Scene
from tests.e2e_teams.stand_in import words
from tests.e2e_teams.trust import SLT
from tests.end_to_end.waiting import PATIENCE, until


async def test_a_question_with_a_time_comes_once(scene: Scene) -> None:
    async def posted() -> bool:
        return bool(
            scene.program.rows("SELECT id FROM deliveries WHERE programme = 'today' AND state = 'posted'")
        )

    left = max((scene.due - datetime.now(UTC)).total_seconds(), 0)
    await until(posted, "the question that has a time", within=left + PATIENCE)
    assert datetime.now(UTC) >= scene.due.replace(microsecond=0)
    [row] = scene.program.rows("SELECT root FROM deliveries WHERE programme = 'today'")
    thread = await scene.thread(row["root"], SLT.teams)
    assert len(scene.eyes.cards(SLT.teams)) == 1
    assert "What makes you say so?" in words(thread.card)
