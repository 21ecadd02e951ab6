"""What every outbox promises."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

import pytest

from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import School
from bot.domain.programme import ProgrammeId
from bot.ports.outbox import RootTaken, Settlement
from bot.ports.store import Store
from tests.cast import (
    ASHGROVE,
    ELM_LEADERS,
    ELM_WEEKLY,
    HARBOUR_LEADERS,
    MILLBROOK_LEADERS,
    OAKFIELD,
    OAKFIELD_LEADERS,
    WEEKLY,
    ashgrove,
)
from tests.contracts.store.owing import (
    DUE,
    LEASE,
    ME,
    YOU,
    claim,
    look_into,
    owed,
    plan,
    posted,
    row,
    skipped,
)

MINUTE = timedelta(minutes=1)
UNKNOWN = Settlement(state=State.UNCERTAIN, reason="No clear answer came back.", not_before=DUE + MINUTE)
FOR_A_PERSON = Settlement(state=State.UNCERTAIN, reason="Somebody has to look.")


async def test_planning_writes_what_is_new_and_says_which(store: Store) -> None:
    first, second = owed(), owed(weeks=1)
    assert list(await plan(store, first)) == [first.id]
    assert list(await plan(store, first, second)) == [second.id]


async def test_a_row_comes_back_as_it_was_planned(store: Store) -> None:
    for planned in (owed(), skipped(weeks=1), replace(owed(weeks=2), late=True, not_before=DUE + MINUTE)):
        await plan(store, planned)
        assert await row(store, planned) == planned


async def test_planning_again_leaves_a_row_as_it_is(store: Store) -> None:
    await plan(store, owed())
    changed = replace(owed(), id=DeliveryId("another"), prompt="another-prompt")
    assert list(await plan(store, changed)) == []
    assert (await row(store, owed())).prompt == "vision-shared"
    assert await store.outbox.owed(changed.id) is None


async def test_the_same_date_in_another_channel_is_another_row(store: Store) -> None:
    rows = (owed(), owed(channel=MILLBROOK_LEADERS), owed(channel=HARBOUR_LEADERS))
    assert list(await plan(store, *rows)) == [each.id for each in rows]


async def test_twice_the_same_date_in_one_planning_is_one_row(store: Store) -> None:
    twin = replace(owed(), id=DeliveryId("twin"))
    assert len(await plan(store, owed(), twin)) == 1


async def test_planning_nothing_still_marks_the_programme(store: Store) -> None:
    await store.outbox.plan((), programme=WEEKLY.id, edition=1, planned_until=DUE)
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert found.planned_until == DUE


async def test_a_programme_is_never_marked_backwards(store: Store) -> None:
    for until in (DUE, DUE - MINUTE):
        await store.outbox.plan((), programme=WEEKLY.id, edition=1, planned_until=until)
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert found.planned_until == DUE


async def test_planning_marks_the_edition_it_read_and_an_edit_meanwhile_stays_to_be_planned(
    store: Store,
) -> None:
    read = await store.directory.programme(WEEKLY.id)
    assert read is not None
    await store.directory.establish(ashgrove(replace(WEEKLY, skipped_dates=frozenset({DUE.date()}))))
    await store.outbox.plan((), programme=WEEKLY.id, edition=read.edition, planned_until=DUE)
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert (found.edition, found.planned_edition, found.edited) == (2, 1, True)
    await store.outbox.plan((), programme=WEEKLY.id, edition=found.edition, planned_until=DUE)
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert (found.edition, found.planned_edition, found.edited) == (2, 2, False)


@pytest.mark.parametrize(("edition", "until"), [(1, DUE + MINUTE), (3, DUE - MINUTE)])
async def test_edition_and_moment_are_marked_each_for_itself_and_never_backwards(
    store: Store, edition: int, until: datetime
) -> None:
    await store.outbox.plan((), programme=WEEKLY.id, edition=2, planned_until=DUE)
    await store.outbox.plan((), programme=WEEKLY.id, edition=edition, planned_until=until)
    found = await store.directory.programme(WEEKLY.id)
    assert found is not None
    assert (found.planned_edition, found.planned_until) == (max(2, edition), max(DUE, until))


async def test_thousands_are_planned_at_once(store: Store) -> None:
    rows = [owed(weeks=week) for week in range(-1200, 1200)]
    assert list(await plan(store, *rows)) == [each.id for each in rows]
    assert list(await plan(store, *rows)) == []


async def test_two_processes_that_plan_the_same_write_each_row_once(store: Store, other_store: Store) -> None:
    rows = [owed(weeks=week) for week in range(200)]
    twins = [replace(each, id=DeliveryId(f"other.{each.id}")) for each in reversed(rows)]
    mine, yours = await asyncio.gather(plan(store, *rows), plan(other_store, *twins))
    assert len(mine) + len(yours) == len(rows)


async def test_what_is_due_is_claimed_with_a_lease(store: Store) -> None:
    await plan(store, owed())
    (claimed,) = await claim(store)
    assert claimed == replace(owed(), state=State.SENDING, claimed_by=ME, lease_until=DUE + LEASE, attempts=1)
    assert await row(store, owed()) == claimed


async def test_who_holds_a_row_begins_it_and_that_once(store: Store) -> None:
    await plan(store, owed())
    (claimed,) = await claim(store)
    assert not await store.outbox.begin(owed().id, by=YOU, now=DUE)
    assert await row(store, owed()) == claimed
    assert await store.outbox.begin(owed().id, by=ME, now=DUE + MINUTE)
    assert not await store.outbox.begin(owed().id, by=ME, now=DUE + 2 * MINUTE)
    assert await row(store, owed()) == replace(claimed, started_at=DUE + MINUTE)


async def test_nothing_begins_that_is_not_being_sent(store: Store) -> None:
    await plan(store, owed(), owed(weeks=-1))
    assert not await store.outbox.begin(owed().id, by=ME, now=DUE)
    await claim(store)
    await store.outbox.settle(owed().id, posted(), by=ME)
    await store.outbox.settle(owed(weeks=-1).id, FOR_A_PERSON, by=ME)
    for ended in (owed().id, owed(weeks=-1).id, DeliveryId("nowhere")):
        assert not await store.outbox.begin(ended, by=ME, now=DUE)


async def test_a_slow_holder_cannot_begin_what_another_is_looking_into(
    store: Store, other_store: Store
) -> None:
    await plan(store, owed())
    await claim(store)
    (stood,) = await look_into(other_store, by=YOU, now=DUE + LEASE)
    assert (stood.state, stood.started_at) == (State.SENDING, None)
    assert not await store.outbox.begin(owed().id, by=ME, now=DUE + LEASE)
    await other_store.outbox.settle(owed().id, Settlement(state=State.DUE, not_before=DUE), by=YOU)
    assert not await store.outbox.begin(owed().id, by=ME, now=DUE + LEASE)
    await claim(other_store, by=YOU, now=DUE + LEASE)
    assert not await store.outbox.begin(owed().id, by=ME, now=DUE + LEASE)
    assert await other_store.outbox.begin(owed().id, by=YOU, now=DUE + LEASE)


async def test_a_row_is_begun_or_seen_not_begun_and_never_both(store: Store, other_store: Store) -> None:
    rows = [owed(weeks=-week) for week in range(40)]
    await plan(store, *rows)
    await claim(store)
    begins = (store.outbox.begin(each.id, by=ME, now=DUE + LEASE) for each in rows)
    looks = (look_into(other_store, by=YOU, now=DUE + LEASE, limit=3) for _ in range(14))
    begun, found = await asyncio.gather(asyncio.gather(*begins), _one_after_another(looks))
    # What was just being begun was passed over.
    found += await look_into(other_store, by=YOU, now=DUE + LEASE)
    assert len(found) == len(rows)
    seen = {each.id: each.started_at for each in found}
    assert [seen[each.id] is not None for each in rows] == begun


async def _one_after_another(looks: Iterable[Awaitable[Sequence[Delivery]]]) -> list[Delivery]:
    return [each for look in looks for each in await look]


async def test_what_is_not_due_yet_is_not_claimed(store: Store) -> None:
    await plan(store, owed())
    assert await claim(store, now=DUE - MINUTE) == []


async def test_what_was_put_back_is_not_claimed_before_its_time(store: Store) -> None:
    await plan(store, replace(owed(), not_before=DUE + MINUTE))
    assert await claim(store) == []
    assert len(await claim(store, now=DUE + MINUTE)) == 1


async def test_the_oldest_are_claimed_first_and_no_more_than_asked_for(store: Store) -> None:
    await plan(store, *(owed(weeks=week) for week in (3, 1, 2)))
    claimed = await claim(store, now=DUE + timedelta(weeks=9), limit=2)
    assert [each.id for each in claimed] == [owed(weeks=1).id, owed(weeks=2).id]


async def test_what_is_left_out_or_claimed_or_ended_is_not_claimed(store: Store) -> None:
    await plan(store, owed(), skipped(weeks=1), owed(weeks=2))
    later = DUE + timedelta(weeks=9)
    ended, open_ = await claim(store, now=later)
    await store.outbox.settle(ended.id, posted(), by=ME)
    assert (await row(store, open_)).state is State.SENDING
    assert await claim(store, by=YOU, now=later) == []


async def test_two_processes_never_claim_the_same_row(store: Store, other_store: Store) -> None:
    rows = [owed(weeks=-week) for week in range(60)]
    await plan(store, *rows)
    turns = [claim(each, by=by, limit=7) for each, by in ((store, ME), (other_store, YOU)) for _ in range(9)]
    claimed = [each.id for each in chain(*await asyncio.gather(*turns))]
    claimed += [each.id for each in await claim(store)]
    assert sorted(claimed) == sorted(each.id for each in rows)


async def test_who_holds_a_row_settles_it(store: Store) -> None:
    await plan(store, owed())
    (claimed,) = await claim(store)
    assert await store.outbox.settle(owed().id, posted(), by=ME)
    assert await row(store, owed()) == replace(
        claimed, state=State.POSTED, root="root-1", posted_at=DUE, claimed_by=None, lease_until=None
    )


async def test_who_does_not_hold_a_row_cannot_settle_it(store: Store) -> None:
    await plan(store, owed())
    (claimed,) = await claim(store)
    assert not await store.outbox.settle(owed().id, posted(), by=YOU)
    assert await row(store, owed()) == claimed


async def test_a_row_is_settled_once(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    assert await store.outbox.settle(owed().id, posted(), by=ME)
    assert not await store.outbox.settle(owed().id, posted(root="root-2"), by=ME)
    assert (await row(store, owed())).root == "root-1"


async def test_nothing_is_settled_that_is_not_there(store: Store) -> None:
    assert not await store.outbox.settle(DeliveryId("nowhere"), posted(), by=ME)
    assert await store.outbox.owed(DeliveryId("nowhere")) is None


async def test_a_row_put_back_is_due_again_with_its_attempts_counted(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    assert await store.outbox.begin(owed().id, by=ME, now=DUE)
    await store.outbox.settle(owed().id, Settlement(state=State.DUE, not_before=DUE + MINUTE), by=ME)
    stands = await row(store, owed())
    assert (stands.state, stands.not_before, stands.claimed_by) == (State.DUE, DUE + MINUTE, None)
    (again,) = await claim(store, by=YOU, now=DUE + MINUTE)
    assert (again.attempts, again.started_at) == (2, None)


async def test_a_prompt_chosen_anew_is_written_down_and_otherwise_the_planned_one_stays(store: Store) -> None:
    await plan(store, owed(), owed(weeks=-1))
    await claim(store)
    await store.outbox.settle(owed().id, replace(posted(), prompt="another-prompt"), by=ME)
    await store.outbox.settle(owed(weeks=-1).id, posted(root="root-2"), by=ME)
    assert (await row(store, owed())).prompt == "another-prompt"
    assert (await row(store, owed(weeks=-1))).prompt == "vision-shared"


async def test_what_was_late_stays_late(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    late = Settlement(state=State.UNCERTAIN, reason="No clear answer.", not_before=DUE, late=True)
    await store.outbox.settle(owed().id, late, by=ME)
    await look_into(store)
    await store.outbox.settle(owed().id, posted(), by=ME)
    assert (await row(store, owed())).late


async def test_a_lease_that_ran_out_is_looked_into_and_not_before(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    assert await store.outbox.begin(owed().id, by=ME, now=DUE)
    begun = await row(store, owed())
    assert await look_into(store, by=YOU, now=DUE + LEASE - MINUTE) == []
    assert list(await look_into(store, by=YOU, now=DUE + LEASE)) == [begun]
    stands = await row(store, owed())
    assert (stands.state, stands.claimed_by, stands.lease_until) == (
        State.UNCERTAIN,
        YOU,
        DUE + LEASE + LEASE,
    )
    assert stands.reason
    assert (stands.attempts, stands.started_at) == (1, DUE)
    assert await look_into(store, now=DUE + LEASE) == []


async def test_the_first_holder_cannot_settle_what_another_is_looking_into(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    await look_into(store, by=YOU, now=DUE + LEASE)
    assert not await store.outbox.settle(owed().id, posted(), by=ME)
    assert await store.outbox.settle(owed().id, posted(), by=YOU)


async def test_what_is_uncertain_is_looked_into_when_its_time_has_come(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    await store.outbox.settle(owed().id, UNKNOWN, by=ME)
    assert await look_into(store) == []
    (found,) = await look_into(store, now=DUE + MINUTE)
    assert (found.state, found.reason) == (State.UNCERTAIN, UNKNOWN.reason)
    assert (await row(store, owed())).reason == UNKNOWN.reason


async def test_what_waits_for_a_person_is_not_looked_into(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    await store.outbox.settle(owed().id, FOR_A_PERSON, by=ME)
    assert await look_into(store, now=DUE + timedelta(days=99)) == []


async def test_a_look_that_died_is_taken_over(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    await store.outbox.settle(owed().id, UNKNOWN, by=ME)
    await look_into(store, by=YOU, now=DUE + MINUTE)
    assert await look_into(store, now=DUE + MINUTE) == []
    assert len(await look_into(store, now=DUE + MINUTE + LEASE)) == 1


async def test_two_processes_never_look_into_the_same_row(store: Store, other_store: Store) -> None:
    await plan(store, *(owed(weeks=-week) for week in range(40)))
    await claim(store)
    turns = [
        look_into(each, by=by, now=DUE + LEASE, limit=7)
        for each, by in ((store, ME), (other_store, YOU))
        for _ in range(6)
    ]
    found = [each.id for each in chain(*await asyncio.gather(*turns))]
    found += [each.id for each in await look_into(store, now=DUE + LEASE)]
    assert len(found) == len(set(found)) == 40


async def test_a_person_decides_what_is_uncertain(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    assert not await store.outbox.decide(owed().id, posted(), trust=ASHGROVE.id)
    await store.outbox.settle(owed().id, FOR_A_PERSON, by=ME)
    assert not await store.outbox.decide(owed().id, posted(), trust="beechwood")
    assert await store.outbox.decide(owed().id, posted(), trust=ASHGROVE.id)
    assert not await store.outbox.decide(owed().id, FOR_A_PERSON, trust=ASHGROVE.id)
    assert (await row(store, owed())).state is State.POSTED


async def test_a_person_cannot_name_another_deliverys_message(store: Store) -> None:
    await plan(store, owed(), owed(weeks=-1))
    await claim(store)
    await store.outbox.settle(owed(weeks=-1).id, posted(), by=ME)
    await store.outbox.settle(owed().id, FOR_A_PERSON, by=ME)
    with pytest.raises(RootTaken):
        await store.outbox.decide(owed().id, posted(), trust=ASHGROVE.id)
    assert (await row(store, owed())).state is State.UNCERTAIN


async def test_a_person_decides_over_a_process_that_is_looking(store: Store) -> None:
    await plan(store, owed())
    await claim(store)
    await look_into(store, by=YOU, now=DUE + LEASE)
    gone = Settlement(state=State.MISSED, reason="It is not there.")
    assert await store.outbox.decide(owed().id, gone, trust=ASHGROVE.id)
    assert not await store.outbox.settle(owed().id, posted(), by=YOU)


async def test_what_was_asked_is_what_was_posted_or_is_still_owed_oldest_first(store: Store) -> None:
    await plan(
        store,
        owed(weeks=1, prompt="second"),
        owed(prompt="first"),
        owed(weeks=2, prompt="third"),
        skipped(weeks=3),
        owed(channel=MILLBROOK_LEADERS, prompt="theirs"),
        replace(owed(weeks=4), state=State.MISSED, reason="It was too late."),
    )
    asked = await store.outbox.asked(WEEKLY.id)
    assert {channel: list(keys) for channel, keys in asked.items()} == {
        OAKFIELD_LEADERS.id: ["first", "second", "third"],
        MILLBROOK_LEADERS.id: ["theirs"],
    }
    since = await store.outbox.asked(
        WEEKLY.id, channels=[OAKFIELD_LEADERS.id], since=owed(weeks=1).occurrence
    )
    assert {channel: list(keys) for channel, keys in since.items()} == {
        OAKFIELD_LEADERS.id: ["second", "third"]
    }
    assert await store.outbox.asked(ELM_WEEKLY.id) == {}
    assert await store.outbox.asked(ProgrammeId("nowhere")) == {}


async def test_a_row_comes_with_all_it_depends_on(store: Store) -> None:
    await plan(store, owed())
    found = await store.outbox.owed(owed().id)
    assert found is not None
    assert (found.delivery, found.channel, found.school) == (owed(), OAKFIELD_LEADERS, OAKFIELD)
    assert (found.trust, found.programme) == (ASHGROVE, WEEKLY)
    assert isinstance(found.school, School)


async def test_others_posted_that_day_are_counted_and_the_row_itself_is_not(store: Store) -> None:
    mine, other, elsewhere = owed(), owed(weeks=-1), owed(weeks=-2, channel=MILLBROOK_LEADERS)
    await plan(store, mine, other, elsewhere)
    await claim(store)
    for number, each in enumerate((mine, other, elsewhere)):
        await store.outbox.settle(each.id, posted(root=f"root-{number}"), by=ME)
    hour = timedelta(hours=1)
    assert await store.outbox.posted_besides(mine, after=DUE - hour, until=DUE) == 1
    assert await store.outbox.posted_besides(mine, after=DUE, until=DUE + hour) == 0


async def test_of_two_that_are_open_only_the_later_counts_the_other(store: Store) -> None:
    earlier, later = owed(weeks=-1), owed()
    await plan(store, earlier, later)
    await claim(store)
    window = {"after": DUE - MINUTE, "until": DUE}

    async def counted() -> tuple[int, int]:
        return (
            await store.outbox.posted_besides(earlier, **window),
            await store.outbox.posted_besides(later, **window),
        )

    assert await counted() == (0, 1)
    assert await store.outbox.begin(later.id, by=ME, now=DUE)
    assert await counted() == (0, 1)
    assert await store.outbox.begin(earlier.id, by=ME, now=DUE + MINUTE)
    assert await counted() == (0, 1)


async def test_what_is_open_since_another_day_is_not_counted(store: Store) -> None:
    earlier, later = owed(weeks=-1), owed()
    await plan(store, earlier, later)
    await claim(store)
    assert await store.outbox.begin(earlier.id, by=ME, now=DUE - timedelta(days=1))
    assert await store.outbox.posted_besides(later, after=DUE - MINUTE, until=DUE) == 0


async def test_the_oldest_row_that_should_have_gone_is_named(store: Store) -> None:
    assert await store.outbox.oldest_overdue(now=DUE) is None
    put_back = replace(owed(weeks=-2), not_before=DUE + MINUTE)
    await plan(store, put_back, skipped(weeks=-3), owed(weeks=-1), owed())
    assert await store.outbox.oldest_overdue(now=DUE) == owed(weeks=-1).due_at
    await claim(store)
    assert await store.outbox.oldest_overdue(now=DUE) is None
    assert await store.outbox.oldest_overdue(now=DUE + MINUTE) == put_back.due_at


async def test_closing_a_channel_says_whether_it_changed_anything(store: Store) -> None:
    channel = OAKFIELD_LEADERS
    assert await store.outbox.close_channel(channel.id, because="The bot was removed.")
    assert not await store.outbox.close_channel(channel.id, because="The bot was removed.")
    found = await store.directory.channel(channel.platform, channel.address)
    assert found == replace(channel, closed_because="The bot was removed.")
    assert await store.outbox.close_channel(channel.id, because=None)
    assert not await store.outbox.close_channel(channel.id, because=None)
    assert await store.directory.channel(channel.platform, channel.address) == channel
    assert await store.directory.channel(ELM_LEADERS.platform, ELM_LEADERS.address) == ELM_LEADERS
