"""A trust of three schools, each on a platform of its own: its set-up, and who is on Teams and on Slack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, PersonRef, Role, School
from bot.domain.programme import Programme
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.slack.double import Slack
from tests.adapters.slack.double import opened as our_own_slack
from tests.adapters.teams.double import Teams
from tests.adapters.teams.double import opened as our_own_teams

TUESDAY = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
TENANT = "72f988bf-0000-41af-91ab-2d7cd011db47"
TEAM, SLT = "19:oakfield-leaders@thread.tacv2", "19:oakfield-slt@thread.tacv2"
WORKSPACE, HEADS = "T01ASH", "C01MILL"

OF_THE_TRUST = frozenset(
    Grant(role=Role.SENCO, school=each.id) for each in (cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR)
)
PRIYA = replace(cast.PRIYA, grants=OF_THE_TRUST)
"""She is SENCo of all three schools here."""
HANA = replace(
    cast.HANA,
    grants=frozenset(Grant(role=Role.LEADER, school=each.id) for each in (cast.OAKFIELD, cast.MILLBROOK)),
)
"""She leads in two schools here: in Teams and in Slack she is one person."""
ON_TEAMS = (HANA, cast.DEV, cast.LEWIS, PRIYA)
ON_SLACK = (HANA, cast.TOM, cast.NIA)


def _channel(key: str, school: School, platform: str, address: str) -> Channel:
    return Channel(
        id=ChannelId(key), trust=school.trust, school=school.id, platform=platform, address=address, name=key
    )


OAKFIELD = _channel("oakfield-slt", cast.OAKFIELD, "teams", f"{TENANT}/{SLT}")
MILLBROOK = _channel("millbrook-heads", cast.MILLBROOK, "slack", f"{WORKSPACE}/{HEADS}")
HARBOUR = cast.HARBOUR_LEADERS
CHANNELS = (OAKFIELD, MILLBROOK, HARBOUR)
WEEKLY = cast.weekly(channels=tuple(each.id for each in CHANNELS), private_answers=True)


def on_slack_as(member: Member) -> str:
    """What Slack calls them."""
    return f"U01{member.id.upper()}"


def charter(programme: Programme = WEEKLY) -> Charter:
    """Oakfield is on Teams, Millbrook on Slack, Harbour in the built-in channel; one programme asks all three."""
    here = cast.ashgrove(programme)
    changed = {each.id: each for each in (HANA, PRIYA)}
    teams = tuple(
        (PersonRef(platform="teams", id=f"{TENANT}/{each.id}", name=each.name), each.id) for each in ON_TEAMS
    )
    slack = tuple(
        (PersonRef(platform="slack", id=f"{WORKSPACE}/{on_slack_as(each)}", name=each.name), each.id)
        for each in ON_SLACK
    )
    return replace(
        here,
        trust=replace(here.trust, demonstration=True),
        members=tuple(changed.get(each.id, each) for each in here.members),
        identities=(*here.identities, *teams, *slack),
        channels=CHANNELS,
    )


@contextmanager
def doubles() -> Iterator[tuple[Teams, Slack]]:
    """Both, with Ashgrove's people and channels, and one clock."""
    clock = ManualClock(TUESDAY)
    with our_own_teams(clock=clock) as teams, our_own_slack(clock=clock) as slack:
        for each in ON_TEAMS:
            teams.add_person(each.id, each.name, tenant=TENANT, has_app=True)
        teams.add_team(TEAM, "Oakfield", tenant=TENANT)
        teams.add_channel(SLT, "SLT", *(each.id for each in ON_TEAMS), team=TEAM)
        team = slack.add_team(WORKSPACE, "Millbrook", token="xoxb-one-log")
        for each in ON_SLACK:
            team.add_user(on_slack_as(each), each.name)
        team.add_channel(HEADS, "heads", *(on_slack_as(each) for each in ON_SLACK))
        yield teams, slack
