"""Programmes as planning reads them, and which of them an edit has changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update

from adapters.store import rows
from adapters.store.tables import channels, programme_channels, programmes, school_choices, schools
from bot.domain.channel import Channel
from bot.domain.people import School
from bot.domain.programme import Programme
from bot.ports.directory import Plannable
from bot.usecases.failures import log_failure

_Chosen = Mapping[str, Sequence[Row[*tuple[Any, ...]]]]
_PLANNED = (programmes.c.edition, programmes.c.planned_edition, programmes.c.planned_until)
_plannable = (
    select(*rows.PROGRAMME, *_PLANNED, *rows.CHANNEL, *rows.SCHOOL)
    .select_from(
        programmes.outerjoin(programme_channels, programme_channels.c.programme == programmes.c.id)
        .outerjoin(channels, channels.c.id == programme_channels.c.channel)
        .outerjoin(schools, schools.c.id == channels.c.school)
    )
    .order_by(programmes.c.id)
)
_added = select(*rows.CHANNEL, *rows.SCHOOL).join_from(channels, schools, schools.c.id == channels.c.school)
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
    found = connection.execute(_plannable.where(*which)).all()
    chosen = _chosen(connection, *which)
    return _plannables(found, chosen=chosen, added=_places_added(connection, chosen))


def readable_plannables(connection: Connection, *which: ColumnElement[bool]) -> tuple[Plannable, ...]:
    """The same without what cannot be read back, which is logged: one trust's fault is not the others'.

    The whole programme is left out where one school's calendar cannot be read: were the others planned meanwhile,
    that school's dates would count as planned too, and be lost.
    """
    read: list[Plannable] = []
    found = connection.execute(_plannable.where(*which)).all()
    chosen = _chosen(connection, *which)
    added = _places_added(connection, chosen)
    for (key, trust), group in groupby(found, key=itemgetter(0, 1)):
        try:
            read.extend(_plannables(group, chosen=chosen, added=added))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is this programme's
            log_failure("programme.not_readable", error, programme=key, trust=trust)
    return tuple(read)


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


def _chosen(connection: Connection, *which: ColumnElement[bool]) -> _Chosen:
    """What schools have chosen about those programmes, as rows."""
    chosen: dict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in connection.execute(_choices.where(*which)):
        chosen[row.programme].append(row)
    return chosen


def _places_added(connection: Connection, chosen: _Chosen) -> Mapping[str, Sequence[Any]]:
    """The channels that schools have added to programmes of their trust, as rows with their school."""
    named = sorted({channel for each in chosen.values() for row in each for channel in row.channels})
    found = connection.execute(_added.where(channels.c.id.in_(named))) if named else ()
    return {row[0]: tuple(row) for row in found}


def _plannables(
    found: Iterable[Sequence[Any]], *, chosen: _Chosen, added: Mapping[str, Sequence[Any]]
) -> tuple[Plannable, ...]:
    """Programmes from rows of one channel each, in the order they first appear, channels in the programme's own."""
    heads: dict[str, tuple[Programme, Sequence[Any]]] = {}
    places: dict[str, dict[str, tuple[Channel, School]]] = defaultdict(dict)
    first = len(rows.PROGRAMME)
    second = first + len(_PLANNED)
    third = second + len(rows.CHANNEL)
    for row in found:
        values = tuple(row)
        key = values[0]
        if key not in heads:
            heads[key] = (rows.programme(values[:first]), values[first:second])
        if values[second] is not None:
            channel = rows.channel(values[second:third])
            places[key][channel.id] = (channel, rows.school(values[third:]))
    choices = {key: tuple(map(rows.choice, chosen.get(key, ()))) for key in heads}
    for key, (programme, _) in heads.items():
        for choice in choices[key]:
            # A channel that is another school's by now is not for this one to add.
            for row in (added[each] for each in programme.added_by(choice) if each in added):
                channel = rows.channel(row[: len(rows.CHANNEL)])
                if channel.school == choice.school:
                    places[key].setdefault(channel.id, (channel, rows.school(row[len(rows.CHANNEL) :])))
    return tuple(
        Plannable(
            programme=programme,
            edition=edition,
            planned_edition=planned_edition,
            planned_until=planned_until,
            channels=tuple(places[key][each] for each in dict.fromkeys((*programme.channels, *places[key]))),
            choices={choice.school: choice for choice in choices[key]},
        )
        for key, (programme, (edition, planned_edition, planned_until)) in heads.items()
    )
