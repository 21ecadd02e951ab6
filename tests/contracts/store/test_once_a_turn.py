"""What every outbox knows of the dates that have had their question: what a second one gives way to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.delivery import State
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests.cast import LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS, WEEKLY
from tests.contracts.store.owing import DUE, ME, TUESDAY, claim, owed, plan, posted, skipped

WEEK = timedelta(weeks=1)


async def came(store: Store, *, since: date = TUESDAY) -> dict[str, list[date]]:
    found = await store.outbox.came(WEEKLY.id, since=since)
    return {channel: list(days) for channel, days in found.items()}


async def settled(store: Store, *, since: date = TUESDAY) -> dict[str, list[date]]:
    found = await store.outbox.settled(WEEKLY.id, since=since)
    return {channel: list(days) for channel, days in found.items()}


async def test_what_is_due_or_was_left_out_has_not_come(store: Store) -> None:
    await plan(store, owed(), skipped(weeks=1))
    assert await came(store) == {}
    assert await settled(store) == {OAKFIELD_LEADERS.id: [TUESDAY + WEEK]}
    assert await settled(store, since=TUESDAY + 2 * WEEK) == {}


@pytest.mark.parametrize(
    "ended",
    [
        None,
        posted(),
        Settlement(state=State.UNCERTAIN, reason="No clear answer.", not_before=DUE),
    ],
    ids=["being sent", "posted", "uncertain"],
)
async def test_what_is_there_or_may_be_has_come(store: Store, ended: Settlement | None) -> None:
    await plan(store, owed())
    await claim(store)
    if ended:
        assert await store.outbox.settle(owed().id, ended, by=ME)
    assert await came(store) == {OAKFIELD_LEADERS.id: [TUESDAY]}
    assert await settled(store) == {}
    others = await store.outbox.in_turn(owed(weeks=1), first=TUESDAY, last=TUESDAY + WEEK)
    assert [other.id for other in others] == [owed().id]


@pytest.mark.parametrize("state", [State.DUE, State.MISSED, State.REFUSED, State.SKIPPED])
async def test_what_came_to_nothing_has_not_come(store: Store, state: State) -> None:
    await plan(store, owed())
    await claim(store)
    why = {"not_before": DUE} if state is State.DUE else {"reason": "It was not wanted."}
    assert await store.outbox.settle(owed().id, Settlement(state=state, **why), by=ME)
    assert await came(store) == {}
    assert await settled(store) == ({} if state is State.DUE else {OAKFIELD_LEADERS.id: [TUESDAY]})
    assert await store.outbox.in_turn(owed(weeks=1), first=TUESDAY, last=TUESDAY + WEEK) == []


async def test_what_somebody_asked_for_is_none_of_the_programmes_own(store: Store) -> None:
    assert await store.outbox.owe(replace(owed(), asked_by=LEWIS.id))
    assert await settled(store) == {OAKFIELD_LEADERS.id: [TUESDAY]}
    await claim(store)
    assert await store.outbox.settle(owed().id, posted(), by=ME)
    assert await came(store) == {}
    assert await settled(store) == {OAKFIELD_LEADERS.id: [TUESDAY]}
    assert await store.outbox.in_turn(owed(weeks=1), first=TUESDAY, last=TUESDAY + WEEK) == []


async def test_only_the_dates_asked_for_of_that_channel_and_never_the_row_itself(store: Store) -> None:
    rows = (owed(), owed(weeks=1), owed(weeks=2), owed(weeks=1, channel=MILLBROOK_LEADERS))
    await plan(store, *rows)
    await claim(store, now=DUE + 3 * WEEK)
    assert await came(store, since=TUESDAY + WEEK) == {
        OAKFIELD_LEADERS.id: [TUESDAY + WEEK, TUESDAY + 2 * WEEK],
        MILLBROOK_LEADERS.id: [TUESDAY + WEEK],
    }
    others = await store.outbox.in_turn(rows[1], first=TUESDAY, last=TUESDAY + WEEK)
    assert [other.id for other in others] == [rows[0].id]


async def test_a_channel_alone_is_told_of_where_it_is_named(store: Store) -> None:
    await plan(store, owed(prompt="ours"), owed(channel=MILLBROOK_LEADERS, prompt="theirs"))
    for delivery in await claim(store):
        assert await store.outbox.settle(delivery.id, posted(), by=ME)
    named = [MILLBROOK_LEADERS.id]
    assert await store.outbox.came(WEEKLY.id, since=TUESDAY, channels=named) == {named[0]: [TUESDAY]}
    await plan(store, skipped(weeks=1))
    assert await store.outbox.settled(WEEKLY.id, since=TUESDAY, channels=named) == {}
    assert await store.outbox.asked(WEEKLY.id, channels=named) == {named[0]: ["theirs"]}
    assert await store.outbox.asked(WEEKLY.id, channels=[]) == {}
