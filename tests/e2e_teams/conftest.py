"""A stand-in for Teams and our program beside it, as processes, for all the tests there are."""

import asyncio
import os
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.store.sql_store import SqlStore
from bot.domain.people import MemberId, TrustId
from bot.domain.sign_in import Pass, PassKind, hash_of, new_secret
from tests.e2e_teams.stand_in import PERSONAL, Eyes, Json, People, StandIn, words
from tests.e2e_teams.trust import GRACE, SLT, TENANT, Channel, Person, key_of, write_set_up
from tests.end_to_end.program import Program
from tests.end_to_end.waiting import until

STAND_IN = "GOLDEN_THREAD_TEST_PLAYGROUND"
"""Where the stand-in's program is; set by `.ci/e2e-teams`."""
AT_TEAMS, AT_OURS = 56150, 4103
AHEAD = 8
"""How many times as long as one command takes it is until the question that has a time is due: the program has looked
at its programmes once before that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The two processes, when the question is due that has a time, and how Grace signs in.

    The chat gives her no link: whoever believes every caller, as this program does, has no address outside.
    """

    teams: StandIn
    program: Program
    due: datetime
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One question in the channel: the message that opens its thread, and its card."""

    root: str
    within: str
    card: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a test has: people in the stand-in, what they see, and the program that they talk to."""

    people: People
    eyes: Eyes
    program: Program
    session: aiohttp.ClientSession
    due: datetime

    async def installed(self) -> None:
        """The app is in the team, and the program knows it."""

        async def known() -> bool:
            return bool(self.program.rows("SELECT workspace FROM installations WHERE platform = 'teams'"))

        if not await known():
            await self.people.adds_the_bot()
            await until(known, "the installation to be known")

    async def question(self, programme: str, *, in_: Channel = SLT) -> Thread:
        """That programme's question, which Amina asks for in her chat with the bot."""
        answer = await self.asks("ask now")
        await self.chooses(answer, programme)

        async def posted() -> str | None:
            rows = self.program.rows(
                "SELECT root FROM deliveries WHERE programme = ? AND state = 'posted'",
                key_of(programme),
            )
            return str(rows[0]["root"]) if rows else None

        root = await until(posted, f"the question of {programme}")
        return await self.thread(root, in_.teams)

    async def thread(self, root: str, channel: str) -> Thread:
        """The thread that this message opens, with its card as it stands there now."""

        async def look() -> Json | None:
            return dict(self.eyes.cards(channel)).get(root)

        card = await until(look, "the card in the channel")
        return Thread(root=root, within=f"{channel};messageid={root}", card=card)

    async def asks(self, text: str) -> tuple[str, Json]:
        """What the bot answers in Amina's chat with it: the message, and its card."""
        before = len(self.eyes.cards(PERSONAL))
        await self.people.types(text)

        async def answered() -> tuple[str, Json] | None:
            cards = self.eyes.cards(PERSONAL)
            return cards[before] if len(cards) > before else None

        return await until(answered, f"an answer to {text!r}")

    async def chooses(self, answer: tuple[str, Json], named: str) -> Json:
        """She presses the button that has that in its name."""
        message, card = answer
        title = next(title for title in titles(card) if named in title)
        return await self.people.presses(self.people.amina, card, title, within=PERSONAL, message=message)

    async def kept(self, thread: Thread, text: str) -> Any:
        """The row of the log which says that in that thread; waited for."""

        async def look() -> Any:
            rows = self.program.rows(
                "SELECT r.* FROM reflections r JOIN deliveries d ON d.id = r.delivery WHERE d.root = ? AND r.text = ?",
                thread.root,
                text,
            )
            return rows[0] if rows else None

        return await until(look, "the answer in the log")

    async def shows(self, within: str, what: str) -> None:
        """Something in that conversation says so; waited for."""

        async def look() -> bool:
            return any(what in words(each) for each in self.eyes.messages(within))

        await until(look, f"{what!r} to be seen")

    async def up(self) -> None:
        """Both answer."""
        await until(self.people.ready, "the stand-in to answer")
        await until(lambda: self.program.ready(self.session), "the program to be ready", within=30)


def titles(piece: Any) -> list[str]:
    """What every button of a card is for: its own words, or the longer ones behind them."""
    if isinstance(piece, dict):
        is_button = str(piece.get("type", "")).startswith("Action.") and "title" in piece
        own = [str(piece.get("tooltip") or piece["title"])] if is_button else []
        return own + [title for each in piece.values() for title in titles(each)]
    if isinstance(piece, list):
        return [title for each in piece for title in titles(each)]
    return []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs the stand-in."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e_teams)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what the program last said."""
    report = yield
    world = getattr(item, "funcargs", {}).get("world")
    if report.failed and isinstance(world, World):
        report.sections.append(("the end of the program's log", world.program.last_words()))
    return report


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Both are running."""
    found = os.environ.get(STAND_IN)
    if not found:
        pytest.skip("the end-to-end tests against a stand-in for Teams run by `make e2e-teams` alone")
    folder = tmp_path_factory.mktemp("world")
    teams = StandIn(
        Path(found), folder=folder / "teams", port=AT_TEAMS, bot=f"http://127.0.0.1:{AT_OURS}/teams/messages"
    )
    program = Program(
        folder=folder / "ours",
        port=AT_OURS,
        settings={"TEAMS_WITHOUT_AUTHENTICATION": "true", "TEAMS_TENANT_ID": TENANT},
    )
    try:
        teams.start()
        began = datetime.now(UTC)
        program.run("migrate")
        due = datetime.now(UTC) + AHEAD * (datetime.now(UTC) - began) + timedelta(seconds=2)
        write_set_up(folder / "trust.toml", due=due)
        program.run("trust", "apply", str(folder / "trust.toml"), "--yes")
        secret = asyncio.run(_link_for(GRACE, at=program.database))
        program.start()
        yield World(teams=teams, program=program, due=due, link=f"/sign-in/link/{secret}")
    finally:
        program.kill()
        teams.stop()


async def _link_for(who: Person, *, at: Path) -> str:
    secret, store = new_secret(), await SqlStore.open(f"sqlite:///{at}")
    given = Pass(
        hashed=hash_of(secret),
        kind=PassKind.LINK,
        trust=TrustId("ashgrove"),
        member=MemberId(who.id),
        good_until=datetime.now(UTC) + timedelta(hours=1),
    )
    try:
        await store.sign_ins.offer(given)
    finally:
        await store.close()
    return secret


@pytest.fixture
async def scene(world: World) -> AsyncIterator[Scene]:
    """Both are there, the app is in the team, and Amina has it too."""
    async with aiohttp.ClientSession() as session:
        people, eyes, looking = People(world.teams, session), Eyes(world.teams, session), asyncio.Event()
        scene = Scene(people=people, eyes=eyes, program=world.program, session=session, due=world.due)
        await scene.up()
        following = asyncio.create_task(eyes.follow(open_=looking))
        await looking.wait()
        try:
            await scene.installed()
            yield scene
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
