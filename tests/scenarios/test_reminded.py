"""A gentle reminder: once, in the thread, in working hours of a school day, and only where a programme asks for it."""

from datetime import date, timedelta

import pytest

from bot.domain.people import School
from bot.domain.programme import Programme
from bot.ports.chat import OutcomeUnknown, Refused, TryLater
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.programmes.adjusting import pause
from bot.usecases.sending.remind import posted_before
from tests import cast
from tests.fakes.chat import HANG, Act, appears_and_fails, fails
from tests.fakes.memory import Death
from tests.fakes.world import DUE, LONDON, World, london, world

REMINDING = cast.weekly(remind_after=2, channels=(cast.OAKFIELD_LEADERS.id,))
THURSDAY = london(2026, 11, 12, 9, 0)
"""Two school days after the question of Tuesday."""


async def asked(programme: Programme = REMINDING) -> World:
    """The question of Tuesday stands in Oakfield's channel."""
    here = await world(programme)
    await here.tick_at(DUE)
    assert len(here.seen()) == 1
    return here


async def test_a_question_without_an_answer_is_reminded_once_after_its_school_days() -> None:
    here = await asked()
    await here.tick_at(THURSDAY - timedelta(days=1))
    assert here.chat.reminders == []
    await here.tick_at(THURSDAY)
    await here.tick_at(THURSDAY + timedelta(hours=1))
    await here.tick_at(THURSDAY + timedelta(days=1))
    ((thread, words),) = here.chat.reminders
    assert thread == here.thread()
    assert "gentle reminder" in words
    assert here.seen()[0].message.question[:20] in words
    assert not any(member.name in words for member in cast.PEOPLE)


async def test_programmes_remind_nobody_unless_they_say_so() -> None:
    here = await asked(cast.weekly())
    await here.tick_at(THURSDAY)
    assert here.chat.reminders == []


@pytest.mark.parametrize("private", [True, False])
async def test_an_answer_to_anybody_is_an_answer(private: bool) -> None:  # noqa: FBT001 - a parameter
    here = await asked(cast.weekly(remind_after=2, private_answers=True))
    await here.answer_in_box(cast.HANA, "Mine.", private=private)
    await here.tick_at(THURSDAY)
    assert cast.OAKFIELD_LEADERS.address not in {root.address for root, _ in here.chat.reminders}


async def test_whoever_answers_after_their_thread_was_taken_sees_no_reminder() -> None:
    here = await asked()
    await here.answer(cast.HANA, "A thought.")
    answer = dict(here.memory.reflections)
    here.memory.reflections.clear()
    here.memory.on["owed"] = lambda: here.memory.reflections.update(answer)
    await here.tick_at(THURSDAY)
    assert here.memory.reminded, "it was taken"
    assert here.chat.reminders == []


async def test_whoever_took_an_answer_back_has_answered() -> None:
    here = await asked()
    said = await here.answer(cast.HANA, "A thought.")
    await record_reply(here.bot, here.withdrawn(said))
    await here.tick_at(THURSDAY)
    assert here.chat.reminders == []


@pytest.mark.parametrize(("hour", "reminds"), [(7, False), (8, True), (15, True), (16, False)])
async def test_nobody_is_reminded_outside_working_hours(hour: int, reminds: bool) -> None:  # noqa: FBT001 - a parameter
    here = await asked()
    await here.tick_at(london(2026, 11, 12, hour, 30))
    assert bool(here.chat.reminders) is reminds


def on(school: School, *when: int, after: int) -> date | None:
    """The day before which a thread must have been posted to be reminded there then."""
    before = posted_before(school.calendar, after=after, now=london(*when))
    return before.astimezone(LONDON).date() if before else None


def test_only_school_days_count_and_only_on_them_is_anyone_reminded() -> None:
    assert on(cast.OAKFIELD, 2026, 11, 16, 9, after=1) == date(2026, 11, 16)
    assert on(cast.OAKFIELD, 2026, 11, 16, 9, after=2) == date(2026, 11, 13)
    assert on(cast.OAKFIELD, 2026, 11, 14, 9, after=1) is None
    assert on(cast.OAKFIELD, 2026, 10, 28, 9, after=1) is None
    # The first day after half-term is the second school day after the last Thursday before it.
    assert on(cast.OAKFIELD, 2026, 11, 2, 9, after=2) == date(2026, 10, 23)


async def test_after_a_long_closure_an_old_question_is_left_alone() -> None:
    here = await world(REMINDING)
    await here.tick_at(london(2026, 12, 15, 8, 15))
    await here.tick_at(london(2026, 12, 18, 17, 0))
    await here.tick_at(london(2027, 1, 5, 9, 0))
    assert here.chat.reminders == []


@pytest.mark.parametrize(
    "act",
    [
        fails(Refused("archived")),
        fails(OutcomeUnknown("silence")),
        appears_and_fails(OutcomeUnknown("silence")),
        Act(appears=True, answer=HANG),
    ],
)
async def test_what_may_have_reminded_is_never_tried_again(act: Act) -> None:
    here = await asked()
    here.chat.reminding.append(act)
    for hours in range(3):
        await here.tick_at(THURSDAY + timedelta(hours=hours))
    assert here.chat.calls.count(f"remind {cast.OAKFIELD_LEADERS.id}") == 1


async def test_a_platform_that_asks_to_wait_is_tried_again() -> None:
    here = await asked()
    here.chat.reminding.append(fails(TryLater("busy", after=timedelta(seconds=5))))
    await here.tick_at(THURSDAY)
    assert here.chat.reminders == []
    await here.tick_at(THURSDAY + timedelta(minutes=1))
    assert len(here.chat.reminders) == 1


async def test_a_death_between_mark_and_send_loses_the_reminder_and_no_more() -> None:
    here = await asked()
    here.chat.reminding.append(Act(appears=False, answer=Death()))
    with pytest.raises(Death):
        await here.tick_at(THURSDAY)
    await here.tick_at(THURSDAY + timedelta(hours=1))
    assert here.chat.reminders == []


async def test_a_paused_programme_reminds_nobody() -> None:
    here = await asked()
    await pause(
        here.bot, cast.LEWIS.id, programme=REMINDING.id, school=cast.OAKFIELD.id, until=date(2026, 12, 1)
    )
    await here.tick_at(THURSDAY)
    assert here.chat.reminders == []
