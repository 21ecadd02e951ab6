"""Something changed between writing a prompt down and sending it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.delivery import State
from bot.domain.programme import Programme, Selection
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.plan_deliveries import plan_deliveries
from scheduler.model import ClosedDayRule, Closure, ClosureReason
from tests import cast
from tests.fakes.bank import APPLES, BREAD
from tests.fakes.world import DUE, TUESDAY, World, world

SNOW = replace(
    cast.OAKFIELD,
    calendar=replace(
        cast.CALENDAR,
        closures=(
            *cast.CALENDAR.closures,
            Closure(first=TUESDAY, last=TUESDAY, reason=ClosureReason.OCCASIONAL, name="Snow"),
        ),
    ),
)


async def _planned(*programmes: Programme) -> World:
    here = await world(*programmes)
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    assert here.states() == [State.DUE]
    return here


async def test_a_snow_day_between_planning_and_sending_calls_it_off() -> None:
    here = await _planned()
    await here.change_school(SNOW)
    await deliver_due(here.bot)
    assert here.states() == [State.SKIPPED]
    assert here.row().reason == "It was called off just before sending. Not a school day: Snow (occasional)."
    assert here.states(cast.MILLBROOK_LEADERS) == [State.POSTED]


async def test_a_snow_day_after_the_claim_calls_it_off_too() -> None:
    here = await _planned()
    here.memory.on["owed"] = lambda: here.memory.schools.update({SNOW.id: SNOW})
    await deliver_due(here.bot)
    assert here.states() == [State.SKIPPED]
    assert here.seen() == []


async def test_a_programme_that_sends_on_any_day_does_not_mind_snow() -> None:
    here = await _planned(cast.weekly(closed_day=ClosedDayRule.IGNORE))
    await here.change_school(SNOW)
    await deliver_due(here.bot)
    assert here.states() == [State.POSTED]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"paused_until": date(2026, 11, 16)}, "paused until Monday 16 November 2026"),
        ({"skipped_dates": frozenset({TUESDAY})}, "This date was taken out"),
        ({"ends": date(2026, 11, 9)}, "ended on Monday 9 November 2026"),
        ({"starts": date(2026, 11, 11)}, "starts on Wednesday 11 November 2026"),
        ({"channels": (cast.MILLBROOK_LEADERS.id,)}, "no longer in the programme"),
    ],
)
async def test_a_change_of_the_programme_calls_it_off(change: dict[str, object], words: str) -> None:
    here = await _planned()
    await here.change(cast.weekly(**change))
    await deliver_due(here.bot)
    assert here.states() == [State.SKIPPED]
    assert words in (here.row().reason or "")
    assert here.seen() == []


async def test_a_closed_channel_is_not_posted_in() -> None:
    here = await _planned()
    await here.bot.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because="It is archived.")
    await deliver_due(here.bot)
    assert here.states() == [State.SKIPPED]
    assert "It is archived." in (here.row().reason or "")


async def test_a_prompt_left_out_in_between_is_replaced_before_it_is_sent() -> None:
    here = await _planned()
    await here.change(_without(APPLES.key))
    await deliver_due(here.bot)
    assert (here.row().state, here.row().prompt) == (State.POSTED, BREAD.key)
    assert [posted.message.key for posted in here.seen()] == [BREAD.key]


async def test_the_new_prompt_is_written_down_before_it_is_posted() -> None:
    here = await _planned()
    await here.change(_without(APPLES.key))
    written: list[str | None] = []
    here.chat.on_post = lambda: written.append(here.row().prompt)
    await deliver_due(here.bot)
    assert BREAD.key in written


async def test_nothing_left_to_ask_calls_it_off() -> None:
    here = await _planned()
    await here.change(cast.only("no-such-prompt"))
    await deliver_due(here.bot)
    assert here.states() == [State.SKIPPED]


async def test_a_prompt_that_is_not_in_the_bank_any_more_is_replaced() -> None:
    here = await _planned()
    smaller = replace(here.bot.bank, prompts=here.bot.bank.prompts[1:])
    here.bot = replace(here.bot, bank=smaller)
    await deliver_due(here.bot)
    assert here.row().prompt == BREAD.key


async def test_planned_in_a_pause_it_is_skipped_until_the_day_the_pause_ends() -> None:
    here = await world(cast.weekly(paused_until=date(2026, 11, 17)))
    await here.tick_at(DUE)
    await here.tick_at(DUE + timedelta(weeks=1))
    assert here.states() == [State.SKIPPED, State.POSTED]
    assert here.row().reason == "The programme is paused until Tuesday 17 November 2026."


def _without(*keys: str) -> Programme:
    return cast.weekly(selection=replace(cast.WEEKLY.selection, left_out=frozenset(keys)))


async def test_a_sequence_that_the_bank_no_longer_holds_leaves_nothing_to_ask() -> None:
    here = await _planned()
    await here.change(cast.weekly(selection=Selection(sequence="taken out of the bank")))
    await deliver_due(here.bot)
    assert here.states() == [State.SKIPPED]
    assert "no question left to ask" in (here.row().reason or "")
