"""A platform that cannot be asked: what people do under a prompt settles that it stands there."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.store.migrating import migrate
from adapters.store.sql_store import SqlStore
from bot.domain.channel import MessageRef
from bot.domain.delivery import State
from bot.domain.happenings import Said
from bot.ports.chat import OutcomeUnknown
from bot.ports.inbox import Receipt
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.evidence import seen
from bot.usecases.sending.plan_deliveries import plan_deliveries
from tests import cast
from tests.fakes.chat import appears_and_fails
from tests.fakes.world import DUE, SECOND, World, world

MINUTE = 60 * SECOND
STRANGERS_WORDS = "QUOKKA-4711"


async def _uncertain() -> World:
    """Oakfield's prompt stands there, and nobody said so."""
    here = await world()
    here.chat.cannot_tell()
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    assert here.states() == [State.UNCERTAIN]
    return here


async def test_a_press_of_its_card_settles_it_and_what_waited_is_kept() -> None:
    here = await _uncertain()
    said = replace(here.said(cast.HANA, "Quick!", thread=here.thread()), root_at=DUE + SECOND)
    assert await record_reply(here.bot, said) is Receipt.WAITING
    assert await seen(here.bot, thread=here.thread(), written_at=DUE + SECOND, delivery=here.row().id)
    row = here.row()
    assert (row.state, row.root, row.posted_at, row.late) == (
        State.POSTED,
        here.thread().id,
        DUE + SECOND,
        False,
    )
    assert [kept.text for kept in here.reflections()] == ["Quick!"]
    assert len(here.seen()) == 1


async def test_whoever_speaks_to_the_bot_under_it_settles_it_by_its_time() -> None:
    here = await _uncertain()
    assert await seen(here.bot, thread=here.thread(), written_at=DUE + SECOND, delivery=None)
    assert here.states() == [State.POSTED]


@pytest.mark.parametrize("off", [-6 * SECOND, 6 * SECOND])
async def test_what_was_not_written_while_it_was_being_posted_settles_nothing(off: timedelta) -> None:
    here = await _uncertain()
    assert not await seen(here.bot, thread=here.thread(), written_at=DUE + off, delivery=None)
    assert here.states() == [State.UNCERTAIN]


async def test_of_two_that_it_may_be_neither_is_settled() -> None:
    other = cast.weekly(id="another", channels=(cast.OAKFIELD_LEADERS.id,))
    here = await world(cast.WEEKLY, other)
    here.chat.cannot_tell()
    here.chat.next(cast.OAKFIELD_LEADERS, *[appears_and_fails(OutcomeUnknown("?"))] * 2)
    await here.tick_at(DUE)
    assert here.states() == [State.UNCERTAIN, State.UNCERTAIN]
    assert not await seen(here.bot, thread=here.thread(), written_at=DUE, delivery=None)
    assert here.states() == [State.UNCERTAIN, State.UNCERTAIN]


@pytest.mark.parametrize("started", [timedelta(0), -MINUTE], ids=["at once", "a minute before"])
async def test_one_that_a_dead_process_may_have_posted_may_be_it_as_well(started: timedelta) -> None:
    other = cast.weekly(id="another", channels=(cast.OAKFIELD_LEADERS.id,))
    here = await world(cast.WEEKLY, other)
    here.chat.cannot_tell()
    here.chat.next(cast.OAKFIELD_LEADERS, *[appears_and_fails(OutcomeUnknown("?"))] * 2)
    await here.tick_at(DUE)
    sending, unclear = [row for row in here.memory.deliveries.values() if row.state is State.UNCERTAIN]
    lease = DUE + here.bot.pace.lease
    here.memory.put(
        sending, state=State.SENDING, claimed_by="dead", lease_until=lease, started_at=DUE + started
    )
    settled = await seen(here.bot, thread=here.thread(), written_at=DUE, delivery=None)
    assert settled is (started == -MINUTE)
    assert here.owed(unclear.id).state is (State.POSTED if settled else State.UNCERTAIN)
    assert here.owed(sending.id).state is State.SENDING


