"""What comes of a programme once it is saved: dates with their questions, how long they last, and what they meet."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.alike import Everywhere, everywhere
from bot.domain.charter import Charter
from bot.domain.programme import ProgrammeId
from bot.domain.runs import Runs
from bot.domain.together import Meeting, meetings
from bot.usecases.bank import bank_in
from bot.usecases.bot import Bot
from bot.usecases.changing import Proposed
from bot.usecases.programmes.asked_again import asked_again
from bot.usecases.programmes.course import asks, course_of, first
from bot.usecases.reading.preview import Preview, PreviewRequest, preview_of_proposed
from bot.wording import outlook as wording

NEXT_SHOWN = 4
"""Dates that are shown before a programme is saved."""
MOST_OTHERS = 12
"""Ways in which dates fall elsewhere that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDates:
    """Schools, by name, whose first dates are not those of most."""

    schools: str
    dates: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All of it, for one page. `coming` are the next dates in a school that stands for most; None if it goes nowhere.

    `notices` are worth a second look before saving, `again` says what a channel hears twice, `alike` in how many
    schools the dates are those, and `others` where they are not.
    """

    coming: Preview | None
    course: str | None
    notices: tuple[str, ...]
    again: tuple[str, ...]
    alike: str | None
    others: tuple[OwnDates, ...]


async def outlook_of(bot: Bot, proposed: Proposed, programme: ProgrammeId) -> Outlook:
    """What comes of that programme of a proposed set-up. Nothing is changed by it."""
    before, after, now = proposed.before, proposed.after, bot.clock.now()
    here = await asyncio.to_thread(Runs(after).of, programme)
    falls = await asyncio.to_thread(everywhere, here, now=now)
    coming = course = None
    if here:
        school = falls.ways[0].schools[0] if falls.ways else next(iter(here))
        questions = len(asks(here[school].programme, bank_in(bot, after)))
        request = PreviewRequest(programme=programme, school=school, count=questions + 1)
        coming = (await preview_of_proposed(bot, after, request=request))[0]
        course = await course_of(bot, coming, questions=questions)
        coming = replace(coming, dates=first(coming.dates, NEXT_SHOWN))
    return Outlook(
        coming=coming,
        course=course,
        notices=await notices_of(bot, proposed, programme),
        again=await asked_again(bot, after, programme, anew=_anew(before, after, programme)),
        alike=_alike(falls, len(here)) if coming and coming.dates else None,
        others=_others(falls, after),
    )


async def notices_of(bot: Bot, proposed: Proposed, programme: ProgrammeId) -> tuple[str, ...]:
    """The other programmes that it newly meets in a channel, on one day or in one week, each in a sentence."""
    met = await asyncio.to_thread(meetings, proposed.before, proposed.after, programme, now=bot.clock.now())
    return tuple(_notice(each, proposed.after) for each in met)


def _anew(before: Charter, after: Charter, programme: ProgrammeId) -> bool:
    """Whether its channels get questions from it that they did not get so far."""
    was, will_be = (
        next((each for each in of.programmes if each.id == programme), None) for of in (before, after)
    )
    if was is None or will_be is None:
        return True
    return was.selection != will_be.selection or not set(will_be.channels) <= set(was.channels)


def _notice(met: Meeting, charter: Charter) -> str:
    schools = {school.id: school.name for school in charter.schools}
    channel = next(each for each in charter.channels if each.id == met.channels[0])
    return wording.meets(
        wording.place(channel.name, school=schools[channel.school]),
        channels=len(met.channels),
        other=met.other.name,
        at=met.at,
        days=met.days,
        weeks=met.weeks,
        even=met.even,
    )


def _alike(falls: Everywhere, schools: int) -> str | None:
    if schools == 1 or not falls.ways:
        return None
    number = len(falls.ways[0].schools)
    return wording.alike(number, schools=schools, at_least=falls.unseen > 0)


def _others(falls: Everywhere, charter: Charter) -> tuple[OwnDates, ...]:
    names = {school.id: school.name for school in charter.schools}
    return tuple(
        OwnDates(
            schools=wording.schools([names[school] for school in way.schools]), dates=way.dates[:NEXT_SHOWN]
        )
        for way in falls.ways[1 : MOST_OTHERS + 1]
    )
