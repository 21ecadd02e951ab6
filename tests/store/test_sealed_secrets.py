"""A token is nowhere to be read in what is kept: not in the file, not in its journal, not in a log, not without the key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from adapters.store.engine import writing_engine
from adapters.store.sealing import new_key
from adapters.store.sql_store import SqlStore
from bot.ports.installations import SecretsUnreadable
from tests.contracts.store.test_installations import ASH, BEECH

OLD, NEW, OTHER = new_key(), new_key(), new_key()


@asynccontextmanager
async def opened(url: str, *keys: str) -> AsyncIterator[SqlStore]:
    """A store with those keys."""
    store = await SqlStore.open(url, keys=keys)
    try:
        yield store
    finally:
        await store.close()


async def test_the_token_is_nowhere_in_the_files_of_the_database(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logged:
        async with opened(sqlite_url, OLD) as store:
            await store.installations.keep(ASH)
            await store.installations.keep(replace(ASH, secret="a-newer-token"))
            assert (await store.installations.of("slack", "T01ASH")) is not None
            during = _bytes(tmp_path)
        after = _bytes(tmp_path)
    for secret in (ASH.secret, "a-newer-token", OLD):
        assert secret.encode() not in during
        assert secret.encode() not in after
        assert secret not in str(logged)
        assert secret not in caplog.text
    assert b"Ashgrove" in during, "the row itself was not in what was looked at"


async def test_a_secret_is_read_with_any_of_the_keys(database_url: str) -> None:
    async with opened(database_url, OLD) as store:
        await store.installations.keep(ASH)
    async with opened(database_url, NEW, OLD) as store:
        await store.installations.keep(BEECH)
        assert list(await store.installations.all("slack")) == [ASH, BEECH]


@pytest.mark.parametrize("keys", [(), (OTHER,)])
async def test_without_its_key_a_secret_is_not_read_and_it_says_what_to_do(
    database_url: str, keys: tuple[str, ...]
) -> None:
    async with opened(database_url, OLD) as store:
        await store.installations.keep(ASH)
    async with opened(database_url, *keys) as store:
        for asked in (
            store.installations.of("slack", "T01ASH"),
            store.installations.all("slack"),
            store.installations.seal_anew(),
        ):
            with pytest.raises(SecretsUnreadable, match=r"T01ASH.*GOLDEN_THREAD_KEYS.*Put that key back"):
                await asked
        assert await store.installations.gone("slack", "T01ASH", because="Uninstalled.")
        assert len(await store.installations.all("slack")) == 1


async def test_without_a_key_no_secret_is_kept_and_it_says_what_to_set(database_url: str) -> None:
    async with opened(database_url) as store:
        with pytest.raises(ValueError, match="GOLDEN_THREAD_KEYS") as told:
            await store.installations.keep(ASH)
        assert ASH.secret not in str(told.value)
        assert await store.installations.of("slack", "T01ASH") is None
        await store.installations.keep(replace(ASH, secret=""))
        assert await store.installations.seal_anew() == 0


@pytest.mark.parametrize("key", ["", "no-key-at-all", "é" * 44])
async def test_what_is_no_key_is_refused_at_once_and_not_repeated(sqlite_url: str, key: str) -> None:
    with pytest.raises(ValueError, match="GOLDEN_THREAD_KEYS") as told:
        await SqlStore.open(sqlite_url, keys=(OLD, key))
    assert not key or key not in str(told.value)
    assert OLD not in str(told.value)


async def test_sealed_anew_the_old_key_is_not_needed_any_more(database_url: str) -> None:
    async with opened(database_url, OLD) as store:
        await store.installations.keep(ASH)
        await store.installations.keep(BEECH)
        await store.installations.gone("slack", "T02BEECH", because="Uninstalled.")
    async with opened(database_url, NEW, OLD) as store:
        assert await store.installations.seal_anew() == 1
        assert await store.installations.seal_anew() == 0
    async with opened(database_url, NEW) as store:
        assert await store.installations.of("slack", "T01ASH") == ASH


async def test_one_secret_that_cannot_be_read_leaves_all_as_they_were(database_url: str) -> None:
    async with opened(database_url, OLD) as store:
        await store.installations.keep(ASH)
    async with opened(database_url, OTHER) as store:
        await store.installations.keep(BEECH)
    before = _secrets(database_url)
    async with opened(database_url, NEW, OLD) as store:
        with pytest.raises(SecretsUnreadable, match="T02BEECH"):
            await store.installations.seal_anew()
    assert _secrets(database_url) == before


async def test_the_same_secret_is_never_sealed_alike(database_url: str) -> None:
    async with opened(database_url, OLD) as store:
        await store.installations.keep(ASH)
        await store.installations.keep(replace(BEECH, secret=ASH.secret))
    (one, key), (other, same_key) = _secrets(database_url)
    assert one != other
    assert key == same_key
    assert key not in OLD


def _secrets(url: str) -> list[tuple[str, str]]:
    engine = writing_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT secret, sealed_with FROM installations ORDER BY workspace"))
        found = [(row.secret, row.sealed_with) for row in rows]
    engine.dispose()
    return found


def _bytes(folder: Path) -> bytes:
    """Everything that lies there: the file, its write-ahead log, its lock."""
    files = [path for path in folder.iterdir() if path.is_file()]
    assert files
    return b"".join(path.read_bytes() for path in files)