async def test_what_is_just_being_sent_is_left_to_who_sends_it() -> None:
    here = await _uncertain()
    here.memory.put(here.row(), state=State.SENDING, claimed_by="alive", lease_until=DUE + MINUTE)
    assert not await seen(here.bot, thread=here.thread(), written_at=DUE, delivery=None)
    assert here.states() == [State.SENDING]


async def test_a_card_of_another_channel_settles_nothing() -> None:
    here = await _uncertain()
    elsewhere = replace(here.thread(), address=cast.MILLBROOK_LEADERS.address)
    assert not await seen(here.bot, thread=elsewhere, written_at=DUE, delivery=here.row().id)
    assert here.states() == [State.UNCERTAIN]


async def test_a_card_that_was_never_on_its_way_settles_nothing() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    thread = MessageRef(platform=cast.PLATFORM, address=cast.OAKFIELD_LEADERS.address, id="forged")
    assert not await seen(here.bot, thread=thread, written_at=DUE, delivery=here.row().id)
    assert here.states() == [State.DUE]


async def test_a_press_that_overtakes_the_answer_to_its_post_settles_it_once() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    (row, *_) = await here.bot.store.outbox.claim(by="first", now=DUE, lease=here.bot.pace.lease, limit=1)
    at = here.memory.channels[row.channel]
    thread = MessageRef(platform=at.platform, address=at.address, id="root-1")
    assert await seen(here.bot, thread=thread, written_at=DUE, delivery=row.id)
    assert not await seen(here.bot, thread=thread, written_at=DUE, delivery=row.id)
    assert here.owed(row.id).root == "root-1"


async def test_a_clock_that_is_out_of_joint_does_not_date_it() -> None:
    here = await _uncertain()
    assert await seen(
        here.bot, thread=here.thread(), written_at=DUE - timedelta(days=30), delivery=here.row().id
    )
    assert here.row().posted_at == DUE


async def test_an_answer_under_another_message_does_not_wait_however_unclear_the_prompt_is() -> None:
    here = await _uncertain()
    chat = replace(here.said(cast.HANA, "Who has the keys?", thread=here.thread()), root="coffee")
    for root_at in (DUE - 6 * MINUTE, DUE + 11 * MINUTE):
        assert await record_reply(here.bot, replace(chat, root_at=root_at)) is Receipt.NOT_OURS
    assert here.memory.waiting == {}


async def test_of_one_that_was_tried_before_the_first_try_may_be_what_stands() -> None:
    here = await _uncertain()
    said = replace(here.said(cast.HANA, "Early.", thread=here.thread()), root_at=DUE + SECOND)
    here.memory.put(here.row(), started_at=DUE + 60 * MINUTE)
    assert await record_reply(here.bot, said) is Receipt.NOT_OURS
    here.memory.put(here.row(), attempts=2)
    assert await record_reply(here.bot, said) is Receipt.WAITING


async def test_no_word_of_a_strangers_thread_reaches_the_database_while_a_prompt_is_unclear(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    migrate(url)
    store = await SqlStore.open(url)
    try:
        await store.directory.establish(cast.ashgrove())
        here = await world()
        bot = replace(here.bot, store=store)
        here.clock.advance(DUE - here.clock.now())
        for programme in cast.ashgrove().programmes:
            await store.outbox.plan([], programme=programme.id, edition=1, planned_until=DUE - MINUTE)
        await plan_deliveries(bot)
        here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("?")))
        await deliver_due(bot)
        [_] = await store.outbox.open_at(cast.PLATFORM, cast.OAKFIELD_LEADERS.address)
        ours = replace(here.said(cast.HANA, "ours, waiting", thread=here.thread()), root_at=DUE)
        theirs = _under_a_colleagues_post(ours)
        assert await record_reply(bot, theirs) is Receipt.NOT_OURS
        assert await record_reply(bot, ours) is Receipt.WAITING
    finally:
        await store.close()
    written = await asyncio.to_thread(_bytes_in, tmp_path)
    assert b"ours, waiting" in written
    assert STRANGERS_WORDS.encode() not in written


def _bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def _under_a_colleagues_post(said: Said) -> Said:
    message = replace(said.message, id="m-of-a-stranger")
    return replace(
        said, message=message, root="coffee", root_at=DUE - timedelta(hours=2), text=STRANGERS_WORDS
    )
