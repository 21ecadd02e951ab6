"""A page in a real Chromium on which Microsoft's renderer draws our cards."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from adapters.teams.pieces import Element
from tests.browser.conftest import ARGUMENTS, NAMES

HERE = Path(__file__).parent
HOME = Path(__file__).parents[4] / ".cache" / "teams-cards"
PICTURES = HOME / "pictures"
DESKTOP, PHONE = 600, 320


class Missing(Exception):  # noqa: N818 - it says what is so
    """There is no Chromium here, or nothing to draw cards with; the message says what to do."""


@asynccontextmanager
async def table(*, width: int) -> AsyncIterator[Page]:
    """The page; raises Missing."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise Missing("no Chromium on this machine: install it (apt-get install chromium) to see the cards")
    bringing = subprocess.run([HERE / "bring"], capture_output=True, text=True, check=False)  # noqa: ASYNC221 - our own script, before anything else runs
    if bringing.returncode:
        raise Missing(bringing.stdout.strip())
    PICTURES.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "page.html", HOME / "page.html")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        try:
            context = await chromium.new_context(
                viewport={"width": width, "height": 400}, device_scale_factor=1.5, locale="en-GB"
            )
            context.set_default_timeout(10_000)
            page = await context.new_page()
            await page.goto((HOME / "page.html").as_uri())
            yield page
        finally:
            await chromium.close()


async def draw(page: Page, card: Element, *, dark: bool = False) -> list[str]:
    """The page shows that card and nothing else; returns what the renderer has against it."""
    complaints = await page.evaluate(
        "([card, theme]) => window.draw(card, { theme })", [card, "dark" if dark else "light"]
    )
    # It takes every other "en" for wrong: its pattern of languages remembers where it stopped.
    return [each for each in map(str, complaints) if "lang" not in each]


async def picture(page: Page, name: str) -> Path:
    """What is shown is in a file of that name."""
    path = PICTURES / f"{name}.png"
    await page.locator("main").screenshot(path=path)
    return path


def or_skip(missing: Missing) -> None:
    """The test is left out, loudly."""
    pytest.skip(str(missing))
