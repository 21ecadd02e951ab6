"""The pages of programmes: choosing what to start from, filling in, seeing what it does, saving."""

import re
from dataclasses import replace
from html import unescape

import httpx
import pytest

from bot.domain.programme import Programme, ProgrammeId, SchoolMay
from prompts.references import Order
from tests import cast
from tests.adapters.stage import Stage, token

LARGEST_PAGE = 100_000
WEEKLY = "/programmes/weekly"


def form_on(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's last form, nothing being changed and no button pressed."""
    form = page[page.rindex("<form") :]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind = re.search(r'type="(\w+)"', tag)
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = " checked" in tag or (kind and kind[1] not in {"checkbox", "radio"})
        if name and ticked:
            fields.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        fields[name] = [chosen[1] if chosen else ""]
    for name, inside in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = [unescape(inside)]
    return fields


def keys_on(page: httpx.Response) -> list[str]:
    """The prompts that are chosen by hand so far, in their order."""
    return form_on(page.text)["keys"][0].split()


async def press(
    browser: httpx.AsyncClient, page: httpx.Response, step: str, **changes: str | list[str]
) -> httpx.Response:
    """The answer when that button is pressed, after these fields were filled in otherwise."""
    given = {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
    action = re.findall(r'<form[^>]*action="([^"]+)"', page.text)[-1]
    return await browser.post(action, data=form_on(page.text) | given | {"step": [step]})


async def kept(stage: Stage, key: str = "weekly") -> Programme:
    plan = await stage.bot.store.directory.programme(ProgrammeId(key))
    assert plan is not None
    return plan.programme


async def test_the_list_says_when_where_and_what_comes_next(stage: Stage) -> None:
    page = (await (await stage.as_(cast.GRACE)).get("/programmes")).text
    assert "Tuesdays at 08:15 · All 3 schools" in page
    assert "Tuesday 17 November 2026" in page
    assert "Running" in page
    assert "New programme" in page


async def test_a_programme_shows_the_dates_of_a_year_and_what_comes_after_the_last_question(
    stage: Stage,
) -> None:
    charter = cast.ashgrove(cast.only("vision-action", "vision-heard-in-the-corridor"))
    await stage.store.directory.establish(replace(charter, trust=replace(charter.trust, demonstration=True)))
    browser = await stage.as_(cast.GRACE)
    page = (await browser.get(f"{WEEKLY}?school=oakfield")).text
    assert "2 questions, the last on Tuesday 24 November 2026. After it they begin again." in page
    more = re.search(r'href="([^"]+)">Show the dates of a year', page)
    assert more is not None
    year = (await browser.get(unescape(more[1]))).text
    assert year.count("question-line") > page.count("question-line")
    assert "Dates in Oakfield Primary School" in year
    assert "Show the dates of a year" not in year


async def test_a_time_outside_the_working_day_is_remarked_upon_before_it_is_saved(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get(f"{WEEKLY}/edit")
    assert "outside the working day" not in (await press(browser, form, "see", at="18:00")).text
    seen = await press(browser, form, "see", at="19:30")
    assert "19:30 is outside the working day" in seen.text
    assert (await press(browser, seen, "save")).status_code == 303, "a notice, not a refusal"


async def test_a_second_programme_in_the_same_minute_is_remarked_upon_before_it_is_saved(
    stage: Stage,
) -> None:
    browser = await stage.as_(cast.GRACE)
    seen = await press(browser, await browser.get(f"{WEEKLY}/copy"), "see")
    assert "3 channels already have “A question for Tuesday” (Tuesdays at 08:15)" in seen.text
    assert "a second time" not in seen.text
    assert "come to the same channel from “A question for Tuesday” too" in seen.text
    assert "All 3 schools have the same dates." in seen.text
    assert (await press(browser, seen, "save")).status_code == 303, "a notice, not a refusal"


async def test_a_school_lead_sees_programmes_and_no_way_to_set_them(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = (await browser.get("/programmes")).text
    assert "A question for Tuesday" in page
    assert "New programme" not in page
    assert "Change it" not in (await browser.get(WEEKLY)).text
    assert (await browser.get(f"{WEEKLY}/edit")).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/new",
        "/new?from=year",
        "/new?from=empty",
        "/weekly",
        "/weekly/edit",
        "/weekly/copy",
        "/weekly/end",
    ],
)
async def test_somebody_of_another_trust_finds_nothing_of_ours(stage: Stage, address: str) -> None:
    answer = await (await stage.as_(cast.OLIVE)).get(f"/programmes{address}")
    assert "A question for Tuesday" not in answer.text


@pytest.mark.parametrize(
    "key", ["year", "needs", "governors", "side-by-side", "new-leader", "after-training"]
)
async def test_a_ready_made_programme_is_saved_in_three_steps(stage: Stage, key: str) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get(f"/programmes/new?from={key}")
    assert len(form.text) < LARGEST_PAGE
    seen = await press(browser, form, "see")
    assert seen.status_code == 200, seen.text
    assert "What this does" in seen.text
    saved = await press(browser, seen, "save")
    assert saved.status_code == 303, saved.text
    shown = await browser.get(saved.headers["location"])
    assert "Saved:" in shown.text
    again = await press(browser, seen, "save")
    assert again.status_code == 422
    assert "has been saved already" in again.text


async def test_what_is_typed_comes_back_with_every_fault_beside_its_field(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get(f"{WEEKLY}/edit")
    answer = await press(
        browser, form, "see", name="", at="half past eight", starts="soon", channels=[], lighter_from="many"
    )
    assert answer.status_code == 422
    for field in ("name", "at", "starts", "channels", "lighter_from"):
        assert f'id="{field}-fault"' in answer.text
        assert f'href="#{field}"' in answer.text
    for typed in ("half past eight", "soon"):
        assert f'value="{typed}"' in answer.text
    assert (await kept(stage)) == cast.WEEKLY


async def test_a_british_date_stays_as_it_was_typed_when_the_form_comes_back(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    seen = await press(browser, await browser.get(f"{WEEKLY}/edit"), "see", ends="1 July 2027")
    assert seen.status_code == 200
    back = await press(browser, seen, "back")
    assert '<input type="text" id="ends" name="ends" value="1 July 2027"' in back.text
    assert '<input type="date" id="starts"' in back.text


async def test_a_change_is_shown_first_and_goes_back_with_everything_kept(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get(f"{WEEKLY}/edit")
    seen = await press(
        browser, form, "see", weekday="thursday", at="08:40", order="shuffled", schools_may=["skip"]
    )
    assert seen.status_code == 200
    assert (await kept(stage)) == cast.WEEKLY
    back = await press(browser, seen, "back")
    assert form_on(back.text)["weekday"] == ["thursday"]
    assert form_on(back.text)["schools_may"] == ["skip"]
    saved = await press(browser, await press(browser, back, "see"), "save")
    assert saved.headers["location"] == f"{WEEKLY}?done=saved"
    now = await kept(stage)
    assert (now.order, now.schools_may) == (Order.SHUFFLED, frozenset({SchoolMay.SKIP}))
    assert "Thursdays at 08:40" in (await browser.get(WEEKLY)).text


async def test_saving_what_somebody_else_has_changed_meanwhile_asks_to_look_again(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    mine = await browser.get(f"{WEEKLY}/edit")
    theirs = await press(browser, await press(browser, mine, "see", weekday="monday"), "save")
    assert theirs.status_code == 303
    answer = await press(browser, mine, "see", weekday="friday")
    assert answer.status_code == 422
    assert "Somebody else has changed this programme" in answer.text
    assert f'href="{WEEKLY}"' in answer.text
    assert 'id="name-fault"' not in answer.text, "nothing is wrong with its name"
    assert form_on(answer.text)["weekday"] == ["friday"]
    assert (await press(browser, answer, "see")).status_code == 200


async def test_prompts_are_chosen_by_hand_with_a_search_that_keeps_every_tick(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get("/programmes/new?from=empty")
    hand = await press(browser, form, "hand", name="Ours")
    assert len(hand.text) < LARGEST_PAGE
    found = await press(browser, hand, "find", words="five colleagues", pick=["vision-action"])
    assert 'value="vision-heard-in-the-corridor"' in found.text
    back = await press(browser, found, "chosen", pick=["vision-heard-in-the-corridor"])
    assert form_on(back.text)["keys"] == ["vision-action vision-heard-in-the-corridor"]
    assert form_on(back.text)["name"] == ["Ours"]
    seen = await press(browser, back, "see")
    assert "2 questions from A shared vision" in seen.text


async def test_a_copy_is_a_programme_of_its_own(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    seen = await press(browser, await browser.get(f"{WEEKLY}/copy"), "see")
    saved = await press(browser, seen, "save")
    assert saved.headers["location"].startswith("/programmes/programme-")
    assert "A question for Tuesday (copy)" in (await browser.get("/programmes")).text


async def test_a_programme_that_is_ended_stays_to_be_read(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    shown = await browser.get(f"{WEEKLY}/end")
    assert shown.status_code == 200
    ended = await browser.post(f"{WEEKLY}/end", data={"csrf": await token(browser, f"{WEEKLY}/end")})
    assert ended.headers["location"] == f"{WEEKLY}?done=ended"
    assert (await kept(stage)).ends == stage.clock.now().date()
    assert "A question for Tuesday" in (await browser.get("/programmes")).text


async def test_how_many_prompts_fit_is_told_on_the_page_or_as_a_piece_of_it(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get("/programmes/new?from=empty")
    counted = await press(browser, form, "count", themes=["shared-vision"])
    assert "That makes 12 questions from A shared vision." in counted.text
    assert form_on(counted.text)["themes"] == ["shared-vision"]
    piece = await browser.post("/programmes/fits", data=form_on(counted.text))
    assert piece.text == "That makes 12 questions from A shared vision."


async def test_a_trust_without_term_dates_is_told_what_its_dates_are_worth(stage: Stage) -> None:
    charter = cast.ashgrove()
    bare = replace(charter.trust, calendar=replace(cast.CALENDAR, terms=()), demonstration=True)
    await stage.store.directory.establish(replace(charter, trust=bare))
    browser = await stage.as_(cast.GRACE)
    assert "No term dates are entered yet" in (await browser.get("/programmes")).text
    whole = replace(bare, calendar=cast.CALENDAR)
    await stage.store.directory.establish(replace(charter, trust=whole))
    assert "No term dates are entered yet" not in (await browser.get("/programmes")).text


async def test_prompts_chosen_by_hand_are_asked_in_the_order_they_are_moved_to(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    hand = await press(browser, await browser.get(f"{WEEKLY}/edit"), "hand")
    every = re.findall(r'name="pick" value="([^"]+)"', hand.text)
    three = every[2:5]
    listed = await press(browser, hand, "find", pick=three)
    assert keys_on(listed) == sorted(three, key=every.index)
    first, second, third = keys_on(listed)
    moved = await press(browser, listed, f"up:{third}", pick=three)
    assert keys_on(moved) == [first, third, second]
    assert "Number 2 of 3 now" in moved.text
    assert f'value="up:{third}" hx-post="{WEEKLY}/edit" autofocus' in moved.text
    top = await press(browser, moved, f"up:{third}", pick=three)
    assert f'value="down:{third}" hx-post="{WEEKLY}/edit" autofocus' in top.text, "the first has no way up"
    less = await press(browser, top, f"out:{first}", pick=three)
    assert keys_on(less) == [third, second]
    assert f'value="{first}" checked' not in less.text
    back = await press(browser, less, "chosen", pick=[second, third])
    seen = await press(browser, back, "see", order="in-order")
    assert "What comes next" in seen.text
    assert (await press(browser, seen, "save")).status_code == 303
    assert (await kept(stage)).selection.keys == (third, second)


async def test_going_back_from_choosing_by_hand_leaves_the_form_as_it_was(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    form = await browser.get("/programmes/new?from=needs")
    hand = await press(browser, form, "hand")
    assert len(keys_on(hand)) > 3, "it opens with what the form asks"
    assert len(hand.text) < LARGEST_PAGE
    found = await press(browser, hand, "find", words="corridor", pick=["vision-heard-in-the-corridor"])
    back = await press(browser, found, "back")
    assert form_on(back.text)["by"] == form_on(form.text)["by"]
    assert form_on(back.text)["keys"] == form_on(form.text)["keys"]


async def test_very_many_chosen_by_hand_still_make_a_light_page(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    hand = await press(browser, await browser.get("/programmes/new?from=empty"), "hand")
    every = re.findall(r'name="pick" value="([^"]+)"', hand.text)
    listed = await press(browser, hand, "find", pick=every)
    assert keys_on(listed) == every
    assert len(listed.text) < LARGEST_PAGE
