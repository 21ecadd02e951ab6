"""A harness that cannot fail proves nothing: what is broken on purpose is found out, by what it would do to people."""

import pytest

from tests.torture import mutants
from tests.torture.conftest import Begin, Tell
from tests.torture.order import Order
from tests.torture.season import Season

pytestmark = pytest.mark.torture


def _broken(mutant: str, **changes: float) -> Order:
    return Order(database="", data="", port=0, log="").with_(mutant=mutant, **changes)


async def _dies_of(here: Season, *points: str) -> None:
    """It dies at each of the points, and then everything comes to its end."""
    async with here.begun():
        for point in points:
            await here.die(point=point, nth=3)
        await here.survive()
    await here.settled()
    await here.stop()


async def test_sending_again_without_looking_is_found_out(sqlite_url: str, season: Begin, tell: Tell) -> None:
    here = season(sqlite_url, order=_broken(mutants.NEVER_LOOKS))
    await _dies_of(here, "after platform.post", "after platform.post")
    verdict = here.verdict()
    tell(here, verdict)
    assert any("people see it 2 times" in fault for fault in verdict.doubled)


async def test_settling_before_posting_is_found_out(sqlite_url: str, season: Begin, tell: Tell) -> None:
    here = season(sqlite_url, order=_broken(mutants.SETTLES_FIRST))
    await _dies_of(here, "before platform.post", "before platform.post")
    verdict = here.verdict()
    tell(here, verdict)
    assert any("nobody can see it" in fault for fault in verdict.lost)


async def test_crossing_an_event_off_before_it_is_kept_is_found_out(
    sqlite_url: str, season: Begin, tell: Tell
) -> None:
    here = season(sqlite_url, order=_broken(mutants.TAKES_FIRST))
    await _dies_of(here, "before inbox.receive", "before inbox.receive")
    verdict = here.verdict()
    tell(here, verdict)
    assert any("is not in the log" in fault for fault in verdict.lost)


@pytest.mark.postgres
async def test_looking_before_the_lease_has_run_out_is_found_out(
    postgres_url: str, season: Begin, tell: Tell
) -> None:
    order = _broken(mutants.LOOKS_TOO_SOON, slow=0.25, post_timeout=1.0, lease=3.0)
    here = season(postgres_url, processes=2, order=order)
    async with here.begun(people=()):
        await here.survive()
        await here.stop()
    verdict = here.verdict()
    tell(here, verdict)
    assert any("people see it" in fault for fault in verdict.doubled)


@pytest.mark.parametrize("mutant", [mutants.SETTLES_FIRST, mutants.TAKES_FIRST, mutants.NEVER_LOOKS])
async def test_as_long_as_nobody_dies_the_broken_look_whole(
    mutant: str, sqlite_url: str, season: Begin, tell: Tell
) -> None:
    here = season(sqlite_url, order=_broken(mutant, hangs=0, post_timeout=8.0, lease=9.0))
    async with here.begun():
        await here.survive()
    await here.settled()
    await here.stop()
    assert not here.verdict().faults
