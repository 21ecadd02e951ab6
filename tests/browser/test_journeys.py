"""One journey through a trust's set-up, by keyboard alone and again without scripts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from bot.domain.people import Member
from tests import cast
from tests.browser.conftest import Screen, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Somebody without a mouse: Tab, Enter, Space and letters."""

    view: Page

    async def press(self, name: str) -> None:
        """That link, button or fold is opened."""
        await tab_to(self.view, name)
        await self.view.keyboard.press("Enter")

    async def write(self, label: str, words: str) -> None:
        """That field holds these words only."""
        await tab_to(self.view, label)
        await self.view.keyboard.press("Control+A")
        await self.view.keyboard.type(words)

    async def choose(self, label: str, option: str) -> None:
        """That option is chosen, by its first letters."""
        await tab_to(self.view, label)
        await self.view.keyboard.type(option)

    async def tick(self, label: str) -> None:
        """That box or circle is ticked."""
        await tab_to(self.view, label)
        await self.view.keyboard.press("Space")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mouse:
    """Somebody who points and presses."""

    view: Page

    async def press(self, name: str) -> None:
        """That link, button or fold is opened."""
        able = "main a:visible, main button:not([aria-hidden]):visible, main summary:visible"
        await self.view.locator(able).filter(has_text=re.compile(rf"^\s*{name}")).first.click()

    async def write(self, label: str, words: str) -> None:
        """That field holds these words only."""
        await self.view.get_by_label(re.compile(f"^{label}")).first.fill(words)

    async def choose(self, label: str, option: str) -> None:
        """That option is chosen."""
        await self.view.get_by_label(re.compile(f"^{label}")).first.select_option(label=option)

    async def tick(self, label: str) -> None:
        """That box or circle is ticked."""
        await self.view.get_by_label(re.compile(f"^{label}")).first.check()


HANDS: Mapping[str, type[Keys] | type[Mouse]] = {"by keyboard alone": Keys, "without scripts": Mouse}


@pytest.mark.parametrize("how", HANDS)
async def test_a_programme_is_made_moved_by_a_school_and_its_busy_weeks_charted(
    screen: Screen, how: str
) -> None:
    async def hands(member: Member, page: str) -> tuple[Page, Keys | Mouse]:
        view = await screen.look(member, page, width=1280, scripts=HANDS[how] is Keys)
        return view, HANDS[how](view=view)

    view, grace = await hands(cast.GRACE, "/programmes")
    await grace.press("New programme")
    await expect(view.locator("h1")).to_have_text("New programme")
    await grace.press("Start from this: Four areas of need")
    await expect(view.get_by_label("Name", exact=True)).to_have_value("Four areas of need")
    await grace.write("Name", "Needs on Wednesdays")
    await grace.choose("Day of the week", "Wednesday")
    await grace.press("See what this does")
    await expect(view.locator("h1")).to_have_text("What this does")
    await expect(view.locator("main")).to_contain_text("Wednesdays at")
    await grace.press("Save")
    await expect(view.locator(".done")).to_contain_text("Saved")
    await expect(view.locator("h1")).to_have_text("Needs on Wednesdays")

    view, lewis = await hands(cast.LEWIS, "/schools/oakfield")
    await lewis.press("Needs on Wednesdays")
    await expect(view.locator("h1")).to_have_text("Needs on Wednesdays")
    await lewis.press("Change it here")
    await lewis.choose("Day of the week", "Thursday")
    await lewis.press("See what this does")
    await expect(view.locator("main")).to_contain_text("1 school moves from Wednesday to Thursday")
    await lewis.press("Save")
    await expect(view.locator(".done")).to_contain_text("Saved: Day.")
    await expect(view.locator("main")).to_contain_text("Changed here")

    view, priya = await hands(cast.PRIYA, "/schools/oakfield")
    await priya.press("Pressure points")
    await expect(view.locator("h1")).to_have_text("Pressure points")
    await priya.choose("What it is", "Annual reviews")
    await priya.tick(r"Busy \(1\)")
    await priya.press("Add it")
    await expect(view.locator(".done")).to_contain_text("It is on the heat map")
