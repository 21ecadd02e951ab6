"""Both changes of the clocks, and a week on either side."""

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.delivery import State
from scheduler.model import ClosedDayRule, Weekday, Weekly
from tests import cast
from tests.fakes.world import World, world

ANY_DAY = ClosedDayRule.IGNORE


async def _through(here: World, start: datetime, *, hours: int) -> None:
    for quarter in range(hours * 4):
        await here.tick_at(start + quarter * timedelta(minutes=15))


async def test_in_autumn_it_comes_at_the_same_time_on_the_wall_before_and_after() -> None:
    at = datetime(2026, 10, 19, 22, 0, tzinfo=UTC)
    here = await world(cast.weekly(closed_day=ANY_DAY), at=at)
    await here.tick_at(datetime(2026, 10, 20, 7, 15, tzinfo=UTC))
    assert here.states() == [State.POSTED]
    await here.tick_at(datetime(2026, 10, 27, 8, 14, tzinfo=UTC))
    assert here.states() == [State.POSTED]
    await here.tick_at(datetime(2026, 10, 27, 8, 15, tzinfo=UTC))
    assert here.states() == [State.POSTED, State.POSTED]
    assert [row.late for row in here.rows()] == [False, False]


async def test_an_hour_that_comes_twice_brings_one_prompt() -> None:
    programme = cast.weekly(recurrence=Weekly(weekday=Weekday.SUNDAY, at=time(1, 30)), closed_day=ANY_DAY)
    here = await world(programme, at=datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    await _through(here, datetime(2026, 10, 24, 22, 0, tzinfo=UTC), hours=8)
    assert len(here.seen()) == 1
    assert here.row(on=date(2026, 10, 25)).due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


async def test_an_hour_that_never_comes_brings_its_prompt_an_hour_on() -> None:
    programme = cast.weekly(recurrence=Weekly(weekday=Weekday.SUNDAY, at=time(1, 30)), closed_day=ANY_DAY)
    here = await world(programme, at=datetime(2027, 3, 27, 22, 0, tzinfo=UTC))
    await _through(here, datetime(2027, 3, 27, 22, 0, tzinfo=UTC), hours=8)
    assert len(here.seen()) == 1
    assert here.row(on=date(2027, 3, 28)).due_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
