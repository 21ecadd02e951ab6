"""Asking for the next question on a page: it is shown first, and comes once however often the button is pressed."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Member
from bot.domain.programme import Programme, SchoolMay
from scheduler.model import OnDemand
from tests import cast
from tests.adapters.stage import Stage, send
from tests.adapters.web.test_schools_pages import shown

PAGE = "/schools/oakfield/programmes/weekly"


async def set_up(stage: Stage, programme: Programme) -> None:
    """The trust has that programme."""
    charter = cast.ashgrove(programme)
    await stage.store.directory.establish(replace(charter, trust=replace(charter.trust, demonstration=True)))


async def owed(stage: Stage) -> Sequence[str]:
    """Which questions the weekly programme has asked or owes in Oakfield."""
    return (await stage.store.outbox.asked(cast.WEEKLY.id)).get(cast.OAKFIELD_LEADERS.id, ())


def hidden(page: str) -> dict[str, str]:
    """What the form of that page sends besides its token."""
    found = re.findall(r'<input type="hidden" name="(seen|channel)" value="([^"]+)">', page)
    return dict(found)


async def test_a_programme_on_demand_says_how_it_is_asked_for(stage: Stage) -> None:
    await set_up(stage, cast.weekly(recurrence=OnDemand()))
    page = await shown(stage, cast.LEWIS, PAGE)
    assert "Ask the next one now" in page
    assert "it comes when you ask for it" in page
    assert "No date lies ahead" not in page
    assert "Skipped dates" not in page, "what has no dates skips none"


async def test_the_question_is_shown_then_comes_and_a_second_press_says_so(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = (await browser.get(f"{PAGE}/ask")).text
    assert cast.OAKFIELD_LEADERS.name in page
    assert not await owed(stage), "looking posts nothing"
    for _ in range(2):
        answer = await send(browser, "/demo/people", f"{PAGE}/ask", **hidden(page))
        assert answer.status_code == 303
        said = (await browser.get(answer.headers["location"])).text
        assert "on its way" in said
    assert "Nothing can be asked now" in said
    (key,) = await owed(stage)
    assert stage.bot.bank.get(key).question in html.unescape(page), "the one that was shown"


async def test_in_the_evening_it_is_said_before_the_press_that_people_are_at_home(stage: Stage) -> None:
    assert "in their own time" not in await shown(stage, cast.LEWIS, f"{PAGE}/ask")
    stage.clock.advance(timedelta(hours=13))
    assert "It is 21:15 there now" in await shown(stage, cast.LEWIS, f"{PAGE}/ask")


async def test_a_question_that_was_not_the_one_shown_does_not_come(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    answer = await send(browser, "/demo/people", f"{PAGE}/ask", seen="of-another-one")
    assert "another question would come" in (await browser.get(answer.headers["location"])).text
    assert not await owed(stage)


async def test_a_trust_lead_tries_it_in_one_channel_though_schools_may_not_ask(stage: Stage) -> None:
    await set_up(stage, cast.weekly(schools_may=frozenset(SchoolMay) - {SchoolMay.ASK_NOW}))
    assert "to try it" in await shown(stage, cast.GRACE, PAGE)
    browser = await stage.as_(cast.GRACE)
    page = (await browser.get(f"{PAGE}/ask")).text
    answer = await send(browser, "/demo/people", f"{PAGE}/ask", **hidden(page))
    assert answer.headers["location"] == f"{PAGE}?saved=ask-now"
    assert len(await owed(stage)) == 1
    told = await shown(stage, cast.LEWIS, "/changes")
    assert f"asked for a question of a programme in {cast.OAKFIELD_LEADERS.name}, to try it" in told


@pytest.mark.parametrize("member", [cast.LEWIS, cast.DEV], ids=lambda member: member.id)
async def test_who_may_not_is_offered_nothing(stage: Stage, member: Member) -> None:
    await set_up(stage, cast.weekly(schools_may=frozenset()))
    assert f"{PAGE}/ask" not in await shown(stage, member, PAGE)
    await shown(stage, member, f"{PAGE}/ask", status=403)
