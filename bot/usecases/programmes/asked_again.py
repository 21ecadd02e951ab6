"""Which questions of a programme a channel has had lately, or will have, from another one: as its readers see it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import islice

from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.runs import Run, Runs
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.programmes.course import asks
from bot.usecases.reading.preview import PreviewRequest, preview_of_proposed
from bot.wording import outlook as wording
from prompts.model import PromptBank

LATELY = timedelta(days=365)
A_YEAR_OF_WEEKS = 40
"""Dates of another programme that are looked at."""
MOST_CHANNELS = 40
MOST_OTHERS = 8
"""Other programmes of the same channels that are looked at."""

Here = Mapping[ChannelId, SchoolId]


async def asked_again(bot: Bot, after: Charter, programme: ProgrammeId, *, anew: bool) -> tuple[str, ...]:
    """What a reader of its channels meets twice, in sentences; that it is nothing, where it is so and questions are `anew`.

    Nothing at all is said of a programme that is alone in its channels.
    """
    bank = bank_in(bot, after)
    made = next(each for each in after.programmes if each.id == programme)
    mine = frozenset(prompt.key for prompt in asks(made, bank))
    others, is_all = await asyncio.to_thread(_others, after, programme)
    if not others or not mine:
        return ()
    said = [
        *await _lately(bot, others, mine),
        *[each for other, shared in others for each in await _soon(bot, after, other, shared, mine, bank)],
    ]
    if not said:
        return (wording.nothing_twice(),) if anew else ()
    return (*said, *(() if is_all else (wording.first_channels(MOST_CHANNELS),)))


def _others(after: Charter, programme: ProgrammeId) -> tuple[Sequence[tuple[Programme, Here]], bool]:
    """The other programmes with the first channels that they share with it, and whether those are all it has."""
    runs = Runs(after)
    here = _channels(runs.of(programme))
    looked_at = dict(list(here.items())[:MOST_CHANNELS])
    beside = (
        (other, {key: looked_at[key] for key in _channels(runs.of(other.id)) if key in looked_at})
        for other in after.programmes
        if other.id != programme
    )
    found = list(islice((each for each in beside if each[1]), MOST_OTHERS))
    return found, len(here) == len(looked_at)


def _channels(here: Mapping[SchoolId, Run]) -> Here:
    return {key: school for school, run in here.items() for key in sorted(run.channels)}


async def _lately(
    bot: Bot, others: Sequence[tuple[Programme, Here]], mine: frozenset[str]
) -> tuple[str, ...]:
    since = (bot.clock.now() - LATELY).date()
    met: dict[ChannelId, set[str]] = {}
    by: list[str] = []
    for other, shared in others:
        asked = await bot.store.outbox.asked(other.id, channels=list(shared), since=since)
        found = {key: mine.intersection(keys) for key, keys in asked.items()}
        if any(found.values()):
            by.append(other.name)
        for key, keys in found.items():
            met.setdefault(key, set()).update(keys)
    most = max((len(keys) for keys in met.values()), default=0)
    return (wording.asked_lately(most, of=len(mine), by=by),) if most else ()


async def _soon(  # noqa: PLR0913, PLR0917 - what it is worked out from
    bot: Bot, after: Charter, other: Programme, shared: Here, mine: frozenset[str], bank: PromptBank
) -> tuple[str, ...]:
    """Of the other programme's next dates in the first of the channels that both have."""
    if mine.isdisjoint(prompt.key for prompt in asks(other, bank)):
        return ()
    channel, school = next(iter(shared.items()))
    request = PreviewRequest(programme=other.id, school=school, count=A_YEAR_OF_WEEKS)
    shown = await preview_of_proposed(bot, after, request=request)
    dates = next((each.dates for each in shown if each.channel.id == channel), ())
    number = len(mine & {each.prompt.key for each in dates if each.prompt})
    return (wording.comes_too(number, of=len(mine), by=other.name),) if number else ()
