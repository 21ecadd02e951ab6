"""What falls due of each programme, worked out once for all schools that have the same calendar and choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.agenda import Dated, agenda_after_edit, agenda_between
from bot.domain.people import SchoolId
from bot.domain.programme import Programme
from bot.ports.directory import Plannable
from bot.usecases.lulls import Lulls
from scheduler.model import SchoolCalendar

Setting = tuple[SchoolCalendar, Programme]
"""What a school's dates follow from: its calendar, and the programme as it runs there."""
LOOK_AHEAD = timedelta(hours=6)
"""How long at most nothing falls due before it is looked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agendas:
    """What falls due, once for all schools that have the same setting; `of` is the place of each school's in the others."""

    settings: tuple[Setting, ...] = ()
    of: Mapping[SchoolId, int] = field(default_factory=dict)
    dates: tuple[Sequence[Dated], ...] = ()

    def __bool__(self) -> bool:
        return any(self.dates)


def agendas_of(plannable: Sequence[Plannable], *, now: datetime, lulls: Lulls | None = None) -> list[Agendas]:
    """For each programme, what falls due until now in each setting."""
    known = lulls or Lulls()
    return [_of_one(plan, now=now, lulls=known) for plan in plannable]


def _of_one(plan: Plannable, *, now: datetime, lulls: Lulls) -> Agendas:
    planned = None if plan.edited else plan.planned_until
    if planned is not None and (planned >= now or lulls.holds(plan, now=now)):
        return Agendas()
    ahead = now + LOOK_AHEAD
    places: dict[Setting, int] = {}
    # Hashing a calendar takes longer than all else here: one that many schools have in common is hashed once.
    seen: dict[int, int] = {}
    of: dict[SchoolId, int] = {}
    for _, school in plan.channels:
        calendar, chosen = school.calendar, school.id in plan.choices
        place = None if chosen else seen.get(id(calendar))
        if place is None:
            # Without its channels, of which there may be thousands: no date follows from them.
            programme = replace(plan.at_school(school.id), channels=())
            place = places.setdefault((calendar, programme), len(places))
        if not chosen:
            seen[id(calendar)] = place
        of[school.id] = place
    dates = [_agenda(plan, setting, now=now, ahead=ahead) for setting in places]
    if planned is not None:
        first = min((dated.occurrence.due_at for each in dates for dated in each), default=ahead)
        if first > now:
            lulls.learn(plan, since=planned, until=first)
        dates = [[dated for dated in each if dated.occurrence.due_at <= now] for each in dates]
    return Agendas(settings=tuple(places), of=of, dates=tuple(dates))


def _agenda(plan: Plannable, setting: Setting, *, now: datetime, ahead: datetime) -> Sequence[Dated]:
    """What fell due since the programme was planned, and will until `ahead`; after an edit also what it brought behind.

    There it might have no row: nothing was due under the old dates, and nobody looks there again.
    """
    calendar, programme = setting
    planned = plan.planned_until or now
    if not plan.edited:
        return agenda_between(programme, calendar, after=planned, until=ahead)
    # By a clock that was a little ahead, it was planned until a moment that is still to come.
    return agenda_after_edit(programme, calendar, edited=min(planned, now), until=max(planned, now))
