"""What people see, in pictures (`.cache/e2e-teams/*.png`) for somebody to look at."""

from playwright.async_api import Page, expect

from tests.e2e_teams.conftest import Scene
from tests.e2e_teams.looking import page_of, picture
from tests.e2e_teams.trust import AMINA, SLT, name_of

ANSWER = (
    "I asked three people at break. Two said belonging, one said results. Nobody used the words on our wall."
)
CHANGED = f"{ANSWER} On Thursday we ask the midday supervisors."


async def test_the_card_before_and_after_answering(scene: Scene) -> None:
    async with page_of(scene.people.teams.address) as page:
        await page.get_by_text(name_of(SLT), exact=True).first.click()
        await expect(page.get_by_text("Start a new post")).to_be_visible()
        thread = await scene.question("Pictures")
        await expect(page.get_by_role("button", name="Share my reflection")).to_be_visible()
        await picture(page, "prompt")
        await page.get_by_role("button", name="Why this question?").click()
        await expect(page.get_by_text("Where it comes from")).to_be_visible()
        await picture(page, "why")
        await page.get_by_role("button", name="Why this question?").click()
        await page.get_by_label("Your reflection").fill(ANSWER)
        await picture(page, "box")
        await page.get_by_role("button", name="Share my reflection").click()
        await expect(page.get_by_role("button", name="Save")).to_be_visible()
        await picture(page, "kept")
        row = await scene.kept(thread, ANSWER)
        assert row["boxed"] == 1
        await scene.shows(thread.within, ANSWER)
        await page.get_by_label("Your reflection").fill(CHANGED)
        await page.get_by_role("button", name="Save").click()
        await scene.kept(thread, CHANGED)
        await scene.shows(thread.within, CHANGED)
        await picture(page, "changed")


async def test_the_chat_with_the_bot(scene: Scene) -> None:
    thread = await scene.question("Shown")
    await scene.people.presses(
        AMINA, thread.card, "Share my reflection", within=thread.within, message=thread.root, answer=ANSWER
    )
    async with page_of(scene.people.teams.address) as page:
        await expect(page.get_by_text("Type a message...")).to_be_visible()
        for typed, shown in (
            ("this week", "Open"),
            ("my reflections", "My reflections"),
            ("next dates", "What comes next"),
            ("search break", "break"),
        ):
            await _types(page, typed)
            await expect(page.get_by_text(shown).last).to_be_visible()
            await picture(page, typed.replace(" ", "-"))


async def _types(page: Page, text: str) -> None:
    await page.get_by_role("textbox").last.fill(text)
    await page.get_by_role("button", name="Send Message").click()
