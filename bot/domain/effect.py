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
class Effect:
    """In sentences for people, such as "3 schools move from Monday to Tuesday.", and date by date.

    `sentences` always ends by saying what stays: what was posted, and that nothing is asked twice. `dates` are the
    first few of each school; `schools` counts all that are concerned. `joins` and `leaves` are channels.
    """

    sentences: tuple[str, ...]
    schools: int = 0
    dates: tuple[DateChange, ...] = ()
    joins: tuple[ChannelId, ...] = ()
    leaves: tuple[ChannelId, ...] = ()
