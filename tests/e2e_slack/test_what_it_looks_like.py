"""What people see, in pictures (`.cache/e2e-slack/*.png`) for somebody to look at; and that nothing is drawn as unknown."""

from playwright.async_api import Locator, Page, expect

from tests.e2e_slack.conftest import OVER_HTTP, Scene
from tests.e2e_slack.looking import act_as, page_of, picture
from tests.e2e_slack.trust import AMINA, ON_TIME, RIVERSIDE, RUTH, TOM, Channel
from tests.end_to_end.waiting import until

pytestmark = OVER_HTTP

ONLY_THE_TALK = ".composer, .msg:has(.badge-eph), .msg-hover-actions, .sidebar { display: none !important }"
IN_THE_MORNING = """
document.querySelectorAll(".msg-time").forEach((each, at) => { each.textContent = ["08:15", "08:15", "08:15", "08:22", "08:31", "08:40"][at]; });
document.querySelectorAll(".thread-summary-time").forEach(each => { each.textContent = "Last reply 08:40"; });
"""
ANSWERS = {
    TOM: "I asked three people at break. Two said belonging, one said results. Nobody used the words on our wall.",
    AMINA: "In Reception it is about joining in; by Year 6 we talk about catching up. I had not seen that before today.",
    RUTH: "The differences were between roles. Could we ask the midday supervisors on Thursday, and bring it back here?",
}


async def test_the_question_its_boxes_and_its_thread(scene: Scene) -> None:
    question = await scene.question(RIVERSIDE)
    async with page_of(scene.people.slack.address) as page:
        await act_as(page, TOM.name)
        message = await _found(page, RIVERSIDE, question["ts"])
        await _known(page)
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
        await page.locator(".modal .bk-plain-input").last.fill(ANSWERS[TOM])
        await picture(page, "reflect")
        await page.locator(".modal-foot .primary").click()
        await expect(page.locator(".modal")).to_contain_text("kept")
        await picture(page, "kept")
        await page.locator(".modal-x").click()
        for person in (AMINA, RUTH):
            said = await scene.people.says(
                person.slack, RIVERSIDE.slack, ANSWERS[person], root=question["ts"]
            )
            await scene.kept(said)
        await message.locator(".thread-summary").click()
        for answer in ANSWERS.values():
            await expect(page.locator(".thread-pane")).to_contain_text(answer)
        await expect(page.locator(".thread-pane .reaction")).to_have_count(2)
        await _known(page)
        await picture(page, "thread")
        # The one for the README: only what somebody in Slack would see, and no more than that.
        await page.set_viewport_size({"width": 1040, "height": 620})
        await page.add_style_tag(content=ONLY_THE_TALK)
        await page.evaluate(IN_THE_MORNING)
        await page.locator(".thread-body").evaluate("body => body.scrollTo(0, body.scrollHeight)")
        await page.mouse.move(0, 0)
        await picture(page, "slack-prompt", of=page.locator(".app > :not(.topbar)").first)


async def test_a_scale_in_its_box(scene: Scene) -> None:
    (question,) = await until(lambda: scene.people.roots(ON_TIME.slack), "the question with a scale")
    async with page_of(scene.people.slack.address) as page:
        await act_as(page, TOM.name)
        message = await _found(page, ON_TIME, question["ts"])
        await picture(page, "scale")
        await message.get_by_role("button", name="Reflect").click()
        await expect(page.locator(".modal")).to_be_visible()
        await _known(page)
        await page.locator(".modal input[type=radio]").nth(1).check()
        await picture(page, "reflect-on-a-scale")
        await page.locator(".modal-foot .primary").click()
        await expect(page.locator(".modal")).to_contain_text("kept")
        await page.locator(".modal-x").click()
    (kept,) = scene.program.rows("SELECT * FROM reflections WHERE channel = ?", ON_TIME.id)
    assert (
        kept["text"]
        == "At present one of us carries most of the work on inclusion, and the other joins in when something needs mending."
    )


async def test_home_of_a_leader_a_school_lead_and_a_senco(scene: Scene) -> None:
    async with page_of(scene.people.slack.address, height=1400) as page:
        await page.locator(".sidebar-item", has_text="Golden Thread").last.click()
        for person, heading in ((TOM, "My reflections"), (AMINA, "What comes next"), (RUTH, "Newest")):
            await act_as(page, person.name)
            await expect(page.locator(".home")).to_contain_text(heading)
            await _known(page)
            await picture(page, f"home-{person.id}")


async def test_what_the_command_says(scene: Scene) -> None:
    await scene.people.commands(AMINA.slack, RIVERSIDE.slack, "help")
    await scene.people.commands(AMINA.slack, RIVERSIDE.slack, "next")
    async with page_of(scene.people.slack.address) as page:
        await act_as(page, AMINA.name)
        await page.get_by_role("button", name=f"# {RIVERSIDE.id}", exact=True).click()
        await expect(page.locator(".badge-eph").last).to_be_visible()
        await _known(page)
        await picture(page, "command")


async def _found(page: Page, channel: Channel, message: str) -> Locator:
    """That message, in sight."""
    await page.get_by_role("button", name=f"# {channel.id}", exact=True).click()
    found = page.locator(f'.msg[data-ts="{message}"]').first
    await expect(found).to_be_visible()
    await found.scroll_into_view_if_needed()
    return found


async def _known(page: Page) -> None:
    """The page knows every block that it was given."""
    await expect(page.locator(".bk-unknown")).to_have_count(0)
