"""A set-up file brought into the database: shown first with what it would do, then done and in the trail."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.charter.differences import differences
from bot.charter.editing import place_of, settled
from bot.domain.charter import Charter
from bot.domain.closures_followed import following
from bot.domain.effect import Effect
from bot.domain.inheritance import resettled
from bot.domain.people import Trust
from bot.domain.trail import Act, Did, Difference
from bot.usecases.bot import Bot
from bot.usecases.came import came_lately
from bot.usecases.changing import ChangedMeanwhile
from bot.usecases.effect import effect_of
from bot.wording import set_up as wording

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a set-up file would do. `stay` counts, by what they are, what there is that the file does not name."""

    given: Charter
    differences: tuple[Difference, ...]
    effect: Effect
    stay: Mapping[str, int]


async def offered(bot: Bot, given: Charter) -> Offer:
    """What applying it would do; nothing is changed. Raises CannotInherit, and ValueError for what is another trust's."""
    before = await bot.store.directory.charter(given.trust.id)
    was = before or _bare(given.trust)
    after = await asyncio.to_thread(_edited, was, given)
    now = bot.clock.now()
    came = await came_lately(bot, was, after, now=now)
    return Offer(
        given=given,
        differences=await asyncio.to_thread(differences, before, after),
        effect=await asyncio.to_thread(lambda: effect_of(was, after, now=now, came=came)),
        stay=_stay(was, given),
    )


async def apply(bot: Bot, offer: Offer) -> None:
    """It is done as it was offered, and in the trail. Raises ChangedMeanwhile, and nothing is done, if that is not so any more."""
    given = offer.given
    directory = bot.store.directory
    is_new = await directory.charter(given.trust.id) is None
    if is_new:
        await directory.establish(_bare(given.trust))

    def edit(fresh: Charter) -> Charter:
        after = _edited(fresh, given)
        if not is_new and differences(fresh, settled(fresh, after)) != offer.differences:
            raise ChangedMeanwhile(wording.changed_meanwhile())
        return after

    act = Act(trust=given.trust.id, did=Did.APPLIED_SET_UP, at=bot.clock.now(), about=given.trust.id)
    await directory.amend(given.trust.id, edit, act=act)
    log.info("set_up.applied", trust=given.trust.id)


def _edited(fresh: Charter, given: Charter) -> Charter:
    """The set-up with everything the file says: what it does not name, and what a file does not know of, stays."""
    snoozed = {member.id: member.snoozed_until for member in fresh.members}
    closed = {channel.id: channel.closed_because for channel in fresh.channels}
    chosen = {place_of(choice): choice for choice in (*fresh.choices, *given.choices)}
    prompts = {prompt.key: prompt for prompt in (*fresh.prompts, *given.prompts)}
    said = replace(
        given,
        trust=replace(given.trust, calendar=given.trust.calendar or fresh.trust.calendar),
        members=tuple(replace(each, snoozed_until=snoozed.get(each.id)) for each in given.members),
        channels=tuple(replace(each, closed_because=closed.get(each.id)) for each in given.channels),
        choices=tuple(chosen.values()),
        prompts=tuple(prompts.values()),
    )
    return resettled(_following(settled(fresh, said), fresh=fresh, given=given))


def _following(charter: Charter, *, fresh: Charter, given: Charter) -> Charter:
    """The schools that the file does not name stay open on the days to which their trust's closed days move."""
    named = {school.id for school in given.schools}
    others = [school for school in charter.schools if school.id not in named]
    if not others:
        return charter
    moved = following(others, before=fresh.trust.calendar, after=charter.trust.calendar)
    there = {school.id: school for school in moved}
    return replace(charter, schools=tuple(there.get(school.id, school) for school in charter.schools))


def _bare(trust: Trust) -> Charter:
    """A trust of which nothing is known but who it is."""
    return Charter(trust=Trust(id=trust.id, name=trust.name))


def _stay(before: Charter, given: Charter) -> Mapping[str, int]:
    kinds: Mapping[str, tuple[Collection[object], Collection[object]]] = {
        "school": ([each.id for each in before.schools], {each.id for each in given.schools}),
        "person": (
            # Whoever only ever answered is in no file, and nobody misses them there.
            [each.id for each in before.members if each.grants],
            {each.id for each in given.members},
        ),
        "channel": ([each.id for each in before.channels], {each.id for each in given.channels}),
        "programme": ([each.id for each in before.programmes], {each.id for each in given.programmes}),
        "choice": ([place_of(each) for each in before.choices], {place_of(each) for each in given.choices}),
        "prompt": ([each.key for each in before.prompts], {each.key for each in given.prompts}),
    }
    counted = {kind: sum(each not in named for each in there) for kind, (there, named) in kinds.items()}
    return {kind: number for kind, number in counted.items() if number}
