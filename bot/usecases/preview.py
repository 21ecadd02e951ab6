"""When a programme comes next in a school, what it will probably ask, and why some dates are left out."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.people import MemberId, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.usecases.bot import Bot
from bot.usecases.composing import PromptShown

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """Which dates: from the local date `start` (today if None) on, until `count` of them will be asked.

    `school` None means every school the programme goes to.
    """

    programme: ProgrammeId
    school: SchoolId | None = None
    start: date | None = None
    count: int = SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDate:
    """One date of the programme in the school's own time. `left_out` says why nothing will come on it.

    `prompt` is what comes if nothing changes, None where the order depends on what people answer until then.
    """

    occurrence: date
    due_at: datetime
    left_out: str | None
    moved: str | None
    prompt: PromptShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The next dates of one programme in one school, oldest first."""

    programme: Programme
    school: School
    dates: tuple[PreviewDate, ...]


async def preview(bot: Bot, *, request: PreviewRequest) -> tuple[Preview, ...]:
    """For whoever sits at the machine: the dates asked for, school by school.

    Raises NotFound if there is no such programme, or it does not go to that school.
    """
    raise NotImplementedError


async def preview_for(bot: Bot, viewer: MemberId, *, request: PreviewRequest) -> tuple[Preview, ...]:
    """The same for a member, of the schools in their sight. Raises NotFound or NotAllowed."""
    raise NotImplementedError
