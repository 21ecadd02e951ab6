"""What every store promises about being well."""

from datetime import UTC, datetime, timedelta

from bot.ports.store import Store

NOW = datetime(2026, 9, 8, 7, 15, 0, 123456, tzinfo=UTC)


async def test_a_store_answers(store: Store) -> None:
    await store.ping()


async def test_no_tick_has_ended_in_an_empty_store(empty_store: Store) -> None:
    assert await empty_store.last_beat() is None


async def test_the_last_beat_is_the_latest_of_any_process(store: Store, other_store: Store) -> None:
    await store.beat(at=NOW, by="me")
    await other_store.beat(at=NOW - timedelta(seconds=5), by="you")
    assert await store.last_beat() == NOW
    await other_store.beat(at=NOW + timedelta(seconds=5), by="you")
    assert await store.last_beat() == NOW + timedelta(seconds=5)
