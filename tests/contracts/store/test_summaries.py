"""What every store promises of what a trust's leads are told: counted, and looked at once a day."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.delivery import State
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from bot.ports.summaries import Needs
from tests import cast
from tests.contracts.store.owing import DUE, ME, claim, owed, plan

TODAY = date(2026, 11, 10)
DAY = timedelta(days=1)


async def test_a_trust_is_looked_at_once_a_day(store: Store) -> None:
    found = {each.trust: each for each in await store.summaries.looked()}
    assert found[cast.ASHGROVE.id].on is None
    assert found[cast.ASHGROVE.id].calendar == cast.CALENDAR
    assert await store.summaries.look(cast.ASHGROVE.id, on=TODAY, before=None)
    assert not await store.summaries.look(cast.ASHGROVE.id, on=TODAY, before=None)
    days = {each.trust: each.on for each in await store.summaries.looked()}
    assert days == {cast.ASHGROVE.id: TODAY, cast.BEECHWOOD.id: None}
    assert await store.summaries.look(cast.ASHGROVE.id, on=TODAY + DAY, before=TODAY)


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
    whole = await store.summaries.needs(cast.ASHGROVE.id, since=DUE, until=DUE + timedelta(weeks=3))
    assert whole == Needs(uncertain=1, closed=1, refused=1, missed=1)
    later = await store.summaries.needs(cast.ASHGROVE.id, since=DUE + DAY * 8, until=DUE + timedelta(weeks=9))
    assert later == Needs(uncertain=1, closed=1, refused=0, missed=2)
    assert (await store.summaries.needs(cast.BEECHWOOD.id, since=DUE, until=DUE)).closed == 1
