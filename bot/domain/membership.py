"""Who holds which roles in a trust, and what must stay true of it however roles are given and taken."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, Role, SchoolId

FOR_THE_TRUST = (Role.TRUST_LEAD, Role.DATA_PROTECTION_LEAD)
"""Roles that are held for the whole trust; every other is held for a school."""
FOR_A_SCHOOL = (Role.SCHOOL_LEAD, Role.SENCO, Role.LEADER, Role.GOVERNOR)


def offered(school: SchoolId | None) -> tuple[Grant, ...]:
    """What may be given for that school, or for the whole trust."""
    return tuple(Grant(role=role, school=school) for role in (FOR_A_SCHOOL if school else FOR_THE_TRUST))


def in_order(grants: Iterable[Grant]) -> list[Grant]:
    """Those for the whole trust first, then school by school."""
    return sorted(grants, key=lambda grant: (grant.school or "", list(Role).index(grant.role)))


def mark(member: Member) -> str:
    """Says shortly which roles somebody holds: another one once they hold others."""
    held = "\n".join(f"{grant.role}@{grant.school or ''}" for grant in in_order(member.grants))
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def member_in(charter: Charter, member: MemberId) -> Member | None:
    """That member of the trust, or None."""
    return next((each for each in charter.members if each.id == member), None)


def with_member(charter: Charter, member: Member) -> Charter:
    """The set-up with that member as they are given, new or in place of who they were."""
    others = tuple(each for each in charter.members if each.id != member.id)
    return replace(charter, members=(*others, member))


def leads(charter: Charter) -> frozenset[MemberId]:
    """Whoever leads the whole trust."""
    lead = Grant(role=Role.TRUST_LEAD)
    return frozenset(member.id for member in charter.members if lead in member.grants)
