"""What Slack itself does wrong while the program is being killed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tests.adapters.slack.double import Fault, Slack, faults
from tests.torture.slack.plan import TEAM

CHANGING = ("chat.postMessage", "chat.update", "chat.delete", "reactions.add")
LOOKING = ("conversations.history", "conversations.replies")


def ways(method: str) -> Sequence[Fault]:
    """Every way in which that method may fail."""
    nothing_done = [faults.rate_limited(1), faults.dropped(), faults.status(500), faults.hangs()]
    if method in LOOKING:
        return nothing_done
    return [
        *nothing_done,
        faults.done_and_dropped(),
        faults.done_and(status=500),
        faults.done_and_hangs(),
        faults.slow(0.3),
        faults.done_and(error="internal_error"),
    ]


def gap(slack: Slack) -> dict[str, Any]:
    """Slack says that it has left something out."""
    return {
        "token": "a-retired-token",
        "type": "app_rate_limited",
        "team_id": TEAM,
        "minute_rate_limited": int(datetime.now(UTC).timestamp()) // 60 * 60,
        "api_app_id": slack.state.app.id,
    }
