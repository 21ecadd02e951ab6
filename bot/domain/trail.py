"""The trail: who changed or looked at what, and when. No words that anybody wrote are in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import MemberId, SchoolId, TrustId


class Did(StrEnum):
    """What somebody did."""

    SIGNED_IN = "signed-in"
    INVITED = "invited"
    JOINED = "joined"
    CHANGED_ROLES = "changed-roles"
    REMOVED = "removed"
    CHANGED_TRUST = "changed-trust"
    CHANGED_SCHOOL = "changed-school"
    CHANGED_CHANNEL = "changed-channel"
    CHANGED_CALENDAR = "changed-calendar"
    CHARTED_PRESSURE = "charted-pressure"
    CHANGED_PROGRAMME = "changed-programme"
    CHANGED_PROMPT = "changed-prompt"
    CHOSE_FOR_SCHOOL = "chose-for-school"
    TRIED_PROGRAMME = "tried-programme"
    APPLIED_SET_UP = "applied-set-up"
    POSTED_PICTURE = "posted-picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One setting that is not what it was, in people's words; `was` or `now` is None where there was or is none.

    `about` names the thing by its name as people know it, such as "Golden questions" or "Oakfield Primary School".
    """

    about: str
    setting: str
    was: str | None
    now: str | None
    school: SchoolId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry. `by` is None where it was done at the command line; `about` is the id of what it was done to."""

    trust: TrustId
    did: Did
    at: datetime
    by: MemberId | None = None
    about: str | None = None
    school: SchoolId | None = None
    differences: tuple[Difference, ...] = ()
