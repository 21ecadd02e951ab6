import io
from collections.abc import AsyncIterator, Iterator

import pytest

from scheduler.clock import ManualClock
from tests.adapters.slack.double import Slack, Team, opened
from tests.scenarios.slack import stage as stages
from tests.scenarios.slack.stage import AMINA, ASH, BEE, BEN, ELM, HEADS, SLT, TUESDAY, Stage


@pytest.fixture
def slack() -> Iterator[Slack]:
    """Our own Slack, with the workspaces of two trusts, and everyone's channels."""
    with opened(clock=ManualClock(TUESDAY)) as ready:
        yield ready


@pytest.fixture
def ash(slack: Slack) -> Team:
    """Ashgrove's workspace."""
    team = slack.add_team(ASH, "Ashgrove")
    team.add_user(AMINA, "Amina Khan")
    team.add_user(BEN, "Ben Bell")
    team.add_user("U01GUEST", "Gwen Guest", guest=True)
    team.add_user("U09OUT", "Otto Outside", team="T09OUT")
    team.add_channel(SLT, "slt", AMINA, BEN, "U01GUEST", "U09OUT")
    team.add_channel(HEADS, "heads", AMINA, private=True)
    return team


@pytest.fixture
def bee(slack: Slack) -> Team:
    """Beechwood's workspace, of another trust."""
    team = slack.add_team(BEE, "Beechwood")
    team.add_user("U02OLIVE", "Olive Okoro")
    team.add_channel(ELM, "elm", "U02OLIVE")
    return team


@pytest.fixture
async def stage(sqlite_url: str, slack: Slack, ash: Team, written: io.StringIO) -> AsyncIterator[Stage]:
    """The bot in Ashgrove's workspace."""
    async with stages.opened(sqlite_url, slack, written=written) as ready:
        yield ready
