"""A programme is shifted in the middle of a week, and nobody is asked twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.programme import Programme
from bot.usecases.programmes.adjusting import CannotAdjust, keep_date, pause, resume, skip
from bot.usecases.programmes.asking_now import ask_now
from bot.usecases.reading.preview import PreviewRequest, preview
from bot.usecases.sending.deliver import deliver_due
from bot.usecases.sending.plan_deliveries import plan_deliveries
from scheduler.model import InTerm, OnDates, Part, Weekday, Weekly
from scheduler.turns import turn_of
from tests import cast
from tests.cast import LEWIS, MILLBROOK_LEADERS, OAKFIELD_LEADERS, WEEKLY
from tests.fakes.chat import HANG, Act
from tests.fakes.world import DUE, MONDAY_NIGHT, TUESDAY, World, london, world
from tests.wished import change_day, change_time

OAKFIELD = cast.OAKFIELD.id
THURSDAY = london(2026, 11, 12, 8, 15)
A_DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
ALREADY = "This week has its question already: that of Tuesday 10 November 2026."


async def shift(here: World, weekday: Weekday | None) -> None:
    await change_day(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, weekday=weekday)


async def test_shifted_later_in_the_week_that_has_its_question_it_waits_for_the_next() -> None:
    here = await world()
    await here.tick_at(DUE)
    await shift(here, Weekday.THURSDAY)
    await here.tick_at(THURSDAY)
    assert here.states() == [State.POSTED, State.SKIPPED]
    assert here.rows()[1].reason == ALREADY
    await here.tick_at(DUE + WEEK)
    await here.tick_at(THURSDAY + WEEK)
    assert here.states() == [State.POSTED, State.SKIPPED, State.POSTED]
    assert here.states(MILLBROOK_LEADERS) == [State.POSTED, State.POSTED]


async def test_the_preview_says_the_same() -> None:
    here = await world()
    await here.tick_at(DUE)
    await shift(here, Weekday.THURSDAY)
    request = PreviewRequest(programme=WEEKLY.id, school=OAKFIELD, count=1)
    (found,) = await preview(here.bot, request=request)
    assert [(each.occurrence, each.left_out) for each in found.dates] == [
        (date(2026, 11, 12), ALREADY),
        (date(2026, 11, 19), None),
    ]


async def test_the_trust_shifts_it_for_all() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.change(cast.weekly(recurrence=Weekly(weekday=Weekday.THURSDAY, at=time(8, 15))))
    await here.tick_at(THURSDAY)
    for channel in (OAKFIELD_LEADERS, MILLBROOK_LEADERS):
        assert here.states(channel) == [State.POSTED, State.SKIPPED]


@pytest.mark.parametrize("skipped", [True, False], ids=["skipped", "missed"])
async def test_a_week_whose_question_never_came_gets_it_on_the_new_day(*, skipped: bool) -> None:
    here = await world()
    if skipped:
        await skip(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD, on=TUESDAY)
        await here.tick_at(DUE)
    else:
        await here.tick_at(DUE + timedelta(hours=12))
    await shift(here, Weekday.THURSDAY)
    await here.tick_at(THURSDAY)
    assert here.states() == [State.SKIPPED if skipped else State.MISSED, State.POSTED]


async def test_one_that_somebody_asked_for_is_not_the_weeks_own() -> None:
    here = await world()
    await ask_now(here.bot, LEWIS.id, programme=WEEKLY.id, school=OAKFIELD)
    await here.tick_at(MONDAY_NIGHT + timedelta(minutes=1))
    await here.tick_at(DUE)
    assert here.states() == [State.POSTED, State.POSTED]


async def test_a_question_that_may_be_there_counts_as_asked() -> None:
    here = await world()
    here.chat.next(OAKFIELD_LEADERS, Act(appears=False, answer=HANG))
    await here.tick_at(DUE)
    assert here.states() == [State.UNCERTAIN]
    await shift(here, Weekday.THURSDAY)
    here.clock.advance(THURSDAY - here.clock.now())
    await plan_deliveries(here.bot)
    assert here.states() == [State.UNCERTAIN, State.SKIPPED]


async def test_a_term_is_a_turn_of_its_own() -> None:
    each = InTerm(weekday=Weekday.TUESDAY, at=time(8, 15), nth=2, of=Part.HALF_TERM)
    here = await world(cast.weekly(recurrence=each))
    await here.tick_at(DUE)
    await here.change(cast.weekly(recurrence=replace(each, nth=3)))
    await here.tick_at(DUE + WEEK)
    assert here.states() == [State.POSTED, State.SKIPPED]
    assert "This half-term has its question already" in (here.rows()[1].reason or "")


async def test_named_dates_are_asked_each_though_they_share_a_week() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.change(cast.weekly(recurrence=OnDates(dates=frozenset({date(2026, 11, 12)}), at=time(8, 15))))
    await here.tick_at(THURSDAY)
    assert here.states() == [State.POSTED, State.POSTED]


def planned_beside(row: Delivery, on: date) -> Delivery:
    """The row as another planner wrote it, who knew nothing of the first."""
    return replace(
        row,
        id=DeliveryId(f"beside-{on}"),
        root=None,
        posted_at=None,
        occurrence=on,
        due_at=row.due_at + (on - row.occurrence),
        state=State.DUE,
        prompt="bread",
    )


async def both_planned(here: World) -> Delivery:
    """Tuesday's and Thursday's are both due on Thursday, neither sent."""
    here.clock.advance(DUE - here.clock.now())
    await plan_deliveries(here.bot)
    first = here.row()
    second = planned_beside(first, date(2026, 11, 12))
    here.memory.put(second)
    # Sent in the sending window of its day, so that only the turn keeps the second one back.
    here.memory.put(second, due_at=first.due_at + timedelta(minutes=1))
    here.clock.advance(timedelta(minutes=2))
    return second


async def test_two_planned_at_once_are_never_both_posted() -> None:
    here = await world(cast.weekly(channels=(OAKFIELD_LEADERS.id,)))
    await both_planned(here)
    for _ in range(20):
        await deliver_due(here.bot)
        here.clock.advance(timedelta(seconds=20))
    assert sorted(here.states()) == [State.POSTED, State.SKIPPED]
    assert len(here.seen()) == 1


async def test_two_processes_that_send_them_at_once_post_one() -> None:
    here = await world(cast.weekly(channels=(OAKFIELD_LEADERS.id,)))
    await both_planned(here)
    for _ in range(20):
        await asyncio.gather(deliver_due(here.bot), deliver_due(here.another_process()))
        here.clock.advance(timedelta(seconds=20))
    assert sorted(here.states()) == [State.POSTED, State.SKIPPED]
    assert len(here.seen()) == 1


async def test_what_was_planned_beside_a_posted_one_is_called_off() -> None:
    here = await world()
    await here.tick_at(DUE)
    late = planned_beside(here.row(), date(2026, 11, 12))
    here.memory.put(late)
    here.clock.advance(THURSDAY - here.clock.now())
    await deliver_due(here.bot)
    assert here.owed(late.id).state is State.SKIPPED
    assert here.owed(late.id).reason == f"It was called off just before sending. {ALREADY}"


@dataclass(slots=True, kw_only=True)
class Story:
    """What happens to a programme, and what was posted meanwhile."""

    here: World
    programme: Programme = WEEKLY
    posted: dict[DeliveryId, Delivery] = field(default_factory=dict)

    async def go_on(self, hours: int) -> None:
        """Time passes, with a tick now and then; what is new is the first of its turn, and what was there stays."""
        for _ in range(hours // 6):
            await self.here.tick_at(self.here.clock.now() + timedelta(hours=6))
            plan = await self.here.bot.store.directory.programme(self.programme.id)
            assert plan is not None
            for row in self.here.rows():
                if row.state is not State.POSTED or row.asked_by:
                    continue
                if row.id not in self.posted:
                    runs, calendar = plan.at_school(OAKFIELD), cast.OAKFIELD.calendar
                    turn = turn_of(runs.recurrence, calendar, row.occurrence)
                    assert not [old for old in self.posted.values() if old.occurrence in turn]
                    self.posted[row.id] = row
                known = self.posted[row.id]
                assert (row.root, row.posted_at, row.prompt, row.occurrence) == (
                    known.root,
                    known.posted_at,
                    known.prompt,
                    known.occurrence,
                )

    async def edited(self, **changes: object) -> None:
        """The trust edits the programme."""
        self.programme = replace(self.programme, **changes)  # type: ignore[arg-type] # as each step gives them
        await self.here.change(self.programme)

    async def chosen(self, what: str, value: object) -> None:
        """The school lead wishes something; what makes no sense is refused."""
        bot, common = self.here.bot, {"programme": WEEKLY.id, "school": OAKFIELD}
        today = self.here.clock.now().astimezone(ZoneInfo("Europe/London")).date()
        try:
            match what:
                case "day":
                    await change_day(bot, LEWIS.id, **common, weekday=value)  # type: ignore[arg-type] # as drawn
                case "time":
                    await change_time(bot, LEWIS.id, **common, at=value)  # type: ignore[arg-type] # as drawn
                case "pause":
                    await pause(bot, LEWIS.id, **common, until=today + value * A_DAY)  # type: ignore[arg-type,operator] # as drawn
                case "resume":
                    await resume(bot, LEWIS.id, **common)  # type: ignore[arg-type] # as drawn
                case "skip":
                    await skip(bot, LEWIS.id, **common, on=today + value * A_DAY)  # type: ignore[arg-type,operator] # as drawn
                case "keep":
                    await keep_date(bot, LEWIS.id, **common, on=today + value * A_DAY)  # type: ignore[arg-type,operator] # as drawn
        except CannotAdjust:
            return


weekdays = st.sampled_from(Weekday)
times = st.sampled_from([time(7, 0), time(8, 15), time(12, 30), time(17, 0)])
rhythms = st.one_of(
    st.builds(Weekly, weekday=weekdays, at=times),
    st.builds(Weekly, weekday=weekdays, at=times, every=st.just(2), anchored=st.just(TUESDAY)),
    st.builds(InTerm, weekday=weekdays, at=times, nth=st.integers(1, 4)),
)
steps = st.one_of(
    st.tuples(st.just("day"), weekdays | st.none()),
    st.tuples(st.just("time"), times | st.none()),
    st.tuples(st.just("pause"), st.integers(1, 9)),
    st.tuples(st.just("resume"), st.none()),
    st.tuples(st.just("skip"), st.integers(0, 9)),
    st.tuples(st.just("keep"), st.integers(0, 9)),
    st.tuples(st.just("recurrence"), rhythms),
    st.tuples(st.just("moves_from"), st.sampled_from([None, 1, 3])),
    st.tuples(st.just("skips_from"), st.sampled_from([None, 2])),
    st.tuples(st.just("wait"), st.integers(6, 90)),
    st.tuples(st.just("wait"), st.integers(6, 90)),
)


@given(story=st.lists(steps, min_size=3, max_size=10))
@settings(max_examples=25)
def test_whatever_is_shifted_paused_or_edited_no_turn_is_asked_twice_and_nothing_posted_is_touched(
    story: Sequence[tuple[str, object]],
) -> None:
    async def told() -> None:
        this = Story(here=await world())
        for what, value in story:
            if what == "wait":
                await this.go_on(int(str(value)))
            elif what in {"recurrence", "moves_from", "skips_from"}:
                await this.edited(**{what: value})
            else:
                await this.chosen(what, value)
            await this.go_on(24)
        await this.go_on(7 * 24)

    asyncio.run(told())
