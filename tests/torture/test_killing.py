"""The real process is killed, with -9, while prompts fall due and people answer: nothing lost, nothing there twice."""

import pytest

from tests.torture.conftest import Begin, Tell
from tests.torture.order import Order
from tests.torture.season import endure

SHORT = 8
ON_ONE_DATABASE = 50
"""Kills; then a new one, or what fell due during the first would be late by now."""
PATIENT = Order(database="", data="", port=0, log="", lease=1.8, post_timeout=0.5, settling=1.0)
"""Where others look on, a process that a busy machine lets stand still must not be taken for dead."""


async def test_nothing_is_lost_or_doubled_on_sqlite(sqlite_url: str, season: Begin, tell: Tell) -> None:
    here = season(sqlite_url, kills=SHORT)
    verdict = await endure(here, kills=SHORT)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies


@pytest.mark.postgres
async def test_nothing_is_lost_or_doubled_by_two_at_once_on_postgresql(
    postgres_url: str, season: Begin, tell: Tell
) -> None:
    here = season(postgres_url, kills=SHORT, processes=2, order=PATIENT)
    verdict = await endure(here, kills=SHORT)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies
