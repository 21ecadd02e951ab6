"""A stand-in for Slack and our program beside it, as processes, once for each way in which events come."""

import os
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e_slack.program import Program
from tests.e2e_slack.stand_in import People, StandIn
from tests.e2e_slack.trust import AMINA, Channel, Person, name_of, write_set_up
from tests.e2e_slack.waiting import until

STAND_IN = "GOLDEN_THREAD_TEST_LOCAL_SLACK"
"""Where the stand-in's program is; set by `.ci/e2e-slack`, which has made a network for it first."""
PORTS = {"http": (3001, 4101), "socket": (3002, 4102)}
AHEAD = timedelta(seconds=12)
"""Until the question that has a time is due: the program has looked at its programmes before that."""

BOTH_WAYS = pytest.mark.parametrize("world", list(PORTS), indirect=True)
OVER_HTTP = pytest.mark.parametrize("world", ["http"], indirect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The two processes."""

    slack: StandIn
    program: Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a test has: people in the stand-in, and the program that they talk to."""

    people: People
    program: Program
    session: aiohttp.ClientSession

    async def question(self, channel: Channel) -> Any:
        """The question that stands in that channel; it is asked for if there is none."""
        if not await self.people.roots(channel.slack):
            await self.does(AMINA, channel, "ask now")
        return (await until(lambda: self.people.roots(channel.slack), f"a question in {channel.id}"))[-1]

    async def does(self, who: Person, channel: Channel, text: str) -> None:
        """They type that after the command in the channel, and mean the channel's school."""
        answer = await self.people.answer(who.slack, channel.slack, text)
        await self.people.chooses(who.slack, channel.slack, answer, name_of(channel))

    async def kept(self, message: str) -> Any:
        """The row of the log for that message; waited for."""

        async def look() -> Any:
            rows = self.program.rows("SELECT * FROM reflections WHERE message = ?", message)
            return rows[0] if rows else None

        return await until(look, "the answer in the log")

    async def kept_as(self, message: str, text: str | None) -> None:
        """The log says that of the message; waited for."""

        async def look() -> bool:
            return bool((await self.kept(message))["text"] == text)

        await until(look, "the new words in the log")

    async def up(self) -> None:
        """Both answer."""
        await until(self.people.ready, "the stand-in to answer")
        await until(lambda: self.program.ready(self.session), "the program to be ready", within=30)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs the stand-in."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e_slack)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the program last said."""
    report = yield
    world = getattr(item, "funcargs", {}).get("world")
    if report.failed and isinstance(world, World):
        report.sections.append(("the end of the program's log", world.program.last_words()))
    return report


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The stand-in and the program are running, with a trust set up."""
    found = os.environ.get(STAND_IN)
    if not found:
        pytest.skip("the end-to-end tests against a stand-in for Slack run by `make e2e-slack` alone")
    mode: str = request.param
    folder = tmp_path_factory.mktemp(mode)
    at_slack, at_ours = PORTS[mode]
    slack = StandIn(
        Path(found),
        folder=folder / "slack",
        port=at_slack,
        mode=mode,
        request_url=f"http://127.0.0.1:{at_ours}/slack/events",
    )
    (folder / "ours").mkdir()
    program = Program(slack, folder=folder / "ours", port=at_ours)
    slack.start()
    try:
        due = datetime.now(UTC) + AHEAD
        write_set_up(folder / "trust.toml", due=due)
        program.run("trust", "apply", str(folder / "trust.toml"))
        program.run("tick")
        assert datetime.now(UTC) < due, "this machine is too slow for AHEAD"
        program.start()
        yield World(slack=slack, program=program)
    finally:
        program.kill()
        slack.stop()


@pytest.fixture
async def scene(world: World) -> AsyncIterator[Scene]:
    """Both are there."""
    async with aiohttp.ClientSession() as session:
        scene = Scene(people=People(world.slack, session), program=world.program, session=session)
        await scene.up()
        yield scene
