"""Setting a programme up, changing, copying and ending it: each change is shown with its effect before it is saved."""

from dataclasses import replace
from secrets import token_hex

from bot.charter.fingerprint import fingerprint
from bot.domain.charter import Charter
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.trail import Did
from bot.ports.directory import Edit
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.changing import Change, ChangedMeanwhile, Proposed, propose, save
from bot.usecases.permission import Deed, Standing, Viewer, standing
from bot.usecases.programmes.draft import Draft
from bot.usecases.programmes.draft_reading import Reading
from bot.usecases.programmes.drafting import draft_of, read_draft
from bot.usecases.programmes.shown import draws
from bot.wording import programme_forms as lacking
from bot.wording import programmes as wording

MANY = 60
"""Channels that a form can name one by one without becoming heavy."""


async def form_of(bot: Bot, viewer: Viewer, programme: ProgrammeId) -> tuple[Draft, str]:
    """The form of a programme as it stands, and its fingerprint. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    found = person.programme(programme)
    draft = draft_of(found, await bank_of(bot, person.charter.trust.id))
    return shortened(draft, person.charter), fingerprint(found)


async def copy(bot: Bot, viewer: Viewer, programme: ProgrammeId) -> Draft:
    """The form of a new programme that is like that one; nothing is saved. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    draft = draft_of(person.programme(programme), await bank_of(bot, person.charter.trust.id))
    name = free_name(wording.copy_of(draft.text("name")), person.charter)
    return shortened(draft, person.charter).with_texts(
        id=new_id(), name=name, starts=person.charter.today(bot.clock.now()).isoformat()
    )


async def fitting(bot: Bot, viewer: Viewer, draft: Draft) -> str:
    """How many prompts the draft would draw on, or why it is none. Raises NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    bank = await bank_of(bot, person.charter.trust.id)
    reading = Reading(draft, today=person.charter.today(bot.clock.now()))
    selection = reading.selection(bank)
    if reading.faults:
        return " ".join(reading.faults.values())
    return wording.fits(draws(selection.of(bank), bank))


async def propose_programme(
    bot: Bot, viewer: Viewer, draft: Draft, *, programme: ProgrammeId | None, seen: str | None = None
) -> Proposed:
    """What saving the draft would do; `programme` None makes a new one.

    Raises CannotSave with every fault, NotFound, NotAllowed, and ChangedMeanwhile if it is not what was `seen`.
    """
    person, edit, _ = await _edit(bot, viewer, draft, programme=programme, seen=seen)
    return await propose(bot, person, edit)


async def save_programme(
    bot: Bot, viewer: Viewer, draft: Draft, *, programme: ProgrammeId | None, seen: str | None = None
) -> ProgrammeId:
    """It is as the draft says, and in the trail. Raises what proposing it raises."""
    person, edit, made = await _edit(bot, viewer, draft, programme=programme, seen=seen)
    await save(bot, person, edit, Change(did=Did.CHANGED_PROGRAMME, about=made))
    return made


async def propose_end(bot: Bot, viewer: Viewer, programme: ProgrammeId) -> Proposed:
    """What ending it would do. Raises NotFound or NotAllowed."""
    person, edit = await _ending(bot, viewer, programme)
    return await propose(bot, person, edit)


async def end_programme(bot: Bot, viewer: Viewer, programme: ProgrammeId) -> None:
    """Nothing comes of it after today; what was asked and answered stays. Raises NotFound or NotAllowed."""
    person, edit = await _ending(bot, viewer, programme)
    await save(bot, person, edit, Change(did=Did.CHANGED_PROGRAMME, about=programme))


def shortened(draft: Draft, charter: Charter) -> Draft:
    """The same form; of a large trust's channels it says that all are meant, where all are."""
    every = {channel.id for channel in charter.channels}
    if len(every) <= MANY or set(draft.several("channels")) != every:
        return draft
    lists = {name: ticked for name, ticked in draft.lists.items() if name != "channels"}
    return replace(draft, lists=lists).with_texts(where="all")


def free_name(name: str, charter: Charter) -> str:
    """That name, or with the first number that no other programme bears it with."""
    taken = {programme.name.casefold() for programme in charter.programmes}
    others = (wording.another(name, number) for number in range(2, len(taken) + 3))
    return next(each for each in (name, *others) if each.casefold() not in taken)


def new_id() -> str:
    """An id that no other programme of any trust has."""
    return f"programme-{token_hex(6)}"


async def _edit(
    bot: Bot, viewer: Viewer, draft: Draft, *, programme: ProgrammeId | None, seen: str | None
) -> tuple[Standing, Edit, ProgrammeId]:
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    if programme is not None:
        person.programme(programme)
    bank = await bank_of(bot, person.charter.trust.id)
    on = person.charter.today(bot.clock.now())

    def edit(charter: Charter) -> Charter:
        before = next((each for each in charter.programmes if each.id == programme), None)
        if programme is not None and (before is None or fingerprint(before) != seen):
            raise ChangedMeanwhile(lacking.changed_meanwhile())
        made = read_draft(draft, charter=charter, bank=bank, today=on, before=before)
        if before is None and any(each.id == made.id for each in charter.programmes):
            raise ChangedMeanwhile(lacking.saved_already())
        return _with(charter, made)

    return person, edit, programme or ProgrammeId(draft.text("id"))


async def _ending(bot: Bot, viewer: Viewer, programme: ProgrammeId) -> tuple[Standing, Edit]:
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    found = person.programme(programme)
    on = person.charter.today(bot.clock.now())

    def edit(charter: Charter) -> Charter:
        now = next((each for each in charter.programmes if each.id == programme), found)
        if now.ends and now.ends < on:
            return charter
        return _with(charter, replace(now, ends=max(on, now.starts)))

    return person, edit


def _with(charter: Charter, programme: Programme) -> Charter:
    """The same set-up with this programme, in its place or last."""
    there = any(each.id == programme.id for each in charter.programmes)
    kept = tuple(programme if each.id == programme.id else each for each in charter.programmes)
    return replace(charter, programmes=kept if there else (*kept, programme))
