"""Every page in a real browser: accessible, narrow, light and dark, without a complaint."""

from datetime import timedelta

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from bot.domain.delivery import State
from bot.domain.people import Member
from bot.ports.outbox import Settlement
from prompts.references import Kind
from tests import cast
from tests.adapters.stage import send
from tests.browser.conftest import Screen

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHANNEL = "/channels/oakfield-leaders"
LONG = "incomprehensibilities" * 12 + " https://example.org/" + "a" * 200
HEAVIEST = 100_000


async def furnished(screen: Screen) -> list[tuple[Member, str]]:
    """Something to see on every page; returns who looks at which."""
    stage = screen.stage
    scale = next(prompt.key for prompt in stage.bot.bank.prompts if prompt.kind is Kind.SCALE)
    hana = await stage.as_(cast.HANA)
    for key in ("vision-heard-in-the-corridor", scale):
        root = await stage.ask(key)
        sent = await send(hana, CHANNEL, f"{CHANNEL}/threads/{root}/answers", text=f"A thought. {LONG}")
        answer = sent.headers["location"].partition("#answer-")[2]
        stage.clock.advance(timedelta(days=7))
    own = f"{CHANNEL}/threads/{root}/answers/{answer}"
    stage.clock.advance(timedelta(minutes=5))
    await send(hana, f"{own}/edit", f"{own}/edit", text="Another thought. مرحبا بالعالم")
    delivery = await stage.owe(scale)
    await stage.store.outbox.claim(by="stage", now=stage.clock.now(), lease=timedelta(minutes=5), limit=9)
    uncertain = Settlement(state=State.UNCERTAIN, reason="No clear answer came back.")
    await stage.store.outbox.settle(delivery, uncertain, by="stage")
    return [
        (cast.HANA, "/demo/people"),
        (cast.HANA, "/"),
        (cast.HANA, CHANNEL),
        (cast.HANA, f"{CHANNEL}?done=kept&answer={answer}"),
        (cast.HANA, f"{CHANNEL}/threads/{root}"),
        (cast.HANA, f"{own}/edit"),
        (cast.HANA, f"{own}/withdraw"),
        (cast.HANA, f"/prompts/{scale}"),
        (cast.HANA, "/nothing-here"),
        (cast.PRIYA, "/reflections"),
        (cast.PRIYA, "/reflections?school=oakfield&words=nothing-like-it"),
        (cast.PRIYA, "/reflections?since=nonsense"),
        (cast.HANA, "/reflections/mine"),
        (cast.GORDON, "/"),
        (cast.GORDON, "/asked"),
        (cast.GORDON, "/deliveries"),
        (cast.GRACE, "/deliveries"),
    ]


UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
TOO_SMALL = """[...document.querySelectorAll('button, .button, summary, nav a, .links a, select, textarea')]
    .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 40)
    .map((each) => `too small for a thumb: ${each.textContent.trim()}`)"""


async def test_every_page_is_accessible_narrow_light_and_easy_to_press(screen: Screen) -> None:
    found: dict[str, list[str]] = {}
    views: dict[Member, Page] = {}
    for member, page in await furnished(screen):
        view = views.get(member) or await screen.look(member)
        views[member] = view
        await view.set_viewport_size({"width": 1100, "height": 800})
        await view.emulate_media(color_scheme="light")
        answer = await view.goto(screen.address + page)
        assert answer is not None
        weight = len(await answer.body())
        heavy = [f"{weight} bytes"] if weight > HEAVIEST else []
        await view.evaluate(UNFOLD)
        faults = heavy + await accessibility_faults(view) + await narrow_faults(view)
        if faults:
            found[f"{page} as {member.id}"] = faults
    assert found == {}


async def accessibility_faults(view: Page) -> list[str]:
    """What axe finds, in light and in dark, with everything unfolded that can be."""
    faults = []
    for scheme, options in (("light", {"type": "tag", "values": TAGS}), ("dark", ["color-contrast"])):
        await view.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        report = await Axe().run(view, options={"runOnly": options})
        faults += [
            f"{scheme}: {each['id']}: {each['help']} at {[node['target'] for node in each['nodes'][:3]]}"
            for each in report.response["violations"]
        ]
    return faults


async def narrow_faults(view: Page) -> list[str]:
    """What does not fit 320 pixels, or 1100 at 200 per cent, and what is hard to press on a phone."""
    faults = []
    for width in (320, 550):
        await view.set_viewport_size({"width": width, "height": 800})
        needed = await view.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            faults.append(f"needs {needed} pixels of {width}")
    await view.set_viewport_size({"width": 375, "height": 800})
    small: list[str] = await view.evaluate(TOO_SMALL)
    return faults + small
