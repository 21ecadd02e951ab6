"""How many deaths there are, where they happen, and the lines at the end that say what came of them."""

import os
import secrets
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Protocol

import pytest

from tests.torture.judge import Verdict
from tests.torture.nursery import Nursery
from tests.torture.order import Order
from tests.torture.season import AT_RANDOM, Season

KILLS = "GOLDEN_THREAD_TEST_KILLS"
"""The environment variable with the number of kills on each database in the long run."""
SEED = "GOLDEN_THREAD_TEST_SEED"
"""The one with what all dice are drawn from; the last lines of a run say what it was."""
LONG = 100
PROGRAMMES_PER_KILL = 1.5
"""So that prompts go on falling due for about as long as processes go on dying."""
FEWEST_PROGRAMMES = 8
OF_TORTURE = "torture"


class Begin(Protocol):
    """Prepares a season on a database."""

    def __call__(
        self,
        database: str,
        *,
        kills: int = 0,
        programmes: int | None = None,
        processes: int = 1,
        order: Order | None = None,
    ) -> Season: ...


class Tell(Protocol):
    """Has the last lines of the run say what came of a season."""

    def __call__(self, season: Season, verdict: Verdict) -> None: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where there is neither fork nor SIGKILL, nobody can be killed."""
    if sys.platform != "win32":
        return
    for item in items:
        if "torture" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason="processes cannot be forked on Windows"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the seasons came to."""
    lines = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == OF_TORTURE
    ]
    for line in dict.fromkeys(lines):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def _nurseries() -> Iterator[list[Nursery]]:
    opened: list[Nursery] = []
    yield opened
    for each in opened:
        each.close()


@pytest.fixture
def seed() -> int:
    """What all dice of a test are drawn from."""
    return int(os.environ.get(SEED) or secrets.randbits(30))


@pytest.fixture
def kills() -> int:
    """How many there are on each database in the long run."""
    return int(os.environ.get(KILLS) or LONG)


@pytest.fixture
async def season(_nurseries: list[Nursery], tmp_path: Path, seed: int) -> AsyncIterator[Begin]:
    """Prepares seasons; nobody is left alive when the test ends."""
    seasons = count()

    def begin(
        database: str,
        *,
        kills: int = 0,
        programmes: int | None = None,
        processes: int = 1,
        order: Order | None = None,
    ) -> Season:
        while len(_nurseries) < processes:
            _nurseries.append(Nursery())
        return Season(
            database=database,
            folder=tmp_path / "season",
            nurseries=_nurseries[:processes],
            dice=Random(f"{seed} {next(seasons)}"),  # noqa: S311 - dice, to be thrown the same way again
            programmes=programmes or max(FEWEST_PROGRAMMES, int(PROGRAMMES_PER_KILL * kills)),
            order=order,
        )

    yield begin
    for nursery in _nurseries:
        if nursery.pid is not None:
            await nursery.kill()


@pytest.fixture
def tell(request: pytest.FixtureRequest, seed: int, record_property: Any) -> Tell:
    """Has the last lines of the run say what came of a season."""

    def say(season: Season, verdict: Verdict) -> None:
        engine = season.database.split(":", 1)[0]
        kills, wild = season.deaths.total(), season.deaths[AT_RANDOM]
        how = f"{kills} kills ({wild} at random, {kills - wild} at {len(season.deaths - Counter({AT_RANDOM: wild}))} points)"
        line = f"{engine}, {len(season.nurseries)} at once: {how}, {verdict} (seed {seed})"
        record_property(OF_TORTURE, line)

    return say
