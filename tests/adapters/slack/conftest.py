import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from scheduler.clock import ManualClock
from tests.adapters.slack.double import Slack, Team, opened


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands on a Tuesday morning in November."""
    return ManualClock(datetime(2026, 11, 10, 8, 15, tzinfo=UTC))


@pytest.fixture
def slack(clock: ManualClock) -> Iterator[Slack]:
    """Our own Slack, going by the test's clock, with nobody in it yet."""
    with opened(clock=clock) as ready:
        yield ready


@pytest.fixture
def ash(slack: Slack) -> Team:
    """Ashgrove's workspace: Amina, Ben and a guest, a channel for leaders, and a private one."""
    team = slack.add_team("T01ASH", "Ashgrove")
    team.add_user("U01AMINA", "Amina Khan")
    team.add_user("U01BEN", "Ben Bell")
    team.add_user("U01GUEST", "Gwen Guest", guest=True)
    team.add_channel("C01SLT", "slt", "U01AMINA", "U01BEN", "U01GUEST")
    team.add_channel("C01HEADS", "heads", "U01AMINA", private=True)
    return team


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
