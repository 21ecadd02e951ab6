"""What the contract tests of a store say in its threads."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.channel import Channel, MessageRef
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.happenings import Edited, Happening, Said, Withdrawn
from bot.domain.people import Member, PersonRef, School
from bot.domain.programme import Programme
from bot.domain.scope import Scope
from bot.ports.inbox import Receipt
from bot.ports.log import LogFilter, LogLine
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests import cast

TUESDAY = date(2026, 9, 8)
NOON = datetime(2026, 9, 8, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
US = "contract-tests"
STRANGER = PersonRef(platform=cast.PLATFORM, id="U-new", name="Noor New")

UNKNOWN_CHANNEL = replace(cast.OAKFIELD_LEADERS, address="somewhere-else")


async def send(
    store: Store,
    channel: Channel = cast.OAKFIELD_LEADERS,
    *,
    on: date = TUESDAY,
    prompt: str = "vision-1",
    programme: Programme = cast.WEEKLY,
) -> DeliveryId:
    """A prompt is on its way to that channel: SENDING and begun, and nobody knows its root yet."""
    row = Delivery(
        id=DeliveryId(f"{channel.id}-{on}"),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=programme.id,
        occurrence=on,
        due_at=NOON,
        prompt=prompt,
    )
    await store.outbox.plan([row], programme=programme.id, edition=1, planned_until=NOON)
    claimed = await store.outbox.claim(by=US, now=NOON, lease=MINUTE, limit=10)
    assert [each.id for each in claimed] == [row.id]
    assert await store.outbox.begin(row.id, by=US, now=NOON)
    return row.id


async def settle(store: Store, delivery: DeliveryId, *, root: str) -> None:
    """The prompt turned out to be posted as that message."""
    posted = Settlement(state=State.POSTED, root=root, posted_at=NOON)
    assert await store.outbox.settle(delivery, posted, by=US)


async def post(  # noqa: PLR0913 - a prompt has that many sides, and each test names the one it is about
    store: Store,
    channel: Channel = cast.OAKFIELD_LEADERS,
    *,
    root: str = "root",
    on: date = TUESDAY,
    prompt: str = "vision-1",
    programme: Programme = cast.WEEKLY,
) -> DeliveryId:
    """A prompt stands in that channel as the message `root`."""
    delivery = await send(store, channel, on=on, prompt=prompt, programme=programme)
    await settle(store, delivery, root=root)
    return delivery


def said(  # noqa: PLR0913 - as above
    text: str = "We walked the corridors.",
    *,
    message: str = "m1",
    root: str = "root",
    channel: Channel = cast.OAKFIELD_LEADERS,
    by: Member | PersonRef = cast.HANA,
    at: datetime = NOON,
) -> Said:
    """Someone answers."""
    return Said(message=_ref(channel, message), root=root, author=_person(by), text=text, said_at=at)


def edited(of: Said, text: str, *, edit: str = "e1", after: timedelta = MINUTE) -> Edited:
    """They change what they said."""
    return Edited(
        message=of.message,
        root=of.root,
        author=of.author,
        text=text,
        said_at=of.said_at,
        edited_at=of.said_at + after,
        edit=edit,
    )


def withdrawn(of: Said, *, root: str | None = "root") -> Withdrawn:
    """They take it back."""
    return Withdrawn(message=of.message, withdrawn_at=of.said_at + 5 * MINUTE, root=root)


async def receive(store: Store, *happenings: Happening, entropy: int = 1) -> list[Receipt]:
    """Each arrives in turn."""
    return [
        await store.inbox.receive(happening, at=NOON, entropy=entropy + number)
        for number, happening in enumerate(happenings)
    ]


def scope_of(*schools: School, author: Member | None = None) -> Scope:
    """Those schools, of Ashgrove; with `author`, only what that person said."""
    return Scope(
        trust=cast.ASHGROVE.id,
        schools=frozenset(school.id for school in schools),
        author=author.id if author else None,
    )


EVERYTHING = scope_of(cast.OAKFIELD, cast.MILLBROOK, cast.HARBOUR)


async def read(
    store: Store, scope: Scope = EVERYTHING, *, filters: LogFilter | None = None, limit: int = 100
) -> Sequence[LogLine]:
    """The newest page of the log."""
    return await store.log.page(scope, filters=filters or LogFilter(), before=None, limit=limit)


async def texts(store: Store, scope: Scope = EVERYTHING, *, filters: LogFilter | None = None) -> list[str]:
    """What it says there, newest first."""
    return [line.reflection.text or "" for line in await read(store, scope, filters=filters)]


def _ref(channel: Channel, message: str) -> MessageRef:
    return MessageRef(platform=channel.platform, address=channel.address, id=message)


def _person(who: Member | PersonRef) -> PersonRef:
    return cast.person(who) if isinstance(who, Member) else who
