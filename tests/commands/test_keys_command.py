"""`keys`: a key is made, and tokens are sealed with it anew."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.store.sealing import new_key
from adapters.store.sql_store import SqlStore
from bot.commands.faults import KNOWN
from bot.ports.installations import Installation
from bot.settings import PREFIX
from bot.slack_settings import SlackSettings
from tests.commands.conftest import Run

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


async def _keep(url: str, key: str) -> None:
    store = await SqlStore.open(url, keys=(key,))
    given = Installation(
        platform="slack", workspace="T01ASH", name="Ashgrove", installed_at=NOON, secret="xoxb-1"
    )
    await store.installations.keep(given)
    await store.close()


async def _secret(url: str, *keys: str) -> str:
    store = await SqlStore.open(url, keys=keys)
    try:
        (found,) = await store.installations.all("slack")
    finally:
        await store.close()
    return found.secret


def test_a_new_key_is_one_that_the_settings_take(run: Run) -> None:
    first, second = (run("keys", "new").output.strip() for _ in range(2))
    assert first != second
    assert SlackSettings(keys=f"{first},{second}").every_key == (first, second)  # type: ignore[arg-type] # as read


def test_after_a_rotation_the_old_key_can_go(run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = new_key(), new_key()
    url = f"sqlite:///{kept}"
    asyncio.run(_keep(url, old))
    monkeypatch.setenv(f"{PREFIX}KEYS", f"{new},{old}")
    assert run("keys", "rotate").output == "1 token was encrypted anew.\n"
    assert run("keys", "rotate").output == "0 tokens were encrypted anew.\n"
    assert asyncio.run(_secret(url, new)) == "xoxb-1"


def test_a_rotation_without_the_old_key_says_so_and_changes_nothing(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = new_key()
    url = f"sqlite:///{kept}"
    asyncio.run(_keep(url, old))
    monkeypatch.setenv(f"{PREFIX}KEYS", new_key())
    result = run("keys", "rotate")
    assert isinstance(result.exception, KNOWN)
    assert old not in str(result.exception)
    assert asyncio.run(_secret(url, old)) == "xoxb-1"


def test_a_rotation_without_any_key_is_a_misuse(run: Run) -> None:
    result = run("keys", "rotate")
    assert result.exit_code == 2
    assert "golden-thread keys new" in result.stderr
