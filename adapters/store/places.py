"""Where a happening belongs: the channel it came from, and the delivery whose thread it is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, select

from adapters.store.prepared import Prepared, Row
from adapters.store.tables import Id, channels, deliveries, identities, withdrawals
from bot.domain.channel import MessageRef
from bot.domain.people import PersonRef
from bot.domain.roots import may_be_its_root

ON_ITS_WAY = ("sending", "uncertain")
"""States in which a prompt may stand in its channel without our knowing its root yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`delivery` and `prompt` are None while no thread of ours with that root is known.

    `member` is the author, if they are known; `withdrawn` says that the message was taken back before it was heard.
    """

    channel: str
    trust: str
    school: str
    delivery: str | None
    prompt: str | None
    member: str | None = None
    withdrawn: bool = False


_place = (
    select(
        channels.c.id,
        channels.c.trust,
        channels.c.school,
        deliveries.c.id.label("delivery"),
        deliveries.c.prompt,
        identities.c.member,
        exists()
        .where(
            withdrawals.c.platform == bindparam("platform"),
            withdrawals.c.address == bindparam("address"),
            withdrawals.c.message == bindparam("message"),
        )
        .label("withdrawn"),
    )
    .select_from(channels)
    .outerjoin(
        deliveries, and_(deliveries.c.channel == channels.c.id, deliveries.c.root == bindparam("root"))
    )
    .outerjoin(
        identities,
        and_(
            identities.c.platform == bindparam("person_platform"), identities.c.person == bindparam("person")
        ),
    )
    .where(channels.c.platform == bindparam("platform"), channels.c.address == bindparam("address"))
)
# On PostgreSQL, what is said shares the channel and a withdrawal has it alone: neither can miss the other.
_shared = Prepared(_place.with_for_update(read=True, of=channels))
_alone = Prepared(_place.with_for_update(key_share=True, of=channels))

_on_its_way = select(deliveries.c.due_at, deliveries.c.started_at, deliveries.c.attempts).where(
    deliveries.c.channel == bindparam("channel", type_=Id), deliveries.c.state.in_(ON_ITS_WAY)
)
# Held until we commit, so that none of them is settled without seeing what we let wait for it.
_hold_on_its_way = _on_its_way.with_for_update(read=True)


def place_of_answer(
    connection: Connection, message: MessageRef, *, root: str, author: PersonRef
) -> Place | None:
    """Where an answer in the thread of `root` belongs; None if the channel is not ours."""
    row = _shared.first(
        connection,
        _of(message) | {"root": root, "person_platform": author.platform, "person": author.id},
    )
    return _to_place(row) if row else None


def place_of_withdrawal(connection: Connection, message: MessageRef, *, root: str | None) -> Place | None:
    """The same for a withdrawal, with the channel held against anything that is being said there."""
    row = _alone.first(connection, _of(message) | {"root": root, "person_platform": None, "person": None})
    return _to_place(row) if row else None


def is_on_its_way(connection: Connection, channel: str, *, root_at: datetime | None) -> bool:
    """Whether a prompt may already stand in this channel, as the message written then, without our knowing its root.

    Where the platform does not say when that was written, any prompt on its way may be it.
    """
    return _may_be_one_of(connection.execute(_on_its_way, {"channel": channel}).all(), root_at)


def hold_on_its_way(connection: Connection, channel: str, *, root_at: datetime | None) -> bool:
    """The same, and none of those prompts is settled before our transaction ends."""
    return _may_be_one_of(connection.execute(_hold_on_its_way, {"channel": channel}).all(), root_at)


def _may_be_one_of(on_their_way: Iterable[Any], root_at: datetime | None) -> bool:
    return any(
        root_at is None
        or may_be_its_root(root_at, due_at=row.due_at, started_at=row.started_at, attempts=row.attempts)
        for row in on_their_way
    )


def _of(message: MessageRef) -> dict[str, str | None]:
    return {"platform": message.platform, "address": message.address, "message": message.id}


def _to_place(row: Row) -> Place:
    channel, trust, school, delivery, prompt, member, withdrawn = row
    return Place(
        channel=channel,
        trust=trust,
        school=school,
        delivery=delivery,
        prompt=prompt,
        member=member,
        withdrawn=bool(withdrawn),
    )
