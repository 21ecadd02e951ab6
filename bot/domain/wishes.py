"""What a school lead may wish of a programme of the trust, and what the trust must have left to its schools for it."""

from dataclasses import dataclass
from datetime import date, time

from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId, SchoolMay
from scheduler.model import Weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    programme: ProgrammeId
    school: SchoolId


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(_Wish):
    """Nothing comes before that local date."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(_Wish):
    """The school's own pause is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(_Wish):
    """What was to come on that date, or was moved from it, is left out."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDate(_Wish):
    """That date is not left out by the school any more."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDay(_Wish):
    """It comes on that weekday; None: on the trust's."""

    weekday: Weekday | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTime(_Wish):
    """It comes at that local time; None: at the trust's."""

    at: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut(_Wish):
    """That prompt is never asked in the school."""

    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack(_Wish):
    """The school leaves that prompt out no more."""

    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddChannel(_Wish):
    """It goes to that channel of the school as well."""

    channel: ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveChannel(_Wish):
    """It goes to that channel no more, which the school itself had added."""

    channel: ChannelId


Wish = (
    Pause
    | Resume
    | Skip
    | KeepDate
    | ChangeDay
    | ChangeTime
    | LeaveOut
    | PutBack
    | AddChannel
    | RemoveChannel
)
_NEEDS = {
    Pause: SchoolMay.PAUSE,
    Resume: SchoolMay.PAUSE,
    Skip: SchoolMay.SKIP,
    KeepDate: SchoolMay.SKIP,
    ChangeDay: SchoolMay.CHANGE_DAY,
    ChangeTime: SchoolMay.CHANGE_TIME,
    LeaveOut: SchoolMay.LEAVE_OUT,
    PutBack: SchoolMay.LEAVE_OUT,
    AddChannel: SchoolMay.ADD_CHANNEL,
    RemoveChannel: SchoolMay.ADD_CHANNEL,
}


def needs(wish: Wish) -> SchoolMay:
    """What the trust must have left to its schools for it."""
    return _NEEDS[type(wish)]
