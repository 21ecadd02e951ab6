"""Other ways to go: told to stop in mid-send, a database that crashes, a backup that is put back."""

import asyncio
import shutil
import time
from datetime import timedelta
from pathlib import Path
from signal import SIGQUIT

import pytest

from adapters.store.migrating import migrate
from tests.postgres import NoPostgresError, own_server
from tests.torture import plan
from tests.torture.conftest import Begin, Tell
from tests.torture.judge import count
from tests.torture.order import Order
from tests.torture.season import PATIENT

IN_FLIGHT = "SELECT count(*) FROM deliveries WHERE state = 'sending'"
POSTED = "SELECT count(*) FROM deliveries WHERE state = 'posted'"
SOON_ENOUGH = 10.0
"""Seconds: after so many, Docker and Kubernetes lose patience or begin to."""
ONE_PROGRAMME = len(plan.ROOMS)


async def test_told_to_stop_in_mid_send_it_finishes(sqlite_url: str, season: Begin, tell: Tell) -> None:
    slowly = PATIENT.with_(slow=1.5, post_timeout=5.0, lease=6.0, hangs=0)
    here = season(sqlite_url, programmes=1, order=slowly)
    async with here.begun(people=()):
        await here.nurseries[0].bear(here.life())
        await here.until(IN_FLIGHT)
        assert await here.stop() < SOON_ENOUGH
        assert count(sqlite_url, IN_FLIGHT) == 0
        assert count(sqlite_url, POSTED) >= ONE_PROGRAMME
        here.order = PATIENT
        await here.survive()
        await here.stop()
    verdict = here.verdict()
    tell(here, verdict)
    assert not verdict.faults


async def test_told_to_stop_while_it_opens_it_stops(sqlite_url: str, season: Begin) -> None:
    here = season(sqlite_url, programmes=1)
    async with here.begun(people=()):
        await here.nurseries[0].bear(here.life())
        await asyncio.to_thread(_holds_the_lock, sqlite_url, here.nurseries[0].pid)
        assert await here.stop() < SOON_ENOUGH


@pytest.mark.torture
async def test_told_to_stop_while_a_platform_hangs_it_puts_down_what_is_under_way(
    sqlite_url: str, season: Begin, tell: Tell
) -> None:
    stuck = PATIENT.with_(hangs=1, post_timeout=20.0, lease=21.0)
    here = season(sqlite_url, programmes=3, order=stuck)
    async with here.begun(people=plan.PEOPLE[:2]):
        await here.nurseries[0].bear(here.life())
        await here.until(IN_FLIGHT)
        assert await here.stop() < SOON_ENOUGH
        here.order = PATIENT
        await here.survive()
    await here.settled()
    await here.stop()
    verdict = here.verdict()
    tell(here, verdict)
    assert not verdict.faults


@pytest.mark.torture
@pytest.mark.postgres
async def test_a_postgresql_that_crashes_under_load_loses_and_doubles_nothing(
    season: Begin, tell: Tell
) -> None:
    try:
        with own_server() as postgres, postgres.server.database() as url:
            migrate(url)
            here = season(url, order=PATIENT)
            async with here.begun():
                await here.nurseries[0].bear(here.life())
                for number in range(1, 4):
                    await here.until(POSTED, at_least=number * ONE_PROGRAMME)
                    await asyncio.to_thread(postgres.stop, how=SIGQUIT)
                    await asyncio.to_thread(postgres.start)
                await here.settled()
            await here.settled()
            await here.stop()
            verdict = here.verdict()
            tell(here, verdict)
            assert not verdict.faults
            assert verdict.replies
    except NoPostgresError as error:
        pytest.skip(f"PostgreSQL could not be started: {error}")


@pytest.mark.torture
async def test_a_backup_that_is_put_back_posts_nothing_a_second_time(
    sqlite_url: str, tmp_path: Path, season: Begin, tell: Tell
) -> None:
    # The channel is somewhere else, as Slack is: putting our database back does not take back what stands there.
    order = Order(database="", data="", port=0, log="", board=f"sqlite:///{tmp_path}/board.sqlite3")
    here = season(sqlite_url, programmes=1, order=order)
    migrate(f"sqlite:///{tmp_path}/board.sqlite3")
    here.first = -timedelta(minutes=6)
    file, backup = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "backup.sqlite3"
    async with here.begun(people=()):
        shutil.copyfile(file, backup)
        for _ in range(2):
            await here.survive()
            await here.stop()
            assert count(sqlite_url, POSTED) == ONE_PROGRAMME
            shutil.copyfile(backup, file)
        await here.survive()
        await here.stop()
    verdict = here.verdict()
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.posts == ONE_PROGRAMME


def _holds_the_lock(url: str, pid: int | None) -> None:
    """Returns once that process is about to open the database."""
    file = Path(f"{url.removeprefix('sqlite:///')}.lock")
    enough = time.monotonic() + SOON_ENOUGH
    while file.read_text() != f"{pid}\n":
        assert time.monotonic() < enough, f"{pid} has not locked {file}"
        time.sleep(0.001)  # a look at a file of another process, which tells nobody
