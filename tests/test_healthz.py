"""`/healthz` and the shut door: what anyone may ask, and what nobody is shown until sign-in is set up."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from adapters.local.live import Live
from adapters.local.platform import LocalPlatform
from adapters.store.sql_store import SqlStore
from bot.app import House, web
from bot.settings import Settings
from bot.usecases.bot import Bot
from bot.usecases.sending.plan_deliveries import plan_deliveries
from prompts.library import load_bank
from scheduler.clock import ManualClock
from tests import cast

SATURDAY = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SECRETS = ("Hana", "Oakfield", "Ashgrove", "weekly", "sqlite", "/")


@dataclass(kw_only=True)
class Place:
    """A house with a clock that stands, and its settings."""

    house: House
    clock: ManualClock
    settings: Settings

    async def get(self, page: str, *, host: str = "localhost", method: str = "GET") -> httpx.Response:
        door = httpx.ASGITransport(app=web(self.house, self.settings))
        async with httpx.AsyncClient(transport=door, base_url=f"http://{host}") as anyone:
            return await anyone.request(method, page)


@pytest.fixture
async def place(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    store = await SqlStore.open(sqlite_url)
    await store.directory.establish(cast.ashgrove())
    clock, live = ManualClock(SATURDAY), Live(store.board)
    here = LocalPlatform(store.board, clock=clock, live=live)
    bot = Bot(name="first", store=store, bank=load_bank(), platforms={here.name: here}, clock=clock)
    settings = Settings(data=tmp_path, demonstration=False, _env_file=None)  # type: ignore[call-arg]
    yield Place(house=House(bot=bot, live=live), clock=clock, settings=settings)
    await store.close()


async def test_not_ready_before_the_first_tick_and_says_why(place: Place) -> None:
    answer = await place.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    (reason,) = answer.json()["reasons"]
    assert "No tick has ended yet" in reason


async def test_ready_after_a_tick(place: Place) -> None:
    await place.house.beat()
    answer = await place.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reasons": []})


async def test_ready_until_the_last_tick_is_more_than_two_minutes_ago(place: Place) -> None:
    await place.house.beat()
    place.clock.advance(120 * SECOND)
    assert (await place.get("/healthz")).status_code == 200
    place.clock.advance(SECOND)
    answer = await place.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["reasons"][0].startswith("The last tick ended 2 minutes ago")
    await place.house.beat()
    assert (await place.get("/healthz")).status_code == 200


async def test_not_ready_once_the_database_is_closed(place: Place) -> None:
    await place.house.beat()
    await place.house.bot.store.close()
    answer = await place.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False


async def test_nobody_keeps_the_answer_and_nobody_is_known_by_it(place: Place) -> None:
    for _ in range(2):
        answer = await place.get("/healthz")
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers
        await place.house.beat()


async def test_there_is_nothing_private_in_it_even_when_a_prompt_is_overdue(place: Place) -> None:
    await place.house.beat()
    place.clock.set(datetime(2026, 11, 17, 8, 15, tzinfo=UTC))
    await plan_deliveries(place.house.bot)
    place.clock.advance(timedelta(minutes=3))
    await place.house.bot.store.beat(at=place.clock.now(), by="first")
    for answer in (await place.get("/healthz"), await place.get("/healthz?who=hana")):
        assert set(answer.json()) == {"ready", "reasons"}
        assert answer.json()["reasons"][0].startswith(
            "A question that fell due 3 minutes ago has not been sent"
        )
        assert [secret for secret in SECRETS if secret in answer.text] == []


async def test_whoever_looks_after_the_machine_may_ask_by_any_name(place: Place) -> None:
    await place.house.beat()
    assert (await place.get("/healthz", host="10.0.0.7")).status_code == 200


async def test_it_is_only_for_asking(place: Place) -> None:
    assert (await place.get("/healthz", method="HEAD")).status_code == 503
    assert (await place.get("/healthz", method="POST")).status_code == 415


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/reflections",
        "/reflections?words=lunch",
        "/reflections/mine",
        "/reflections/threads/1",
        "/asked",
        "/deliveries",
        "/prompts/thread-first-tour",
        "/channels/oakfield-leaders",
        "/channels/oakfield-leaders/events",
        "/demo/people",
        "/healthz/",
        "/no-such-page",
    ],
)
async def test_outside_the_demonstration_every_page_is_shut(place: Place, page: str) -> None:
    await place.house.beat()
    answer = await place.get(page)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
    assert "words" not in answer.headers["location"]
    assert [secret for secret in ("Hana", "Oakfield", "Ashgrove") if secret in answer.text] == []


async def test_outside_the_demonstration_nothing_can_be_sent_either(place: Place) -> None:
    assert (await place.get("/demo/people", method="POST")).status_code == 415
    assert not (place.settings.data / "secret").exists()
