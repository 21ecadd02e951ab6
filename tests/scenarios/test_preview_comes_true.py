"""What is shown before it is saved, what the next dates say, what is planned and what is sent are one and the same."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.charter import Charter
from bot.domain.delivery import State
from bot.domain.people import School
from bot.domain.programme import Programme, SchoolChoice
from bot.usecases.came import came_lately
from bot.usecases.effect import effect_of
from bot.usecases.reading.preview import PreviewRequest, preview
from scheduler.model import (
    ClosedDayRule,
    Closure,
    ClosureReason,
    InTerm,
    InWeekOfTerm,
    OnDates,
    PressureWeek,
    Weekday,
    Weekly,
    monday_of,
)
from tests import cast
from tests.cast import OAKFIELD, WEEKLY
from tests.fakes.world import TUESDAY, World, world

AHEAD = timedelta(days=21)
"""How far the dates are followed after each edit; the story goes on earlier than that."""
HOURS = timedelta(hours=6)
A_DAY = timedelta(days=1)

days = st.integers(-3, 20).map(lambda number: TUESDAY + number * A_DAY)
times = st.sampled_from([time(7, 0), time(8, 15), time(15, 45), time(23, 30)])
weekdays = st.sampled_from(Weekday)
rhythms = st.one_of(
    st.builds(Weekly, weekday=weekdays, at=times),
    st.builds(Weekly, weekday=weekdays, at=times, every=st.just(2), anchored=days),
    st.builds(InTerm, weekday=weekdays, at=times, nth=st.sampled_from([1, 2, 3, 4, -1, -2])),
    st.builds(InWeekOfTerm, weekday=weekdays, at=times, week=st.sampled_from([10, 11, -4, -5])),
    st.builds(OnDates, dates=st.frozensets(days, min_size=1, max_size=5), at=times),
)
programmes = st.builds(
    cast.weekly,
    recurrence=rhythms,
    closed_day=st.sampled_from(ClosedDayRule),
    moves_from=st.sampled_from([None, 1, 3]),
    skips_from=st.sampled_from([None, 2, 3]),
    lighter_from=st.sampled_from([None, 1]),
    paused_until=st.none() | days,
    skipped_dates=st.frozensets(days, max_size=2),
    ends=st.none() | days.map(lambda day: day + 14 * A_DAY),
)
choices = st.builds(
    SchoolChoice,
    programme=st.just(WEEKLY.id),
    school=st.just(OAKFIELD.id),
    paused_until=st.none() | days,
    skipped_dates=st.frozensets(days, max_size=2),
    weekday=st.none() | weekdays,
    at=st.none() | times,
    left_out=st.frozensets(st.sampled_from(["apples", "bread"]), max_size=1),
)
closures = st.builds(
    lambda first, length: Closure(
        first=first, last=first + length * A_DAY, reason=ClosureReason.OCCASIONAL, name="Closed"
    ),
    days,
    st.integers(0, 5),
)
busy_weeks = st.builds(
    lambda day, weight: PressureWeek(week=monday_of(day), weight=weight, name="Reviews", whose="SENCo"),
    days,
    st.integers(1, 3),
)
schools = st.builds(
    lambda closed, busy: replace(
        OAKFIELD,
        calendar=replace(
            cast.CALENDAR, closures=cast.CALENDAR.closures + tuple(closed), pressure_weeks=tuple(busy)
        ),
    ),
    st.lists(closures, max_size=3),
    st.lists(busy_weeks, max_size=3),
)
edits = st.tuples(
    st.fixed_dictionaries(
        {},
        optional={
            "at": times,
            "recurrence": rhythms,
            "closed_day": st.sampled_from(ClosedDayRule),
            "moves_from": st.sampled_from([None, 1]),
            "skips_from": st.sampled_from([None, 2]),
            "paused_until": st.none() | days,
            "skipped_dates": st.frozensets(days, max_size=2),
        },
    ),
    st.none() | choices,
    st.none() | schools,
    st.integers(2, 60),
)


def changed(programme: Programme, **changes: Any) -> Programme:
    """The programme after an edit; a time alone leaves the days as they are."""
    recurrence = changes.pop("recurrence", programme.recurrence)
    at = changes.pop("at", recurrence.at)
    return replace(programme, recurrence=replace(recurrence, at=at), **changes)


@dataclass(slots=True, kw_only=True)
class Story:
    """One school's programme through edits, and what is said of its dates each time."""

    here: World
    programme: Programme = WEEKLY
    choice: SchoolChoice | None = None
    school: School = OAKFIELD

    def charter(self) -> Charter:
        """The set-up as it stands."""
        whole = cast.ashgrove(self.programme)
        schools = tuple(self.school if each.id == OAKFIELD.id else each for each in whole.schools)
        return replace(whole, schools=schools, choices=(self.choice,) if self.choice else ())

    async def edit(self, programme: Programme, choice: SchoolChoice | None, school: School | None) -> None:
        """It is saved, and the dates that come are those that the effect has told of."""
        before, now = self.charter(), self.here.clock.now()
        came_before = await self.coming()
        self.programme = programme
        self.choice, self.school = choice or self.choice, school or self.school
        after = self.charter()
        came = await came_lately(self.here.bot, before, after, now=now)
        effect = effect_of(before, after, now=now, came=came)
        await self.here.bot.store.directory.establish(after)
        comes = await self.coming()
        soon = now + AHEAD
        here = [each for each in effect.dates if each.school == OAKFIELD.id]
        for each in here:
            if each.now and each.now < soon:
                assert each.now in comes
            if each.was and each.was < soon and each.now is None:
                assert each.was not in comes
        if not here:
            assert comes == came_before

    async def coming(self) -> list[datetime]:
        """When something is asked in the next weeks, as the preview has it."""
        return [each[1] for each in await self.shown()]

    async def shown(self) -> list[tuple[date, datetime, str | None]]:
        """For what date, when and what, of all that is asked in the next weeks."""
        request = PreviewRequest(programme=WEEKLY.id, school=OAKFIELD.id, count=20)
        (found,) = await preview(self.here.bot, request=request)
        until = self.here.clock.now() + AHEAD
        return [
            (each.occurrence, each.due_at, each.prompt.key if each.prompt else None)
            for each in found.dates
            if each.left_out is None and each.due_at <= until
        ]

    async def go_on(self, hours: int) -> None:
        """Time passes: what is posted meanwhile is what was shown, to the minute."""
        shown, end = await self.shown(), self.here.clock.now() + timedelta(hours=hours)
        there = {row.id for row in self.here.rows() if row.state is State.POSTED}
        moments = {due_at for _, due_at, _ in shown if due_at <= end}
        beat = self.here.clock.now() + HOURS
        while beat < end:
            moments.add(beat)
            beat += HOURS
        for moment in sorted(moments | {end}):
            await self.here.tick_at(moment)
        posted = [
            (row.occurrence, row.due_at, row.prompt)
            for row in self.here.rows()
            if row.state is State.POSTED and row.id not in there
        ]
        assert posted == [each for each in shown if each[1] <= end]


