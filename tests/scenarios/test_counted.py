"""A prompt says how many have reflected, where its platform can say it."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.channel import Channel
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.pace import Pace
from bot.usecases.sending.recount import recount
from tests import cast
from tests.fakes.chat import HANG, Act, appears_and_fails, fails
from tests.fakes.memory import Death
from tests.fakes.world import DUE, SECOND, World, world

QUIET, OVERDUE = Pace().quiet + SECOND, Pace().overdue


async def _asked() -> World:
    here = await world(cast.with_private_answers())
    here.chat.counts = True
    await here.tick_at(DUE)
    assert here.chat.redrawn == []
    return here


def _numbers(here: World) -> list[int]:
    """What Oakfield's prompt came to say, one after another."""
    return [each.message.reflected for each in here.chat.redrawn if each.ref == here.thread()]


async def _tick(here: World, *, after: timedelta = QUIET) -> None:
    """Nobody has answered for that long when the bot ticks."""
    report = await here.tick_at(here.clock.now() + after)
    assert report.failed == ()


async def test_it_counts_people_and_not_answers() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    await _tick(here)
    await here.answer(cast.HANA, "And another.")
    await _tick(here)
    await here.answer(cast.OLIVE, "Two.")
    await _tick(here)
    assert _numbers(here) == [1, 2]


async def test_it_says_what_it_said_before_and_the_number() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    await _tick(here)
    (drawn,) = here.chat.redrawn
    (posted,) = here.seen()
    assert drawn.message.question == posted.message.question
    assert drawn.message.private_promise == posted.message.private_promise
    assert drawn.delivery == posted.delivery


async def test_nobodys_box_is_emptied_while_others_are_answering() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    await _tick(here, after=QUIET - SECOND)
    await here.answer(cast.OLIVE, "Two.")
    await _tick(here, after=QUIET - SECOND)
    assert _numbers(here) == []
    await _tick(here, after=2 * SECOND)
    assert _numbers(here) == [2]


async def test_what_is_kept_private_or_taken_back_shows_that_people_are_writing_all_the_same() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    await _tick(here, after=QUIET - SECOND)
    await here.answer_in_box(cast.DEV, "For the SENCo.", private=True)
    await record_reply(here.bot, here.withdrawn(await here.answer(cast.HANA, "Or rather not.")))
    await _tick(here, after=SECOND)
    assert _numbers(here) == []
    await _tick(here)
    assert _numbers(here) == [1]


async def test_where_people_go_on_answering_it_is_drawn_all_the_same_and_not_at_every_tick() -> None:
    here = await _asked()
    began = here.clock.now()
    await here.answer(cast.HANA, "One.")
    while here.clock.now() < began + OVERDUE:
        await _tick(here, after=QUIET - SECOND)
        await here.answer(cast.OLIVE, "And another thing.")
    await _tick(here, after=SECOND)
    assert _numbers(here) == [2]
    await here.answer(cast.DEV, "Three.")
    for _ in range(5):
        await _tick(here, after=QUIET - SECOND)
        await here.answer(cast.OLIVE, "And another.")
    assert _numbers(here) == [2]


async def test_a_private_answer_is_not_counted() -> None:
    here = await _asked()
    await here.answer_in_box(cast.HANA, "For the SENCo.", private=True)
    await _tick(here)
    assert _numbers(here) == []


async def test_an_answer_taken_back_is_not_counted_any_more() -> None:
    here = await _asked()
    said = await here.answer(cast.HANA, "One.")
    await _tick(here)
    await record_reply(here.bot, here.withdrawn(said))
    await _tick(here)
    assert _numbers(here) == [1, 0]


async def test_where_messages_do_not_count_nothing_is_drawn() -> None:
    here = await _asked()
    here.chat.counts = False
    await here.answer(cast.HANA, "One.")
    await _tick(here)
    assert here.chat.redrawn == []


