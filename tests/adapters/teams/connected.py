"""Our adapter, connected to our own Teams by the real SDK, which has told it of every team that has the app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.teams.connector import TIMEOUT, Connector
from adapters.teams.credentials import NoTokens, Tokens
from adapters.teams.pacing import Pacing
from adapters.teams.platform import TeamsPlatform
from adapters.teams.references import References
from adapters.teams.rows import FRESH
from bot.domain.channel import Channel, ChannelId
from bot.domain.message import PromptMessage
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.teams.double import Teams
from tests.fakes.installations import FakeInstallations
from tests.fakes.memory import Memory

TENANT, ELSEWHERE = "72f988bf-0000-41af-91ab-2d7cd011db47", "0e1e0e1e-0000-41af-91ab-2d7cd011db47"
TEAM = "19:5a29d70e7b0e4a8c8ea0b2d7a1c2f0a1@thread.tacv2"
LEADERS = "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2"
HEADS = "19:9c1d5fd1341670408fb6fe51050b6e5c@thread.tacv2"
AMINA, BEN = "4c1a7d10-0000-4b6e-9c0a-8f6d5e4b3a21", "5d2b8e21-0000-4b6e-9c0a-8f6d5e4b3a22"
PLENTY = ((100_000, 1.0),)
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

    platform: TeamsPlatform
    connector: Connector
    references: References
    installations: FakeInstallations
    references_are_old: timedelta = timedelta(seconds=FRESH + 1)
    """After so long nothing that was read is believed any more."""


def unlimited(clock: ManualClock) -> Pacing:
    """No wait at all, for tests that are not about limits."""
    return Pacing(clock, in_a_channel=PLENTY, in_a_tenant=PLENTY)


def ashgrove(teams: Teams) -> None:
    """Ashgrove's tenant: Amina and Ben, of whom Amina has the app, and a team with two channels beside General."""
    teams.add_person(AMINA, "Amina Khan", tenant=TENANT, has_app=True)
    teams.add_person(BEN, "Ben Bell", tenant=TENANT)
    teams.add_team(TEAM, "Ashgrove leaders", tenant=TENANT)
    teams.add_channel(LEADERS, "SLT", AMINA, BEN, team=TEAM)
    teams.add_channel(HEADS, "Heads", AMINA, team=TEAM)


@asynccontextmanager
async def connected(  # noqa: PLR0913 - a test may want each of them otherwise
    teams: Teams,
    clock: ManualClock,
    *,
    tokens: Tokens | None = None,
    pacing: Pacing | None = None,
    within: float = TIMEOUT,
    installations: FakeInstallations | None = None,
) -> AsyncIterator[Connected]:
    """Until the block ends. Every tenant and team is known as if the app had been added there a moment ago."""
    kept = installations or FakeInstallations(Memory())
    references = References(kept, clock=clock)
    if installations is None:
        await introduce(teams, references)
    connector = Connector(tokens or NoTokens(), pacing=pacing or unlimited(clock), timeout=within)
    try:
        yield Connected(
            platform=TeamsPlatform(connector, references),
            connector=connector,
            references=references,
            installations=kept,
        )
    finally:
        await connector.close()


async def introduce(teams: Teams, references: References) -> None:
    """Each team with our app is known with its channels, and so is its tenant."""
    everybody = {person.tenant: person.id for person in teams.state.people.values()}
    for team in teams.state.teams.values():
        if team.has_app:
            await references.learn(
                teams.people.team_event("teamRenamed", team=team.id, by=everybody[team.tenant])
            )
            names = {place.id: place.name for place in team.channels.values()}
            await references.team_is(team.tenant, team.id, name=team.name, channels=names, group=team.group)


def on_teams(id_: str, *, tenant: str = TENANT, address: str | None = None) -> Channel:
    """The channel of ours that stands for that one on Teams."""
    return replace(
        cast.OAKFIELD_LEADERS,
        id=ChannelId(f"channel-{id_.partition('@')[0].removeprefix('19:')}"),
        platform="teams",
        address=f"{tenant}/{id_}" if address is None else address,
    )


def after(seconds: float) -> timedelta:
    """So many seconds."""
    return timedelta(seconds=seconds)
