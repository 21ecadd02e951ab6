"""What people see, in pictures (`.cache/e2e-slack/*.png`) for somebody to look at; and that nothing is drawn as unknown."""

from playwright.async_api import Page, expect

from tests.e2e_slack.conftest import OVER_HTTP, Scene
from tests.e2e_slack.looking import act_as, page_of, picture
from tests.e2e_slack.trust import AMINA, RUTH, SLT, TOM

pytestmark = OVER_HTTP


async def test_the_question_its_boxes_and_its_thread(scene: Scene) -> None:
    question = await scene.question(SLT)
    async with page_of(scene.people.slack.address) as page:
        await act_as(page, TOM.name)
        await page.get_by_role("button", name=f"# {SLT.id}", exact=True).click()
        message = page.locator(f'.msg[data-ts="{question["ts"]}"]').first
        await expect(message).to_be_visible()
        await _known(page)
        await message.scroll_into_view_if_needed()
        await picture(page, "prompt")
        await message.get_by_role("button", name="Why").click()
        await expect(page.locator(".modal")).to_be_visible()
        await _known(page)
        await picture(page, "why")
        await page.locator(".modal-x").click()
        await expect(page.locator(".modal")).to_have_count(0)
        await message.get_by_role("button", name="Reflect").click()
        await expect(page.locator(".modal")).to_be_visible()
        await _known(page)
        await page.locator(".modal .bk-plain-input").last.fill("The quiet room by the hall is open at lunch.")
        await picture(page, "reflect")
        await page.locator(".modal-foot .primary").click()
        await expect(page.locator(".modal")).to_contain_text("kept")
        await picture(page, "kept")
        await page.locator(".modal-x").click()
        await page.locator(".msg", has=page.locator(".thread-summary")).first.wait_for()
        await page.locator(f'.msg[data-ts="{question["ts"]}"] .thread-summary').first.click()
        await expect(page.locator(".thread-pane")).to_contain_text("The quiet room by the hall")
        await _known(page)
        await picture(page, "thread")


async def test_home_of_a_leader_a_school_lead_and_a_senco(scene: Scene) -> None:
    question = await scene.question(SLT)
    said = await scene.people.says(TOM.slack, SLT.slack, "Seen from Home", root=question["ts"])
    await scene.kept(said)
    async with page_of(scene.people.slack.address, height=1400) as page:
        await page.locator(".sidebar-item", has_text="Golden Thread").last.click()
        for person, heading in ((TOM, "My reflections"), (AMINA, "What comes next"), (RUTH, "Newest")):
            await act_as(page, person.name)
            await expect(page.locator(".home")).to_contain_text(heading)
            await _known(page)
            await picture(page, f"home-{person.id}")


async def test_what_the_command_says(scene: Scene) -> None:
    await scene.people.commands(AMINA.slack, SLT.slack, "help")
    await scene.people.commands(AMINA.slack, SLT.slack, "next")
    async with page_of(scene.people.slack.address) as page:
        await act_as(page, AMINA.name)
        await page.get_by_role("button", name=f"# {SLT.id}", exact=True).click()
        await expect(page.locator(".badge-eph").last).to_be_visible()
        await _known(page)
        await picture(page, "command")


async def _known(page: Page) -> None:
    """The page knows every block that it was given."""
    await expect(page.locator(".bk-unknown")).to_have_count(0)
