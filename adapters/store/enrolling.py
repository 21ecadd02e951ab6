"""Whoever answers a prompt for the first time becomes a member without grants."""

from hashlib import blake2b

from sqlalchemy import Connection, delete, select

# PostgreSQL's form of INSERT: SQLite's compiler writes its ON CONFLICT in the same words, not the other way round.
from sqlalchemy.dialects.postgresql import insert

from adapters.store.tables import identities, members
from bot.domain.people import PersonRef
from bot.domain.reflection import tidy

ENROLLED = "person-"
"""What the id of everyone enrolled here begins with."""

_insert_member = insert(members).on_conflict_do_nothing().returning(members.c.id)
_insert_identity = insert(identities).on_conflict_do_nothing().returning(identities.c.member)


def enrolled(connection: Connection, person: PersonRef, *, trust: str) -> str:
    """The id of the member this person is, now if not before. Their name is used only when they are new."""
    # Made from who they are: two processes that meet the same stranger at once enrol the same member.
    ours = ENROLLED + blake2b(f"{person.platform}\0{person.id}".encode(), digest_size=16).hexdigest()
    new = connection.execute(
        _insert_member, {"id": ours, "trust": trust, "name": tidy(person.name) or person.id}
    ).scalar()
    connection.execute(
        _insert_identity,
        {"platform": person.platform, "person": person.id, "trust": trust, "member": ours},
    )
    known: str = connection.execute(
        select(identities.c.member).where(
            identities.c.platform == person.platform, identities.c.person == person.id
        )
    ).scalar_one()
    if new and known != ours:  # set-up named them in the same moment
        connection.execute(delete(members).where(members.c.id == ours))
    return known
