"""A real Chromium for the pages of stand-ins."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import ARGUMENTS, NAMES

PATIENCE = 30_000
"""Milliseconds: long enough for a machine that does three such things at once."""
expect.set_options(timeout=PATIENCE)


@asynccontextmanager
async def empty_page(*, width: int = 1200, height: int = 900) -> AsyncIterator[Page]:
    """A page that shows nothing yet; the test is left out, loudly, without a Chromium."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(
            "no Chromium on this machine: install it (apt-get install chromium) to see the stand-in's page"
        )
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        context = await chromium.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=1, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield await context.new_page()
        finally:
            await context.close()
            await chromium.close()
