"""Who the tests are about: Ashgrove Learning Trust, its people, and someone of another trust.

Hana heads Oakfield, Dev is her deputy and Lewis keeps the school's plan. Tom heads Millbrook, with Nia as deputy.
Priya is SENCo of both. Harbour has Sam as SENCo and nobody else yet. Grace leads the trust, Gordon is a governor of
Oakfield, Dora looks after data protection. Olive heads Elm in Beechwood Trust and must see nothing of Ashgrove.
"""

from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import (
    Grant,
    Member,
    MemberId,
    PersonRef,
    Role,
    School,
    SchoolId,
    Trust,
    TrustId,
)
from bot.domain.programme import Programme, ProgrammeId, Selection
from prompts.references import Order
from scheduler.model import Closure, ClosureReason, PressureWeek, SchoolCalendar, Term, Weekday, Weekly

PLATFORM = "local"

ASHGROVE = Trust(id=TrustId("ashgrove"), name="Ashgrove Learning Trust", keep_months=36)
BEECHWOOD = Trust(id=TrustId("beechwood"), name="Beechwood Trust", keep_months=24)

CALENDAR = SchoolCalendar(
    zone="Europe/London",
    nation="England",
    terms=(
        Term(
            name="Autumn term 2026",
            first=date(2026, 9, 2),
            last=date(2026, 12, 18),
            half_term=(date(2026, 10, 26), date(2026, 10, 30)),
        ),
        Term(
            name="Spring term 2027",
            first=date(2027, 1, 4),
            last=date(2027, 3, 24),
            half_term=(date(2027, 2, 15), date(2027, 2, 19)),
        ),
        Term(
            name="Summer term 2027",
            first=date(2027, 4, 12),
            last=date(2027, 7, 21),
            half_term=(date(2027, 5, 31), date(2027, 6, 4)),
        ),
    ),
    closures=(
        Closure(
            first=date(2026, 9, 2), last=date(2026, 9, 2), reason=ClosureReason.INSET, name="Training day"
        ),
        Closure(
            first=date(2027, 1, 4), last=date(2027, 1, 4), reason=ClosureReason.INSET, name="Training day"
        ),
    ),
    pressure_weeks=(
        PressureWeek(week=date(2026, 11, 23), weight=2, name="Reports are due", whose="Everyone"),
    ),
)


def _school(key: str, name: str, trust: Trust) -> School:
    return School(id=SchoolId(key), trust=trust.id, name=name, calendar=CALENDAR)


OAKFIELD = _school("oakfield", "Oakfield Primary School", ASHGROVE)
MILLBROOK = _school("millbrook", "Millbrook Junior School", ASHGROVE)
HARBOUR = _school("harbour", "Harbour Academy", ASHGROVE)
ELM = _school("elm", "Elm Street School", BEECHWOOD)


def _member(key: str, name: str, trust: Trust, *grants: Grant) -> Member:
    return Member(id=MemberId(key), trust=trust.id, name=name, grants=frozenset(grants))


def _for(role: Role, school: School | None = None) -> Grant:
    return Grant(role=role, school=school.id if school else None)


HANA = _member("hana", "Hana Haddad", ASHGROVE, _for(Role.LEADER, OAKFIELD))
DEV = _member("dev", "Dev Desai", ASHGROVE, _for(Role.LEADER, OAKFIELD))
LEWIS = _member("lewis", "Lewis Lowe", ASHGROVE, _for(Role.SCHOOL_LEAD, OAKFIELD))
TOM = _member("tom", "Tom Trelawney", ASHGROVE, _for(Role.LEADER, MILLBROOK))
NIA = _member("nia", "Nia Nowak", ASHGROVE, _for(Role.LEADER, MILLBROOK))
PRIYA = _member("priya", "Priya Patel", ASHGROVE, _for(Role.SENCO, OAKFIELD), _for(Role.SENCO, MILLBROOK))
SAM = _member("sam", "Sam Sowande", ASHGROVE, _for(Role.SENCO, HARBOUR))
GRACE = _member("grace", "Grace Greene", ASHGROVE, _for(Role.TRUST_LEAD))
GORDON = _member("gordon", "Gordon Gale", ASHGROVE, _for(Role.GOVERNOR, OAKFIELD))
DORA = _member("dora", "Dora Dunne", ASHGROVE, _for(Role.DATA_PROTECTION_LEAD))
OLIVE = _member("olive", "Olive Osei", BEECHWOOD, _for(Role.LEADER, ELM), _for(Role.SENCO, ELM))

