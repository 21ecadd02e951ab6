"""One trust as large as a benchmark wants: five channels a school, calendars inherited, some schools' with days of their own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import product

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.inheritance import resettled
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role, School, SchoolId, Trust, TrustId
from bot.domain.programme import Programme, ProgrammeId, SchoolChoice, Selection
from prompts.references import Order
from scheduler.model import Closure, ClosureReason, OwnCalendar, Weekday
from tests import cast
from tests.benchmarks.house import DUE

TRUST = TrustId("national")
LEAD = MemberId("national-lead")
EVERYWHERE = ProgrammeId("national-everywhere")
"""The programme that goes to every channel; each of the others goes to one channel of each school."""
CHANNELS_EACH = 5
HELD = (Role.SCHOOL_LEAD, Role.SENCO, Role.LEADER)
PAST_WEEKS = 5
FIRST_OF_ITS_OWN, LAST_OF_ITS_OWN = date(2026, 11, 2), date(2027, 4, 30)
DAYS = 150
PAST = "deliveries (id, trust, school, channel, programme, occurrence, due_at, state, prompt, late, attempts, posted_at, root)"


def large_trust(schools: int) -> Charter:
    """The trust: a lead, three people in each school, five programmes; one school in ten has chosen another day."""
    trust = Trust(id=TRUST, name="National Trust of Schools", calendar=cast.CALENDAR)
    places = tuple(_school(number) for number in range(schools))
    channels = tuple(
        Channel(
            id=ChannelId(f"{school.id}-c{number}"),
            trust=TRUST,
            school=school.id,
            platform=cast.PLATFORM,
            address=f"{school.id}-c{number}",
            name=f"Leaders {number} of {school.name}",
        )
        for school in places
        for number in range(CHANNELS_EACH)
    )
    members = (_lead(), *(_member(school, role) for school in places for role in HELD))
    everywhere = _programme(EVERYWHERE, "A question for Tuesday", channels)
    others = (
        _programme(ProgrammeId(f"national-p{number}"), f"Programme {number}", channels[number::CHANNELS_EACH])
        for number in range(1, CHANNELS_EACH)
    )
    return resettled(
        Charter(
            trust=trust,
            schools=places,
            members=members,
            identities=tuple(
                (PersonRef(platform=cast.PLATFORM, id=each.id, name=each.name), each.id) for each in members
            ),
            channels=channels,
            programmes=(everywhere, *others),
            choices=tuple(
                SchoolChoice(programme=EVERYWHERE, school=school.id, weekday=Weekday.WEDNESDAY)
                for school in places[::10]
            ),
        )
    )


def each_its_own(charter: Charter) -> Charter:
    """The same trust, with two training days in each school that no other school has both of."""

    def own(number: int, school: School) -> School:
        days = (
            FIRST_OF_ITS_OWN + timedelta(days=number % DAYS),
            LAST_OF_ITS_OWN - timedelta(days=number // DAYS),
        )
        closures = tuple(
            Closure(first=day, last=day, reason=ClosureReason.INSET, name="Our own training") for day in days
        )
        return replace(school, own=OwnCalendar(closures=closures))

    schools = tuple(own(number, school) for number, school in enumerate(charter.schools))
    return resettled(replace(charter, schools=schools))


def past(charter: Charter, *, prompts: tuple[str, ...], sqlite: bool) -> Iterator[tuple[object, ...]]:
    """What the programme that goes everywhere has posted in the weeks before, as rows of PAST."""
    for weeks, channel in product(range(1, PAST_WEEKS + 1), charter.channels):
        at = DUE - timedelta(weeks=weeks)
        stored = at.replace(tzinfo=None if sqlite else UTC).isoformat(" ", "microseconds")
        key = f"{channel.id}-{weeks}"
        place = (channel.trust, channel.school, channel.id, EVERYWHERE)
        prompt = prompts[weeks % len(prompts)]
        yield (key, *place, at.date().isoformat(), stored, "posted", prompt, False, 1, stored, key)


def _school(number: int) -> School:
    """Every fourth has a training day of its own, on one of forty days."""
    training = date(2026, 11, 2) + timedelta(weeks=number % 4, days=number % 5)
    closures = (Closure(first=training, last=training, reason=ClosureReason.INSET, name="Our own training"),)
    return School(
        id=SchoolId(f"s{number:04d}"),
        trust=TRUST,
        name=f"School {number:04d}",
        calendar=cast.CALENDAR,
        own=OwnCalendar(closures=closures if number % 4 == 0 else ()),
    )


def _lead() -> Member:
    grants = frozenset({Grant(role=Role.TRUST_LEAD, school=None)})
    return Member(id=LEAD, trust=TRUST, name="The trust lead", grants=grants)


def _member(school: School, role: Role) -> Member:
    return Member(
        id=MemberId(f"{school.id}-{role.value}"),
        trust=TRUST,
        name=f"{role.value} of {school.name}",
        grants=frozenset({Grant(role=role, school=school.id)}),
    )


def _programme(key: ProgrammeId, name: str, channels: tuple[Channel, ...]) -> Programme:
    programme = replace(
        cast.WEEKLY, id=key, trust=TRUST, name=name, selection=Selection(), order=Order.IN_ORDER
    )
    return replace(programme, channels=tuple(each.id for each in channels))
