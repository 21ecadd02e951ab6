import io
from collections.abc import AsyncIterator, Iterator

import pytest

from scheduler.clock import ManualClock
from tests.adapters.teams.double import Teams
from tests.adapters.teams.double import opened as our_own_teams
from tests.scenarios.teams import stage as stages
from tests.scenarios.teams.stage import TUESDAY, Stage


@pytest.fixture
def teams() -> Iterator[Teams]:
    """Our own Teams, with Ashgrove's people and channels."""
    with our_own_teams(clock=ManualClock(TUESDAY)) as ready:
        yield stages.peopled(ready)


@pytest.fixture
async def stage(sqlite_url: str, teams: Teams, written: io.StringIO) -> AsyncIterator[Stage]:
    """The bot in Ashgrove's team."""
    async with stages.opened(sqlite_url, teams, written=written) as ready:
        yield ready
