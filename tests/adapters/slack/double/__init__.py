"""Our own Slack for tests: a real server that can misbehave (`server`), and what Slack sends to us (`sending`)."""

from tests.adapters.slack.double import faults, payloads
from tests.adapters.slack.double.faults import Fault
from tests.adapters.slack.double.limits import Limits
from tests.adapters.slack.double.sending import Sender
from tests.adapters.slack.double.server import Slack, opened
from tests.adapters.slack.double.state import App, Call, Place, Team, User

__all__ = [
    "App",
    "Call",
    "Fault",
    "Limits",
    "Place",
    "Sender",
    "Slack",
    "Team",
    "User",
    "faults",
    "opened",
    "payloads",
]
