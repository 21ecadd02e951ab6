"""What every ledger promises."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import State
from bot.ports.ledger import LedgerFilter, LedgerLine
from bot.ports.outbox import Settlement
from bot.ports.store import Store
from tests.cast import (
    ASHGROVE,
    BEECHWOOD,
    DEV,
    ELM,
    ELM_LEADERS,
    ELM_WEEKLY,
    LEWIS,
    MILLBROOK,
    MILLBROOK_LEADERS,
    OAKFIELD,
    OAKFIELD_LEADERS,
    WEEKLY,
)
from tests.contracts.store.owing import DUE, ME, TUESDAY, claim, owed, plan, posted, skipped
from tests.contracts.store.stage import post, receive, said, withdrawn

EVERYTHING = LedgerFilter()
BOTH = (OAKFIELD.id, MILLBROOK.id)


async def _all(store: Store, *, filters: LedgerFilter = EVERYTHING, limit: int = 100) -> list[LedgerLine]:
    """Every line, a page at a time."""
    lines: list[LedgerLine] = []
    before = None
    while True:
        page, before = await store.ledger.page(
            BOTH, trust=ASHGROVE.id, filters=filters, before=before, limit=limit
        )
        assert len(page) <= limit
        lines += page
        if before is None:
            return lines


async def test_lines_come_newest_first(store: Store) -> None:
    await plan(store, owed(), owed(weeks=2), skipped(weeks=1))
    assert [line.delivery for line in await _all(store)] == [owed(weeks=2), skipped(weeks=1), owed()]


async def test_a_line_says_where_by_name(store: Store) -> None:
    await plan(store, owed())
    (line,) = await _all(store)
    assert line == LedgerLine(
        delivery=owed(),
        channel_name=OAKFIELD_LEADERS.name,
        school_name=OAKFIELD.name,
        programme_name=WEEKLY.name,
        zone="Europe/London",
        replies=0,
        people=0,
    )


async def test_every_line_stands_on_one_page_and_no_more(store: Store) -> None:
    rows = [owed(weeks=week) for week in range(7)]
    rows += [owed(weeks=week, channel=MILLBROOK_LEADERS) for week in range(7)]
    await plan(store, *rows)
    for limit in (1, 2, 3, 7, 14, 15):
        lines = await _all(store, limit=limit)
        assert [line.delivery.id for line in lines] == [
            row.id for row in sorted(rows, key=lambda row: (row.due_at, row.id), reverse=True)
        ]


async def test_a_line_that_comes_while_pages_are_turned_moves_none(store: Store) -> None:
    await plan(store, *(owed(weeks=week) for week in range(4)))
    first, cursor = await store.ledger.page(BOTH, trust=ASHGROVE.id, filters=EVERYTHING, before=None, limit=2)
    await plan(store, owed(weeks=9))
    second, _ = await store.ledger.page(BOTH, trust=ASHGROVE.id, filters=EVERYTHING, before=cursor, limit=2)
    assert [line.delivery.occurrence for line in (*first, *second)] == [
        TUESDAY + timedelta(weeks=week) for week in (3, 2, 1, 0)
    ]


async def test_only_the_schools_named_are_shown_and_none_for_none(store: Store) -> None:
    await plan(store, owed(), owed(channel=MILLBROOK_LEADERS))
    page, _ = await store.ledger.page(
        (MILLBROOK.id,), trust=ASHGROVE.id, filters=EVERYTHING, before=None, limit=9
    )
    assert [line.school_name for line in page] == [MILLBROOK.name]
    page, cursor = await store.ledger.page((), trust=ASHGROVE.id, filters=EVERYTHING, before=None, limit=9)
    assert (list(page), cursor) == (
        [],
        None,
    )


async def test_another_trusts_lines_are_never_shown(store: Store) -> None:
    await plan(store, owed(channel=ELM_LEADERS, programme=ELM_WEEKLY))
    page, _ = await store.ledger.page((ELM.id,), trust=ASHGROVE.id, filters=EVERYTHING, before=None, limit=9)
    assert list(page) == []
    page, _ = await store.ledger.page((ELM.id,), trust=BEECHWOOD.id, filters=EVERYTHING, before=None, limit=9)
    assert len(page) == 1


async def test_lines_are_narrowed_by_state_school_and_date(store: Store) -> None:
    await plan(store, owed(), skipped(weeks=1), owed(weeks=2), owed(weeks=2, channel=MILLBROOK_LEADERS))
    await claim(store)
    await store.outbox.settle(owed().id, posted(), by=ME)
    week = timedelta(weeks=1)

    async def found(filters: LedgerFilter) -> list[str]:
        return [line.delivery.id for line in await _all(store, filters=filters)]

    assert await found(LedgerFilter(state=State.POSTED)) == [owed().id]
    assert await found(LedgerFilter(state=State.SKIPPED)) == [skipped(weeks=1).id]
    assert await found(LedgerFilter(school=MILLBROOK.id)) == [owed(weeks=2, channel=MILLBROOK_LEADERS).id]
    assert await found(LedgerFilter(school=ELM.id)) == []
    assert await found(LedgerFilter(since=TUESDAY + week, until=TUESDAY + week)) == [skipped(weeks=1).id]
    assert await found(LedgerFilter(until=TUESDAY)) == [owed().id]
    assert len(await found(LedgerFilter(since=TUESDAY + week))) == 3


async def test_a_whole_trust_is_read_without_naming_its_schools(store: Store) -> None:
    await plan(store, owed(), owed(channel=MILLBROOK_LEADERS))
    await plan(store, owed(channel=ELM_LEADERS, programme=ELM_WEEKLY))
    page, _ = await store.ledger.page(None, trust=ASHGROVE.id, filters=EVERYTHING, before=None, limit=9)
    assert {line.school_name for line in page} == {OAKFIELD.name, MILLBROOK.name}


async def test_lines_are_narrowed_by_programme_lateness_and_need_of_a_person(store: Store) -> None:
    rows = [owed(weeks=week) for week in range(4)]
    await plan(store, *rows)
    await claim(store, now=DUE + timedelta(weeks=5))
    await store.outbox.settle(rows[0].id, replace(posted(), late=True), by=ME)
    await store.outbox.settle(rows[1].id, posted(root="another"), by=ME)
    await store.outbox.settle(rows[2].id, Settlement(state=State.UNCERTAIN, reason="Who knows."), by=ME)
    later = Settlement(state=State.UNCERTAIN, reason="Looking.", not_before=DUE + timedelta(weeks=9))
    await store.outbox.settle(rows[3].id, later, by=ME)

    async def found(filters: LedgerFilter) -> list[str]:
        return [line.delivery.id for line in await _all(store, filters=filters)]

    assert await found(LedgerFilter(late=True)) == [rows[0].id]
    assert await found(LedgerFilter(undecided=True)) == [rows[2].id]
    assert len(await found(LedgerFilter(programme=WEEKLY.id))) == 4
    assert await found(LedgerFilter(programme=ELM_WEEKLY.id)) == []


async def test_a_line_keeps_its_times(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    await store.outbox.settle(owed().id, posted(at=DUE + timedelta(seconds=3)), by=ME)
    (line,) = await _all(store)
    assert (line.delivery.due_at, line.delivery.posted_at) == (DUE, DUE + timedelta(seconds=3))


async def test_a_line_counts_answers_and_the_people_who_gave_them(store: Store) -> None:
    await post(store)
    again, taken_back = said(message="m2"), said(message="m4", by=LEWIS)
    await receive(store, said(), again, said(message="m3", by=DEV), taken_back, withdrawn(taken_back))
    (line,) = await _all(store)
    assert (line.replies, line.people) == (3, 2)
    await receive(store, withdrawn(again))
    (line,) = await _all(store)
    assert (line.replies, line.people) == (2, 2)
