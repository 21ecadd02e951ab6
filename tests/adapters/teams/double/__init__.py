"""Our own Teams for tests: a real server that can misbehave (`server`), and what Teams sends to us (`people`, `sending`)."""

from tests.adapters.teams.double import activities, faults
from tests.adapters.teams.double.faults import Fault
from tests.adapters.teams.double.limits import Limits, documented
from tests.adapters.teams.double.people import People
from tests.adapters.teams.double.sending import Sender
from tests.adapters.teams.double.server import Teams, opened
from tests.adapters.teams.double.state import APP, Call, Message, Person, Place, State, Team

__all__ = [
    "APP",
    "Call",
    "Fault",
    "Limits",
    "Message",
    "People",
    "Person",
    "Place",
    "Sender",
    "State",
    "Team",
    "Teams",
    "activities",
    "documented",
    "faults",
    "opened",
]
