"""Adding a school to a trust, giving it another name, and taking it out of every programme."""

from dataclasses import replace
from secrets import token_hex

from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.placement import running, taken_out
from bot.domain.reflection import as_name
from bot.domain.trail import Did
from bot.ports.directory import Edit
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, Proposed, propose, save
from bot.usecases.permission import Deed, Standing, Viewer, standing
from bot.usecases.schools.first_run import FIRST_CALENDAR, new_school, slug
from bot.wording import schools as words

LONGEST_NAME = 100


async def add_school(bot: Bot, viewer: Viewer, *, name: str) -> SchoolId:
    """The school is there, with the trust's calendar and without a channel. Raises NotAllowed or CannotSave.

    Its id ends in something random, so that it is no other trust's and does not tell of one.
    """
    person = await standing(bot, viewer)
    person.require(Deed.KEEP_SCHOOLS)
    called = _called(name)
    key = SchoolId(f"{slug(called, taken=())}-{token_hex(4)}")

    def edit(charter: Charter) -> Charter:
        _require_free(charter, called, of=key)
        trust = charter.trust
        if trust.calendar is None and not charter.schools:
            trust = replace(trust, calendar=FIRST_CALENDAR)
        return replace(charter, trust=trust, schools=(*charter.schools, new_school(key, called, trust)))

    await save(bot, person, edit, Change(did=Did.CHANGED_SCHOOL, about=key, school=key))
    return key


async def rename_school(bot: Bot, viewer: Viewer, *, school: SchoolId, name: str) -> None:
    """The school bears that name. Raises NotFound, NotAllowed or CannotSave."""
    person = await standing(bot, viewer)
    person.require(Deed.KEEP_SCHOOLS, school=school)
    called = _called(name)

    def edit(charter: Charter) -> Charter:
        _require_free(charter, called, of=school)
        schools = tuple(replace(each, name=called) if each.id == school else each for each in charter.schools)
        return replace(charter, schools=schools)

    await save(bot, person, edit, Change(did=Did.CHANGED_SCHOOL, about=school, school=school))


async def propose_leaving(bot: Bot, viewer: Viewer, *, school: SchoolId) -> Proposed:
    """What taking the school out of every programme would do. Raises NotFound or NotAllowed."""
    person, edit = await _leaving(bot, viewer, school)
    return await propose(bot, person, edit)


async def leave_programmes(bot: Bot, viewer: Viewer, *, school: SchoolId) -> None:
    """No programme comes to the school any more; what was asked and answered stays. Raises NotFound or NotAllowed."""
    person, edit = await _leaving(bot, viewer, school)
    await save(bot, person, edit, Change(did=Did.CHANGED_SCHOOL, about=school, school=school))


async def _leaving(bot: Bot, viewer: Viewer, school: SchoolId) -> tuple[Standing, Edit]:
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES, school=school)
    on = person.charter.today(bot.clock.now())

    def edit(charter: Charter) -> Charter:
        gone = {channel.id for channel in charter.channels if channel.school == school}
        return taken_out(charter, gone, of={each.id for each in running(charter, on=on)})

    return person, edit


def _called(name: str) -> str:
    called = as_name(name)
    if not called:
        raise CannotSave({"name": words.school_name_missing()})
    if len(called) > LONGEST_NAME:
        raise CannotSave({"name": words.name_too_long(LONGEST_NAME)})
    return called


def _require_free(charter: Charter, called: str, *, of: SchoolId) -> None:
    others = (each for each in charter.schools if each.id != of)
    if any(each.name.casefold() == called.casefold() for each in others):
        raise CannotSave({"name": words.school_there_already(called)})
