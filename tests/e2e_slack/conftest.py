"""A stand-in for Slack and our program beside it, as processes, once for each way in which events come."""

import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e_slack.stand_in import APP, APP_TOKEN, SIGNING_SECRET, TOKEN, People, StandIn
from tests.e2e_slack.trust import AMINA, Channel, Person, name_of, write_set_up
from tests.end_to_end.program import Program
from tests.end_to_end.waiting import until

STAND_IN = "GOLDEN_THREAD_TEST_LOCAL_SLACK"
"""Where the stand-in's program is; set by `.ci/e2e-slack`, which has made a network for it first."""
PORTS = {"http": (3001, 4101), "socket": (3002, 4102)}
AHEAD = 8
"""How many times as long as one command takes it is until the question that has a time is due: the program has looked
at its programmes once before that."""

BOTH_WAYS = pytest.mark.parametrize("world", list(PORTS), indirect=True)
OVER_HTTP = pytest.mark.parametrize("world", ["http"], indirect=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The two processes, and when the question is due that has a time."""

    slack: StandIn
    program: Program
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a test has: people in the stand-in, and the program that they talk to."""

    people: People
    program: Program
    session: aiohttp.ClientSession
    due: datetime

    async def question(self, channel: Channel) -> Any:
        """The question that stands in that channel; it is asked for if there is none."""
        if not await self.people.roots(channel.slack):
            await self.does(AMINA, channel, "ask now")
        return (await until(lambda: self.people.roots(channel.slack), f"a question in {channel.id}"))[-1]

    async def does(self, who: Person, channel: Channel, text: str) -> None:
        """They type that after the command in the channel, and mean the channel's school."""
        answer = await self.people.answer(who.slack, channel.slack, text)
        await self.people.chooses(who.slack, channel.slack, answer, name_of(channel))

    async def posted(self, root: str) -> Any:
        """The row of the delivery that the message is; waited for, since it stands in Slack before we hear that it does."""

        async def look() -> Any:
            rows = self.program.rows("SELECT * FROM deliveries WHERE root = ?", root)
            return rows[0] if rows else None

        return await until(look, "the delivery to be settled")

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
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, World]]:
    """Both are running, from the same set-up; so that what one of them waits for happens while the other is tested."""
    found = os.environ.get(STAND_IN)
    if not found:
        pytest.skip("the end-to-end tests against a stand-in for Slack run by `make e2e-slack` alone")
    folder = tmp_path_factory.mktemp("worlds")
    both = {mode: _world(mode, Path(found), folder=folder / mode) for mode in PORTS}
    first, *others = both.values()
    try:
        for each in both.values():
            each.slack.start()
        began = datetime.now(UTC)
        first.program.run("migrate")
        due = datetime.now(UTC) + AHEAD * (datetime.now(UTC) - began) + timedelta(seconds=2)
        write_set_up(folder / "trust.toml", due=due)
        first.program.run("trust", "apply", str(folder / "trust.toml"), "--yes")
        for each in others:
            shutil.copytree(first.program.folder, each.program.folder, dirs_exist_ok=True)
        for each in both.values():
            each.program.start()
        yield {mode: replace(each, due=due) for mode, each in both.items()}
    finally:
        for each in both.values():
            each.program.kill()
            each.slack.stop()


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest, worlds: Mapping[str, World]) -> World:
    """The one in which events come in the way that the test is for."""
    return worlds[request.param]


def _world(mode: str, stand_in: Path, *, folder: Path) -> World:
    at_slack, at_ours = PORTS[mode]
    slack = StandIn(
        stand_in,
        folder=folder / "slack",
        port=at_slack,
        mode=mode,
        request_url=f"http://127.0.0.1:{at_ours}/slack/events",
    )
    return World(
        slack=slack,
        program=Program(folder=folder / "ours", port=at_ours, settings=_settings(slack, port=at_ours)),
        due=datetime.max.replace(tzinfo=UTC),
    )


def _settings(slack: StandIn, *, port: int) -> Mapping[str, str]:
    by_socket = {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SOCKET_MODE": "true"}
    by_http = {"SLACK_SIGNING_SECRET": SIGNING_SECRET}
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_APP_ID": APP,
        "SLACK_API_URL": slack.api,
        "SLACK_LOOKUPS_PER_MINUTE": "600",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **(by_http if slack.mode == "http" else by_socket),
    }


@pytest.fixture
async def scene(world: World) -> AsyncIterator[Scene]:
    """Both are there."""
    async with aiohttp.ClientSession() as session:
        scene = Scene(
            people=People(world.slack, session), program=world.program, session=session, due=world.due
        )
        await scene.up()
        yield scene
