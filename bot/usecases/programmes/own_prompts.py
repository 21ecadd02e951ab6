"""A trust's own prompts: typed, changed, taken out of use, or taken from a file."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot.charter.fingerprint import fingerprint
from bot.domain.charter import Charter
from bot.domain.people import MemberId
from bot.domain.trail import Did
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, Change, ChangedMeanwhile, save
from bot.usecases.permission import Deed, NotFound, Standing, standing
from bot.wording import own_prompts as wording
from prompts.model import Prompt
from prompts.own_entries import Entry, entry_of, read_entry
from prompts.own_files import EntryFault, read_own_file
from scheduler.importing import sheet_text

MOST_OWN = 500
"""Own prompts of one trust: more than ten years of them."""


class FileAtFault(ValueError):  # noqa: N818 - it says what is so
    """Nothing was taken from the file; `faults` names everything that is wrong with it."""

    def __init__(self, faults: tuple[EntryFault, ...]) -> None:
        super().__init__("The file is at fault.")
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrompts:
    """The trust's own prompts, those out of use apart."""

    in_use: tuple[Prompt, ...]
    retired: tuple[Prompt, ...]


async def own_prompts(bot: Bot, viewer: MemberId) -> OwnPrompts:
    """All of them, by question. Raises NotAllowed."""
    person = await _setter(bot, viewer)
    every = sorted(person.charter.prompts, key=lambda prompt: prompt.question.casefold())
    return OwnPrompts(
        in_use=tuple(prompt for prompt in every if not prompt.retired),
        retired=tuple(prompt for prompt in every if prompt.retired),
    )


async def own_prompt(bot: Bot, viewer: MemberId, key: str) -> tuple[dict[str, str], str]:
    """The form of one of them, and its fingerprint. Raises NotFound or NotAllowed."""
    person = await _setter(bot, viewer)
    found = _find(person.charter, key)
    return entry_of(found), fingerprint(found)


async def save_own_prompt(
    bot: Bot, viewer: MemberId, entry: Entry, *, key: str | None = None, seen: str | None = None
) -> str:
    """It is there, new or changed, for every programme that may ask it; returns its key.

    Raises CannotSave with every fault, NotFound, NotAllowed, and ChangedMeanwhile if it is not what was `seen`.
    """
    person = await _setter(bot, viewer)
    if key is not None:
        _find(person.charter, key)
    made, faults = read_entry({**entry, "key": ""}, elements=_elements(bot), key=key)
    if made is None:
        raise CannotSave(faults)

    def edit(charter: Charter) -> Charter:
        known = {prompt.key: prompt for prompt in charter.prompts}
        if key is not None and (key not in known or fingerprint(known[key]) != seen):
            raise ChangedMeanwhile(wording.changed_meanwhile())
        alike = (prompt for prompt in charter.prompts if prompt.key != key)
        if any(each.question.casefold() == made.question.casefold() for each in alike):
            raise CannotSave({"question": wording.there_already()})
        return _with(charter, _kept(made, known[key], retired=known[key].retired) if key else made)

    await _save(bot, person, edit, about=made.key)
    return made.key


async def retire(bot: Bot, viewer: MemberId, key: str, *, retired: bool) -> None:
    """It is asked no more, or again; what was answered to it stays. Raises NotFound or NotAllowed."""
    person = await _setter(bot, viewer)
    _find(person.charter, key)

    def edit(charter: Charter) -> Charter:
        return _with(charter, replace(_find(charter, key), retired=retired))

    await _save(bot, person, edit, about=key)


async def take_file(bot: Bot, viewer: MemberId, *, name: str, data: bytes) -> int:
    """Every prompt of the file is there; one with a known key, or the same question, is changed. Returns how many.

    Raises FileAtFault, with nothing taken, and NotAllowed.
    """
    person = await _setter(bot, viewer)
    # A large file takes a moment, in which nobody else is to wait.
    found, faults = await asyncio.to_thread(_read, name, data, elements=_elements(bot))
    if faults:
        raise FileAtFault(faults)

    def edit(charter: Charter) -> Charter:
        known = {prompt.key: prompt for prompt in charter.prompts}
        return _with(charter, *(_of_file(made, known.get(made.key)) for made in found))

    await _save(bot, person, edit, about=found[0].key)
    return len(found)


def _read(
    name: str, data: bytes, *, elements: Collection[str]
) -> tuple[tuple[Prompt, ...], tuple[EntryFault, ...]]:
    sheet = sheet_text(data)
    if sheet is None:
        return (), (EntryFault(line=None, field=None, message=wording.no_text()),)
    return read_own_file(name, sheet.text, delimiter=sheet.delimiter, elements=elements)


async def _setter(bot: Bot, viewer: MemberId) -> Standing:
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    return person


async def _save(bot: Bot, person: Standing, edit: Callable[[Charter], Charter], *, about: str) -> None:
    await save(bot, person, edit, Change(did=Did.CHANGED_PROMPT, about=about))


def _elements(bot: Bot) -> frozenset[str]:
    """The framework elements that a prompt may name."""
    return frozenset(each.key for each in bot.bank.frameworks)


def _kept(made: Prompt, before: Prompt, *, retired: bool) -> Prompt:
    """The prompt as it was made, with what neither form nor file asks about as it was."""
    return replace(
        made,
        kind=before.kind,
        scale=before.scale,
        seasons=before.seasons,
        draws_on=before.draws_on,
        evidence=before.evidence,
        retired=retired,
    )


def _of_file(made: Prompt, before: Prompt | None) -> Prompt:
    """The prompt of a file; one that is there keeps its elements where the file names none, and is in use."""
    if before is None:
        return made
    return replace(_kept(made, before, retired=False), frameworks=made.frameworks or before.frameworks)


def _find(charter: Charter, key: str) -> Prompt:
    found = next((prompt for prompt in charter.prompts if prompt.key == key), None)
    if found is None:
        raise NotFound("There is no such question of your own.")
    return found


def _with(charter: Charter, *made: Prompt) -> Charter:
    together = {prompt.key: prompt for prompt in (*charter.prompts, *made)}
    if len(together) > MOST_OWN:
        raise CannotSave({"question": wording.too_many(MOST_OWN)})
    return replace(charter, prompts=tuple(together.values()))
