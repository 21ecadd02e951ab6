"""A trust with twelve leadership channels, and many programmes that each ask once, a moment after one another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, Role, School, SchoolId, Trust, TrustId
from bot.domain.programme import LatePolicy, Programme, ProgrammeId, Selection
from prompts.references import Order as Sequencing
from scheduler.model import ClosedDayRule, OnDates
from tests import cast

TRUST = Trust(id=TrustId("torture"), name="Torture Trust", demonstration=True)
SCHOOL = SchoolId("school")
ROOMS = tuple(f"room-{number:02}" for number in range(1, 13))
PEOPLE = ("ada", "ben", "cleo")
"""No name begins another's: an answer is known again by its author's name in it."""
PAUSE = timedelta(seconds=0.4)
"""Between two programmes: with posts that take a tenth of a second, something is nearly always in flight."""


def charter(first: datetime, *, programmes: int) -> Charter:
    """So many programmes, due one after another from `first` (UTC) on, each once in every room."""
    zone = _where_it_is_day(first)
    calendar = replace(cast.CALENDAR, zone=zone)
    return Charter(
        trust=TRUST,
        schools=(School(id=SCHOOL, trust=TRUST.id, name="The School", calendar=calendar),),
        members=tuple(
            Member(
                id=MemberId(name),
                trust=TRUST.id,
                name=name.title(),
                grants=frozenset({Grant(role=Role.LEADER, school=SCHOOL)}),
            )
            for name in PEOPLE
        ),
        channels=tuple(_room(name) for name in ROOMS),
        programmes=tuple(
            _programme(number, (first + number * PAUSE).astimezone(ZoneInfo(zone)))
            for number in range(programmes)
        ),
    )


def owed(found: Charter) -> Sequence[tuple[str, str]]:
    """Each programme and channel of which there must be one row and one post."""
    return [(programme.id, channel) for programme in found.programmes for channel in programme.channels]


def _room(name: str) -> Channel:
    return Channel(
        id=ChannelId(name), trust=TRUST.id, school=SCHOOL, platform="local", address=name, name=name
    )


def _where_it_is_day(now: datetime) -> str:
    """A zone without clock changes in which midnight, past which nothing is sent late, is hours away."""
    return "UTC" if 6 <= now.hour < 18 else "Etc/GMT+12"


def _programme(number: int, due: datetime) -> Programme:
    return Programme(
        id=ProgrammeId(f"programme-{number:03}"),
        trust=TRUST.id,
        name=f"Programme {number}",
        selection=Selection(),
        order=Sequencing.IN_ORDER,
        recurrence=OnDates(dates=frozenset({due.date()}), at=due.time()),
        starts=due.date(),
        closed_day=ClosedDayRule.IGNORE,
        late=LatePolicy(closes=time.max),
        channels=tuple(ChannelId(name) for name in ROOMS),
    )
