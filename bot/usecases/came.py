"""Which dates of the programmes that a change concerns have had their question lately."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from bot.domain.charter import Charter
from bot.domain.programme import Programme, ProgrammeId
from bot.ports.outbox import Came
from bot.usecases.bot import Bot
from scheduler.model import ClosedDayRule, InTerm, InWeekOfTerm, SchoolCalendar, Weekly
from scheduler.planning import FARTHEST_MOVE
from scheduler.turns import WEEK, earliest_turn

A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""


async def came_lately(
    bot: Bot, before: Charter, after: Charter, *, now: datetime
) -> Mapping[ProgrammeId, Came]:
    """Of each programme whose dates may differ, back to where the turns of what is still to come began."""
    everywhere = (before.schools, before.choices) != (after.schools, after.choices)
    known = {programme.id: programme for programme in before.programmes}
    calendars = [school.calendar for school in after.schools]
    return {
        each.id: await bot.store.outbox.came(each.id, since=earliest(each, calendars, now=now))
        for each in after.programmes
        if each.id in known and (everywhere or each != known[each.id])
    }


def earliest(programme: Programme, calendars: Iterable[SchoolCalendar], *, now: datetime) -> date:
    """Where the turns began, under any of these calendars, of what is still to come at `now`.

    A date that is moved on may fall into the turn after its own.
    """
    moved = 0
    if programme.closed_day is ClosedDayRule.NEXT:
        match programme.recurrence:
            case Weekly():
                moved = min(WEEK * programme.recurrence.every, FARTHEST_MOVE)
            case InTerm() | InWeekOfTerm():  # these never leave their turn
                moved = 0
            case _:
                moved = FARTHEST_MOVE
    return earliest_turn(programme.recurrence, calendars, now.date() - A_DAY - timedelta(days=moved))
