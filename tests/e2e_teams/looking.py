"""The stand-in's own page in a real Chromium, and the pictures that are taken there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page

from tests.end_to_end.page import empty_page

PICTURES = Path(__file__).parents[2] / ".cache" / "e2e-teams"


@asynccontextmanager
async def page_of(address: str, *, width: int = 1300, height: int = 1000) -> AsyncIterator[Page]:
    """The stand-in's page, as Amina sees it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with empty_page(width=width, height=height) as page:
        await page.goto(address)
        yield page


async def picture(page: Page, name: str, *, of: Locator | None = None) -> None:
    """What can be seen, or only that part of it, is in a file of that name."""
    path = PICTURES / f"{name}.png"
    await (of.screenshot(path=path) if of else page.screenshot(path=path))
