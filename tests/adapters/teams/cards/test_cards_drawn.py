"""Our cards under Microsoft's own renderer: whole, readable by all, and their buttons send what they should."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.adapters.teams.cards.looking import PHONE, Missing, draw, table
from tests.adapters.teams.shown import DELIVERY, EVERY, OWN, WORDS

pytestmark = [pytest.mark.e2e_teams, pytest.mark.asyncio(loop_scope="module")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CUT_OFF = """Array.from(document.querySelectorAll('button, main *'))
    .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && each.tagName !== 'TEXTAREA')
    .map(each => each.innerText)"""
"""The words of whatever is wider than the place it has."""
MINE = {"delivery": DELIVERY, "reflection": str(OWN.reflection)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Page]:
    """A phone's width of page, for all of them: a browser takes longer to start than a card to draw."""
    try:
        async with table(width=PHONE) as page:
            yield page
    except Missing as missing:
        pytest.skip(str(missing))


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Page) -> Page:
    """The same, with nothing on it and nothing pressed."""
    await browser.reload()
    return browser


async def press(page: Page, name: str) -> list[dict[str, Any]]:
    """That button is pressed; returns all that the card has sent so far."""
    await page.get_by_role("button", name=name, exact=True).click()
    sent: list[dict[str, Any]] = await page.evaluate("window.pressed")
    return sent


async def test_every_card_is_drawn_without_a_complaint_and_everybody_can_read_it(page: Page) -> None:
    for name, shown in EVERY.items():
        assert await draw(page, shown.card) == [], name
        await page.evaluate(
            "document.querySelectorAll('[style*=\"display: none\"]').forEach(e => e.style.display = '')"
        )
        assert await page.evaluate(CUT_OFF) == [], f"{name}: cut off on a phone"
        results = await Axe().run(page, options=RULES)
        assert results.violations_count == 0, f"{name}: {results.generate_report()}"


async def test_an_answer_is_sent_with_its_delivery_and_nothing_is_sent_without_one(page: Page) -> None:
    await draw(page, EVERY["prompt_with_everything"].card)
    assert await press(page, "Share my reflection") == []
    await expect(page.get_by_text("Please write something first.")).to_be_visible()
    await page.get_by_label("Your reflection").fill(WORDS)
    assert await press(page, "Share my reflection") == [
        {
            "type": "Action.Execute",
            "verb": "reflect",
            "data": {"delivery": DELIVERY, "private": False, "answer": WORDS},
        }
    ]
    (_, private) = await press(page, "Keep it private to me and the SENCo")
    assert private["data"] == {"delivery": DELIVERY, "private": True, "answer": WORDS}


async def test_on_a_scale_a_sentence_alone_is_an_answer(page: Page) -> None:
    await draw(page, EVERY["prompt_on_a_scale"].card)
    await page.get_by_role("radio").nth(1).check()
    (sent,) = await press(page, "Share my reflection")
    assert sent["data"]["position"] == "1"


async def test_why_is_unfolded_without_asking_anybody(page: Page) -> None:
    await draw(page, EVERY["prompt"].card)
    await expect(page.get_by_text("What to look for")).to_be_hidden()
    assert await press(page, "Why this question?") == []
    await expect(page.get_by_text("What to look for")).to_be_visible()


async def test_an_answer_is_saved_and_withdrawn_though_the_box_is_empty(page: Page) -> None:
    await draw(page, EVERY["prompt_answered"].card)
    assert await page.get_by_label("Your reflection").input_value() == WORDS
    (saved,) = await press(page, "Save")
    assert (saved["verb"], saved["data"]) == ("save", {**MINE, "answer": WORDS})
    await page.get_by_label("Your reflection").fill("")
    assert await press(page, "Save") == [saved]
    await press(page, "Withdraw…")
    (_, withdrawn) = await press(page, "Withdraw for good")
    assert (withdrawn["verb"], withdrawn["data"]) == ("withdraw", MINE)


async def test_a_pause_carries_its_day_and_a_skip_does_not(page: Page) -> None:
    await draw(page, EVERY["chat_dates"].card)
    await page.get_by_label("Pause until").fill("2026-12-10")
    (skipped,) = await press(page, "Skip 24 November")
    assert skipped["data"] == {
        "word": "skip",
        "programme": "weekly",
        "school": "oakfield",
        "on": "2026-11-24",
    }
    (_, paused) = await press(page, "Pause")
    assert paused["data"] == {
        "word": "pause",
        "programme": "weekly",
        "school": "oakfield",
        "until": "2026-12-10",
    }


async def test_an_old_teams_sends_the_same_by_its_older_button(page: Page) -> None:
    await page.evaluate("AdaptiveCards.GlobalRegistry.actions.unregister('Action.Execute')")
    await draw(page, EVERY["prompt"].card)
    await page.get_by_label("Your reflection").fill("We asked.")
    (sent,) = await press(page, "Share my reflection")
    assert sent["type"] == "Action.Submit"
    assert sent["data"] == {"verb": "reflect", "delivery": DELIVERY, "private": False, "answer": "We asked."}
