"""As many deaths as are asked for while Slack itself misbehaves, on one database after another."""

from pathlib import Path

import pytest

from adapters.store.migrating import migrate
from tests.postgres import Server
from tests.torture.conftest import Tell
from tests.torture.slack.conftest import BeginOnSlack
from tests.torture.slack.season import PATIENT, SlackSeason, endure
from tests.torture.test_the_long_run import _parts

pytestmark = pytest.mark.torture


async def _season(here: SlackSeason, tell: Tell, *, kills: int) -> None:
    verdict = await endure(here, kills=kills)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies
    assert verdict.shown


async def test_hundreds_of_deaths_on_slack_and_sqlite(
    kills: int, tmp_path: Path, on_slack: BeginOnSlack, tell: Tell
) -> None:
    for number, now in enumerate(_parts(kills)):
        url = f"sqlite:///{tmp_path}/{number}.sqlite3"
        migrate(url)
        await _season(on_slack(url, kills=now), tell, kills=now)


@pytest.mark.postgres
async def test_hundreds_of_deaths_of_two_at_once_on_slack_and_postgresql(
    kills: int, postgres_server: Server, on_slack: BeginOnSlack, tell: Tell
) -> None:
    for now in _parts(kills):
        with postgres_server.database() as url:
            migrate(url)
            await _season(on_slack(url, kills=now, processes=2, order=PATIENT), tell, kills=now)