Edited = tuple[dict[str, Any], SchoolChoice | None, School | None, int]


async def told(first: Programme, school: School, story: Sequence[Edited]) -> None:
    """The whole of it: set up, run for a while, edited, and so on, and at last left alone for a fortnight."""
    this = Story(here=await world(first), programme=first)
    await this.edit(first, None, school)
    await this.go_on(30)
    for changes, choice, elsewhere, hours in story:
        await this.edit(changed(this.programme, **changes), choice, elsewhere)
        await this.go_on(hours)
    await this.go_on(14 * 24)


@given(first=programmes, school=schools, story=st.lists(edits, min_size=1, max_size=4))
@settings(max_examples=15)
def test_effect_preview_plan_and_sending_agree(
    first: Programme, school: School, story: Sequence[Edited]
) -> None:
    asyncio.run(told(first, school, story))


async def test_a_date_that_was_left_out_does_not_come_though_an_edit_moves_it_to_a_later_day() -> None:
    yesterday = TUESDAY - A_DAY
    on_dates = OnDates(dates=frozenset({yesterday}), at=time(23, 30))
    first = cast.weekly(recurrence=on_dates, moves_from=1, paused_until=TUESDAY + A_DAY)
    busy = PressureWeek(week=yesterday, weight=1, name="Reviews", whose="SENCo")
    shut = Closure(
        first=TUESDAY + 2 * A_DAY, last=TUESDAY + 6 * A_DAY, reason=ClosureReason.OCCASIONAL, name="Closed"
    )
    there = replace(
        OAKFIELD,
        calendar=replace(cast.CALENDAR, closures=(*cast.CALENDAR.closures, shut), pressure_weeks=(busy,)),
    )
    await told(first, OAKFIELD, [({"paused_until": None}, None, there, 54)])
