"""Who belongs where: trusts, schools, members and the roles they hold."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from scheduler.model import CalendarPart, OwnCalendar, SchoolCalendar

TrustId = NewType("TrustId", str)
SchoolId = NewType("SchoolId", str)
MemberId = NewType("MemberId", str)


KEEP_MONTHS = 36
"""How long a trust keeps reflections if it does not say otherwise: three school years."""


class Role(StrEnum):
    """What someone is for a school, or for the whole trust."""

    LEADER = "leader"
    SCHOOL_LEAD = "school-lead"
    SENCO = "senco"
    GOVERNOR = "governor"
    TRUST_LEAD = "trust-lead"
    DATA_PROTECTION_LEAD = "data-protection-lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """A group of schools that answers to one board; a school on its own is a trust of one.

    `calendar` is what its schools inherit, None where each has its own; of `locked` they may have nothing of their own.
    """

    id: TrustId
    name: str
    keep_months: int = KEEP_MONTHS
    demonstration: bool = False
    calendar: SchoolCalendar | None = None
    locked: frozenset[CalendarPart] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """One school, with the calendar that says which of its days are school days.

    `calendar` holds all of it; `own` is what of it is the school's own, None where nothing is inherited.
    """

    id: SchoolId
    trust: TrustId
    name: str
    calendar: SchoolCalendar
    own: OwnCalendar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role; `school` is None where it holds for the whole trust."""

    role: Role
    school: SchoolId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person known to one trust. Someone who only ever answered a prompt has no grants.

    Before the local date `snoozed_until` the bot sends them nothing of its own accord.
    """

    id: MemberId
    trust: TrustId
    name: str
    grants: frozenset[Grant] = frozenset()
    snoozed_until: date | None = None

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held anywhere in the trust."""
        return any(grant.role in roles for grant in self.grants)

    def snoozes(self, *, on: date) -> bool:
        """Whether the bot keeps quiet for them on that local date."""
        return self.snoozed_until is not None and on < self.snoozed_until

    def schools_as(self, *roles: Role) -> frozenset[SchoolId]:
        """The schools for which any of these roles is held by name."""
        return frozenset(
            grant.school for grant in self.grants if grant.role in roles and grant.school is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRef:
    """A person as a platform knows them. `id` is opaque to everyone but that platform's adapter."""

    platform: str
    id: str
    name: str
