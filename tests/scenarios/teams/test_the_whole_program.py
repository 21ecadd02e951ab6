"""The program as it is run, with settings for Teams: who is let in, what it speaks with, how it starts, dies and stops."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.store.migrating import migrate
from adapters.store.sql_store import SqlStore
from bot.app import opened
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.on_teams import on_teams
from bot.ports.outbox import Settlement
from bot.settings import Settings
from scheduler.clock import SystemClock
from tests import cast
from tests.adapters.teams.double import Teams
from tests.adapters.teams.double import opened as our_own_teams
from tests.adapters.teams.identity import JWKS, SECRET, Identity, provided
from tests.end_to_end.program import Program
from tests.scenarios.teams import stage as stages
from tests.scenarios.teams.stage import (
    AMINA,
    BEN,
    HEADS_OF_ALL,
    OAKFIELD_SLT,
    PROMPT,
    SLT,
    TEAM,
    TENANT,
    WEEKLY,
)

PATIENCE = 30.0
WORDS = "We moved the meeting so that the SENCo could come"


@pytest.fixture
def teams() -> Iterator[Teams]:
    """Our own Teams, going by the real time as the program does."""
    with our_own_teams(clock=SystemClock()) as ready:
        yield stages.peopled(ready)


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Identity]:
    """An identity provider whose certificate is trusted here, and by every program that is started from here."""
    with provided(tmp_path) as ready:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ready.certificate))
        yield ready


@dataclass(kw_only=True)
class World:
    """A program, Teams on its other side, and who proves the one to the other."""

    program: Program
    teams: Teams
    provider: Identity
    browser: httpx.AsyncClient

    async def started(self) -> None:
        """It says that all is well."""
        self.program.start()
        async with asyncio.timeout(PATIENCE):
            while not await self._is_well():  # noqa: ASYNC110 - what is awaited happens in another process
                await asyncio.sleep(0.05)

    async def sent(self, activity: Mapping[str, Any], **token: Any) -> int:
        """The status of the answer to it, with a token for it but for what is given."""
        proved = {"audience": self.teams.state.app, "service_url": activity["serviceUrl"], **token}
        answer = await self.browser.post(
            "/teams/messages", json=dict(activity), headers=self.provider.header(**proved)
        )
        return answer.status_code

    def kept(self) -> list[str]:
        """The words of every answer there is."""
        return [str(row["text"]) for row in self.program.rows("SELECT text FROM reflections ORDER BY id")]

    async def _is_well(self) -> bool:
        try:
            return (await self.browser.get("/healthz")).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
async def world(teams: Teams, provider: Identity, tmp_path: Path) -> AsyncIterator[World]:
    async with _world(teams, provider, tmp_path) as ready:
        yield ready


@asynccontextmanager
async def _world(teams: Teams, provider: Identity, folder: Path) -> AsyncIterator[World]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "TEAMS_APP_ID": teams.state.app,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_APP_SECRET": SECRET,
        "TEAMS_LOGIN_URL": provider.login_url,
        "TEAMS_KEYS_URL": provider.keys_url,
    }
    program = Program(folder=folder / "data", port=port, settings=settings)
    try:
        async with httpx.AsyncClient(base_url=program.address, timeout=PATIENCE) as browser:
            yield World(program=program, teams=teams, provider=provider, browser=browser)
        provider.release()
        code = program.stop()
        log = program.log.read_text(encoding="utf-8")
        assert code == 0, program.last_words()
    finally:
        program.kill()
    assert "Traceback" not in log
    for secret in (SECRET, WORDS, "Bearer", "outbound-"):
        assert secret not in log


async def asked(folder: Path) -> str:
    """A question stands in the leaders' channel, as far as the program that is started next will know."""
    url, now = f"sqlite:///{folder / 'data' / 'golden-thread.sqlite3'}", datetime.now(UTC)
    migrate(url)
    store = await SqlStore.open(url)
    delivery = Delivery(
        id=DeliveryId("a-question"),
        trust=cast.OAKFIELD.trust,
        school=cast.OAKFIELD.id,
        channel=OAKFIELD_SLT.id,
        programme=WEEKLY.id,
        occurrence=now.date(),
        due_at=now,
        prompt=PROMPT,
    )
    root = str(int(now.timestamp() * 1000))
    try:
        ashgrove = replace(cast.ashgrove(WEEKLY), channels=(OAKFIELD_SLT, HEADS_OF_ALL))
        await store.directory.establish(ashgrove)
        await store.outbox.plan([delivery], programme=WEEKLY.id, edition=1, planned_until=now)
        await store.outbox.claim(by="test", now=now, lease=timedelta(minutes=5), limit=1)
        stands = Settlement(state=State.POSTED, root=root, posted_at=now)
        assert await store.outbox.settle(delivery.id, stands, by="test")
    finally:
        await store.close()
    return root


