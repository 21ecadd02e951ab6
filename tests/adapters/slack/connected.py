"""Our adapter, connected to our own Slack by the real SDK, with every workspace of it installed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.slack.pacing import Pacing
from adapters.slack.platform import SlackPlatform
from adapters.slack.workspaces import Workspace, Workspaces, as_installation
from bot.domain.channel import Channel, ChannelId
from bot.domain.message import PromptMessage
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.slack.double import Slack, Team
from tests.fakes.installations import FakeInstallations
from tests.fakes.memory import Memory

PLENTY = 10_000.0
MESSAGE = PromptMessage(
    key="not-in-the-room",
    question="Who was not in the room?",
    why="Plans are made by those who are there.",
    follow_up="How do you know?",
    theme="Belonging",
    minutes=3,
    promise="Read by the leaders and the SENCo. Kept for 3 years.",
    safeguarding="Worried about a child? Speak to the DSL.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """What a test may look at or move."""

    platform: SlackPlatform
    workspaces: Workspaces
    installations: FakeInstallations


def unlimited(clock: ManualClock, *, lookups_per_minute: int = 10_000) -> Pacing:
    """No wait at all, for tests that are not about limits."""
    return Pacing(clock, lookups_per_minute=lookups_per_minute, in_a_workspace=PLENTY, in_a_channel=PLENTY)


@asynccontextmanager
async def connected(
    slack: Slack,
    clock: ManualClock,
    *,
    external: bool = False,
    token: str | None = None,
    pacing: Pacing | None = None,
) -> AsyncIterator[Connected]:
    """Until the block ends; with a `token`, nothing is in the table."""
    installations = FakeInstallations(Memory())
    for team in slack.state.teams.values():
        if token is None:
            await installations.keep(as_installation(installed(slack, team), at=clock.now()))
    workspaces = Workspaces(installations, token=token, api_url=slack.api_url)
    platform = SlackPlatform(
        workspaces,
        clock=clock,
        lookups_per_minute=20,
        external=external,
        pacing=pacing or unlimited(clock),
    )
    try:
        yield Connected(platform=platform, workspaces=workspaces, installations=installations)
    finally:
        await workspaces.close()


def installed(slack: Slack, team: Team) -> Workspace:
    """What an installation knows of that workspace."""
    return Workspace(
        id=team.id,
        name=team.name,
        bot_user=team.bot_user,
        bot_id=team.bot_id,
        app_id=slack.state.app.id,
        enterprise=team.enterprise,
        scopes=team.scopes,
        token=team.token,
    )


def on_slack(id_: str, *, team: str = "T01ASH", address: str | None = None) -> Channel:
    """The channel of ours that stands for that one on Slack."""
    return replace(
        cast.OAKFIELD_LEADERS,
        id=ChannelId(f"channel-{id_.lower()}"),
        platform="slack",
        address=f"{team}/{id_}" if address is None else address,
    )


def after(seconds: float) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=seconds)
