"""A trust in one tenant on Teams: four leadership channels, five people, and programmes due in quick succession."""

from dataclasses import replace
from datetime import datetime

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role
from tests.adapters.teams.double import Teams
from tests.torture import plan

TENANT = "72f988bf-0000-41af-91ab-2d7cd011db47"
TEAM = "19:torture@thread.tacv2"
ROOMS = {f"room-{number:02}": f"19:room{number:02}@thread.tacv2" for number in range(1, 5)}
"""Our channels, and their ids on Teams."""
ELSEWHERE = "19:elsewhere@thread.tacv2"
"""A channel of the team that is none of ours, though the bot hears what is said there."""
MEMBERS = {name: f"4c1a7d10-0000-4b6e-9c0a-{name:0>12}" for name in plan.PEOPLE}
PEOPLE = (*MEMBERS.values(), "5d2b8e21-0000-4b6e-9c0a-0000000000da", "5d2b8e21-0000-4b6e-9c0a-0000000000ef")
"""Everybody there; the last two are not in the set-up, and become known by answering."""

DECIDES = "zoe"
"""Who leads the trust, and says how a delivery ended where nobody else can."""


def charter(first: datetime, *, programmes: int) -> Charter:
    """So many programmes, due one after another from `first` (UTC) on, each once in every channel."""
    local = plan.charter(first, programmes=programmes)
    rooms = tuple(ChannelId(name) for name in ROOMS)
    return replace(
        local,
        trust=replace(local.trust, demonstration=False),
        members=(
            *local.members,
            Member(
                id=MemberId(DECIDES),
                trust=plan.TRUST.id,
                name="Zoe",
                grants=frozenset({Grant(role=Role.TRUST_LEAD)}),
            ),
        ),
        identities=tuple(
            (PersonRef(platform="teams", id=f"{TENANT}/{id_}", name=name.title()), MemberId(name))
            for name, id_ in MEMBERS.items()
        ),
        channels=tuple(
            Channel(
                id=ChannelId(name),
                trust=plan.TRUST.id,
                school=plan.SCHOOL,
                platform="teams",
                address=f"{TENANT}/{channel}",
                name=name,
            )
            for name, channel in ROOMS.items()
        ),
        programmes=tuple(replace(each, channels=rooms, private_answers=True) for each in local.programmes),
    )


def settle_in(teams: Teams) -> None:
    """The tenant with everybody and every channel in it, and our app in its team."""
    for number, id_ in enumerate(PEOPLE):
        teams.add_person(id_, f"Person {number}", tenant=TENANT, has_app=True)
    teams.add_team(TEAM, "Torture", tenant=TENANT)
    for name, channel in {**ROOMS, "elsewhere": ELSEWHERE}.items():
        teams.add_channel(channel, name, *PEOPLE, team=TEAM)
