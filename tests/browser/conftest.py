"""A real Chromium, or a loud word that there is none."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.domain.people import Member
from tests.adapters.server import served
from tests.adapters.stage import Stage, opened

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(kw_only=True)
class Screen:
    """The pages on a real server, and as many people looking at them as a test needs."""

    stage: Stage
    address: str
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def look(
        self, member: Member, page: str = "/", *, width: int = 1100, dark: bool = False, scripts: bool = True
    ) -> Page:
        """That page as the person sees it, in a browser of their own."""
        context = await self.chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        view = await context.new_page()
        view.on("console", lambda message: self._note(message.type, message.text))
        view.on("pageerror", lambda error: self.complaints.append(str(error)))
        await view.goto(f"{self.address}/demo/people")
        await view.click(f'button[value="{member.id}"]')
        await view.goto(self.address + page)
        return view

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            self.complaints.append(text)


async def tab_to(view: Page, name: str) -> None:
    """Press Tab until what has that name is in focus, as somebody without a mouse does."""
    for _ in range(120):
        await view.keyboard.press("Tab")
        focused = await view.evaluate(
            """(() => { const on = document.activeElement;
            return (on.labels && on.labels[0] ? on.labels[0].textContent : on.textContent).trim(); })()"""
        )
        if re.match(name, focused):
            return
    pytest.fail(f"Tab never reached {name!r}")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium for all tests; each looks at it through windows of its own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(
            "no Chromium on this machine: install it (apt-get install chromium) to test the pages in it"
        )
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(sqlite_url: str, chromium: Browser) -> AsyncIterator[Screen]:
    """A server and windows in Chromium; at the end no page may have complained of anything."""
    async with opened(sqlite_url) as stage, served(stage.app, live=stage.live) as address:
        screen = Screen(stage=stage, address=address, chromium=chromium)
        yield screen
        for context in screen.contexts:
            await context.close()
    assert screen.complaints == []
