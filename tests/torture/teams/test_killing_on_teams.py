"""The real process is killed, with -9, while it speaks with Teams: nothing lost, nothing there twice, nothing told on."""

import pytest

from tests.torture.conftest import Tell
from tests.torture.teams.conftest import BeginOnTeams
from tests.torture.teams.season import PATIENT, TeamsSeason, endure

SHORT = 3
"""Kills: few enough for every run of the tests. `make torture` has the others."""


@pytest.fixture
def seed() -> int:
    """The same dice each time: what a short season meets is what it met before."""
    return 3


async def _nothing_is_lost(here: TeamsSeason, tell: Tell, *, kills: int) -> None:
    verdict = await endure(here, kills=kills)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies
    assert verdict.boxed


async def test_nothing_is_lost_or_doubled_on_teams(
    sqlite_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    await _nothing_is_lost(on_teams(sqlite_url, kills=SHORT), tell, kills=SHORT)


@pytest.mark.torture
@pytest.mark.postgres
async def test_nothing_is_lost_or_doubled_on_teams_by_two_at_once_on_postgresql(
    postgres_url: str, on_teams: BeginOnTeams, tell: Tell
) -> None:
    here = on_teams(postgres_url, kills=SHORT, processes=2, order=PATIENT)
    await _nothing_is_lost(here, tell, kills=SHORT)