@pytest.mark.parametrize(
    "act",
    [
        fails(TryLater("slow down", after=timedelta(seconds=30))),
        appears_and_fails(OutcomeUnknown("?")),
        Act(appears=False, answer=HANG),
        fails(RuntimeError("a bug")),
    ],
)
async def test_what_was_not_drawn_for_sure_is_drawn_later(act: Act) -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    here.chat.redrawing.append(act)
    await _tick(here)
    await _tick(here)
    assert _numbers(here)[-1] == 1
    before = len(here.chat.calls)
    await _tick(here)
    assert len(here.chat.calls) == before


async def test_a_platform_that_wants_to_be_left_alone_is_until_the_next_tick() -> None:
    here = await _asked()
    for channel in (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS):
        await here.answer(cast.HANA, "One.", thread=here.thread(channel))
    here.clock.advance(QUIET)
    here.chat.redrawing.extend([fails(TryLater("slow down", after=timedelta(seconds=30)))] * 3)
    assert await recount(here.bot) == 0
    here.chat.redrawing.clear()
    assert await recount(here.bot) == 3


async def test_a_refusal_is_not_tried_again_until_the_number_changes() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    here.chat.redrawing.append(fails(Refused("The message is gone.")))
    await _tick(here)
    await _tick(here)
    assert _numbers(here) == []
    await here.answer(cast.OLIVE, "Two.")
    await _tick(here)
    assert _numbers(here) == [2]


async def test_a_message_that_never_can_be_drawn_does_not_stand_in_the_others_way() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    here.chat.redrawing.append(fails(OutcomeUnknown("?")))
    await _tick(here)
    await here.answer(cast.HANA, "One.", thread=here.thread(cast.MILLBROOK_LEADERS))
    assert [each.id for each in await _taken(here)] == [cast.MILLBROOK_LEADERS.id, cast.OAKFIELD_LEADERS.id]


async def _taken(here: World) -> list[Channel]:
    quiet = here.clock.now() + SECOND
    rows = await here.bot.store.outbox.take_to_count(
        platforms=[cast.PLATFORM], posted_since=DUE, quiet_since=quiet, overdue_since=DUE, limit=9
    )
    return [here.memory.channels[here.owed(delivery).channel] for delivery, _ in rows]


async def test_a_question_that_the_bank_no_longer_has_is_left_as_it_stands() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    here.memory.put(here.row(), prompt="gone-from-the-bank")
    here.clock.advance(QUIET)
    assert await recount(here.bot) == 0
    assert here.chat.redrawn == []


async def test_an_old_prompt_does_not_count_any_more() -> None:
    here = await _asked()
    thread = here.thread()
    here.clock.advance(timedelta(days=15))
    await here.answer(cast.HANA, "Late.", thread=thread)
    here.clock.advance(QUIET)
    assert await recount(here.bot) == 0


async def test_a_death_leaves_few_numbers_undrawn() -> None:
    many = [cast.weekly(id=f"weekly-{number}", channels=(cast.OAKFIELD_LEADERS.id,)) for number in range(12)]
    here = await world(*many)
    here.chat.counts = True
    await here.tick_at(DUE)
    for thread in [each.ref for each in here.seen()]:
        await here.answer(cast.HANA, "One.", thread=thread)
    here.clock.advance(QUIET)

    here.chat.redrawing.extend([fails(Death())] * len(many))
    with pytest.raises(Death):
        await recount(here.bot)
    here.chat.redrawing.clear()
    await _tick(here)
    assert len(here.seen()) == len(many)
    assert len(here.chat.redrawn) == len(many) - 4


async def test_two_processes_draw_it_once() -> None:
    here = await _asked()
    await here.answer(cast.HANA, "One.")
    here.clock.advance(QUIET)
    drawn = await asyncio.gather(recount(here.bot), recount(here.another_process()))
    assert sum(drawn) == 1
    assert _numbers(here) == [1]
