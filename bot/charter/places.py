"""The schools, people and channels of a set-up document."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.channel import Channel, ChannelId
from bot.domain.people import Grant, Member, MemberId, Role, School, SchoolId, TrustId
from scheduler.calendars import read_calendar
from scheduler.faults import CalendarError, Fault, Problem
from scheduler.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A member as a document describes them, with who they are on each platform."""

    member: Member
    identities: tuple[tuple[str, str], ...]


def read_school(
    table: Table, *, trust: TrustId, inherited: Mapping[str, object], faults: list[Fault]
) -> School | None:
    """One `[[school]]`; its own `calendar` goes over the trust's, key by key."""
    key, name, own = table.identifier("id"), table.text("name"), table.untouched("calendar")
    table.refuse_unknown()
    try:
        calendar = read_calendar({**inherited, **own}, where=f"{table.where}, calendar")
    except CalendarError as error:
        faults += error.faults
        return None
    if key is None or name is None:
        return None
    return School(id=SchoolId(key), trust=trust, name=name, calendar=calendar)


def read_member(table: Table, *, trust: TrustId) -> Described | None:
    """One `[[member]]` with its roles and identities."""
    key, name = table.identifier("id"), table.text("name")
    grants = [_grant(each) for each in table.tables("roles")]
    identities = [(each.text("platform"), each.text("person")) for each in table.tables("identities")]
    table.refuse_unknown()
    if key is None or name is None:
        return None
    return Described(
        member=Member(
            id=MemberId(key), trust=trust, name=name, grants=frozenset(grant for grant in grants if grant)
        ),
        identities=tuple((platform, person) for platform, person in identities if platform and person),
    )


def read_channel(table: Table, *, trust: TrustId) -> Channel | None:
    """One `[[channel]]`."""
    key, school, platform = table.identifier("id"), table.text("school"), table.text("platform")
    address, name = table.text("address"), table.text("name")
    table.refuse_unknown()
    if key is None or school is None or platform is None or address is None or name is None:
        return None
    return Channel(
        id=ChannelId(key), trust=trust, school=SchoolId(school), platform=platform, address=address, name=name
    )


def _grant(table: Table) -> Grant | None:
    role = table.word("role", among=Role)
    school = table.text("school") if table.has("school") else None
    trust_wide = role in {Role.TRUST_LEAD, Role.DATA_PROTECTION_LEAD}
    if role is not None and school is None and not trust_wide and not table.has("school"):
        table.note(Problem(problem=f"{role} is held for a school, and none is named", remedy="add school"))
    table.refuse_unknown()
    return Grant(role=Role(role), school=SchoolId(school) if school else None) if role else None
