"""What was said while Slack could not reach us is read back from its threads."""

from datetime import timedelta

import pytest

from bot.usecases.hearing.sweep import sweep
from tests import cast
from tests.adapters.slack.double import Team
from tests.scenarios.slack.stage import AMINA, ASH, HEADS, HEADS_OF_ALL, SLT, Stage


@pytest.mark.parametrize(("gone", "left"), [(SLT, HEADS), (HEADS, SLT)])
async def test_a_thread_that_is_gone_does_not_keep_the_others_from_being_read(
    stage: Stage, ash: Team, gone: str, left: str
) -> None:
    roots = {SLT: await stage.asked(), HEADS: await stage.asked(HEADS_OF_ALL, school=cast.MILLBROOK)}
    del ash.places[gone].messages[roots[gone]]
    stage.slack.people.say(AMINA, "Nobody heard this.", team=ASH, channel=left, thread=roots[left])
    stage.clock.advance(timedelta(days=1))
    assert await sweep(stage.bot) == 1
    assert stage.holds("Nobody heard this.")
