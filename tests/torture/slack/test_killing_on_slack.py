"""The real process is killed, with -9, while it speaks with Slack: nothing lost, nothing there twice, nothing told on."""

import pytest

from tests.torture.conftest import Tell
from tests.torture.slack.conftest import BeginOnSlack
from tests.torture.slack.season import PATIENT, SlackSeason, endure

SHORT = 5
"""Kills: `make torture` has the others. In the ordinary run those of the built-in channel and of Teams stand for Slack's."""


@pytest.fixture
def seed() -> int:
    """The same dice each time: what a short season meets is what it met before."""
    return 3


async def _nothing_is_lost(here: SlackSeason, tell: Tell, *, kills: int) -> None:
    verdict = await endure(here, kills=kills)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies
    assert verdict.boxed


@pytest.mark.torture
async def test_nothing_is_lost_or_doubled_on_slack(
    sqlite_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    await _nothing_is_lost(on_slack(sqlite_url, kills=SHORT), tell, kills=SHORT)


@pytest.mark.torture
@pytest.mark.postgres
async def test_nothing_is_lost_or_doubled_on_slack_by_two_at_once_on_postgresql(
    postgres_url: str, on_slack: BeginOnSlack, tell: Tell
) -> None:
    here = on_slack(postgres_url, kills=SHORT, processes=2, order=PATIENT)
    await _nothing_is_lost(here, tell, kills=SHORT)
