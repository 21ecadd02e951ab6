"""Programmes as planning reads them, and which of them an edit has changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from adapters.store import rows
from adapters.store.tables import channels, programme_channels, programmes, school_choices, schools
from bot.domain.channel import Channel
from bot.domain.people import School
from bot.ports.directory import Plannable
from bot.usecases.failures import log_failure

_Values = Sequence[Any]
_heads = select(
    *rows.PROGRAMME, programmes.c.edition, programmes.c.planned_edition, programmes.c.planned_until
).order_by(programmes.c.id)
_places = (
    select(programme_channels.c.programme, *rows.CHANNEL)
    .select_from(programme_channels)
    .join(programmes, programmes.c.id == programme_channels.c.programme)
    .join(channels, channels.c.id == programme_channels.c.channel)
)
_added = select(*rows.CHANNEL)
# By trust, not by programme: one trust's programmes share its schools, and a calendar is long.
_schools = select(*rows.SCHOOL)
_choices = (
    select(*rows.CHOICE)
    .join(programmes, programmes.c.id == school_choices.c.programme)
    .order_by(school_choices.c.programme, school_choices.c.school)
)
_raise = (
    update(programmes)
    .where(programmes.c.id.in_(bindparam("changed", expanding=True)))
    .values(edition=programmes.c.edition + 1)
)


def plannables(connection: Connection, *which: ColumnElement[bool]) -> tuple[Plannable, ...]:
    """The programmes of which that is true, or all of them, by id."""
    found = _Found(connection, *which)
    return tuple(found.plannable(head) for head in found.heads)


def readable_plannables(connection: Connection, *which: ColumnElement[bool]) -> tuple[Plannable, ...]:
    """The same without what cannot be read back, which is logged: one trust's fault is not the others'.

    The whole programme is left out where one school's calendar cannot be read: were the others planned meanwhile,
    that school's dates would count as planned too, and be lost.
    """
    return tuple(_readable(_Found(connection, *which)))


def _readable(found: "_Found") -> Iterator[Plannable]:
    for head in found.heads:
        try:
            yield found.plannable(head)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is this programme's
            key, trust, *_ = head
            log_failure("programme.not_readable", error, programme=key, trust=trust)


def raise_editions(connection: Connection, before: Iterable[Plannable], after: Iterable[Plannable]) -> None:
    """Every programme that is there before and after, and is not planned alike, has a new edition."""
    was = {plan.programme.id: plan.decisive for plan in before}
    changed = [
        plan.programme.id
        for plan in after
        if plan.programme.id in was and plan.decisive != was[plan.programme.id]
    ]
    if changed:
        connection.execute(_raise, {"changed": changed})


class _Found:
    """What the database has of some programmes, each thing once: thousands of channels share a few calendars."""

    def __init__(self, connection: Connection, *which: ColumnElement[bool]) -> None:
        self.heads: Sequence[_Values] = connection.execute(_heads.where(*which)).all()
        self._places: dict[str, dict[str, _Values]] = defaultdict(dict)
        for row in connection.execute(_places.where(*which)).all():
            key, *channel = row
            self._places[key][row[1]] = channel
        self._choices: dict[str, list[_Values]] = defaultdict(list)
        for row in connection.execute(_choices.where(*which)).all():
            self._choices[row[0]].append(row)
        named = sorted({key for each in self._choices.values() for row in each for key in row[-1]})
        added = connection.execute(_added.where(channels.c.id.in_(named))).all() if named else ()
        self._added: Mapping[str, _Values] = {row[0]: row for row in added}
        of = (
            schools.c.trust.in_({trust for _, trust, *_ in self.heads})
            if which
            else schools.c.id.is_not(None)
        )
        self._rows: Mapping[str, _Values] = {
            row[0]: row for row in connection.execute(_schools.where(of)).all()
        }
        self._schools: dict[str, School] = {}

    def plannable(self, head: _Values) -> Plannable:
        """The programme of that row. Raises for what cannot be read back."""
        *values, edition, planned_edition, planned_until = head
        programme = rows.programme(values)
        choices = tuple(map(rows.choice, self._choices.get(programme.id, ())))
        places = {key: self._place(row) for key, row in self._places.get(programme.id, {}).items()}
        for choice in choices:
            # A channel that is another school's by now is not for this one to add.
            for row in (self._added[each] for each in programme.added_by(choice) if each in self._added):
                channel, school = self._place(row)
                if channel.school == choice.school:
                    places.setdefault(channel.id, (channel, school))
        return Plannable(
            programme=programme,
            edition=edition,
            planned_edition=planned_edition,
            planned_until=planned_until,
            channels=tuple(places[each] for each in dict.fromkeys((*programme.channels, *places))),
            choices={choice.school: choice for choice in choices},
        )

    def _place(self, row: _Values) -> tuple[Channel, School]:
        channel = rows.channel(row)
        return channel, self._school(channel.school)

    def _school(self, key: str) -> School:
        if key not in self._schools:
            self._schools[key] = rows.school(self._rows[key])
        return self._schools[key]
