"""As many deaths as are asked for while Teams itself misbehaves, on one database after another."""

from pathlib import Path

import pytest

from adapters.store.migrating import migrate
from tests.postgres import Server
from tests.torture.conftest import Tell
from tests.torture.teams.conftest import BeginOnTeams
from tests.torture.teams.season import PATIENT, TeamsSeason, endure
from tests.torture.test_the_long_run import _parts

pytestmark = pytest.mark.torture


async def _season(here: TeamsSeason, tell: Tell, *, kills: int) -> None:
    verdict = await endure(here, kills=kills)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies
    assert verdict.shown
    assert verdict.witnessed


async def test_hundreds_of_deaths_on_teams_and_sqlite(
    kills: int, tmp_path: Path, on_teams: BeginOnTeams, tell: Tell
) -> None:
    for number, now in enumerate(_parts(kills)):
        url = f"sqlite:///{tmp_path}/{number}.sqlite3"
        migrate(url)
        await _season(on_teams(url, kills=now), tell, kills=now)


@pytest.mark.postgres
async def test_hundreds_of_deaths_of_two_at_once_on_teams_and_postgresql(
    kills: int, postgres_server: Server, on_teams: BeginOnTeams, tell: Tell
) -> None:
    for now in _parts(kills):
        with postgres_server.database() as url:
            migrate(url)
            await _season(on_teams(url, kills=now, processes=2, order=PATIENT), tell, kills=now)
