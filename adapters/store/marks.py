"""Which state each part of a trust's set-up is in, told by one small read: equal marks, equal set-up.

The database's own triggers give a part a new mark, never had before, in the transaction that changes it (migration 0006).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, select

from adapters.store.tables import set_up_marks
from bot.domain.people import TrustId


class Part(StrEnum):
    """A part of a set-up that is read by itself."""

    TRUST = "trust"
    SCHOOLS = "schools"
    PEOPLE = "people"
    CHANNELS = "channels"
    PROGRAMMES = "programmes"
    CHOICES = "choices"
    PROMPTS = "prompts"


Marks = Mapping[Part, frozenset[tuple[int, str]]]
"""A part without any has nothing in it; a set-up without any has lost them, and is not to be taken from memory."""

_columns = (set_up_marks.c.trust, set_up_marks.c.part, set_up_marks.c.slot, set_up_marks.c.mark)
_of_one = select(*_columns).where(set_up_marks.c.trust == bindparam("trust"))
_of_all = select(*_columns).where(set_up_marks.c.part.in_(bindparam("parts", expanding=True)))
_PARTS = {part.value: part for part in Part}


def marks_of(connection: Connection, trust: TrustId) -> Marks:
    """The marks of that trust, as of this moment."""
    return _gathered(connection.execute(_of_one, {"trust": trust}).all()).get(trust, {})


def marks_of_all(connection: Connection, parts: Collection[Part]) -> Mapping[TrustId, Marks]:
    """The marks of these parts, by trust."""
    return _gathered(connection.execute(_of_all, {"parts": [part.value for part in parts]}).all())


def _gathered(found: Iterable[Sequence[Any]]) -> Mapping[TrustId, Marks]:
    by_trust: dict[TrustId, dict[Part, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for trust, part, slot, mark in found:
        by_trust[trust][_PARTS[part]].append((slot, mark))
    return {
        trust: {part: frozenset(each) for part, each in parts.items()} for trust, parts in by_trust.items()
    }
