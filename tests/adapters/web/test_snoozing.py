"""Messages to me: on the home page one asks the bot to keep quiet, and to write again."""

from tests import cast
from tests.adapters.stage import Stage, send
from tests.adapters.web.test_schools_pages import shown


async def test_one_asks_for_quiet_on_the_home_page_and_for_messages_again(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    answer = await send(browser, "/", "/messages", until="2026-12-01")
    assert (answer.status_code, answer.headers["location"]) == (303, "/#messages")
    assert "Tuesday 1 December 2026" in await shown(stage, cast.LEWIS, "/")
    assert "Tuesday 1 December 2026" not in await shown(stage, cast.GRACE, "/")
    await send(browser, "/", "/messages", wake="yes")
    assert "Tuesday 1 December 2026" not in await shown(stage, cast.LEWIS, "/")


async def test_a_day_that_cannot_be_is_told_beside_its_field(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    for until in ("", "2020-01-01", "rubbish"):
        answer = await send(browser, "/", "/messages", until=until)
        assert answer.status_code == 422
        assert 'aria-describedby="until-fault"' in answer.text
