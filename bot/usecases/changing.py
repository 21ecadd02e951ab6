"""One way to change a set-up: shown first with what it does to the coming dates, then saved with who did it."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.charter.differences import differences
from bot.domain.charter import Charter
from bot.domain.effect import Effect
from bot.domain.membership import member_in
from bot.domain.people import MemberId, SchoolId
from bot.domain.trail import Act, Did, Difference
from bot.ports.directory import Edit
from bot.usecases.bank import in_questions
from bot.usecases.bot import Bot
from bot.usecases.came import came_lately
from bot.usecases.effect import effect_of
from bot.usecases.permission import NotAllowed, Standing
from bot.wording import people as wording

log = structlog.get_logger()


class ChangedMeanwhile(ValueError):  # noqa: N818 - it says what is so
    """What is being edited is not what it was when the page was drawn; the message says to look again."""


class CannotSave(ValueError):  # noqa: N818
    """It makes no sense as asked; `faults` holds, for each field at fault by its name, what to do about it."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit is recorded as; whoever it `ends` is signed out with it, and known by no account any more."""

    did: Did
    about: str
    school: SchoolId | None = None
    ends: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a set-up would be, and what that does to the coming dates. Nothing is changed by it."""

    before: Charter
    after: Charter
    differences: tuple[Difference, ...]
    effect: Effect


async def propose(bot: Bot, person: Standing, edit: Edit) -> Proposed:
    """What the edit would do to the set-up as this person's page was drawn from it. Raises what the edit raises."""
    before = person.charter
    return await _proposed(bot, before, await asyncio.to_thread(edit, before))


async def save(bot: Bot, person: Standing, edit: Edit, change: Change) -> Proposed:
    """It is done, and in the trail; returns what it did.

    Raises what the edit raises, and NotAllowed where their roles have changed since it was decided that they may.
    """
    trust, by = person.member.trust, person.member.id

    def still(charter: Charter) -> Charter:
        now = member_in(charter, by)
        if now is None or now.grants != person.member.grants:
            raise NotAllowed(wording.roles_changed_meanwhile())
        return edit(charter)

    act = Act(
        trust=trust,
        did=change.did,
        at=bot.clock.now(),
        by=by,
        about=change.about,
        school=change.school,
    )
    before, after = await bot.store.directory.amend(trust, still, act=act, ends=change.ends)
    log.info("set_up.changed", trust=trust, did=change.did.value, about=change.about, by=by)
    return await _proposed(bot, before, after)


async def _proposed(bot: Bot, before: Charter, after: Charter) -> Proposed:
    """Both, and what differs, worked out in a thread: a trust may have thousands of schools."""
    now = bot.clock.now()
    came = await came_lately(bot, before, after, now=now)
    return await asyncio.to_thread(
        lambda: Proposed(
            before=before,
            after=after,
            differences=in_questions(bot, after, differences(before, after)),
            effect=effect_of(before, after, now=now, came=came),
        )
    )
