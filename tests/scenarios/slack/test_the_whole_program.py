"""The program as it is run, with settings for Slack: where it listens, how it starts, and how it stops."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.store.migrating import migrate
from adapters.store.sealing import new_key
from adapters.store.sql_store import SqlStore
from bot.app import opened
from bot.on_slack import on_slack
from bot.ports.installations import Installation
from bot.settings import Settings
from tests.adapters.slack.double import Sender, Slack, Team
from tests.scenarios.slack.stage import Stage

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0


@dataclass(kw_only=True)
class Running:
    """One process that serves."""

    browser: httpx.AsyncClient
    process: asyncio.subprocess.Process


@asynccontextmanager
async def serving(folder: Path, **slack: str) -> AsyncIterator[Running]:
    """`golden-thread serve`, until it is told to stop; it does, within the seconds a container gives it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"data": str(folder), "port": str(port), **slack}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]}
        | {f"GOLDEN_THREAD_{name.upper()}": value for name, value in settings.items()},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            await _heard_from(browser)
            yield Running(browser=browser, process=process)
    finally:
        process.send_signal(signal.SIGTERM)
        _, written = await asyncio.wait_for(process.communicate(), timeout=10)
    lines = written.decode()
    assert process.returncode == 0, lines
    assert "xoxb-" not in lines
    assert "xapp-" not in lines
    assert "Traceback" not in lines


async def _heard_from(browser: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await browser.get("/healthz")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


def over_http(slack: Slack, team: Team) -> Mapping[str, str]:
    return {
        "slack_signing_secret": slack.state.app.signing_secret,
        "slack_bot_token": team.token,
        "slack_api_url": slack.api_url,
    }


async def test_slack_finds_its_address_by_whatever_name_we_are_called(
    slack: Slack, ash: Team, tmp_path: Path
) -> None:
    async with serving(tmp_path, **over_http(slack, ash)) as running:
        sender = Sender(browser=running.browser)
        body = b'{"type": "url_verification", "challenge": "abc"}'
        named = {"Host": "thread.ashgrove.example"}
        answer = await sender.raw(body, headers=named)
        assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})
        assert (await sender.raw(body, headers=named, signed={})).status_code == 401
        assert (await running.browser.get("/", headers=named)).status_code == 400
        assert (await running.browser.get("/slack/install")).status_code != 200


async def test_slack_being_away_does_not_keep_the_program_from_starting(ash: Team, tmp_path: Path) -> None:
    nowhere = {
        "slack_bot_token": ash.token,
        "slack_app_token": "xapp-1",
        "slack_socket_mode": "true",
        "slack_api_url": "http://127.0.0.1:9/api/",
    }
    async with serving(tmp_path, **nowhere) as running:
        assert (await running.browser.get("/slack/events")).status_code != 200


async def test_over_a_socket_the_program_connects_and_lets_go(
    slack: Slack, ash: Team, tmp_path: Path
) -> None:
    socket_mode = {
        "slack_bot_token": ash.token,
        "slack_app_token": slack.state.app.token,
        "slack_socket_mode": "true",
        "slack_api_url": slack.api_url,
    }
    async with serving(tmp_path, **socket_mode), asyncio.timeout(PATIENCE):
        while not slack.connections:  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.02)
    async with asyncio.timeout(PATIENCE):
        while slack.connections:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("away", "swept"), [(timedelta(minutes=4), False), (timedelta(minutes=6), True), (None, False)]
)
async def test_after_more_than_slack_tries_again_for_the_threads_are_read_back(
    stage: Stage, away: timedelta | None, *, swept: bool
) -> None:
    await stage.asked()
    now = stage.clock.now()
    window: dict[str, Any] = {
        "platforms": ["slack"],
        "posted_since": now - timedelta(days=1),
        "swept_before": now,
        "now": now,
        "limit": 9,
    }
    assert not await stage.store.outbox.take_to_sweep(**window)
    if away is not None:
        await stage.store.beat(at=now - away, by="stage")
    side = on_slack(settings(stage), store=stage.store, clock=stage.clock)
    side.hear(stage.bot)
    await side.start(stage.bot)
    await side.stop(within=1)
    await side.close()
    assert len(await stage.store.outbox.take_to_sweep(**window)) == swept


async def test_keys_that_do_not_fit_the_tokens_kept_stop_it_at_once(tmp_path: Path) -> None:
    url, old, new = f"sqlite:///{tmp_path / 'golden-thread.sqlite3'}", new_key(), new_key()
    migrate(url)
    store = await SqlStore.open(url, keys=(old,))
    token = "xoxb-a-token-of-ashgrove"
    await store.installations.keep(
        Installation(
            platform="slack", workspace="T01ASH", name="A", installed_at=datetime.now(UTC), secret=token
        )
    )
    await store.close()
    several = {
        "slack_signing_secret": "hush",
        "slack_client_id": "1.2",
        "slack_client_secret": "hush",
        "public_url": "https://thread.example",
    }
    given = {"data": str(tmp_path), "keys": new, **several}
    code, said = await _run("serve", **given)
    assert code == 1, said
    assert "golden-thread slack forget T01ASH" in said
    assert "Traceback" not in said
    assert not {token, old, new} & set(said.split())
    # The key may be lost: there is a way on from there.
    code, said = await _run("slack", "forget", "T01ASH", **given)
    assert code == 0, said
    assert (await _run("slack", "forget", "T01ASH", **given))[0] == 2
    store = await SqlStore.open(url, keys=(new,))
    assert [each.secret for each in await store.installations.all("slack")] == [""]
    await store.close()


async def _run(*words: str, **given: str) -> tuple[int | None, str]:
    """A command of the program's, to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]}
        | {f"GOLDEN_THREAD_{name.upper()}": value for name, value in given.items()},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    _, written = await asyncio.wait_for(process.communicate(), timeout=PATIENCE)
    return process.returncode, written.decode()


@pytest.mark.parametrize("demonstration", [True, False])
async def test_the_demonstration_never_speaks_on_slack(
    stage: Stage, tmp_path: Path, *, demonstration: bool
) -> None:
    another = f"sqlite:///{tmp_path / 'another.sqlite3'}"
    async with opened(settings(stage, demonstration=demonstration, database=another)) as house:
        assert (not house.connected) == demonstration
        assert ("slack" in house.bot.platforms) != demonstration


@pytest.mark.parametrize(
    ("root", "query"),
    [(None, "channel=C1&team=T1"), ("1.2", "team=T1&channel=C1&message_ts=1.2")],
)
async def test_a_thread_is_found_from_the_pages(stage: Stage, root: str | None, query: str) -> None:
    side = on_slack(settings(stage), store=stage.store, clock=stage.clock)
    assert side.link("T1/C1", root) == f"https://slack.com/app_redirect?{query}"
    await side.close()


def settings(stage: Stage, **changes: Any) -> Settings:
    given = {
        "slack_signing_secret": "hush",
        "slack_bot_token": "xoxb-1",
        "slack_api_url": stage.slack.api_url,
        "_env_file": None,
    }
    return Settings(**(given | changes))
