"""The heat map's page: each row for its own people, shown before it is saved, posted once, and read without a picture."""

import re
from dataclasses import replace
from datetime import date

import httpx
import pytest

from bot.domain.people import Member
from bot.domain.pressure import LEADER, SENCO
from scheduler.model import PressureWeek
from tests import cast
from tests.adapters.stage import Stage, send

PAGE = "/schools/oakfield/pressure"
CHANNEL = f"/channels/{cast.OAKFIELD_LEADERS.address}"
REVIEWS = {
    "whose": SENCO,
    "name": "Annual reviews",
    "first": "2026-11-16",
    "last": "2026-11-30",
    "weight": "2",
}


async def add(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    """The form for a point, sent from the page as it is now."""
    shown = await browser.get(PAGE)
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', shown.text))
    return await send(browser, PAGE, PAGE, year="2026", **{**seen, **REVIEWS, **fields})


async def charted(stage: Stage, *, member: Member = cast.PRIYA) -> httpx.AsyncClient:
    """Somebody's browser, with annual reviews on the SENCo's row."""
    senco = await stage.as_(cast.PRIYA)
    assert (await add(senco)).status_code == 303
    return senco if member is cast.PRIYA else await stage.as_(member)


async def test_a_point_stands_in_the_picture_in_the_table_and_in_the_list(stage: Stage) -> None:
    browser = await stage.as_(cast.PRIYA)
    sent = await add(browser)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?year=2026&done=charted#said")
    page = (await browser.get(sent.headers["location"])).text
    assert "It is on the heat map." in page
    assert page.count("<svg") == 6
    assert "Both are stretched in the week of 23 November." in page
    assert re.search(
        r"<th scope=\"row\">16 November</th>\s*<td><b>2</b> very busy.*?Annual reviews", page, re.DOTALL
    )
    assert "weeks of 16 to 30 November" in page
    assert len(page.encode()) < 100_000


@pytest.mark.parametrize("member", [cast.HANA, cast.GRACE, cast.DORA])
async def test_those_who_chart_nothing_see_the_map_and_no_form(stage: Stage, member: Member) -> None:
    page = (await (await stage.as_(member)).get(PAGE)).text
    assert "Reports are due" in page
    assert "Add it" not in page
    assert "Take it out" not in page
    assert "Post it" not in page


@pytest.mark.parametrize(("member", "status"), [(cast.GORDON, 403), (cast.SAM, 403), (cast.OLIVE, 404)])
async def test_others_see_nothing_of_it(stage: Stage, member: Member, status: int) -> None:
    browser = await stage.as_(member)
    for address in (PAGE, f"{PAGE}/picture.png"):
        assert (await browser.get(address)).status_code == status


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    browser = await stage.as_(cast.PRIYA)
    said = 'Tribunal <b>"week"</b>'
    answer = await add(browser, own=said, first="", last="2026-11-30", weight="")
    assert answer.status_code == 422
    assert answer.text.count("Choose a week from the list.") == 2
    assert answer.text.count("Choose how busy these weeks are.") == 2
    assert 'value="Tribunal &lt;b&gt;&#34;week&#34;&lt;/b&gt;"' in answer.text
    assert '<option value="2026-11-30" selected>' in answer.text
    assert "Error: " in answer.text


@pytest.mark.parametrize(
    "fields", [{"first": "yesterday"}, {"last": "9999-12-27"}, {"weight": "12"}, {"whose": "Them"}]
)
async def test_what_no_form_of_ours_sends_is_not_charted(stage: Stage, fields: dict[str, str]) -> None:
    browser = await stage.as_(cast.PRIYA)
    assert (await add(browser, **fields)).status_code == 422
    assert "<bdi>Annual reviews</bdi>" not in (await browser.get(PAGE)).text


async def test_nobody_charts_on_the_row_of_another(stage: Stage) -> None:
    assert (await add(await stage.as_(cast.LEWIS))).status_code == 403


async def test_what_changes_a_coming_date_is_shown_before_it_is_saved(stage: Stage) -> None:
    charter = cast.ashgrove(replace(cast.WEEKLY, skips_from=3))
    await stage.store.directory.establish(replace(charter, trust=replace(charter.trust, demonstration=True)))
    browser = await stage.as_(cast.PRIYA)
    shown = await add(browser, weight="3", last="")
    assert shown.status_code == 200
    assert "Before you save" in shown.text
    assert "left out" in shown.text
    assert "<bdi>Annual reviews</bdi>" not in (await browser.get(PAGE)).text
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown.text))
    saved = await browser.post(PAGE, data={**kept, "step": "save"})
    assert saved.status_code == 303
    assert "<bdi>Annual reviews</bdi>" in (await browser.get(PAGE)).text


async def test_a_point_is_taken_out_by_whose_it_is(stage: Stage) -> None:
    browser = await charted(stage)
    page = (await browser.get(PAGE)).text
    form = page[page.index(f'action="{PAGE}/take-out"') :]
    kept = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")])
    )
    assert kept["name"] == "Annual reviews"
    assert (await browser.post(f"{PAGE}/take-out", data=kept)).status_code == 303
    assert "<bdi>Annual reviews</bdi>" not in (await browser.get(PAGE)).text


async def test_it_is_posted_once_for_a_press_and_the_channel_shows_it(stage: Stage) -> None:
    browser = await charted(stage, member=cast.LEWIS)
    fields = {"year": "2026", "channel": cast.OAKFIELD_LEADERS.id, "seen": "0"}
    sent = await send(browser, PAGE, f"{PAGE}/post", **fields)
    assert sent.status_code == 303
    assert (
        "The heat map is in Oakfield Primary School leaders."
        in (await browser.get(sent.headers["location"])).text
    )
    again = await send(browser, PAGE, f"{PAGE}/post", **fields)
    assert again.status_code == 422
    assert "so it was not posted again" in again.text
    channel = (await (await stage.as_(cast.HANA)).get(CHANNEL)).text
    assert channel.count('class="posted-picture"') == 1
    assert "Both are stretched in the week of 23 November." in channel


async def test_what_would_be_posted_can_be_looked_at_first(stage: Stage) -> None:
    shown = await (await charted(stage)).get(f"{PAGE}/picture.png?year=2026")
    assert (shown.headers["content-type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert (await (await stage.as_(cast.HANA)).get(f"{PAGE}?year=2040")).status_code == 404


async def test_nobodys_words_are_read_as_markup(stage: Stage) -> None:
    strange = '</title><script>alert(1)</script>"'
    point = PressureWeek(week=date(2026, 11, 16), weight=1, name=strange, whose=LEADER)
    calendar = replace(cast.CALENDAR, pressure_weeks=(point,))
    charter = cast.ashgrove()
    schools = tuple(replace(each, calendar=calendar) for each in charter.schools)
    trust = replace(charter.trust, demonstration=True)
    await stage.store.directory.establish(replace(charter, trust=trust, schools=schools))
    page = (await (await stage.as_(cast.LEWIS)).get(PAGE)).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") >= 3