async def test_an_answer_is_kept_once_through_two_deaths_and_no_forged_one_ever(
    world: World, tmp_path: Path
) -> None:
    root = await asked(tmp_path)
    await world.started()
    said = world.teams.people.say(AMINA, WORDS, channel=SLT, root=root)
    assert await world.sent(said, audience="another-app") == 401
    assert await world.sent({**said, "conversation": {**said["conversation"], "tenantId": "other"}}) == 403
    assert world.kept() == []
    assert await world.sent(said) == 200
    assert world.kept() == [WORDS]
    world.program.kill()

    await world.started()
    assert await world.sent(said) == 200
    assert world.kept() == [WORDS]
    more = world.teams.people.say(BEN, "And we shall keep it there", channel=SLT, root=root)
    assert await world.sent(more) == 200
    world.program.kill()

    await world.started()
    assert world.kept() == [WORDS, "And we shall keep it there"]


async def test_it_answers_with_one_token_that_it_fetched_by_itself(world: World) -> None:
    world.teams.state.tokens = {"outbound-1"}
    await world.started()
    for each in world.teams.people.add_bot(TEAM, by=BEN):
        assert await world.sent(each) == 200
    for number in range(1, 4):
        assert await world.sent(world.teams.people.chat(AMINA, "help")) == 200
        async with asyncio.timeout(PATIENCE):
            while len(_ours(world.teams, AMINA)) < number:  # noqa: ASYNC110 - what is awaited happens in another process
                await asyncio.sleep(0.02)
    assert {call.bearer for call in world.teams.calls("send")} == {"outbound-1"}
    assert world.provider.tokens_given == 1


async def test_the_provider_being_away_keeps_the_program_from_nothing_else(
    world: World, tmp_path: Path
) -> None:
    root = await asked(tmp_path)
    world.provider.away = True
    await world.started()
    said = world.teams.people.say(AMINA, WORDS, channel=SLT, root=root)
    assert await world.sent(said) == 503
    assert world.kept() == []
    world.provider.away = False
    async with asyncio.timeout(PATIENCE):
        while await world.sent(said) != 200:  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.5)
    assert world.kept() == [WORDS]


async def test_while_the_provider_holds_keys_and_token_back_everything_else_is_answered(
    world: World, tmp_path: Path
) -> None:
    world.provider.hold()
    await world.started()
    said = world.teams.people.chat(AMINA, "help")
    waiting = asyncio.create_task(world.sent(said))
    for _ in range(3):
        assert (await world.browser.get("/healthz")).status_code == 200
    assert not waiting.done()
    world.provider.release()
    assert await waiting == 200


def test_with_authentication_off_it_does_not_start_where_others_can_reach_it(tmp_path: Path) -> None:
    open_door = {"TEAMS_WITHOUT_AUTHENTICATION": "true", "HOST": "0.0.0.0"}  # noqa: S104 - it is refused
    program = Program(folder=tmp_path / "data", port=1, settings=open_door)
    with pytest.raises(AssertionError, match="could speak for anyone"):
        program.run("serve")
    assert not (tmp_path / "data" / "golden-thread.sqlite3").exists()


@pytest.mark.parametrize("demonstration", [True, False])
async def test_the_demonstration_never_speaks_on_teams(tmp_path: Path, *, demonstration: bool) -> None:
    async with opened(_settings(tmp_path, demonstration=demonstration)) as house:
        assert (not house.connected) == demonstration
        assert ("teams" in house.bot.platforms) != demonstration


async def test_a_thread_is_found_from_the_pages(tmp_path: Path) -> None:
    async with opened(_settings(tmp_path)) as house:
        (side,) = house.connected
        assert side.link("T/19:c@thread.tacv2", "1763360000000").startswith(
            "https://teams.microsoft.com/l/message/19%3Ac%40thread.tacv2/1763360000000?"
        )
        assert "/l/channel/19%3Ac%40thread.tacv2/" in side.link("T/19:c@thread.tacv2", None)


@pytest.mark.parametrize("fault", [None, (401, "invalid_client")])
async def test_keys_and_a_token_are_fetched_before_anybody_comes(
    provider: Identity, tmp_path: Path, fault: tuple[int, str] | None
) -> None:
    provider.login_fault = fault
    given = _settings(tmp_path, teams_login_url=provider.login_url, teams_keys_url=provider.keys_url)
    async with opened(given) as house:
        side = on_teams(given, store=house.bot.store, clock=SystemClock())
        await side.require_secrets(house.bot)
        await side.start(house.bot)
        async with asyncio.timeout(PATIENCE):
            while not provider.times_asked(JWKS):  # noqa: ASYNC110 - the provider is in another thread
                await asyncio.sleep(0.02)
        await side.stop(within=PATIENCE)
        await side.close()
    assert provider.tokens_given == (fault is None)


def _ours(teams: Teams, person: str) -> list[object]:
    return [each for each in teams.told(person) if not each.by]


def _settings(folder: Path, **changes: Any) -> Settings:
    given: dict[str, Any] = {
        "data": folder,
        "teams_app_id": "0c0ffee0-1111-4222-8333-444455556666",
        "teams_tenant_id": TENANT,
        "teams_app_secret": SECRET,
        "_env_file": None,
    }
    return Settings(**(given | changes))
