"""A trust in one workspace on Slack: four leadership channels, five people, and programmes due in quick succession."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import MemberId, PersonRef
from tests.adapters.slack.double import Slack, Team
from tests.torture import plan

TEAM, TOKEN = "T01TORTURE", "xoxb-torture-secret"
ROOMS = {f"room-{number:02}": f"C01ROOM{number:02}" for number in range(1, 5)}
"""Our channels, and their ids on Slack."""
ELSEWHERE = "C01ELSEWHERE"
"""A channel of the workspace that is none of ours, though the bot hears what is said there."""
MEMBERS = {name: f"U01{name.upper()}" for name in plan.PEOPLE}
PEOPLE = (*MEMBERS.values(), "U01DAN", "U01EVE")
"""Everybody there; the last two are not in the set-up, and become known by answering."""


def charter(first: datetime, *, programmes: int) -> Charter:
    """So many programmes, due one after another from `first` (UTC) on, each once in every channel."""
    local = plan.charter(first, programmes=programmes)
    rooms = tuple(ChannelId(name) for name in ROOMS)
    return replace(
        local,
        trust=replace(local.trust, demonstration=False),
        identities=tuple(
            (PersonRef(platform="slack", id=f"{TEAM}/{user}", name=name.title()), MemberId(name))
            for name, user in MEMBERS.items()
        ),
        channels=tuple(
            Channel(
                id=ChannelId(name),
                trust=plan.TRUST.id,
                school=plan.SCHOOL,
                platform="slack",
                address=f"{TEAM}/{channel}",
                name=f"#{name}",
            )
            for name, channel in ROOMS.items()
        ),
        programmes=tuple(replace(each, channels=rooms, private_answers=True) for each in local.programmes),
    )


def owed(found: Charter) -> Sequence[tuple[str, str]]:
    """Each programme and channel of which there must be one row and one post."""
    return plan.owed(found)


def settle_in(slack: Slack) -> Team:
    """The workspace with everybody and every channel in it."""
    team = slack.add_team(TEAM, "Torture", token=TOKEN)
    for user in PEOPLE:
        team.add_user(user, user.removeprefix("U01").title())
    for name, channel in ROOMS.items():
        team.add_channel(channel, name, *PEOPLE)
    team.add_channel(ELSEWHERE, "elsewhere", *PEOPLE)
    return team
