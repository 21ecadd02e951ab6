"""Answering in a real browser: by keyboard alone, without scripts, and while somebody else answers too."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests import cast
from tests.adapters.stage import send
from tests.browser.conftest import Screen, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHANNEL = "/channels/oakfield-leaders"
KEY = "vision-heard-in-the-corridor"


async def test_answering_editing_and_withdrawing_by_keyboard_alone(screen: Screen) -> None:
    await screen.stage.ask(KEY)
    view = await screen.look(cast.HANA, CHANNEL)
    await tab_to(view, "Your answer")
    await view.keyboard.type("From the keyboard.")
    await tab_to(view, "Answer$")
    await view.keyboard.press("Enter")
    await expect(view.locator(".said")).to_have_text("From the keyboard.")
    await expect(view.locator(".done")).to_contain_text("is kept")
    await tab_to(view, "Edit")
    await view.keyboard.press("Enter")
    await expect(view.locator("textarea")).to_be_focused()
    await view.keyboard.press("Control+End")
    await view.keyboard.type(" Changed.")
    await tab_to(view, "Save")
    await view.keyboard.press("Enter")
    await expect(view.locator(".said")).to_have_text("From the keyboard. Changed.")
    await tab_to(view, "Withdraw")
    await view.keyboard.press("Enter")
    await expect(view.locator("h1")).to_have_text("Withdraw your answer?")
    await tab_to(view, "Withdraw it")
    await view.keyboard.press("Enter")
    await expect(view.locator(".said")).to_have_count(0)
    await expect(view.locator(".thread")).to_contain_text("You withdrew this answer")


async def test_the_first_tab_skips_to_the_page(screen: Screen) -> None:
    view = await screen.look(cast.HANA)
    await view.keyboard.press("Tab")
    await expect(view.locator(".skip")).to_be_focused()
    await expect(view.locator(".skip")).to_be_in_viewport()
    await view.keyboard.press("Enter")
    await expect(view.locator("main")).to_be_focused()


async def test_an_answer_of_somebody_else_arrives_while_one_is_typing(screen: Screen) -> None:
    root = await screen.stage.ask(KEY)
    hana = await screen.look(cast.HANA, CHANNEL)
    box = hana.get_by_label("Your answer")
    await box.click()
    await hana.keyboard.type("I am still thi")
    dev = await screen.look(cast.DEV, CHANNEL)
    await dev.get_by_label("Your answer").fill("I was quicker.")
    await dev.get_by_role("button", name="Answer", exact=True).click()
    await expect(hana.locator(f"#answers-{root} .said")).to_have_text("I was quicker.")
    await expect(hana.locator("[data-status]")).to_have_text("Dev Desai answered.")
    await expect(box).to_be_focused()
    await hana.keyboard.type("nking.")
    await expect(box).to_have_value("I am still thinking.")


async def test_edits_withdrawals_and_new_questions_arrive_without_loading_again(screen: Screen) -> None:
    stage = screen.stage
    root = await stage.ask(KEY)
    browser = await stage.as_(cast.DEV)
    sent = await send(browser, CHANNEL, f"{CHANNEL}/threads/{root}/answers", text="One.")
    answer = sent.headers["location"].partition("#answer-")[2]
    address = f"{CHANNEL}/threads/{root}/answers/{answer}"
    view = await screen.look(cast.HANA, CHANNEL)
    await view.evaluate("window.loadedOnce = true")
    await send(browser, f"{address}/edit", f"{address}/edit", text="Two.")
    await expect(view.locator(".said")).to_have_text("Two.")
    await send(browser, f"{address}/withdraw", f"{address}/withdraw")
    await expect(view.locator(".said")).to_have_count(0)
    stage.clock.advance(timedelta(days=7))
    await stage.ask("vision-where-hopes-shrink")
    first = view.locator("#threads > article").first
    await expect(first).to_contain_text(stage.bot.bank.get("vision-where-hopes-shrink").question)
    assert await view.evaluate("window.loadedOnce") is True
    await first.get_by_label("Your answer").fill("Into the box that arrived.")
    await first.get_by_role("button", name="Answer", exact=True).click()
    await expect(view.locator(".said")).to_have_text("Into the box that arrived.")


async def test_the_first_question_appears_on_an_empty_page(screen: Screen) -> None:
    view = await screen.look(cast.HANA, CHANNEL)
    await expect(view.locator("#empty")).to_be_visible()
    await screen.stage.ask(KEY)
    await expect(view.locator("#threads article")).to_have_count(1)
    await expect(view.locator("#empty")).to_be_hidden()


async def test_focus_stays_on_a_link_whose_answer_is_renewed(screen: Screen) -> None:
    stage = screen.stage
    root = await stage.ask(KEY)
    browser = await stage.as_(cast.HANA)
    sent = await send(browser, CHANNEL, f"{CHANNEL}/threads/{root}/answers", text="One.")
    answer = sent.headers["location"].partition("#answer-")[2]
    view = await screen.look(cast.HANA, CHANNEL)
    await view.locator(f"#edit-{answer}").focus()
    address = f"{CHANNEL}/threads/{root}/answers/{answer}/edit"
    await send(browser, address, address, text="Two, from another device.")
    await expect(view.locator(".said")).to_have_text("Two, from another device.")
    await expect(view.locator(f"#edit-{answer}")).to_be_focused()


async def test_everything_works_without_scripts(screen: Screen) -> None:
    await screen.stage.ask(KEY)
    view = await screen.look(cast.HANA, CHANNEL, scripts=False)
    await view.fill("textarea", "No script at all.")
    await view.get_by_role("button", name="Answer", exact=True).click()
    await expect(view.locator(".said")).to_have_text("No script at all.")
    await view.get_by_role("link", name=re.compile("^Edit")).click()
    await view.fill("textarea", "Still none.")
    await view.get_by_role("button", name="Save").click()
    await expect(view.locator(".said")).to_have_text("Still none.")
    await view.get_by_role("link", name=re.compile("^Withdraw")).click()
    await view.get_by_role("button", name="Withdraw it").click()
    await expect(view.locator(".said")).to_have_count(0)


async def test_the_box_says_when_an_answer_grows_too_long(screen: Screen) -> None:
    await screen.stage.ask(KEY)
    view = await screen.look(cast.HANA, CHANNEL)
    count = view.locator("[data-count]").first
    await view.get_by_label("Your answer").fill("x" * 9_600)
    await expect(count).to_have_text("400 characters left")
    await view.get_by_label("Your answer").fill("x" * 10_001)
    await expect(count).to_have_text("1 characters too many")
    await view.get_by_role("button", name="Answer", exact=True).click()
    await expect(view.locator(".summary")).to_contain_text("shorten it by 1")
    await expect(view.locator("textarea")).to_have_value("x" * 10_001)
