"""Keeping quiet for one person: the bot sends them nothing of its own accord until a day that they chose."""

from datetime import date, timedelta

import structlog

from bot.asking.dates import read_date
from bot.domain.people import MemberId
from bot.usecases.bot import Bot
from bot.usecases.permission import standing
from bot.usecases.programmes.wishes import CannotAdjust
from bot.wording import reminders as words

log = structlog.get_logger()

LONGEST = timedelta(days=366)


class CannotSnooze(CannotAdjust):
    """It makes no sense as asked; the message says why and what to do."""


async def snooze(bot: Bot, viewer: MemberId, *, until: date) -> None:
    """The bot sends them nothing of its own accord before that local date. Raises NotFound, CannotSnooze.

    What they ask for, and why an answer of theirs was not kept, they are still told.
    """
    person = await standing(bot, viewer)
    now = person.charter.today(bot.clock.now())
    if until <= now:
        raise CannotSnooze(words.snooze_is_past(until))
    if until > now + LONGEST:
        raise CannotSnooze(words.snooze_too_long(until))
    await bot.store.directory.snooze(viewer, until=until)
    log.info("member.snoozed", member=viewer)


async def wake(bot: Bot, viewer: MemberId) -> None:
    """The bot writes to them again. Raises NotFound."""
    await standing(bot, viewer)
    await bot.store.directory.snooze(viewer, until=None)
    log.info("member.awake", member=viewer)


async def snooze_as_said(bot: Bot, viewer: MemberId, said: str) -> date:
    """The same until the date that these words mean, which is returned. Raises NotFound, CannotSnooze."""
    if not said:
        raise CannotSnooze(words.snooze_until_when())
    person = await standing(bot, viewer)
    until = read_date(said, today=person.charter.today(bot.clock.now()))
    if until is None:
        raise CannotSnooze(words.snooze_until_when())
    await snooze(bot, viewer, until=until)
    return until