PEOPLE = (HANA, DEV, LEWIS, TOM, NIA, PRIYA, SAM, GRACE, GORDON, DORA, OLIVE)


def person(member: Member) -> PersonRef:
    """The member as the built-in platform knows them."""
    return PersonRef(platform=PLATFORM, id=member.id, name=member.name)


def _leaders(school: School) -> Channel:
    return Channel(
        id=ChannelId(f"{school.id}-leaders"),
        trust=school.trust,
        school=school.id,
        platform=PLATFORM,
        address=f"{school.id}-leaders",
        name=f"{school.name} leaders",
    )


OAKFIELD_LEADERS = _leaders(OAKFIELD)
MILLBROOK_LEADERS = _leaders(MILLBROOK)
HARBOUR_LEADERS = _leaders(HARBOUR)
ELM_LEADERS = _leaders(ELM)

TUESDAYS = Weekly(weekday=Weekday.TUESDAY, at=time(8, 15))

WEEKLY = Programme(
    id=ProgrammeId("weekly"),
    trust=ASHGROVE.id,
    name="A question for Tuesday",
    selection=Selection(),
    order=Order.IN_ORDER,
    recurrence=TUESDAYS,
    starts=date(2026, 9, 1),
    channels=(OAKFIELD_LEADERS.id, MILLBROOK_LEADERS.id, HARBOUR_LEADERS.id),
)
ELM_WEEKLY = Programme(
    id=ProgrammeId("elm-weekly"),
    trust=BEECHWOOD.id,
    name="Elm's question",
    selection=Selection(),
    order=Order.IN_ORDER,
    recurrence=TUESDAYS,
    starts=date(2026, 9, 1),
    channels=(ELM_LEADERS.id,),
)


def weekly(**changes: Any) -> Programme:
    """The weekly programme, with something changed."""
    return replace(WEEKLY, **changes)


def only(*prompts: str) -> Programme:
    """The weekly programme, with nothing but these prompts to ask."""
    return weekly(selection=Selection(keys=prompts))


def with_private_answers() -> Programme:
    """The weekly programme, in which an answer may be for its author and the SENCo alone."""
    return weekly(private_answers=True)


def least_heard() -> Programme:
    """The weekly programme, asking what was answered least."""
    return weekly(order=Order.LEAST_HEARD)


def ashgrove(*programmes: Programme) -> Charter:
    """Ashgrove's whole set-up, with these programmes (the weekly one if none is given)."""
    members = tuple(member for member in PEOPLE if member.trust == ASHGROVE.id)
    return Charter(
        trust=ASHGROVE,
        schools=(OAKFIELD, MILLBROOK, HARBOUR),
        members=members,
        identities=tuple((person(member), member.id) for member in members),
        channels=(OAKFIELD_LEADERS, MILLBROOK_LEADERS, HARBOUR_LEADERS),
        programmes=programmes or (WEEKLY,),
    )


def beechwood() -> Charter:
    """The other trust's whole set-up."""
    return Charter(
        trust=BEECHWOOD,
        schools=(ELM,),
        members=(OLIVE,),
        identities=((person(OLIVE), OLIVE.id),),
        channels=(ELM_LEADERS,),
        programmes=(ELM_WEEKLY,),
    )
