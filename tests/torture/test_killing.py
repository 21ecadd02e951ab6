"""The real process is killed, with -9, while prompts fall due and people answer: nothing lost, nothing there twice."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.conftest import Begin, Tell
from tests.torture.nursery import ROOT
from tests.torture.season import PATIENT, Season, endure

SHORT, PROGRAMMES = 5, 5
"""Kills, each at a point of its own, and what falls due meanwhile; `make torture` has the others."""


async def _nothing_is_lost(here: Season, tell: Tell, *, kills: int) -> None:
    verdict = await endure(here, kills=kills)
    tell(here, verdict)
    assert not verdict.faults
    assert verdict.replies


async def test_nothing_is_lost_or_doubled_on_sqlite(sqlite_url: str, season: Begin, tell: Tell) -> None:
    await _nothing_is_lost(season(sqlite_url, programmes=PROGRAMMES), tell, kills=SHORT)


@pytest.mark.postgres
async def test_nothing_is_lost_or_doubled_by_two_at_once_on_postgresql(
    postgres_url: str, season: Begin, tell: Tell
) -> None:
    here = season(postgres_url, programmes=PROGRAMMES, processes=2, order=PATIENT)
    await _nothing_is_lost(here, tell, kills=SHORT)


async def test_a_second_process_on_one_sqlite_file_refuses_and_names_the_first(
    sqlite_url: str, season: Begin
) -> None:
    here = season(sqlite_url, programmes=1)
    async with here.begun(people=()):
        await here.nurseries[0].bear(here.life())
        await here.until("SELECT count(*) FROM heartbeats")
        second = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "serve",
            cwd=ROOT,
            env={**os.environ, "GOLDEN_THREAD_DATABASE": sqlite_url, "GOLDEN_THREAD_PORT": "1"},
            stderr=subprocess.PIPE,
        )
        said = (await second.communicate())[1].decode()
        first = here.nurseries[0].pid
        file = Path(sqlite_url.removeprefix("sqlite:///"))
        assert second.returncode == 1
        assert f"{file} is in use by another copy of Golden Thread (process {first})" in said
        assert "Stop that one first, or use PostgreSQL" in said
        assert "Traceback" not in said
        # It has done the first no harm.
        await here.settled()
        await here.stop()
    assert not here.verdict().faults
