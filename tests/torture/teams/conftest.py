"""Seasons on Teams, prepared as those of the built-in channel are."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from random import Random
from typing import Protocol

import pytest

from tests.adapters.teams.double import opened
from tests.torture.conftest import FEWEST_PROGRAMMES, PROGRAMMES_PER_KILL
from tests.torture.nursery import Nursery
from tests.torture.order import Order
from tests.torture.teams.season import TeamsSeason


class BeginOnTeams(Protocol):
    """Prepares a season on a database."""

    def __call__(
        self,
        database: str,
        *,
        kills: int = 0,
        processes: int = 1,
        order: Order | None = None,
        calm: bool = False,
    ) -> TeamsSeason: ...


@pytest.fixture
async def on_teams(_nurseries: list[Nursery], tmp_path: Path, seed: int) -> AsyncIterator[BeginOnTeams]:
    """Prepares seasons; nobody is left alive when the test ends. In a `calm` one Teams does nothing wrong."""
    seasons = count()
    with ExitStack() as doubles:

        def begin(
            database: str,
            *,
            kills: int = 0,
            processes: int = 1,
            order: Order | None = None,
            calm: bool = False,
        ) -> TeamsSeason:
            while len(_nurseries) < processes:
                _nurseries.append(Nursery())
            number = next(seasons)
            return TeamsSeason(
                database=database,
                folder=tmp_path / f"season-{number}",
                nurseries=_nurseries[:processes],
                dice=Random(f"{seed} on Teams {number}"),  # noqa: S311 - dice, to be thrown the same way again
                programmes=max(FEWEST_PROGRAMMES, int(PROGRAMMES_PER_KILL * kills)),
                order=order,
                teams=doubles.enter_context(opened()),
                trouble=not calm,
                gaps=not calm,
            )

        yield begin
        for nursery in _nurseries:
            if nursery.pid is not None:
                await nursery.kill()
