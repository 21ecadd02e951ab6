"""As many deaths as are asked for, on one database after another: nothing lost, nothing there twice."""

from pathlib import Path

import pytest

from adapters.store.migrating import migrate
from tests.postgres import Server
from tests.torture.conftest import Begin, Tell
from tests.torture.season import PATIENT, Season, endure

pytestmark = pytest.mark.torture

ON_ONE_DATABASE = 50
"""Kills; then a new one, or what fell due during the first would be late by now."""


def _parts(kills: int) -> list[int]:
    return [min(ON_ONE_DATABASE, kills - begun) for begun in range(0, kills, ON_ONE_DATABASE)]


async def _season(here: Season, tell: Tell, *, kills: int) -> None:
    verdict = await endure(here, kills=kills)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies


async def test_hundreds_of_deaths_on_sqlite(kills: int, tmp_path: Path, season: Begin, tell: Tell) -> None:
    for number, now in enumerate(_parts(kills)):
        url = f"sqlite:///{tmp_path}/{number}.sqlite3"
        migrate(url)
        await _season(season(url, kills=now), tell, kills=now)


@pytest.mark.postgres
@pytest.mark.parametrize("processes", [1, 2])
async def test_hundreds_of_deaths_on_postgresql(
    processes: int, kills: int, postgres_server: Server, season: Begin, tell: Tell
) -> None:
    for now in _parts(kills):
        with postgres_server.database() as url:
            migrate(url)
            here = season(url, kills=now, processes=processes, order=PATIENT)
            await _season(here, tell, kills=now)
