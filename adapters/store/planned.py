"""Every programme as planning reads it, at every tick: of trusts whose set-up has changed anew, of the others from memory."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, select

from adapters.store.marks import Marks, Part, marks_of_all
from adapters.store.plannable import readable_plannables
from adapters.store.tables import programmes
from bot.domain.people import TrustId
from bot.domain.programme import ProgrammeId
from bot.ports.directory import Plannable

DECISIVE = frozenset({Part.SCHOOLS, Part.CHANNELS, Part.PROGRAMMES, Part.CHOICES})
"""What a plan follows from."""
_heads = select(
    programmes.c.id,
    programmes.c.trust,
    programmes.c.edition,
    programmes.c.planned_edition,
    programmes.c.planned_until,
).order_by(programmes.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A trust's programmes with the marks that it had when they were read."""

    marks: Marks
    plans: Mapping[ProgrammeId, Plannable]


class Planned:
    """Reads all programmes; what nobody has changed is the same object as the last time."""

    def __init__(self) -> None:
        self._known: Mapping[TrustId, _Known] = {}
        self._door = Lock()

    def all(self, connection: Connection) -> tuple[Plannable, ...]:
        """Those that can be read, by id, as they stand in this transaction, which sees one moment."""
        marks = marks_of_all(connection, DECISIVE)
        heads: dict[TrustId, list[ProgrammeId]] = defaultdict(list)
        until: dict[ProgrammeId, tuple[int, int, datetime | None]] = {}
        for key, trust, *planned in connection.execute(_heads).all():
            heads[trust].append(key)
            until[key] = (planned[0], planned[1], planned[2])
        with self._door:
            known = self._known
        fresh = {
            trust: known[trust]
            for trust in heads
            if trust in known and trust in marks and known[trust].marks == marks[trust]
        }
        changed = {trust: marks.get(trust, {}) for trust in heads if trust not in fresh}
        if changed:
            fresh |= _read(connection, changed, of_all=not fresh)
        plans: dict[ProgrammeId, Plannable] = {}
        for trust, each in fresh.items():
            now = {key: _until(plan, *until[key]) for key, plan in each.plans.items()}
            fresh[trust] = replace(each, plans=now)
            plans |= now
        with self._door:
            # What could not be read is looked at again the next time, and said again.
            self._known = {
                trust: each for trust, each in fresh.items() if len(each.plans) == len(heads[trust])
            }
        return tuple(plans[key] for key in until if key in plans)


def _read(
    connection: Connection, wanted: Mapping[TrustId, Marks], *, of_all: bool
) -> Mapping[TrustId, _Known]:
    which = () if of_all else (programmes.c.trust.in_(sorted(wanted)),)
    found: dict[TrustId, dict[ProgrammeId, Plannable]] = {trust: {} for trust in wanted}
    for plan in readable_plannables(connection, *which):
        found[plan.programme.trust][plan.programme.id] = plan
    return {trust: _Known(marks=wanted[trust], plans=plans) for trust, plans in found.items()}


def _until(plan: Plannable, edition: int, planned_edition: int, planned_until: datetime | None) -> Plannable:
    if (plan.edition, plan.planned_edition, plan.planned_until) == (edition, planned_edition, planned_until):
        return plan
    return replace(plan, edition=edition, planned_edition=planned_edition, planned_until=planned_until)
