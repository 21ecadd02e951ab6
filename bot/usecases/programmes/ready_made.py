"""Starting from a programme that is ready-made: it only lacks where it goes and its first day."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.charter.ready_made import ReadyMade, ready_made
from bot.domain.people import MemberId
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, NotFound, standing
from bot.usecases.programmes.course import asks
from bot.usecases.programmes.draft import Draft
from bot.usecases.programmes.drafting import draft_of
from bot.usecases.programmes.setting import free_name, new_id, shortened
from bot.wording import programmes as wording
from scheduler.model import Weekly

EMPTY = {
    "by": "fitting",
    "order": "in-order",
    "repeats": "weekly",
    "weekday": "monday",
    "at": "08:15",
    "closed_day": "next",
    "lighter_from": "3",
}
"""What a form that starts empty has filled in: what most trusts want."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One to start from, with how many prompts it asks and when it would come."""

    ready: ReadyMade
    prompts: int
    when: str


async def offered(bot: Bot, viewer: MemberId) -> tuple[Offered, ...]:
    """All that a trust may start from. Raises NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    bank = await bank_of(bot, person.charter.trust.id)
    return tuple(
        Offered(
            ready=each,
            prompts=len(asks(each.programme, bank)),
            when=wording.when(each.programme.recurrence),
        )
        for each in ready_made()
    )


async def start_from(bot: Bot, viewer: MemberId, key: str) -> Draft:
    """The form of a new programme like that one, for every channel, from today; "empty" is a form with the usual.

    Nothing is saved. Raises NotFound or NotAllowed.
    """
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES)
    first = person.charter.today(bot.clock.now())
    channels = tuple(channel.id for channel in person.charter.channels)
    if key == "empty":
        mays = draft_of(ready_made()[0].programme, bot.bank).several("schools_may")
        texts = EMPTY | {"id": new_id(), "starts": first.isoformat()}
        return shortened(
            Draft(texts=texts, lists={"schools_may": mays, "channels": channels}), person.charter
        )
    found = next((each for each in ready_made() if each.programme.id == key), None)
    if found is None:
        raise NotFound("There is no such programme to start from.")
    recurrence = found.programme.recurrence
    if isinstance(recurrence, Weekly) and recurrence.anchored:
        recurrence = replace(recurrence, anchored=first)
    last = first + timedelta(weeks=found.weeks, days=-1) if found.weeks else None
    name = free_name(found.programme.name, person.charter)
    begun = replace(
        found.programme, name=name, starts=first, ends=last, channels=channels, recurrence=recurrence
    )
    draft = draft_of(begun, await bank_of(bot, person.charter.trust.id)).with_texts(id=new_id())
    return shortened(draft, person.charter)
