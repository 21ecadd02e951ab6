"""What every store promises of reminders: each thread once, and never one that anybody has answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryId
from bot.ports.reminders import Unanswered
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.owing import DUE
from tests.contracts.store.stage import post, receive, said, withdrawn

SINCE = DUE - timedelta(days=1)
LATER = DUE + timedelta(days=2)


async def reminding(store: Store, after: int | None = 2) -> None:
    """The weekly programme reminds after so many days."""
    programme = replace(cast.WEEKLY, remind_after=after)
    await store.directory.establish(cast.ashgrove(programme))


async def take(store: Store, of: Unanswered) -> Sequence[DeliveryId]:
    return await store.reminders.take(of, posted_since=SINCE, posted_before=LATER, now=LATER, limit=9)


async def test_a_thread_without_an_answer_is_taken_once(store: Store) -> None:
    await reminding(store)
    posted = await post(store)
    (found,) = await store.reminders.unanswered(posted_since=SINCE)
    assert (found.programme, found.school, found.after) == (cast.WEEKLY.id, cast.OAKFIELD.id, 2)
    assert found.calendar == cast.CALENDAR
    assert await take(store, found) == [posted]
    assert await take(store, found) == []
    assert await store.reminders.unanswered(posted_since=SINCE) == []
    await store.reminders.again(posted)
    assert await take(store, found) == [posted]


async def test_nothing_is_found_where_no_programme_reminds(store: Store) -> None:
    await reminding(store, after=None)
    await post(store)
    assert await store.reminders.unanswered(posted_since=SINCE) == []


@pytest.mark.parametrize("taken_back", [False, True])
async def test_an_answer_keeps_a_thread_from_being_taken(store: Store, taken_back: bool) -> None:  # noqa: FBT001 - a parameter
    await reminding(store)
    await post(store)
    (found,) = await store.reminders.unanswered(posted_since=SINCE)
    (posted,) = await take(store, found)
    assert not await store.reminders.answered(posted)
    await store.reminders.again(posted)
    answer = said()
    await receive(store, answer, *([withdrawn(answer)] if taken_back else []))
    assert await store.reminders.answered(posted)
    assert await store.reminders.unanswered(posted_since=SINCE) == []
    assert await take(store, found) == []


async def test_only_what_was_posted_in_that_time_in_an_open_channel_is_taken(store: Store) -> None:
    await reminding(store)
    posted = await post(store)
    (found,) = await store.reminders.unanswered(posted_since=SINCE)
    assert await store.reminders.unanswered(posted_since=LATER) == []
    early = store.reminders.take(found, posted_since=SINCE, posted_before=SINCE, now=LATER, limit=9)
    assert await early == []
    await store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because="Archived.")
    assert await take(store, found) == []
    await store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because=None)
    assert await take(store, found) == [posted]
