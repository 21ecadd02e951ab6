"""A trust's whole set-up, read as one value."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, select

from adapters.store import rows
from adapters.store.marks import Marks, Part, marks_of
from adapters.store.tables import (
    channels,
    grants,
    identities,
    members,
    own_prompts,
    programmes,
    school_choices,
    schools,
    trusts,
)
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, PersonRef, Role, SchoolId, TrustId
from prompts.model import Prompt

MEMBER_GRANTS = select(
    members.c.id, members.c.trust, members.c.name, members.c.snoozed_until, grants.c.role, grants.c.school
).join_from(members, grants, grants.c.member == members.c.id, isouter=True)
_prompts = select(*rows.PROMPT).order_by(own_prompts.c.key)
_known = (
    select(identities.c.platform, identities.c.person, members.c.name, members.c.id)
    .join_from(identities, members, members.c.id == identities.c.member)
    .order_by(identities.c.platform, identities.c.person)
)

_ROLES = {role.value: role for role in Role}
_Reading = Callable[[Connection, TrustId], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A set-up with the marks that it had when it was read."""

    charter: Charter
    marks: Marks

    @property
    def weight(self) -> int:
        """How much there is of it."""
        of = self.charter
        return 1 + len(of.schools) + len(of.members) + len(of.identities) + len(of.channels) + len(of.choices)


def read_charter(connection: Connection, trust: TrustId, *, known: Read | None = None) -> Read | None:
    """The set-up as it stands, everything by its id; None if there is no such trust.

    Of what is known already only those parts are read whose marks are not what they were; where there are none, what
    is handed back is what was known.
    """
    marks = marks_of(connection, trust)
    known = known if marks else None
    if known is not None and known.marks == marks:
        return known
    were = known.marks if known else {}
    stale = [part for part in Part if known is None or marks.get(part) != were.get(part)]
    given: dict[str, Any] = {}
    for part in stale:
        given |= _READING[part](connection, trust)
        if not given:
            return None
    charter = replace(known.charter, **given) if known else Charter(**given)
    return Read(charter=charter, marks=marks)


def _trust(connection: Connection, trust: TrustId) -> Mapping[str, Any]:
    found = connection.execute(select(*rows.TRUST).where(trusts.c.id == trust)).one_or_none()
    return {} if found is None else {"trust": rows.trust(found)}


def _people(connection: Connection, trust: TrustId) -> Mapping[str, Any]:
    found = connection.execute(MEMBER_GRANTS.where(members.c.trust == trust).order_by(members.c.id)).all()
    known = connection.execute(_known.where(identities.c.trust == trust)).all()
    return {
        "members": members_in(found),
        "identities": tuple(
            (PersonRef(platform=platform, id=person, name=name), member)
            for platform, person, name, member in known
        ),
    }


def _each(
    field: str, table: Table, columns: Sequence[Any], made: Callable[[rows.Values], Any], *by: Column[Any]
) -> _Reading:
    statement = select(*columns).where(table.c.trust == bindparam("trust")).order_by(*by)
    return lambda connection, trust: {
        field: tuple(made(row) for row in connection.execute(statement, {"trust": trust}).all())
    }


_READING: Mapping[Part, _Reading] = {
    Part.TRUST: _trust,
    Part.SCHOOLS: _each("schools", schools, rows.SCHOOL, rows.school, schools.c.id),
    Part.PEOPLE: _people,
    Part.CHANNELS: _each("channels", channels, rows.CHANNEL, rows.channel, channels.c.id),
    Part.PROGRAMMES: _each("programmes", programmes, rows.PROGRAMME, rows.programme, programmes.c.id),
    Part.CHOICES: _each(
        "choices",
        school_choices,
        rows.CHOICE,
        rows.choice,
        school_choices.c.programme,
        school_choices.c.school,
    ),
    Part.PROMPTS: _each("prompts", own_prompts, rows.PROMPT, rows.prompt, own_prompts.c.key),
}
"""How each part is read, as fields of the set-up; the trust first: nothing of one that is not there."""


def prompts_of(connection: Connection, trust: TrustId) -> tuple[Prompt, ...]:
    """The trust's own prompts, by key."""
    found = connection.execute(_prompts.where(own_prompts.c.trust == trust))
    return tuple(rows.prompt(row) for row in found)


def members_in(found: Iterable[Sequence[Any]]) -> tuple[Member, ...]:
    """Members from rows of MEMBER_GRANTS, one grant each, in the order they first appear."""
    heads: dict[str, tuple[str, str, date | None]] = {}
    held: dict[str, list[Grant]] = defaultdict(list)
    for key, trust, name, snoozed_until, role, school in found:
        heads[key] = (trust, name, snoozed_until)
        if role is not None:
            held[key].append(_grant(role, school))
    return tuple(
        Member(
            id=MemberId(key),
            trust=TrustId(trust),
            name=name,
            grants=frozenset(held.get(key, ())),
            snoozed_until=snoozed_until,
        )
        for key, (trust, name, snoozed_until) in heads.items()
    )


def _grant(role: str, school: str | None) -> Grant:
    return Grant(role=_ROLES[role], school=None if school is None else SchoolId(school))
