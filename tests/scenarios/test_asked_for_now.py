"""A school lead asks for a question now: it comes at once, once a day, and the plan goes on from it."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.delivery import State
from bot.domain.trail import Did
from bot.ports.chat import Refused, TryLater
from bot.usecases.changing import ChangedMeanwhile
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import CannotAdjust, pause
from bot.usecases.programmes.asking_now import ask_now, would_ask
from bot.usecases.reading.preview import PreviewRequest, preview
from bot.usecases.sending.plan_deliveries import plan_deliveries
from scheduler.model import ClosedDayRule, Closure, ClosureReason
from tests import cast
from tests.cast import GRACE, LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS, WEEKLY
from tests.fakes.chat import fails
from tests.fakes.world import DUE, TUESDAY, World, london, world

WEEK = timedelta(weeks=1)
EARLY = london(2026, 11, 10, 7, 30)
SATURDAY = london(2026, 11, 14, 11, 0)
OAKFIELD = cast.OAKFIELD.id


async def asks(here: World) -> list[str]:
    found = await ask_now(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    return [channel.id for channel in found]


async def ticks_after_asking(here: World) -> None:
    assert await asks(here) == [OAKFIELD_LEADERS.id]
    await here.tick_at(here.clock.now())


async def test_it_comes_at_once_also_on_a_closed_day_and_to_that_school_alone() -> None:
    here = await world(at=SATURDAY)
    await ticks_after_asking(here)
    (row,) = here.rows()
    assert (row.state, row.asked_by, row.occurrence) == (State.POSTED, LEWIS.id, date(2026, 11, 14))
    assert len(here.seen()) == 1
    assert here.rows(MILLBROOK_LEADERS) == []


async def test_it_takes_the_place_of_the_one_planned_for_later_today() -> None:
    here = await world(at=EARLY)
    await ticks_after_asking(here)
    await here.tick_at(DUE)
    await here.tick_at(DUE + timedelta(hours=2))
    assert len(here.seen()) == 1
    assert here.states(MILLBROOK_LEADERS) == [State.POSTED]


async def test_the_preview_knows_that_todays_question_has_come() -> None:
    here = await world(at=EARLY)
    (before,) = await preview(here.bot, request=PreviewRequest(programme=WEEKLY.id, school=OAKFIELD, count=3))
    await ticks_after_asking(here)
    (after,) = await preview(here.bot, request=PreviewRequest(programme=WEEKLY.id, school=OAKFIELD, count=2))
    assert after.dates[0].left_out == "That day's question came early: it was asked for."
    assert [dated.prompt for dated in after.dates[1:]] == [dated.prompt for dated in before.dates[1:]]


async def test_the_plan_goes_on_from_it() -> None:
    here = await world(at=SATURDAY)
    await ticks_after_asking(here)
    await here.tick_at(DUE + WEEK)
    await here.tick_at(DUE + 2 * WEEK)
    assert [row.prompt for row in here.rows()] == ["apples", "bread", "cheese"]
    assert [row.prompt for row in here.rows(MILLBROOK_LEADERS)] == ["apples", "bread"]


async def test_a_second_on_the_same_day_is_refused() -> None:
    here = await world(at=SATURDAY)
    await asks(here)
    for _ in range(2):
        with pytest.raises(CannotAdjust, match="one a day"):
            await asks(here)
        await here.tick_at(SATURDAY)
    assert len(here.seen()) == 1
    here.clock.advance(timedelta(days=1))
    assert await asks(here) == [OAKFIELD_LEADERS.id]


async def test_after_the_planned_one_has_come_none_is_given() -> None:
    here = await world()
    await here.tick_at(DUE)
    with pytest.raises(CannotAdjust, match="one a day"):
        await asks(here)


async def test_what_would_come_is_shown_first_and_nothing_else_is_posted() -> None:
    here = await world(at=SATURDAY)
    page = await would_ask(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    (place,) = page.places
    assert (place.channel.id, place.prompt and place.prompt.key) == (OAKFIELD_LEADERS.id, "apples")
    assert (page.tries, page.closed, here.rows()) == (False, "Saturday (weekend)", [])
    with pytest.raises(ChangedMeanwhile):
        await ask_now(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, seen={"something else"})
    assert here.rows() == []
    await ask_now(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, seen={place.seen})
    assert [row.prompt for row in here.rows()] == ["apples"]
    (place,) = (await would_ask(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)).places
    assert "one a day" in (place.why_not or "")


async def test_a_trust_lead_tries_a_programme_in_one_channel_before_it_begins_and_the_trail_says_so() -> None:
    here = await world(cast.weekly(starts=date(2026, 11, 24), schools_may=frozenset()), at=SATURDAY)
    with pytest.raises(NotAllowed, match="one channel"):
        await ask_now(here.bot, GRACE.id, programme=WEEKLY.id, school=OAKFIELD)
    await ask_now(
        here.bot, GRACE.id, programme=WEEKLY.id, school=OAKFIELD, channel=OAKFIELD_LEADERS.id, seen=None
    )
    await here.tick_at(SATURDAY)
    (row,) = here.rows()
    assert (row.state, row.asked_by) == (State.POSTED, GRACE.id)
    assert here.rows(MILLBROOK_LEADERS) == []
    (entry,) = await here.bot.store.trail.page(
        cast.ASHGROVE.id, did=frozenset({Did.TRIED_PROGRAMME}), limit=9
    )
    assert (entry.act.by, entry.act.about) == (GRACE.id, OAKFIELD_LEADERS.id)


async def test_a_trust_lead_tries_nothing_where_the_school_has_a_pause_and_nowhere_else() -> None:
    here = await world(at=SATURDAY)
    await pause(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, until=TUESDAY + 2 * WEEK)
    for channel, error in ((OAKFIELD_LEADERS, CannotAdjust), (MILLBROOK_LEADERS, NotFound)):
        with pytest.raises(error):
            await ask_now(here.bot, GRACE.id, programme=WEEKLY.id, school=OAKFIELD, channel=channel.id)
    assert here.rows() == here.rows(MILLBROOK_LEADERS) == []


async def test_two_people_at_the_same_moment_get_one_question() -> None:
    here = await world(at=SATURDAY)
    other = here.another_process()
    results = await asyncio.gather(
        *(
            ask_now(bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
            for bot in (here.bot, other, here.bot)
        ),
        return_exceptions=True,
    )
    assert [type(result) for result in results].count(CannotAdjust) == 2
    await here.tick_at(SATURDAY)
    assert len(here.seen()) == 1


async def test_it_races_the_planner_and_one_question_comes() -> None:
    here = await world()
    here.clock.advance(DUE - here.clock.now())
    results = await asyncio.gather(plan_deliveries(here.bot), asks(here), return_exceptions=True)
    assert not isinstance(results[0], BaseException)
    await here.tick_at(DUE)
    assert len(here.seen()) == 1


async def test_a_skipped_question_of_today_comes_after_all() -> None:
    here = await world()
    await pause(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, until=TUESDAY + WEEK)
    await here.tick_at(DUE)
    assert here.states() == [State.SKIPPED]
    await ticks_after_asking(here)
    (row,) = here.rows()
    assert (row.state, row.prompt, row.reason) == (State.POSTED, "apples", None)


async def test_a_missed_question_of_today_comes_after_all_and_is_not_late() -> None:
    here = await world()
    await here.tick_at(DUE + timedelta(hours=6))
    assert here.states() == [State.MISSED]
    await ticks_after_asking(here)
    assert (here.states(), here.rows()[0].late) == ([State.POSTED], False)


async def test_a_refused_question_comes_once_the_channel_is_open_again() -> None:
    here = await world()
    here.chat.next(OAKFIELD_LEADERS, fails(Refused("The channel is archived.", closes_channel=True)))
    await here.tick_at(DUE)
    assert here.states() == [State.REFUSED]
    with pytest.raises(CannotAdjust, match="archived"):
        await asks(here)
    await here.bot.store.outbox.close_channel(OAKFIELD_LEADERS.id, because=None)
    await ticks_after_asking(here)
    assert here.states() == [State.POSTED]


async def test_a_closed_channel_gets_none_and_whoever_asks_learns_why() -> None:
    here = await world(at=SATURDAY)
    await here.bot.store.outbox.close_channel(OAKFIELD_LEADERS.id, because="The channel is archived.")
    with pytest.raises(CannotAdjust, match="The channel is archived"):
        await asks(here)
    assert here.rows() == []


async def test_a_channel_closed_or_taken_out_meanwhile_still_calls_it_off() -> None:
    for change in ("closed", "taken out"):
        here = await world(at=SATURDAY)
        await asks(here)
        if change == "closed":
            await here.bot.store.outbox.close_channel(OAKFIELD_LEADERS.id, because="It is archived.")
        else:
            await here.change(cast.weekly(channels=(MILLBROOK_LEADERS.id,)))
        await here.tick_at(SATURDAY)
        assert (here.states(), here.seen()) == ([State.SKIPPED], []), change


async def test_neither_a_pause_nor_a_skipped_date_nor_the_calendar_calls_it_off() -> None:
    here = await world(
        cast.weekly(paused_until=date(2026, 12, 24), skipped_dates=frozenset({SATURDAY.date()})), at=SATURDAY
    )
    await ticks_after_asking(here)
    assert here.states() == [State.POSTED]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"starts": date(2026, 11, 20)}, "starts on"),
        ({"ends": date(2026, 11, 13)}, "ended on"),
        (
            {"selection": replace(WEEKLY.selection, keys=("apples",), left_out=frozenset({"apples"}))},
            "no question",
        ),
    ],
)
async def test_a_programme_that_is_not_running_or_has_nothing_left_asks_nothing(
    changes: dict[str, object], why: str
) -> None:
    here = await world(cast.weekly(**changes), at=SATURDAY)
    with pytest.raises(CannotAdjust, match=why):
        await asks(here)
    assert here.rows() == []


async def test_in_the_evening_it_comes_though_the_sending_window_has_closed() -> None:
    here = await world(at=london(2026, 11, 14, 21, 30))
    await ticks_after_asking(here)
    assert here.states() == [State.POSTED]


async def test_a_platform_that_asks_to_wait_only_delays_it() -> None:
    here = await world(at=SATURDAY)
    here.chat.next(OAKFIELD_LEADERS, fails(TryLater("busy", after=timedelta(minutes=1))))
    await ticks_after_asking(here)
    assert here.states() == [State.DUE]
    await here.tick_at(SATURDAY + timedelta(minutes=2))
    assert here.states() == [State.POSTED]


async def test_one_that_was_moved_to_today_is_the_one_that_comes() -> None:
    # Tuesday the 10th is a closed day, and the programme moves its question to Wednesday.
    closed = Closure(first=TUESDAY, last=TUESDAY, reason=ClosureReason.INSET, name="Training day")
    here = await world(cast.weekly(closed_day=ClosedDayRule.NEXT))
    calendar = replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, closed))
    await here.change_school(replace(cast.OAKFIELD, calendar=calendar))
    here.clock.advance(EARLY + timedelta(days=1) - here.clock.now())
    await ticks_after_asking(here)
    await here.tick_at(DUE + timedelta(days=1))
    (row,) = here.rows()
    assert (row.occurrence, row.asked_by, len(here.seen())) == (TUESDAY, LEWIS.id, 1)
