"""What planning remembers from tick to tick: until when nothing falls due."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.programme import ProgrammeId
from bot.ports.directory import Plannable


class Lulls:
    """Until when nothing falls due of each programme, as long as nothing of it changes: looked for once, not every tick."""

    def __init__(self) -> None:
        self._known: dict[ProgrammeId, _Lull] = {}

    def holds(self, plan: Plannable, *, now: datetime) -> bool:
        """Whether it is known that nothing has fallen due since it was planned."""
        known = self._known.get(plan.programme.id)
        return known is not None and known.covers(plan, now=now)

    def learn(self, plan: Plannable, *, since: datetime, until: datetime) -> None:
        """Nothing falls due after `since` and before `until`."""
        self._known[plan.programme.id] = _Lull(plan, since, until)


class _Lull(NamedTuple):
    plan: Plannable
    since: datetime
    until: datetime

    def covers(self, plan: Plannable, *, now: datetime) -> bool:
        """Whether this is the same set-up, which the store hands out as the same objects, and the moment lies within."""
        same = (
            plan.programme is self.plan.programme
            and plan.channels is self.plan.channels
            and plan.choices is self.plan.choices
        )
        begun = plan.planned_until is not None and self.since <= plan.planned_until
        return same and begun and now < self.until
