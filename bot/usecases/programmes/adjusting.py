"""What a school lead may do about a programme of the trust: shift, pause, skip, leave out, add a channel."""

from datetime import date

from bot import wording
from bot.domain.people import MemberId, SchoolId
from bot.domain.programme import ProgrammeId, SchoolChoice
from bot.domain.trail import Did
from bot.domain.wishes import (
    KeepDate,
    LeaveOut,
    Pause,
    Resume,
    Skip,
    Wish,
)
from bot.ports.directory import Edit
from bot.usecases import changing
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.changing import Change, Proposed
from bot.usecases.permission import Deed, NotFound, Standing, standing
from bot.usecases.programmes.wishes import CannotAdjust, choice_in, dates_of, granted

__all__ = ["CannotAdjust", "adjust", "dates_of", "proposed"]


async def proposed(bot: Bot, viewer: MemberId, wish: Wish) -> Proposed:
    """What the wish would do to the coming dates; nothing is changed. Raises NotFound, NotAllowed, CannotAdjust."""
    person, edit = await _edit(bot, viewer, wish)
    return await changing.propose(bot, person, edit)


async def adjust(bot: Bot, viewer: MemberId, wish: Wish) -> Proposed:
    """It is as they wish, and in the trail. Raises NotFound, NotAllowed, CannotAdjust."""
    person, edit = await _edit(bot, viewer, wish)
    change = Change(did=Did.CHOSE_FOR_SCHOOL, about=wish.programme, school=wish.school)
    return await changing.save(bot, person, edit, change)


async def pause(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, until: date
) -> SchoolChoice:
    """Nothing of that programme comes to the school before that local date.

    Raises NotFound, NotAllowed, CannotAdjust for a date that is not ahead, or more than a year.
    """
    return await _do(bot, viewer, Pause(programme=programme, school=school, until=until))


async def resume(bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId) -> SchoolChoice:
    """The school's own pause is over. Raises NotFound, NotAllowed, and CannotAdjust where only the trust has paused it."""
    return await _do(bot, viewer, Resume(programme=programme, school=school))


async def skip(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """What was to come on that date, or was moved from it, is left out in the school.

    Raises NotFound, NotAllowed, and CannotAdjust if it is past or nothing was to come.
    """
    return await _do(bot, viewer, Skip(programme=programme, school=school, on=on))


async def keep_date(
    bot: Bot, viewer: MemberId, *, programme: ProgrammeId, school: SchoolId, on: date
) -> SchoolChoice:
    """That date is not left out by the school any more. Raises NotFound, NotAllowed."""
    return await _do(bot, viewer, KeepDate(programme=programme, school=school, on=on))


async def _edit(bot: Bot, viewer: MemberId, wish: Wish) -> tuple[Standing, Edit]:
    """Who wishes it, and the change of the set-up that makes it so, for whoever may."""
    person = await _lead(bot, viewer, wish.programme, wish.school)
    if isinstance(wish, LeaveOut):
        bank = await bank_of(bot, person.member.trust)
        if not any(prompt.key == wish.prompt for prompt in bank.prompts):
            raise NotFound(wording.no_such_prompt_here())
    now = bot.clock.now()
    return person, lambda charter: granted(charter, wish, now=now)


async def _do(bot: Bot, viewer: MemberId, wish: Wish) -> SchoolChoice:
    after = (await adjust(bot, viewer, wish)).after
    return choice_in(after, wish.programme, wish.school) or SchoolChoice(
        programme=wish.programme, school=wish.school
    )


async def _lead(bot: Bot, viewer: MemberId, programme: ProgrammeId, school: SchoolId) -> Standing:
    """The person, who leads that school, in whose trust that programme is. Raises NotFound, NotAllowed."""
    person = await standing(bot, viewer)
    person.school(school)
    person.programme(programme)
    person.require(Deed.ADJUST_THE_PROGRAMME, school=school)
    return person
