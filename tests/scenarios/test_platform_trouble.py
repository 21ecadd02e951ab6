"""The platform says no, not now, or nothing at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.delivery import State
from bot.ports.chat import ChatError, OutcomeUnknown, Refused, TryLater
from bot.usecases.sending.reopen import reopen
from tests import cast
from tests.fakes.chat import HANG, Act, appears_and_fails, fails
from tests.fakes.world import DUE, SECOND, world

SETTLED = timedelta(seconds=60)


async def test_try_later_waits_as_long_as_asked_and_then_posts() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(TryLater("busy", after=30 * SECOND)))
    await here.tick_at(DUE)
    assert (here.row().state, here.row().not_before) == (State.DUE, DUE + 30 * SECOND)
    await here.tick_at(DUE + 29 * SECOND)
    assert here.states() == [State.DUE]
    await here.tick_at(DUE + 30 * SECOND)
    assert here.states() == [State.POSTED]
    assert here.row().attempts == 2


@pytest.mark.parametrize("seconds", [0, -5])
async def test_try_later_without_a_wait_is_not_tried_in_the_same_breath(seconds: int) -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(TryLater("busy", after=seconds * SECOND)))
    await here.tick_at(DUE)
    assert here.states() == [State.DUE]


async def test_try_later_than_there_is_time_is_missed_at_once() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(TryLater("busy", after=timedelta(hours=6))))
    await here.tick_at(DUE)
    assert here.states() == [State.MISSED]
    assert here.row().reason == "The platform asked to wait until it was too late to send this."


async def test_a_platform_that_is_busy_all_day_is_given_up_in_the_end() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, *[fails(TryLater("busy", after=timedelta(hours=1)))] * 9)
    for hour in range(6):
        await here.tick_at(DUE + timedelta(hours=hour))
    assert here.states() == [State.MISSED]


async def test_refused_says_why_and_is_not_tried_again() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(Refused("The bot was removed. Ask the owner to add it.")))
    await here.tick_at(DUE)
    await here.tick_at(DUE + 60 * SECOND)
    assert here.row().state is State.REFUSED
    assert here.row().reason == "The bot was removed. Ask the owner to add it."
    assert here.chat.calls.count(f"post {cast.OAKFIELD_LEADERS.id}") == 1


async def test_an_archived_channel_is_closed_and_told_once() -> None:
    here = await world()
    gone = fails(Refused("The channel is archived.", closes_channel=True))
    here.chat.next(cast.OAKFIELD_LEADERS, gone, gone, gone)
    with capture_logs() as logs:
        await here.tick_at(DUE)
        await here.tick_at(DUE + timedelta(weeks=1))
        await here.tick_at(DUE + timedelta(weeks=2))
    assert here.states() == [State.REFUSED, State.SKIPPED, State.SKIPPED]
    assert "The channel is archived." in (here.rows()[1].reason or "")
    assert [line["channel"] for line in logs if line["event"] == "channel.closed"] == [
        cast.OAKFIELD_LEADERS.id
    ]
    assert here.chat.calls.count(f"post {cast.OAKFIELD_LEADERS.id}") == 1
    assert here.states(cast.MILLBROOK_LEADERS) == [State.POSTED] * 3


async def test_a_channel_put_right_gets_its_prompts_again() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(Refused("Archived.", closes_channel=True)))
    await here.tick_at(DUE)
    await reopen(here.bot, cast.LEWIS.id, channel=cast.OAKFIELD_LEADERS.id)
    await here.tick_at(DUE + timedelta(weeks=1))
    assert here.states() == [State.REFUSED, State.POSTED]


@pytest.mark.parametrize(
    "trouble",
    [
        OutcomeUnknown("no answer"),
        TimeoutError(),
        ConnectionResetError(),
        RuntimeError("a bug"),
        ChatError("?"),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_posted_without_a_clear_answer_is_uncertain_and_then_found(trouble: Exception) -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(trouble))
    await here.tick_at(DUE)
    assert here.states() == [State.UNCERTAIN]
    assert "It is being looked into" in (here.row().reason or "")
    await here.tick_at(DUE + SETTLED - SECOND)
    assert here.states() == [State.UNCERTAIN]
    await here.tick_at(DUE + SETTLED)
    assert (here.row().state, here.row().root, here.row().late) == (State.POSTED, here.thread().id, False)
    assert len(here.seen()) == 1


async def test_not_posted_without_a_clear_answer_is_looked_up_and_sent_again() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(OutcomeUnknown("no answer")))
    await here.tick_at(DUE)
    await here.tick_at(DUE + SETTLED)
    await here.tick_at(DUE + SETTLED + SECOND)
    assert here.states() == [State.POSTED]
    assert [posted.message.key for posted in here.seen()] == ["apples"]


async def test_a_post_that_hangs_is_given_up_before_its_lease_runs_out() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, Act(appears=True, answer=HANG))
    await here.tick_at(DUE)
    assert here.states() == [State.UNCERTAIN]
    await here.tick_at(DUE + SETTLED)
    assert here.states() == [State.POSTED]
    assert len(here.seen()) == 1


async def test_one_bad_channel_does_not_hold_up_the_rest() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, Act(appears=False, answer=HANG))
    here.chat.next(cast.MILLBROOK_LEADERS, fails(RuntimeError("a bug")))
    await here.tick_at(DUE)
    assert here.states(cast.HARBOUR_LEADERS) == [State.POSTED]
    assert here.states(cast.ELM_LEADERS) == [State.POSTED]


async def test_where_nobody_can_look_a_person_decides() -> None:
    here = await world()
    here.chat.cannot_tell()
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("no answer")))
    await here.tick_at(DUE)
    for minutes in (1, 5, 60, 24 * 60):
        await here.tick_at(DUE + timedelta(minutes=minutes))
    assert here.row().state is State.UNCERTAIN
    assert "only a look in the channel can tell" in (here.row().reason or "")
    assert here.chat.calls.count(f"find {cast.OAKFIELD_LEADERS.id}") == 1
    assert len(here.seen()) == 1


async def test_a_look_up_that_fails_is_tried_again_and_then_left_to_a_person() -> None:
    here = await world()
    here.chat.looking = RuntimeError("a bug")
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("no answer")))
    await here.tick_at(DUE)
    await here.tick_at(DUE + SETTLED)
    assert "tried again" in (here.row().reason or "")
    await here.tick_at(DUE + timedelta(hours=23, minutes=58))
    assert "only a look in the channel can tell" in (here.row().reason or "")
    assert here.row().not_before is None


async def test_a_look_up_that_recovers_settles_it() -> None:
    here = await world()
    here.chat.looking = TryLater("busy", after=timedelta(minutes=2))
    here.chat.next(cast.OAKFIELD_LEADERS, appears_and_fails(OutcomeUnknown("no answer")))
    await here.tick_at(DUE)
    await here.tick_at(DUE + SETTLED)
    here.chat.looking = None
    await here.tick_at(DUE + SETTLED + timedelta(minutes=1))
    assert here.states() == [State.UNCERTAIN]
    await here.tick_at(DUE + SETTLED + timedelta(minutes=2))
    assert here.states() == [State.POSTED]


async def test_a_platform_that_is_not_connected_is_refused_and_says_so() -> None:
    here = await world()
    here.bot = replace(here.bot, platforms={})
    await here.tick_at(DUE)
    assert here.states() == [State.REFUSED]
    assert "not connected to local" in (here.row().reason or "")
