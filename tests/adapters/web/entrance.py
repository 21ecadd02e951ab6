"""The pages outside the demonstration, over a store in memory, with a local OpenID provider at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette

import adapters.local.http as channel_pages
import adapters.web.http as web_pages
from adapters.web.sign_in import http as sign_in_pages
from adapters.web.sign_in.kept import COOKIE, KeptSessions
from adapters.web.sign_in.provider import Claims, Provider
from adapters.web.site import site
from bot.domain.people import Member, PersonRef
from bot.domain.sign_in import Account
from bot.domain.trail import Did
from bot.usecases.bot import Bot
from bot.usecases.people.signing_in import offer_link, use_link
from scheduler.clock import ManualClock
from tests.adapters.stage import ASSETS, HOST, TEMPLATES
from tests.adapters.web.provider import CLIENT, SECRET, OpenId
from tests.fakes.memory import Memory
from tests.fakes.world import world

ADDRESS = f"https://{HOST}"


@dataclass(kw_only=True)
class Entrance:
    bot: Bot
    clock: ManualClock
    memory: Memory
    app: Starlette
    openid: OpenId

    def browser(self) -> httpx.AsyncClient:
        """One in which nobody is signed in."""
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"Origin": ADDRESS})

    async def signed_in(self, member: Member) -> httpx.AsyncClient:
        """One in which that person is."""
        browser = self.browser()
        hold(browser, COOKIE, await use_link(self.bot, await offer_link(self.bot, member.id)))
        return browser

    async def through(
        self, browser: httpx.AsyncClient, *, key: str = "other", way: str = "", **back: str
    ) -> httpx.Response:
        """The browser goes to the provider, somebody signs in there, and it comes back; `back` as it comes back."""
        left = await browser.get(f"/sign-in/{key}{way}")
        assert left.status_code == 303, left.text
        return await browser.get(self.openid.signed_in(left.headers["location"], **back))

    def did(self, member: Member) -> list[Did]:
        """What that person's trust has in its trail."""
        return [act.did for act in self.memory.trail.get(member.trust, [])]


def hold(browser: httpx.AsyncClient, name: str, value: str) -> None:
    """The browser holds that cookie, in place of the one it had of that name."""
    browser.cookies.set(
        name, value, domain=f"{HOST}.local"
    )  # as the standard library calls a host without a dot


def provider(openid: OpenId, person: PersonRef | None = None) -> Provider:
    """That provider, as somebody has set it up; `person` is who it says that everyone is in chat."""

    def whose(claims: Claims) -> Account:
        return Account(issuer=openid.issuer, subject=claims["sub"], name="Somebody", person=person)

    return Provider(
        key="other",
        name="Ashgrove ID",
        issuer=openid.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        whose=whose,
    )


async def entrance(openid: OpenId, providers: Sequence[Provider]) -> Entrance:
    there = await world()
    openid.now = there.clock.now()
    sessions = KeptSessions(there.bot)
    ways_in = sign_in_pages.routes(
        there.bot, templates=TEMPLATES, sessions=sessions, providers=providers, public_url=ADDRESS
    )
    pages = web_pages.routes(
        there.bot, templates=TEMPLATES, sessions=None, links={"local": channel_pages.link}
    )
    app = site(
        [*pages, *ways_in],
        bot=there.bot,
        templates=TEMPLATES,
        assets=ASSETS,
        sessions=sessions,
        hosts=[HOST],
    )
    return Entrance(bot=there.bot, clock=there.clock, memory=there.memory, app=app, openid=openid)
