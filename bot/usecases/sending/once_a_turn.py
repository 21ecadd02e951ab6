"""At the moment of sending: whether the week, or the part of the term, has its question already.

A shift to another day makes a new row beside the old one. Of the two only one is ever posted, whichever is sent first.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.delivery import Delivery, State
from bot.domain.owed import Reason, came_in_turn
from bot.ports.outbox import Owed
from bot.usecases.bot import Bot
from bot.usecases.pace import Pace
from scheduler.turns import turn_of

SHORTLY = timedelta(seconds=1)
"""Less than `Pace.recheck`: of two that wait for each other, the one that fell due first goes first."""


async def others_in_turn(bot: Bot, owed: Owed) -> Sequence[Delivery]:
    """What else of its programme stands in its channel for the same turn, or may, or is being sent now.

    Nothing for one that somebody asked for: it is none of the programme's own.
    """
    row = owed.delivery
    if row.asked_by is not None:
        return ()
    first, last = turn_of(owed.programme.recurrence, owed.school.calendar, row.occurrence)
    if first == last:
        return ()
    return await bot.store.outbox.in_turn(row, first=first, last=last)


def must_wait(row: Delivery, others: Sequence[Delivery], *, pace: Pace) -> timedelta | None:
    """How long to let others go first whose sending may not have ended yet; None where nobody is in the way.

    `row` has begun, durably, before the others were read. So of two that are sent at once, at least the one that
    began later sees the other; and where both do, they come back one after the other.
    """
    for other in others:
        if other.state is not State.SENDING:
            continue
        if (other.due_at, other.id) < (row.due_at, row.id):
            return pace.recheck
        if other.started_at is not None:
            return SHORTLY
    return None


def asked_already(owed: Owed, others: Sequence[Delivery]) -> Reason | None:
    """That the turn has its question, by one of the others, or None."""
    came = [other.occurrence for other in others if other.state is not State.SENDING]
    return came_in_turn(
        owed.programme.recurrence,
        owed.school.calendar,
        occurrence=owed.delivery.occurrence,
        came=came,
    )
