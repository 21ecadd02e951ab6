"""Which date of a programme in a school somebody means who asks for something in words."""

from datetime import date
from zoneinfo import ZoneInfo

from bot import wording
from bot.asking.dates import read_date
from bot.asking.words import Asked, Verb
from bot.usecases.bot import Bot
from bot.usecases.programmes import adjusting
from bot.usecases.programmes.adjusting import CannotAdjust
from bot.usecases.reading.home import Coming


def date_meant(bot: Bot, asked: Asked, there: Coming) -> date | None:
    """The date that was said or goes without saying; None where none is needed. Raises CannotAdjust where there is none."""
    said = _said(bot, asked, there) if asked.rest else None
    match asked.verb:
        case Verb.PAUSE if said is None:
            raise CannotAdjust(wording.pause_until_when())
        case Verb.SKIP if said is None:
            return _following(there)
        case Verb.KEEP_DATE:
            return _left_out(bot, there, said)
    return said


def _said(bot: Bot, asked: Asked, there: Coming) -> date:
    on = read_date(asked.rest, today=_today(bot, there))
    if on is None:
        raise CannotAdjust(wording.no_such_date())
    return on


def _following(there: Coming) -> date:
    """The next date on which something comes."""
    following = next((each.occurrence for each in there.dates if each.left_out is None), None)
    if following is None:
        raise CannotAdjust(wording.no_date_to_come(programme=there.programme.name, school=there.school.name))
    return following


def _left_out(bot: Bot, there: Coming, on: date | None) -> date:
    """That date, if the school has left it out; the next that it has, where none is said."""
    if on is not None:
        if not there.skipped & (adjusting.dates_of(there.programme, there.school, on=on) | {on}):
            raise CannotAdjust(wording.date_not_skipped(on))
        return on
    today = _today(bot, there)
    following = min((each for each in there.skipped if each >= today), default=None)
    if following is None:
        raise CannotAdjust(wording.nothing_skipped())
    return following


def _today(bot: Bot, there: Coming) -> date:
    return bot.clock.now().astimezone(ZoneInfo(there.school.calendar.zone)).date()
