"""What every store promises of what a trust's leads are told: counted, and looked at once a day."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.delivery import State
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from bot.ports.summaries import Needs, Untold
from tests import cast
from tests.contracts.store.owing import DUE, ME, claim, owed, plan

TODAY = date(2026, 11, 10)
DAY = timedelta(days=1)


WEEK = date(2026, 11, 9)


async def look(store: Store, *, on: date, before: date | None, week: date = WEEK) -> bool:
    return await store.summaries.look(cast.ASHGROVE.id, on=on, before=before, week=week)


async def closed(store: Store, *, on: date) -> int:
    """How many closed channels the word of that day tells of."""
    return (await store.summaries.needs(cast.ASHGROVE.id, since=DUE, until=DUE, on=on)).closed


async def test_a_trust_is_looked_at_once_a_day(store: Store) -> None:
    found = {each.trust: each for each in await store.summaries.looked()}
    assert found[cast.ASHGROVE.id].on is None
    assert found[cast.ASHGROVE.id].calendar == cast.CALENDAR
    assert await look(store, on=TODAY, before=None)
    assert not await look(store, on=TODAY, before=None)
    days = {each.trust: each.on for each in await store.summaries.looked()}
    assert days == {cast.ASHGROVE.id: TODAY, cast.BEECHWOOD.id: None}
    assert await look(store, on=TODAY + DAY, before=TODAY)


async def test_a_trusts_own_calendar_comes_first(store: Store) -> None:
    own = replace(cast.CALENDAR, zone="Europe/Paris")
    trust = replace(cast.ASHGROVE, calendar=own)
    await store.directory.establish(replace(cast.ashgrove(), trust=trust))
    found = {each.trust: each.calendar.zone for each in await store.summaries.looked()}
    assert found[cast.ASHGROVE.id] == "Europe/Paris"


async def test_what_needs_a_person_is_counted_and_nothing_of_another_trust(store: Store) -> None:
    rows = [owed(weeks=week) for week in range(4)]
    await plan(store, *rows)
    await claim(store, now=DUE + timedelta(weeks=5))
    for row, state in zip(rows, (State.UNCERTAIN, State.REFUSED, State.MISSED, State.MISSED), strict=True):
        await store.outbox.settle(row.id, Settlement(state=state, reason="So it is."), by=ME)
    await store.outbox.close_channel(cast.MILLBROOK_LEADERS.id, because="Archived.")
    await store.outbox.close_channel(cast.ELM_LEADERS.id, because="Archived.")
    await look(store, on=TODAY, before=None)
    needs = store.summaries.needs
    whole = await needs(cast.ASHGROVE.id, since=DUE, until=DUE + timedelta(weeks=3), on=TODAY)
    assert whole == Needs(uncertain=1, closed=1, refused=1, missed=1)
    later = await needs(cast.ASHGROVE.id, since=DUE + DAY * 8, until=DUE + timedelta(weeks=9), on=TODAY)
    assert later == Needs(uncertain=1, closed=1, refused=0, missed=2)
    assert (await needs(cast.BEECHWOOD.id, since=DUE, until=DUE, on=TODAY)).closed == 0
    await store.summaries.look(cast.BEECHWOOD.id, on=TODAY, before=None, week=WEEK)
    assert (await needs(cast.BEECHWOOD.id, since=DUE, until=DUE, on=TODAY)).closed == 1


async def test_a_closed_channel_is_told_of_when_it_is_new_and_once_more_in_each_week(store: Store) -> None:
    close = store.outbox.close_channel
    await close(cast.MILLBROOK_LEADERS.id, because="Archived.")
    await look(store, on=TODAY, before=None)
    assert await closed(store, on=TODAY) == 1
    await close(cast.OAKFIELD_LEADERS.id, because="Archived.")
    assert await closed(store, on=TODAY) == 1
    await look(store, on=TODAY + DAY, before=TODAY)
    assert await closed(store, on=TODAY + DAY) == 1
    await close(cast.OAKFIELD_LEADERS.id, because=None)
    await close(cast.OAKFIELD_LEADERS.id, because="Archived once more.")
    await look(store, on=TODAY + 2 * DAY, before=TODAY + DAY)
    assert await closed(store, on=TODAY + 2 * DAY) == 1
    await look(store, on=TODAY + 3 * DAY, before=TODAY + 2 * DAY)
    assert await closed(store, on=TODAY + 3 * DAY) == 0
    monday = WEEK + 7 * DAY
    await look(store, on=monday, before=TODAY + 3 * DAY, week=monday)
    assert await closed(store, on=monday) == 2


async def test_whoever_has_yet_to_hear_is_taken_once_and_forgotten_with_the_next_day(
    store: Store, other_store: Store
) -> None:
    waits = Untold(since=TODAY - DAY, leads=frozenset({cast.GRACE.id, cast.DORA.id}))
    take = store.summaries.take_untold
    await look(store, on=TODAY, before=None)
    assert await take(cast.ASHGROVE.id, on=TODAY) is None
    await store.summaries.again(cast.ASHGROVE.id, waits, on=TODAY)
    (ours,) = (each for each in await store.summaries.looked() if each.trust == cast.ASHGROVE.id)
    assert ours.untold == waits
    assert await take(cast.BEECHWOOD.id, on=TODAY) is None
    assert await take(cast.ASHGROVE.id, on=TODAY + DAY) is None
    both = await asyncio.gather(
        *(each.summaries.take_untold(cast.ASHGROVE.id, on=TODAY) for each in (store, other_store))
    )
    assert sorted(both, key=bool) == [None, waits]
    await store.summaries.again(cast.ASHGROVE.id, waits, on=TODAY)
    await look(store, on=TODAY + DAY, before=TODAY)
    await store.summaries.again(cast.ASHGROVE.id, waits, on=TODAY)
    assert await take(cast.ASHGROVE.id, on=TODAY + DAY) is None
