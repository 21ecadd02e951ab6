"""No page is heavy: not in the demonstration with its year, and not in a trust of sixty schools."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from adapters.local import http as channel_pages
from adapters.local.live import Live
from adapters.local.owed import redeliver
from adapters.local.platform import LocalPlatform
from bot.app import House, web
from bot.demo.year import live_through
from bot.domain.channel import ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Grant, Member, MemberId, Role, SchoolId
from bot.settings import read_settings
from bot.usecases.bot import Bot
from prompts.library import load_bank
from scheduler.clock import ManualClock
from scheduler.model import OwnCalendar
from tests import cast
from tests.adapters.stage import token
from tests.adapters.web.test_programme_pages import press
from tests.fakes.memory import Memory
from tests.fakes.store import FakeStore

HEAVIEST = 100_000
NOW = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
SCHOOLS, CHANNELS_EACH = 60, 5
EVERYWHERE = (
    "/",
    "/demo/people",
    "/programmes",
    "/programmes/new",
    "/programmes/new?from=empty",
    "/prompts/own",
    "/schools",
    "/calendar",
    "/calendar/locks",
    "/deliveries",
    "/people",
    "/people/invite",
    "/changes",
)


@asynccontextmanager
async def program(folder: Path) -> AsyncIterator[tuple[Bot, ManualClock, httpx.AsyncClient]]:
    """The whole program over a store in memory, and a browser."""
    clock, store = ManualClock(NOW), FakeStore(Memory())
    live = Live(store.board)
    platform = LocalPlatform(store.board, clock=clock, live=live)
    bot = Bot(name="weights", store=store, bank=load_bank(), platforms={"local": platform}, clock=clock)
    app = web(House(bot=bot, live=live), read_settings(data=folder, demonstration=True))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://localhost",
        headers={"Origin": "http://localhost"},
    ) as browser:
        yield bot, clock, browser


async def heavy(browser: httpx.AsyncClient, member: str, pages: Iterable[str]) -> list[str]:
    """Those of the pages that weigh too much for a slow line, as that person gets them."""
    form = {"csrf": await token(browser, "/demo/people"), "member": member}
    assert (await browser.post("/demo/people", data=form)).status_code == 303
    answers = [await browser.get(page) for page in pages]
    assert [str(each.url) for each in answers if each.status_code != 200] == []
    return [f"{len(each.content)} {each.url}" for each in answers if len(each.content) > HEAVIEST]


async def test_no_page_of_the_demonstration_is_heavy(tmp_path: Path) -> None:
    async with program(tmp_path) as (bot, clock, browser):
        await live_through(
            bot, clock=clock, now=NOW, deliver=lambda: redeliver(bot), progress=lambda done, total: None
        )
        mine = "/programmes/ashgrove-year"
        assert not await heavy(
            browser, "helen-marsh", (*EVERYWHERE, "/asked", mine, f"{mine}/edit", f"{mine}/copy")
        )
        school = "/schools/millbrook-primary"
        its = (
            school,
            f"{school}/calendar",
            f"{school}/pressure",
            f"{school}{mine}",
            "/reflections",
            "/channels/millbrook-slt",
        )
        assert not await heavy(browser, "ruth-adeyemi", its)


async def test_no_page_of_a_trust_of_sixty_schools_is_heavy(tmp_path: Path) -> None:
    async with program(tmp_path) as (bot, _, browser):
        await bot.store.directory.establish(sixty_schools())
        mine = "/programmes/weekly"
        pages = (*EVERYWHERE, mine, f"{mine}/edit", f"{mine}/end", "/people/leader-7", "/people/every")
        assert not await heavy(browser, cast.GRACE.id, pages)
        assert not await heavy(browser, "every", ("/", "/schools", "/deliveries", "/programmes", mine))
        assert not await heavy(browser, cast.GRACE.id, ())
        seen = await press(browser, await browser.get(f"{mine}/edit"), "see", weekday="thursday")
        assert seen.status_code == 200
        assert len(seen.content) < HEAVIEST


async def test_nothing_that_a_page_brings_is_heavy() -> None:
    folders = [Path("adapters/web/static"), channel_pages.FOLDER / "static"]
    brought = [file for folder in folders for file in folder.iterdir()]
    assert brought
    assert [file.name for file in brought if file.stat().st_size > HEAVIEST] == []


def sixty_schools() -> Charter:
    """A trust with three hundred channels, a leader and a school lead in each school, and somebody who leads them all."""
    charter = cast.ashgrove()
    numbers = range(SCHOOLS)
    schools = tuple(
        replace(
            cast.OAKFIELD,
            id=SchoolId(f"school-{n}"),
            name=f"Saint Somebody's Primary Academy {n}",
            own=OwnCalendar(),
        )
        for n in numbers
    )
    channels = tuple(
        replace(
            cast.OAKFIELD_LEADERS,
            id=ChannelId(f"{school.id}-{n}"),
            address=f"{school.id}-{n}",
            school=school.id,
            name=f"{school.name} leadership team {n}",
        )
        for school in schools
        for n in range(CHANNELS_EACH)
    )
    leaders = tuple(
        Member(
            id=MemberId(f"leader-{n}"),
            trust=cast.ASHGROVE.id,
            name=f"Leader Number {n}",
            grants=frozenset(Grant(role=role, school=school.id) for role in (Role.LEADER, Role.SCHOOL_LEAD)),
        )
        for n, school in enumerate(schools)
    )
    every = Member(
        id=MemberId("every"),
        trust=cast.ASHGROVE.id,
        name="Everywhere",
        grants=frozenset(Grant(role=Role.SCHOOL_LEAD, school=school.id) for school in schools),
    )
    return replace(
        charter,
        trust=replace(charter.trust, demonstration=True, calendar=cast.CALENDAR),
        schools=schools,
        channels=channels,
        members=(cast.GRACE, cast.DORA, every, *leaders),
        identities=(),
        programmes=(replace(cast.WEEKLY, channels=tuple(each.id for each in channels)),),
    )
