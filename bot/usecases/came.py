"""Which dates of the programmes that a change concerns have had their question lately, or will not have it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from bot.domain.charter import Charter
from bot.domain.programme import Programme, ProgrammeId
from bot.ports.outbox import Lately
from bot.usecases.bot import Bot
from scheduler.model import ClosedDayRule, InTerm, InWeekOfTerm, SchoolCalendar, Weekly
from scheduler.planning import FARTHEST_MOVE
from scheduler.turns import WEEK, earliest_turn

A_DAY = timedelta(days=1)
"""By which the day is another somewhere on the globe."""


async def came_lately(
    bot: Bot, before: Charter, after: Charter, *, now: datetime
) -> Mapping[ProgrammeId, Lately]:
    """Of each programme whose dates may differ, back to where the turns of what is still to come began."""
    everywhere = (before.schools, before.choices) != (after.schools, after.choices)
    known = {programme.id: programme for programme in before.programmes}
    calendars = [school.calendar for school in after.schools]
    found = {}
    for each in after.programmes:
        old = known.get(each.id)
        if old is not None and (everywhere or each != old):
            since = min(earliest(either, calendars, now=now) for either in (old, each))
            found[each.id] = Lately(
                await bot.store.outbox.came(each.id, since=since),
                await bot.store.outbox.settled(each.id, since=since),
            )
    return found


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
    if programme.moves_from is not None:
        moved += WEEK
    return earliest_turn(programme.recurrence, calendars, now.date() - A_DAY - timedelta(days=moved))
