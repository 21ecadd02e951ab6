"""Deliveries for the contracts: one programme of the cast, a date at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.programme import Programme
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests.cast import OAKFIELD_LEADERS, WEEKLY

TUESDAY = date(2026, 9, 8)
DUE = datetime(2026, 9, 8, 7, 15, tzinfo=UTC)
LEASE = timedelta(minutes=2)
ME, YOU = "me", "you"


def owed(
    *,
    weeks: int = 0,
    channel: Channel = OAKFIELD_LEADERS,
    programme: Programme = WEEKLY,
    prompt: str = "vision-shared",
) -> Delivery:
    """A delivery that falls due some weeks after the first Tuesday."""
    occurrence = TUESDAY + timedelta(weeks=weeks)
    return Delivery(
        id=DeliveryId(f"{programme.id}.{channel.id}.{occurrence}"),
        trust=channel.trust,
        school=channel.school,
        channel=channel.id,
        programme=programme.id,
        occurrence=occurrence,
        due_at=DUE + timedelta(weeks=weeks),
        prompt=prompt,
    )


def skipped(*, weeks: int = 0) -> Delivery:
    """One that was left out from the beginning."""
    return replace(owed(weeks=weeks), state=State.SKIPPED, prompt=None, reason="It is half-term.")


async def plan(store: Store, *rows: Delivery, until: datetime = DUE) -> Sequence[DeliveryId]:
    """The rows are planned, for the first row's programme."""
    return await store.outbox.plan(rows, programme=rows[0].programme, edition=1, planned_until=until)


async def claim(store: Store, *, by: str = ME, now: datetime = DUE, limit: int = 100) -> Sequence[Delivery]:
    """What is due is claimed."""
    return await store.outbox.claim(by=by, now=now, lease=LEASE, limit=limit)


async def look_into(
    store: Store, *, by: str = ME, now: datetime = DUE, limit: int = 100
) -> Sequence[Delivery]:
    """What is unclear is claimed."""
    return await store.outbox.claim_unclear(by=by, now=now, lease=LEASE, limit=limit)


def posted(*, root: str = "root-1", at: datetime = DUE) -> Settlement:
    """It stands in the channel."""
    return Settlement(state=State.POSTED, root=root, posted_at=at)


async def row(store: Store, delivery: Delivery) -> Delivery:
    """The row as it stands now."""
    found = await store.outbox.owed(delivery.id)
    assert found is not None
    return found.delivery
