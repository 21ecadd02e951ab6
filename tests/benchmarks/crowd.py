"""As many schools and channels as a benchmark wants, in trusts of a hundred, each with a calendar of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role, School, SchoolId, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId, Selection
from prompts.references import Order
from scheduler.model import Closure, ClosureReason
from tests import cast

SCHOOLS_OF_A_TRUST = 100
PLATFORM = cast.PLATFORM
LEADERS = 5
WORKSPACE = "T01CROWD"
TENANT = "5e1f1e5e-aaaa-4bbb-8ccc-ddddeeeeffff"


def crowd(
    channels: int,
    *,
    schools_each: int = SCHOOLS_OF_A_TRUST,
    order: Order = Order.IN_ORDER,
    leaders: int = LEADERS,
    platform: str = PLATFORM,
) -> Iterator[Charter]:
    """Trusts with so many channels in all: one a school, asked every Tuesday at a quarter past eight."""
    for number, first in enumerate(range(0, channels, schools_each)):
        yield _trust(
            f"t{number:04d}",
            schools=min(schools_each, channels - first),
            number=number,
            order=order,
            leaders=leaders,
            platform=platform,
        )


def person(key: str, *, platform: str = PLATFORM) -> str:
    """What a platform calls that person; chat platforms put the workspace or the tenant before it."""
    return {"slack": f"{WORKSPACE}/{key}", "teams": f"{TENANT}/{key}"}.get(platform, key)


def channel(key: str, *, platform: str = PLATFORM) -> str:
    """What a platform calls that channel."""
    on_teams = f"{TENANT}/19:{key}@thread.tacv2"
    return {"slack": f"{WORKSPACE}/{key}", "teams": on_teams}.get(platform, key)


def leader(school: str, number: int) -> MemberId:
    """One of the five who answer in a school."""
    return MemberId(f"{school}-leader-{number}")


def senco(trust: str) -> MemberId:
    """The SENCo of the first two schools of a trust."""
    return MemberId(f"{trust}-senco")


def _trust(  # noqa: PLR0913 - each is one number of the crowd
    key: str, *, schools: int, number: int, order: Order, leaders: int, platform: str
) -> Charter:
    trust = Trust(id=TrustId(key), name=f"Trust {key}")
    training = date(2026, 9, 3) + timedelta(days=number % 90)
    calendar = replace(
        cast.CALENDAR,
        closures=(
            *cast.CALENDAR.closures,
            Closure(first=training, last=training, reason=ClosureReason.INSET, name=f"Training of {key}"),
        )
        if training.weekday() != 1
        else cast.CALENDAR.closures,
    )
    places = tuple(
        School(
            id=SchoolId(f"{key}-s{at:03d}"), trust=trust.id, name=f"School {at} of {key}", calendar=calendar
        )
        for at in range(schools)
    )
    channels = tuple(
        Channel(
            id=ChannelId(f"{school.id}-leaders"),
            trust=trust.id,
            school=school.id,
            platform=platform,
            address=channel(f"{school.id}-leaders", platform=platform),
            name="Leaders",
        )
        for school in places
    )
    members = (*(_leader(school, at) for school in places for at in range(leaders)), _senco(trust, places))
    programme = Programme(
        id=ProgrammeId(f"{key}-weekly"),
        trust=trust.id,
        name="A question for Tuesday",
        selection=Selection(),
        order=order,
        recurrence=cast.TUESDAYS,
        starts=date(2026, 9, 1),
        channels=tuple(each.id for each in channels),
    )
    return Charter(
        trust=trust,
        schools=places,
        members=members,
        identities=tuple(
            (
                PersonRef(platform=platform, id=person(each.id, platform=platform), name=each.name),
                each.id,
            )
            for each in members
        ),
        channels=channels,
        programmes=(programme,),
    )


def _leader(school: School, number: int) -> Member:
    return Member(
        id=leader(school.id, number),
        trust=school.trust,
        name=f"Leader {number} of {school.name}",
        grants=frozenset({Grant(role=Role.LEADER, school=school.id)}),
    )


def _senco(trust: Trust, schools: tuple[School, ...]) -> Member:
    return Member(
        id=senco(trust.id),
        trust=trust.id,
        name=f"SENCo of {trust.name}",
        grants=frozenset(Grant(role=Role.SENCO, school=school.id) for school in schools[:2]),
    )
