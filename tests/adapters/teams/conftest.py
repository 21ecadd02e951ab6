import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from scheduler.clock import ManualClock
from tests.adapters.teams.connected import ashgrove
from tests.adapters.teams.double import Teams, opened


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands on a Tuesday morning in November."""
    return ManualClock(datetime(2026, 11, 10, 8, 15, tzinfo=UTC))


@pytest.fixture
def teams(clock: ManualClock) -> Iterator[Teams]:
    """Our own Teams, going by the test's clock, with Ashgrove's tenant in it."""
    with opened(clock=clock) as ready:
        ashgrove(ready)
        yield ready


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
