"""What a change of a set-up does to the coming dates."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """One date of a programme in a school that is not what it was: `was` and `now` are when, None where nothing comes.

    `because` says why nothing comes any more, where a calendar or a choice says so.
    """

    programme: ProgrammeId
    school: SchoolId
    occurrence: date
    was: datetime | None
    now: datetime | None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Schools in which the dates of a programme differ in one and the same way: the first of those `dates`, and how many `more`."""

    programme: ProgrammeId
    schools: tuple[SchoolId, ...]
    dates: tuple[DateChange, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """In sentences for people, such as "3 schools move from Monday to Tuesday.", and date by date.

    `sentences` always ends by saying what stays: what was posted, and that it asks nothing a second time, unless a
    channel gets other questions beside those of another programme. `dates` are the first few of each school, and `alike` the same for schools
    together, most schools first; `schools` counts all that are concerned. `joins` and `leaves` are channels.
    """

    sentences: tuple[str, ...]
    schools: int = 0
    dates: tuple[DateChange, ...] = ()
    alike: tuple[Alike, ...] = ()
    joins: tuple[ChannelId, ...] = ()
    leaves: tuple[ChannelId, ...] = ()
