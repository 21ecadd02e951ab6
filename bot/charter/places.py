"""The schools, people and channels of a set-up document."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.channel import Channel, ChannelId
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role, School, SchoolId, Trust, TrustId
from scheduler.calendars import read_calendar, write_calendar
from scheduler.faults import CalendarError, Fault, ImpossibleError, Problem
from scheduler.model import inherit
from scheduler.own_calendars import read_own_calendar, write_own_calendar
from scheduler.tables import Table

BUILT_IN = "local"
"""The built-in channel, which knows everyone by their own id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A member as a document describes them, with who they are on each platform."""

    member: Member
    identities: tuple[tuple[str, str], ...]


def read_school(table: Table, *, trust: Trust, faults: list[Fault]) -> School | None:
    """One `[[school]]`. Its `calendar` is on top of the trust's; where that has none, or with `inherits = false`, all of it."""
    key, name, given = table.identifier("id"), table.text("name"), table.untouched("calendar")
    table.refuse_unknown()
    where = f"{table.where}, calendar"
    inherits = given.get("inherits", trust.calendar is not None)
    if not isinstance(inherits, bool) or (inherits and trust.calendar is None):
        said = Problem(
            problem="inherits is not false",
            remedy="write inherits = false, or take it out to inherit [calendar]",
        )
        faults.append(Fault(where=where, problem=said.problem, remedy=said.remedy))
        return None
    given = {each: value for each, value in given.items() if each != "inherits"}
    try:
        own = read_own_calendar(given, where=where) if inherits else None
        calendar = read_calendar(given, where=where) if own is None else None
        if own is not None and trust.calendar is not None:
            calendar = inherit(trust.calendar, own, locked=trust.locked)
    except CalendarError as error:
        faults += error.faults
        return None
    except ImpossibleError as error:
        faults += [Fault(where=where, problem=each.problem, remedy=each.remedy) for each in error.problems]
        return None
    if key is None or name is None or calendar is None:
        return None
    return School(id=SchoolId(key), trust=trust.id, name=name, calendar=calendar, own=own)


def write_school(school: School) -> dict[str, object]:
    """The table that `read_school` reads back as the same school, in a trust that has a calendar if it inherits."""
    table: dict[str, object] = {"id": school.id, "name": school.name}
    if school.own is None:
        return table | {"calendar": {"inherits": False, **write_calendar(school.calendar)}}
    own = write_own_calendar(school.own)
    return table | ({"calendar": own} if own else {})


def read_member(table: Table, *, trust: TrustId) -> Described | None:
    """One `[[member]]` with its roles and identities."""
    key, name = table.identifier("id"), table.text("name")
    grants = [_grant(each) for each in table.tables("roles")]
    identities = [_identity(each) for each in table.tables("identities")]
    if key and (table.flag("built_in") or not table.has("built_in")):
        identities.insert(0, (BUILT_IN, key))
    table.refuse_unknown()
    if key is None or name is None:
        return None
    return Described(
        member=Member(
            id=MemberId(key), trust=trust, name=name, grants=frozenset(grant for grant in grants if grant)
        ),
        identities=tuple(each for each in identities if each),
    )


def write_member(member: Member, *, known_as: Collection[PersonRef]) -> dict[str, object]:
    """The table that `read_member` reads back as the same person, without how long they have snoozed the bot."""
    roles = sorted(member.grants, key=lambda grant: (grant.role, grant.school or ""))
    built_in = any((each.platform, each.id) == (BUILT_IN, member.id) for each in known_as)
    identities = sorted(
        (each.platform, each.id) for each in known_as if (each.platform, each.id) != (BUILT_IN, member.id)
    )
    table: dict[str, object] = {
        "id": member.id,
        "name": member.name,
        "roles": [
            {"role": str(grant.role)} | ({"school": grant.school} if grant.school is not None else {})
            for grant in roles
        ],
    }
    if identities:
        table["identities"] = [{"platform": platform, "person": person} for platform, person in identities]
    return table if built_in else table | {"built_in": False}


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


def write_channel(channel: Channel) -> dict[str, object]:
    """The table that `read_channel` reads back as the same channel, without why it is closed."""
    return {
        "id": channel.id,
        "school": channel.school,
        "platform": channel.platform,
        "address": channel.address,
        "name": channel.name,
    }


def _identity(table: Table) -> tuple[str, str] | None:
    platform, person = table.text("platform"), table.text("person")
    table.refuse_unknown()
    return (platform, person) if platform and person else None


def _grant(table: Table) -> Grant | None:
    role = table.word("role", among=Role)
    school = table.text("school") if table.has("school") else None
    trust_wide = role in {Role.TRUST_LEAD, Role.DATA_PROTECTION_LEAD}
    if role is not None and school is None and not trust_wide and not table.has("school"):
        table.note(Problem(problem=f"{role} is held for a school, and none is named", remedy="add school"))
    table.refuse_unknown()
    return Grant(role=Role(role), school=SchoolId(school) if school else None) if role else None
