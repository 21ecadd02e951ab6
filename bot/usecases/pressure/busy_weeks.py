"""The next busy weeks of somebody's schools, in words, for a chat."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel
from bot.domain.people import MemberId, School
from bot.domain.pressure import ROWS, HeatWeek, heat_map_of, school_year_of
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, standing
from bot.wording import pressure as wording
from scheduler.model import monday_of

WEEKS, SCHOOLS = 4, 5
"""So many of each school, and so many schools."""


async def busy_weeks(bot: Bot, viewer: MemberId, *, here: Channel | None) -> str:
    """What is charted from this week on: in the school of that channel, or in each of theirs. Raises NotAllowed."""
    person = await standing(bot, viewer)
    may = person.require(Deed.SEE_THE_SET_UP)
    schools = [each for each in person.charter.schools if each.id in may]
    meant = [each for each in schools if here is not None and each.id == here.school] or schools
    now = bot.clock.now()
    told = []
    for school in sorted(meant, key=lambda each: each.name)[:SCHOOLS]:
        today = now.astimezone(ZoneInfo(school.calendar.zone)).date()
        told.append(wording.coming(school=school.name, weeks=_coming(school, today)))
    return " ".join(told)


def _coming(school: School, today: date) -> tuple[HeatWeek, ...]:
    year = school_year_of(today)
    weeks = [week for each in (year, year + 1) for week in heat_map_of(school.calendar, year=each).weeks]
    busy = [week for week in weeks if any(week.total(row) for row in ROWS)]
    return tuple(week for week in busy if week.week >= monday_of(today))[:WEEKS]
