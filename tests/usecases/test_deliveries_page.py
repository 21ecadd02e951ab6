"""The ledger: what became of each due prompt, and what a person can do about it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.delivery import DeliveryId, State
from bot.ports.chat import OutcomeUnknown, Refused
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.permission import NotFound
from bot.usecases.reading.ledger import LedgerEntry, LedgerRequest, deliveries
from bot.usecases.sending.decide import AlreadySettled, NotPosted, NotThatMessage, WasPosted, decide
from tests import cast
from tests.cast import GRACE, HANA, LEWIS, OLIVE, PRIYA
from tests.fakes.chat import appears_and_fails, fails
from tests.fakes.world import DUE, SECOND, World, london, world


async def _one_of_each() -> World:
    """Posted in Harbour, refused in Millbrook, uncertain in Oakfield."""
    here = await world()
    here.chat.cannot_tell()
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("?")))
    here.chat.next(cast.MILLBROOK_LEADERS, fails(Refused("The bot was removed. Add it again.")))
    await here.tick_at(DUE)
    await here.tick_at(DUE + 61 * SECOND)
    return here


async def _entries(here: World, **narrowed: object) -> list[LedgerEntry]:
    page = await deliveries(here.bot, GRACE.id, request=LedgerRequest(**narrowed))  # type: ignore[arg-type]
    return list(page.entries)


async def test_each_state_says_what_happened_and_what_to_do() -> None:
    entries = {entry.school_name: entry for entry in await _entries(await _one_of_each())}
    posted, refused, uncertain = (
        entries[school.name] for school in (cast.HARBOUR, cast.MILLBROOK, cast.OAKFIELD)
    )
    assert (posted.status, posted.reason, posted.remedy) == ("Posted", None, None)
    assert (refused.status, refused.reason) == ("Refused", "The bot was removed. Add it again.")
    assert "Put right what the reason says" in (refused.remedy or "")
    assert uncertain.status == "Uncertain"
    assert "Look in the channel" in (uncertain.remedy or "")


async def test_only_an_uncertain_one_is_decidable_and_only_for_those_who_decide() -> None:
    here = await _one_of_each()
    assert [entry.school_name for entry in await _entries(here) if entry.decidable] == [cast.OAKFIELD.name]
    page = await deliveries(here.bot, PRIYA.id, request=LedgerRequest())
    assert not any(entry.decidable for entry in page.entries)


async def test_a_late_one_says_so() -> None:
    here = await world()
    await here.tick_at(DUE + timedelta(hours=1))
    assert {entry.status for entry in await _entries(here)} == {"Posted late"}


async def test_times_are_on_the_schools_clocks_and_the_thread_is_linked() -> None:
    here = await world(at=london(2027, 6, 7, 22, 0))
    await here.tick_at(london(2027, 6, 8, 8, 15))
    (entry,) = await _entries(here, school=cast.OAKFIELD.id)
    assert (entry.due_at.hour, entry.due_at.minute) == (8, 15)
    assert entry.thread == here.thread()
    assert entry.programme_name == cast.WEEKLY.name
    assert entry.prompt is not None


async def test_answers_are_counted_only_for_those_who_may_read_them() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.answer(HANA, "Something.")
    (entry,) = await _entries(here, school=cast.OAKFIELD.id)
    assert entry.replies is None
    page = await deliveries(here.bot, PRIYA.id, request=LedgerRequest(school=cast.OAKFIELD.id))
    assert [entry.replies for entry in page.entries] == [1]


async def test_narrowed_by_state_and_date_and_read_page_by_page() -> None:
    here = await world()
    for week in range(8):
        await here.tick_at(DUE + timedelta(weeks=week))
    skipped = await _entries(here, state=State.SKIPPED, school=cast.OAKFIELD.id)
    assert [entry.delivery.occurrence for entry in skipped] == [date(2026, 12, 29), date(2026, 12, 22)]
    assert all("Not a school day" in (entry.reason or "") for entry in skipped)
    first = await deliveries(here.bot, GRACE.id, request=LedgerRequest(limit=10))
    rest = await deliveries(here.bot, GRACE.id, request=LedgerRequest(limit=200, before=first.next))
    ids = [entry.delivery.id for entry in (*first.entries, *rest.entries)]
    assert len(ids) == len(set(ids)) == 24
    assert rest.next is None
    november = await _entries(here, until=date(2026, 11, 10))
    assert {entry.delivery.occurrence for entry in november} == {date(2026, 11, 10)}


async def test_a_person_found_it_in_the_channel() -> None:
    here = await _one_of_each()
    here_is = here.thread().id
    said = here.said(HANA, "Already here.", thread=here.thread())
    await record_reply(here.bot, said)
    await decide(here.bot, LEWIS.id, here.row().id, ended=WasPosted(here_is))
    row = here.row()
    assert (row.state, row.root, row.posted_at, row.late) == (State.POSTED, here_is, DUE, False)
    assert [kept.text for kept in here.reflections()] == ["Already here."]


async def test_a_person_did_not_find_it_and_it_goes_out_again() -> None:
    here = await _one_of_each()
    assert await decide(here.bot, GRACE.id, here.row().id, ended=NotPosted.SEND_IT) is State.DUE
    await here.tick_at(DUE + timedelta(minutes=10))
    assert here.row().state is State.POSTED
    assert here.row().late is True


async def test_a_person_did_not_find_it_and_it_is_too_late() -> None:
    here = await _one_of_each()
    here.clock.advance(timedelta(hours=6))
    assert await decide(here.bot, GRACE.id, here.row().id, ended=NotPosted.SEND_IT) is State.MISSED
    assert "too late to send it" in (here.row().reason or "")


async def test_a_person_lets_it_be() -> None:
    here = await _one_of_each()
    assert await decide(here.bot, GRACE.id, here.row().id, ended=NotPosted.LEAVE_IT) is State.MISSED
    assert "Someone looked in the channel" in (here.row().reason or "")


async def test_the_second_to_decide_is_told_that_it_is_settled() -> None:
    here = await _one_of_each()
    await decide(here.bot, GRACE.id, here.row().id, ended=NotPosted.LEAVE_IT)
    with pytest.raises(AlreadySettled, match="nothing is left to decide"):
        await decide(here.bot, LEWIS.id, here.row().id, ended=WasPosted("root-1"))
    assert here.row().state is State.MISSED


@pytest.mark.parametrize("state", [cast.HARBOUR_LEADERS, cast.MILLBROOK_LEADERS], ids=["posted", "refused"])
async def test_what_is_settled_cannot_be_decided(state: object) -> None:
    here = await _one_of_each()
    before = here.row(state)  # type: ignore[arg-type]
    with pytest.raises(AlreadySettled):
        await decide(here.bot, GRACE.id, before.id, ended=NotPosted.LEAVE_IT)
    assert here.owed(before.id) == before


async def test_a_delivery_that_is_not_there_is_not_found() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await decide(here.bot, GRACE.id, "nothing", ended=NotPosted.LEAVE_IT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "pasted", ["", "  ", "a\x00b", "x" * 2001], ids=["none", "blank", "a NUL", "too long"]
)
def test_it_was_posted_needs_a_message(pasted: str) -> None:
    with pytest.raises(ValueError, match="Say which message"):
        WasPosted(pasted)


async def test_the_platform_of_the_channel_reads_what_was_pasted() -> None:
    here = await _one_of_each()
    link = f"  {cast.OAKFIELD_LEADERS.address}#root-1 "
    assert await decide(here.bot, LEWIS.id, here.row().id, ended=WasPosted(link)) is State.POSTED
    assert here.row().root == "root-1"


@pytest.mark.parametrize("pasted", [f"{cast.MILLBROOK_LEADERS.address}#root-1", "x" * 256])
async def test_what_names_no_message_of_the_channel_changes_nothing_and_says_what_to_paste(
    pasted: str,
) -> None:
    here = await _one_of_each()
    before = here.row()
    with pytest.raises(NotThatMessage, match="Copy link") as refused:
        await decide(here.bot, LEWIS.id, before.id, ended=WasPosted(pasted))
    assert cast.OAKFIELD_LEADERS.name in str(refused.value)
    assert pasted not in str(refused.value)
    assert here.row() == before


async def test_where_the_platform_is_not_connected_what_was_pasted_is_taken_as_it_is() -> None:
    here = await _one_of_each()
    alone = replace(here.bot, platforms={})
    with pytest.raises(NotThatMessage):
        await decide(alone, LEWIS.id, here.row().id, ended=WasPosted("x" * 256))
    await decide(alone, LEWIS.id, here.row().id, ended=WasPosted(" root-9 "))
    assert here.row().root == "root-9"


async def test_a_delivery_of_another_trust_reads_exactly_like_one_that_is_not_there() -> None:
    here = await _one_of_each()
    said = []
    for delivery in (here.row().id, DeliveryId("nothing")):
        with pytest.raises(NotFound) as refused:
            await decide(here.bot, OLIVE.id, delivery, ended=NotPosted.LEAVE_IT)
        said.append(str(refused.value))
    assert said[0] == said[1]
