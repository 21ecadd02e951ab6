"""Every page and state in a real browser: for eyes, hands and slow lines; light and dark; wide, narrow and enlarged."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pytest
from playwright.async_api import Browser, expect
from starlette.routing import Mount, Route

from adapters.local.live import Live
from bot.usecases.people.inviting import invite_link
from bot.usecases.people.signing_in import offer_link, use_link
from tests import cast
from tests.adapters.server import served
from tests.adapters.stage import MONDAY
from tests.adapters.web.entrance import entrance, provider
from tests.adapters.web.provider import OpenId, provided
from tests.browser.conftest import Screen
from tests.browser.furnishing import furnished
from tests.browser.looking import CLOSELY, WIDE, Visit, with_axe
from tests.browser.looks import NO_PAGES, ONES_OWN, OUTSIDE, ROOMS, Look
from tests.permissions.table import LINES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


class Found(dict[str, list[str]]):
    """What is wrong with each state."""


async def test_every_address_of_the_program_is_looked_at_or_draws_no_page() -> None:
    looks = (*OUTSIDE, *ONES_OWN, *(each for room in ROOMS.values() for each in room))
    looked_at = {look.draws for look in looks}
    assert looked_at & NO_PAGES.keys() == set()
    assert looked_at | NO_PAGES.keys() == {f"{line.method} {line.path}" for line in LINES}


@pytest.mark.parametrize("room", ROOMS)
async def test_every_page_and_state_is_for_everybody(screen: Screen, room: str) -> None:
    ids = await furnished(screen.stage)
    routes = list(routes_of(screen.stage.app.routes))
    found = Found()
    left = deque((who, list(looks)) for who, looks in groupby(sorted(chosen(room), key=whose), key=whose))

    async def look_around() -> None:
        while left:
            _, looks = left.popleft()
            assert looks[0].who
            page = await with_axe(await screen.look(looks[0].who, "/demo/people", width=WIDE))
            visit = Visit(page=page, address=screen.address, ids=ids, routes=routes)
            for look in looks:
                await see(visit, look, found)

    await asyncio.gather(look_around(), look_around())
    assert not found, told(found)


def chosen(room: str) -> Sequence[Look]:
    """Each of its pages in its first state; in every state if one is to look CLOSELY."""
    first = {look.draws: look for look in reversed(ROOMS[room])}
    return [look for look in ROOMS[room] if CLOSELY or first[look.draws] is look]


def whose(look: Look) -> str:
    """Through whose window it is looked at."""
    assert look.who
    return look.who.id


@pytest.fixture
def openid() -> Iterator[OpenId]:
    """A provider of identities that signs in whoever comes."""
    with provided(MONDAY) as running:
        yield running


async def test_the_ways_in_and_out_are_for_everybody(chromium: Browser, openid: OpenId) -> None:
    there, found = await entrance(openid, [provider(openid)]), Found()
    alone = await entrance(openid, [])
    ids = {
        "link": await offer_link(there.bot, cast.GRACE.id),
        "invitation": await invite_link(there.bot, cast.PRIYA.id, by=None),
    }
    live = Live(there.bot.store.board)
    async with served(there.app, live=live) as address, served(alone.app, live=live) as other:
        page = await with_axe(await chromium.new_page(viewport={"width": WIDE, "height": 900}))
        home = address.replace("127.0.0.1", "localhost")
        visit = Visit(page=page, address=home, ids=ids, routes=list(routes_of(there.app.routes)))
        for look in OUTSIDE:
            await see(visit, look, found)
        left = await page.context.request.get(f"{home}/sign-in/other", max_redirects=0)
        await page.goto(home + openid.signed_in(left.headers["location"]))
        await expect(page.locator("h1")).to_have_text("We do not know you yet")
        found["not known"] = await visit.faults()
        await page.goto(f"{home}/sign-in/link/{ids['link']}")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        found["signed in"] = await visit.faults()
        tops = await page.locator("nav li").evaluate_all("(all) => all.map((each) => each.offsetTop)")
        assert len(set(tops)) == 1, "the entries of the navigation stand on one line"
        await use_link(there.bot, await offer_link(there.bot, cast.GRACE.id))
        for look in ONES_OWN:
            await see(visit, look, found)
        await page.goto(f"{other.replace('127.0.0.1', 'localhost')}/sign-in")
        found["without providers"] = await visit.faults()
        await page.context.close()
    assert not any(found.values()), told(found)


async def see(visit: Visit, look: Look, found: Found) -> None:
    """What is wrong with that state is added to what was found."""
    faults = await visit.come_to(look) + await visit.faults()
    if faults:
        what = " then ".join((look.address, *(each.button for each in look.presses)))
        found[f"{what} as {look.who.id if look.who else 'nobody'}"] = faults


def told(found: Found) -> str:
    """The faults, each on a line of its own."""
    return "\n".join(f"{where}\n    {fault}" for where, faults in found.items() for fault in faults)


def routes_of(routes: Iterable[object]) -> Iterator[Route]:
    """Every route, also of what is mounted."""
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(route.routes)
        elif isinstance(route, Route):
            yield route
