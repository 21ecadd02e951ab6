"""The page of the trust's pressure points: shown before it is saved, changed in place, and read by schools as the trust's."""

import re
from dataclasses import replace

import httpx
import pytest

from scheduler.model import OwnCalendar
from tests import cast
from tests.adapters.stage import Stage, send

PAGE = "/calendar/pressure"
CENSUS = {
    "whose": "Everyone",
    "name": "School census",
    "own": "",
    "first": "2026-11-16",
    "last": "2026-11-30",
    "weight": "2",
}


@pytest.fixture
async def grace(stage: Stage) -> httpx.AsyncClient:
    """The trust lead's browser, in a trust with a calendar that Oakfield takes."""
    charter = await stage.store.directory.charter(cast.ASHGROVE.id)
    assert charter
    schools = tuple(
        replace(each, own=OwnCalendar()) if each.id == cast.OAKFIELD.id else each for each in charter.schools
    )
    trust = replace(charter.trust, calendar=cast.CALENDAR)
    await stage.store.directory.establish(replace(charter, trust=trust, schools=schools))
    return await stage.as_(cast.GRACE)


async def form(browser: httpx.AsyncClient, query: str = "", /, **fields: str) -> dict[str, str]:
    """What the page's form holds, and what is typed into it."""
    page = (await browser.get(f"{PAGE}?year=2026{query}")).text
    add = page[page.index('id="add"') :]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', add))
    return {**hidden, **fields}


async def test_a_point_is_shown_with_what_it_does_then_saved_then_read_by_a_school_as_the_trusts(
    grace: httpx.AsyncClient, stage: Stage
) -> None:
    wanted = await form(grace, **CENSUS)
    seen = await grace.post(PAGE, data=wanted)
    assert seen.status_code == 200
    assert "What this does to the coming dates" in seen.text
    assert "School census" not in (await grace.get("/schools/oakfield/pressure")).text.split('id="points"')[1]
    saved = await grace.post(PAGE, data={**wanted, "step": "save"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"{PAGE}?year=2026&done=charted#said")
    assert "Saved. Every school" in (await grace.get(saved.headers["location"])).text
    school = (await (await stage.as_(cast.LEWIS)).get("/schools/oakfield/pressure?year=2026")).text
    assert re.search(r"School census</bdi></b> <span[^>]*>Everyone, [^<]*, from the trust<", school)


async def test_a_point_is_changed_in_its_place_and_taken_out(grace: httpx.AsyncClient) -> None:
    await grace.post(PAGE, data={**await form(grace, **CENSUS), "step": "save"})
    page = (await grace.get(f"{PAGE}?year=2026")).text
    [number] = re.findall(r"point=(\d+)#add\">Change<span class=\"hidden\"> School census", page)
    changing = await form(grace, f"&point={number}", **{**CENSUS, "weight": "3"})
    assert changing["was-weight"] == "2"
    await grace.post(PAGE, data={**changing, "step": "save"})
    page = (await grace.get(f"{PAGE}?year=2026")).text
    assert re.search(r"School census</bdi></b> <span[^>]*>Everyone, weeks of [^<]*, leave us alone<", page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    gone = {**CENSUS, "weight": "3", "year": "2026", "seen": seen[1], "step": "save"}
    sent = await send(grace, PAGE, f"{PAGE}/take-out", **gone)
    assert sent.status_code == 303
    assert "School census</bdi>" not in (await grace.get(f"{PAGE}?year=2026")).text


async def test_a_fault_is_told_and_nothing_typed_is_lost(grace: httpx.AsyncClient) -> None:
    sent = await grace.post(PAGE, data=await form(grace, **{**CENSUS, "first": "", "own": "Our own reviews"}))
    assert sent.status_code == 422
    assert 'aria-describedby="first-fault"' in sent.text
    assert 'value="Our own reviews"' in sent.text


async def test_a_trust_without_a_calendar_is_told_to_add_one(stage: Stage) -> None:
    assert "no calendar yet" in (await (await stage.as_(cast.GRACE)).get(PAGE)).text
