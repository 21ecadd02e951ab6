"""A harness that cannot fail proves nothing: what is broken on purpose on Teams is found out, by what it does to people."""

import pytest

from tests.adapters.teams.double import faults
from tests.torture.conftest import Tell
from tests.torture.teams import mutants
from tests.torture.teams.conftest import BeginOnTeams
from tests.torture.teams.judge import TeamsVerdict
from tests.torture.teams.season import QUICK

pytestmark = pytest.mark.torture

STEADY = QUICK.with_(post_timeout=3.0, lease=4.0)
"""On a busy machine a post takes its time, and that is no fault to be found."""


async def _of(
    mutant: str, sqlite_url: str, on_teams: BeginOnTeams, tell: Tell, *points: str, unclear: str = ""
) -> TeamsVerdict:
    """It dies at each of the points, and comes to its end; Teams does nothing wrong but to break off what is `unclear`."""
    here = on_teams(sqlite_url, order=STEADY.with_(mutant=mutant), calm=True)
    if unclear:
        here.teams.script(unclear, *[faults.done_and_dropped()] * 4)
    async with here.begun():
        for point in points:
            await here.die(point=point, nth=3)
        await here.survive()
    await here.stop()
    verdict = here.verdict()
    tell(here, verdict)
    return verdict


async def test_sending_again_what_cannot_be_seen_is_found_out(
    sqlite_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    verdict = await _of(mutants.SENDS_AGAIN, sqlite_url, on_teams, tell, *["after platform.post"] * 2)
    assert any("people see it 2 times" in fault for fault in verdict.doubled)


async def test_posting_again_after_no_clear_answer_is_found_out(
    sqlite_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    verdict = await _of(mutants.RETRIES, sqlite_url, on_teams, tell, unclear="post")
    assert any("people see it 2 times" in fault for fault in verdict.doubled)


async def test_telling_teams_that_something_is_kept_before_it_is_is_found_out(
    sqlite_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    verdict = await _of(mutants.ANSWERS_FIRST, sqlite_url, on_teams, tell, *["before inbox.receive"] * 8)
    assert any("is not in the log" in fault for fault in verdict.lost)


async def test_showing_an_answer_again_that_may_stand_there_is_found_out(
    sqlite_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    verdict = await _of(mutants.SHOWS_BLINDLY, sqlite_url, on_teams, tell, unclear="send")
    assert any("its thread shows it 2 times" in fault for fault in verdict.doubled)


@pytest.mark.parametrize("mutant", list(mutants.MUTANTS))
async def test_as_long_as_nobody_dies_the_broken_look_whole_on_teams(
    mutant: str, sqlite_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    verdict = await _of(mutant, sqlite_url, on_teams, tell)
    assert not verdict.faults
    assert not verdict.decided
