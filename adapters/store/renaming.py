"""Channels and people as their platforms call them now."""

from sqlalchemy import Connection, bindparam, exists, select, update

from adapters.store.enrolling import ENROLLED
from adapters.store.tables import channels, grants, identities, members, reflections, waiting, withdrawals
from bot.domain.people import PersonRef
from bot.domain.reflection import tidy

_stands = select(channels.c.platform, channels.c.address).where(channels.c.id == bindparam("channel"))
_taken = select(channels.c.id).where(
    channels.c.platform == bindparam("platform"),
    channels.c.address == bindparam("address"),
    channels.c.id != bindparam("channel"),
)
_call = (
    update(channels)
    .where(channels.c.id == bindparam("channel"))
    .values(address=bindparam("address"), name=bindparam("called"))
)
_MOVED = tuple(
    update(table)
    .where(table.c.platform == bindparam("on"), table.c.address == bindparam("before"))
    .values(address=bindparam("to"))
    for table in (reflections, withdrawals)
)

_waits = select(waiting.c.id, waiting.c.happening).where(waiting.c.channel == bindparam("channel"))
_wait = update(waiting).where(waiting.c.id == bindparam("this")).values(happening=bindparam("now"))

_enrolled_as = (
    select(members.c.id, members.c.name)
    .join(identities, identities.c.member == members.c.id)
    .where(
        identities.c.platform == bindparam("platform"),
        identities.c.person == bindparam("person"),
        members.c.id.startswith(ENROLLED),
        ~exists().where(grants.c.member == members.c.id),
    )
)
_name = update(members).where(members.c.id == bindparam("member")).values(name=bindparam("called"))


def call_channel(connection: Connection, channel: str, *, address: str, name: str) -> None:
    """It has that address and name, and so have the messages that are known of it; nothing if there is none.

    Raises ValueError if the address is another channel's.
    """
    stands = connection.execute(_stands, {"channel": channel}).first()
    if stands is None:
        return
    there = {"channel": channel, "platform": stands.platform, "address": address}
    if connection.execute(_taken, there).first() is not None:
        raise ValueError(
            f"{channel} cannot be at {address} on {stands.platform}: another channel is. Take that one out first."
        )
    connection.execute(_call, {"channel": channel, "address": address, "called": name})
    if address != stands.address:
        # An edit that names the new address is one of the message that was heard at the old.
        for statement in _MOVED:
            connection.execute(statement, {"on": stands.platform, "before": stands.address, "to": address})
        for row in connection.execute(_waits, {"channel": channel}).all():
            message = {**row.happening["message"], "address": address}
            connection.execute(_wait, {"this": row.id, "now": {**row.happening, "message": message}})


def has_yet_to_learn(connection: Connection, person: PersonRef) -> bool:
    """Whether `learn_name` would change anything: it is asked after every answer, and hardly ever does."""
    return _unlearnt(connection, person) is not None


def learn_name(connection: Connection, person: PersonRef) -> None:
    """Whoever was enrolled by answering, and has been given no role since, bears the name of the person they are."""
    member = _unlearnt(connection, person)
    if member is not None:
        connection.execute(_name, {"member": member, "called": tidy(person.name)})


def _unlearnt(connection: Connection, person: PersonRef) -> str | None:
    known = connection.execute(_enrolled_as, {"platform": person.platform, "person": person.id}).first()
    name = tidy(person.name)
    return known.id if known is not None and name and known.name != name else None
