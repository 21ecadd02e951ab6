from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from scheduler.clock import ManualClock
from tests.contracts.platform.platforms import PLATFORMS, Opened


@pytest.fixture(params=sorted(PLATFORMS))
async def on(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Opened]:
    """Each platform in turn, with two empty channels."""
    clock = ManualClock(datetime(2026, 11, 10, 8, 15, tzinfo=UTC))
    async with PLATFORMS[request.param](sqlite_url, clock) as opened:
        yield opened
