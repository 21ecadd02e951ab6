"""Three hundred channels of one tenant are due in the same minute, and Teams keeps to its documented limits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.store.sql_store import SqlStore
from adapters.teams.connector import Connector
from adapters.teams.credentials import NoTokens
from adapters.teams.pacing import Pacing
from adapters.teams.platform import TeamsPlatform
from adapters.teams.references import References
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.usecases.bot import Bot
from bot.usecases.tick import tick
from prompts.library import load_bank
from scheduler.clock import SystemClock
from tests.adapters.teams.connected import introduce
from tests.adapters.teams.double import Teams, documented, opened
from tests.torture import plan
from tests.torture.conftest import OF_TORTURE
from tests.torture.judge import count
from tests.torture.teams.plan import PEOPLE, TENANT

pytestmark = pytest.mark.torture

MANY, IN_A_TEAM = 300, 100
BANK = load_bank()
A_MINUTE = 60.0
BETWEEN_TICKS = 1.0
"""Seconds; fifteen in life, in which most of a minute would pass without anything being done."""
POSTED = "SELECT count(*) FROM deliveries WHERE state = 'posted'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of it. `refused` is how often Teams said 429, `took` seconds from the first post to the last."""

    asked: Counter[str]
    refused: int
    took: float
    most_in_a_second: int

    def __str__(self) -> str:
        return (
            f"{len(self.asked)} channels asked within {self.took:.1f} s, {self.refused} times told to wait, at most "
            f"{self.most_in_a_second} posts in a second"
        )


async def test_one_process_asks_each_of_them_once_within_a_minute(
    sqlite_url: str, record_property: Any
) -> None:
    came = await _asked_by(1, sqlite_url)
    record_property(OF_TORTURE, f"sqlite, one process: {came}")
    assert set(came.asked.values()) == {1}
    assert came.took < A_MINUTE
    # On a busy machine what was sent evenly arrives in a heap: a few at most.
    assert came.refused <= MANY // 10


@pytest.mark.postgres
async def test_two_processes_that_do_not_know_of_each_other_ask_each_of_them_once(
    postgres_url: str, record_property: Any
) -> None:
    came = await _asked_by(2, postgres_url)
    record_property(OF_TORTURE, f"postgresql, two processes: {came}")
    assert set(came.asked.values()) == {1}
    assert came.took < A_MINUTE
    # Each would use the whole of what both have together: Teams' own word holds them back, and soon does.
    assert came.refused < MANY


async def _asked_by(processes: int, url: str) -> Came:
    """So many processes tick until every channel has been asked."""
    with opened() as teams:
        names = _settle_in(teams)
        teams.limits = documented()
        async with AsyncExitStack() as held:
            store = await SqlStore.open(url)
            try:
                await store.directory.establish(_charter(names))
                await introduce(teams, References(store.installations, clock=SystemClock()))
            finally:
                await store.close()
            bots = [await held.enter_async_context(_process(url, name)) for name in "ab"[:processes]]
            async with asyncio.timeout(3 * A_MINUTE), asyncio.TaskGroup() as group:
                for bot in bots:
                    group.create_task(_ticks(bot, url))
        return _came(teams)


async def _ticks(bot: Bot, url: str) -> None:
    while await asyncio.to_thread(count, url, POSTED) < MANY:
        assert not (await tick(bot)).failed
        await asyncio.sleep(BETWEEN_TICKS)  # the pace of ticks is what is tried


def _came(teams: Teams) -> Came:
    posts = teams.calls("post")
    accepted = [each for each in posts if each.status == 201]
    at = sorted(each.at for each in accepted)
    return Came(
        asked=Counter(each.conversation for each in accepted),
        refused=sum(each.status == 429 for each in posts),
        took=at[-1] - at[0],
        most_in_a_second=max(sum(one <= other < one + 1 for other in at) for one in at),
    )


@asynccontextmanager
async def _process(url: str, name: str) -> AsyncIterator[Bot]:
    """A copy of the program, with a pacing of its own."""
    clock = SystemClock()
    store = await SqlStore.open(url)
    connector = Connector(NoTokens(), pacing=Pacing(clock))
    platform = TeamsPlatform(connector, References(store.installations, clock=clock))
    try:
        yield Bot(name=name, store=store, bank=BANK, platforms={platform.name: platform}, clock=clock)
    finally:
        await connector.close()
        await store.close()


def _settle_in(teams: Teams) -> list[str]:
    """A tenant with three teams of a hundred channels each; returns the channels."""
    teams.add_person(PEOPLE[0], "Somebody", tenant=TENANT)
    for number in range(MANY // IN_A_TEAM):
        teams.add_team(_team(number), f"Team {number}", tenant=TENANT)
    names = [f"19:room{number:03}@thread.tacv2" for number in range(MANY)]
    for number, name in enumerate(names):
        teams.add_channel(name, f"Room {number}", PEOPLE[0], team=_team(number // IN_A_TEAM))
    return names


def _team(number: int) -> str:
    return f"19:team{number}@thread.tacv2"


def _charter(names: list[str]) -> Charter:
    """All of them are asked by one programme, and that is due now."""
    local = plan.charter(datetime.now(UTC) - timedelta(seconds=1), programmes=1)
    channels = tuple(
        Channel(
            id=ChannelId(f"room-{number:03}"),
            trust=plan.TRUST.id,
            school=plan.SCHOOL,
            platform="teams",
            address=f"{TENANT}/{name}",
            name=f"Room {number}",
        )
        for number, name in enumerate(names)
    )
    (programme,) = local.programmes
    return replace(
        local,
        channels=channels,
        programmes=(replace(programme, channels=tuple(each.id for each in channels)),),
    )
