"""The pages as they are served, over a SQLite store of their own, with the cast's set-up and a clock that stands."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
from starlette.applications import Starlette

import adapters.local.http as channel_pages
import adapters.web.http as web_pages
from adapters.local.live import Live
from adapters.local.platform import LocalPlatform
from adapters.store.sql_store import SqlStore
from adapters.web.assets import Assets
from adapters.web.session import DemonstrationSessions
from adapters.web.sign_in import http as sign_in_pages
from adapters.web.sign_in.kept import COOKIE, KeptSessions
from adapters.web.sign_in.provider import Provider
from adapters.web.site import site
from adapters.web.templating import make_templates
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.domain.delivery import Delivery, DeliveryId, State
from bot.domain.people import Member, School
from bot.ports.outbox import Settlement
from bot.usecases.bot import Bot
from bot.usecases.composing import compose
from bot.usecases.people.signing_in import offer_link, use_link
from prompts.library import load_bank
from prompts.model import PromptBank
from scheduler.clock import ManualClock
from tests import cast

HOST = "localhost"
MONDAY = datetime(2026, 11, 16, 8, 15, tzinfo=UTC)
BANK = load_bank()
ASSETS = Assets([channel_pages.FOLDER])
TEMPLATES = make_templates([channel_pages.FOLDER], assets=ASSETS)


@dataclass(kw_only=True)
class Stage:
    """Everything a test may want to look at or move."""

    bot: Bot
    store: SqlStore
    clock: ManualClock
    live: Live
    app: Starlette

    def browser(self) -> httpx.AsyncClient:
        """A browser that has not chosen anybody yet."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url=f"http://{HOST}",
            headers={"Origin": f"http://{HOST}"},
        )

    def secure_browser(self) -> httpx.AsyncClient:
        """A browser that came over https, in which nobody is signed in yet."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url=f"https://{HOST}",
            headers={"Origin": f"https://{HOST}"},
        )

    async def signed_in(self, member: Member) -> httpx.AsyncClient:
        """A browser in which that person is signed in, outside the demonstration."""
        browser = self.secure_browser()
        browser.cookies.set(COOKIE, await use_link(self.bot, await offer_link(self.bot, member.id)))
        return browser

    async def as_(self, member: Member) -> httpx.AsyncClient:
        """A browser in which that person is chosen."""
        browser = self.browser()
        answer = await send(browser, "/demo/people", "/demo/people", member=member.id)
        assert answer.status_code == 303, answer.text
        return browser

    async def ask(
        self, key: str, *, channel: Channel = cast.OAKFIELD_LEADERS, school: School = cast.OAKFIELD
    ) -> int:
        """That prompt was posted in the channel now; returns the id of its thread."""
        delivery = await self.owe(key, channel=channel, school=school)
        outbox, now = self.bot.store.outbox, self.clock.now()
        await outbox.claim(by="stage", now=now, lease=timedelta(minutes=5), limit=100)
        prompt = self.bot.bank.get(key)
        message = compose(
            self.bot.bank, prompt, programme=cast.WEEKLY, school=school, trust=cast.ASHGROVE, late=False
        )
        posted = await self.bot.platforms["local"].post(message, to=channel, delivery=delivery)
        settled = Settlement(state=State.POSTED, root=posted.id, posted_at=now)
        assert await outbox.settle(delivery, settled, by="stage")
        return int(posted.id)

    async def owe(
        self, key: str, *, channel: Channel = cast.OAKFIELD_LEADERS, school: School = cast.OAKFIELD
    ) -> DeliveryId:
        """That prompt is due in the channel now."""
        now = self.clock.now()
        delivery = Delivery(
            id=DeliveryId(f"{channel.id}-{now:%Y%m%d%H%M%S}"),
            trust=school.trust,
            school=school.id,
            channel=channel.id,
            programme=cast.WEEKLY.id,
            occurrence=now.date(),
            due_at=now,
            prompt=key,
        )
        planned = await self.bot.store.outbox.plan(
            [delivery], programme=cast.WEEKLY.id, edition=1, planned_until=now
        )
        return planned[0]


@asynccontextmanager
async def opened(  # noqa: PLR0913 - each has a default that nearly every test keeps
    address: str,
    *,
    bank: PromptBank = BANK,
    demonstration: bool = True,
    providers: Sequence[Provider] = (),
    public_url: str | None = None,
    charters: Sequence[Charter] = (),
) -> AsyncIterator[Stage]:
    """The stage over the store at that address, until the block ends; nobody is made up outside the demonstration."""
    store = await SqlStore.open(address)
    try:
        for charter in charters or (cast.ashgrove(), cast.beechwood()):
            made_up = replace(charter.trust, demonstration=demonstration)
            await store.directory.establish(replace(charter, trust=made_up))
        clock = ManualClock(MONDAY)
        live = Live(store.board, every=0.05)
        platform = LocalPlatform(store.board, clock=clock, live=live)
        bot = Bot(name="stage", store=store, bank=bank, platforms={"local": platform}, clock=clock)
        app = _site(bot, live, demonstration=demonstration, providers=providers, public_url=public_url)
        yield Stage(bot=bot, store=store, clock=clock, live=live, app=app)
    finally:
        await store.close()


def _site(
    bot: Bot, live: Live, *, demonstration: bool, providers: Sequence[Provider], public_url: str | None
) -> Starlette:
    made_up = DemonstrationSessions("a secret for tests") if demonstration else None
    kept = KeptSessions(bot)
    ways_in = sign_in_pages.routes(
        bot, templates=TEMPLATES, sessions=kept, providers=providers, public_url=public_url
    )
    routes = [
        *channel_pages.routes(bot, live=live, templates=TEMPLATES),
        *web_pages.routes(bot, templates=TEMPLATES, sessions=made_up, links={"local": channel_pages.link}),
        *([] if made_up else ways_in),
    ]
    return site(
        routes,
        bot=bot,
        templates=TEMPLATES,
        assets=ASSETS,
        sessions=made_up or kept,
        hosts=[HOST, "127.0.0.1"],
    )


async def token(browser: httpx.AsyncClient, page: str) -> str:
    """What a form on that page carries to show that it is ours."""
    shown = await browser.get(page)
    found = re.search(r'name="csrf" value="([^"]+)"', shown.text)
    assert found, f"{page} has no form ({shown.status_code})"
    return found[1]


async def send(browser: httpx.AsyncClient, page: str, action: str, **fields: str) -> httpx.Response:
    """The answer to a form of that page, sent to that address."""
    return await browser.post(action, data={"csrf": await token(browser, page), **fields})
