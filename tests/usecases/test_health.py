"""Is the bot ready, and if not, why?"""

from datetime import timedelta

from bot.ports.chat import TryLater
from bot.usecases.health import health
from bot.usecases.sending.plan_deliveries import plan_deliveries
from tests import cast
from tests.fakes.chat import fails
from tests.fakes.world import DUE, MONDAY_NIGHT, SECOND, world


async def test_ready_after_a_tick() -> None:
    here = await world()
    await here.tick_at(DUE)
    assert (await health(here.bot)).ready


async def test_not_ready_before_the_first_tick() -> None:
    here = await world()
    found = await health(here.bot)
    assert not found.ready
    assert "No tick has ended yet" in found.reasons[0]


async def test_not_ready_once_no_tick_has_ended_for_two_minutes() -> None:
    here = await world()
    await here.tick_at(MONDAY_NIGHT)
    here.clock.advance(120 * SECOND)
    assert (await health(here.bot)).ready
    here.clock.advance(SECOND)
    assert (await health(here.bot)).reasons[0].startswith("The last tick ended 2 minutes ago")


async def test_not_ready_while_something_is_overdue() -> None:
    here = await world()
    await here.tick_at(DUE - SECOND)
    here.clock.advance(SECOND)
    await plan_deliveries(here.bot)
    here.clock.advance(timedelta(minutes=3))
    await here.bot.store.beat(at=here.clock.now(), by="first")
    (reason,) = (await health(here.bot)).reasons
    assert reason.startswith("A question that fell due 3 minutes ago has not been sent")


async def test_what_a_platform_asked_us_to_wait_for_is_not_overdue() -> None:
    here = await world()
    here.chat.next(cast.OAKFIELD_LEADERS, fails(TryLater("busy", after=timedelta(minutes=30))))
    await here.tick_at(DUE)
    await here.tick_at(DUE + timedelta(minutes=10))
    assert (await health(here.bot)).ready


async def test_not_ready_without_a_database_and_no_error() -> None:
    here = await world()
    here.memory.away = True
    (reason,) = (await health(here.bot)).reasons
    assert reason.startswith("The database cannot be used now")


async def test_a_bot_that_cannot_plan_goes_silent_and_so_is_not_ready() -> None:
    here = await world()
    await here.tick_at(MONDAY_NIGHT)
    here.memory.on["plannable"] = _breaks
    report = await here.tick_at(MONDAY_NIGHT + timedelta(minutes=3))
    assert report.failed == ("plan_deliveries",)
    assert not (await health(here.bot)).ready


def _breaks() -> None:
    raise RuntimeError("a bug")
