"""Which dates of the programmes that a change concerns have had their question lately."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.charter import Charter
from bot.domain.programme import ProgrammeId
from bot.ports.outbox import Came
from bot.usecases.bot import Bot
from scheduler.turns import earliest_turn

A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""


async def came_lately(
    bot: Bot, before: Charter, after: Charter, *, now: datetime
) -> Mapping[ProgrammeId, Came]:
    """Of each programme whose dates may differ, back to where the turn of today began."""
    everywhere = (before.schools, before.choices) != (after.schools, after.choices)
    known = {programme.id: programme for programme in before.programmes}
    calendars = [school.calendar for school in after.schools]
    return {
        each.id: await bot.store.outbox.came(
            each.id, since=earliest_turn(each.recurrence, calendars, now.date() - A_DAY)
        )
        for each in after.programmes
        if each.id in known and (everywhere or each != known[each.id])
    }
