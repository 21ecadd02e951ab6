"""A trust's whole set-up, read as one value."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from adapters.store import rows
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
_choices = select(*rows.CHOICE).order_by(school_choices.c.programme, school_choices.c.school)
_prompts = select(*rows.PROMPT).order_by(own_prompts.c.key)
_known = (
    select(identities.c.platform, identities.c.person, members.c.name, members.c.id)
    .join_from(identities, members, members.c.id == identities.c.member)
    .order_by(identities.c.platform, identities.c.person)
)

_ROLES = {role.value: role for role in Role}


def charter_of(connection: Connection, trust: TrustId) -> Charter | None:
    """The set-up as it stands, everything by its id; None if there is no such trust."""
    found = connection.execute(select(*rows.TRUST).where(trusts.c.id == trust)).one_or_none()
    if found is None:
        return None

    def all_of(table: Table, columns: Sequence[Any]) -> Iterable[Sequence[Any]]:
        return connection.execute(select(*columns).where(table.c.trust == trust).order_by(table.c.id)).all()

    return Charter(
        trust=rows.trust(found),
        schools=tuple(rows.school(row) for row in all_of(schools, rows.SCHOOL)),
        members=members_in(
            connection.execute(MEMBER_GRANTS.where(members.c.trust == trust).order_by(members.c.id)).all()
        ),
        identities=tuple(
            (PersonRef(platform=platform, id=person, name=name), member)
            for platform, person, name, member in connection.execute(
                _known.where(identities.c.trust == trust)
            ).all()
        ),
        channels=tuple(rows.channel(row) for row in all_of(channels, rows.CHANNEL)),
        programmes=tuple(rows.programme(row) for row in all_of(programmes, rows.PROGRAMME)),
        choices=tuple(
            rows.choice(row) for row in connection.execute(_choices.where(school_choices.c.trust == trust))
        ),
        prompts=prompts_of(connection, trust),
    )


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
