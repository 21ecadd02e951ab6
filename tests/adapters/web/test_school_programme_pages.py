"""A programme in a school: where each setting comes from, and a change that is shown before it is saved."""

import html
import re
from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.people import Member
from bot.domain.programme import Programme, ProgrammeId, SchoolMay
from scheduler.model import Weekday, Weekly
from tests import cast
from tests.adapters.stage import Stage, send
from tests.adapters.web.test_schools_pages import shown

PAGE = "/schools/oakfield/programmes/weekly"


async def set_up(stage: Stage, programme: Programme) -> None:
    """The trust has that programme."""
    charter = cast.ashgrove(programme)
    await stage.store.directory.establish(replace(charter, trust=replace(charter.trust, demonstration=True)))


async def test_a_school_lead_sees_every_setting_as_the_trusts(stage: Stage) -> None:
    page = await shown(stage, cast.LEWIS, PAGE)
    assert "Every Tuesday" in page
    assert "08:15" in page
    assert page.count("From the trust") == 3, "not where nothing is paused, skipped or left out"
    assert page.count("See what this does") >= 4


@pytest.mark.parametrize("member", [cast.GRACE, cast.DEV, cast.PRIYA], ids=lambda member: member.id)
async def test_others_look_and_have_nothing_to_press(stage: Stage, member: Member) -> None:
    page = await shown(stage, member, PAGE)
    assert "Every Tuesday" in page
    assert "See what this does" not in page
    assert "/change?" not in page


async def test_what_the_trust_locks_says_whom_to_ask(stage: Stage) -> None:
    may = frozenset(SchoolMay) - {SchoolMay.CHANGE_DAY}
    await set_up(stage, cast.weekly(schools_may=may))
    page = await shown(stage, cast.LEWIS, PAGE)
    assert "Locked by the trust" in page
    assert f"ask {cast.GRACE.name}" in page
    assert 'name="weekday"' not in page


async def test_a_change_shows_what_it_does_and_changes_nothing(stage: Stage) -> None:
    page = await shown(stage, cast.LEWIS, f"{PAGE}/change?what=day&weekday=thursday")
    assert "What this does" in page
    assert "Thursday 19 November 2026, 08:15" in page
    assert "Every Tuesday" in await shown(stage, cast.LEWIS, PAGE)


async def test_a_saved_change_is_told_with_what_the_trust_has_and_the_way_back(stage: Stage) -> None:
    page = await save_from_preview(stage, "what=day&weekday=thursday")
    assert "Saved: Day." in page
    assert "Every Thursday" in page
    assert "Changed here" in page
    assert "The trust has: Every Tuesday" in page
    assert "Back to the trust" in page
    page = await save_from_preview(stage, "what=day")
    assert "Changed here" not in page


async def save_from_preview(stage: Stage, query: str) -> str:
    """What the page says once what that address shows has been saved by Oakfield's lead."""
    browser = await stage.as_(cast.LEWIS)
    seen = f"{PAGE}/change?{query}"
    given = dict(part.split("=", 1) for part in query.split("&"))
    answer = await send(browser, seen, f"{PAGE}/change", **given)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("what=time&at=09:30", "09:30"),
        ("what=pause&until=2026-12-01", "Paused: nothing comes before Tuesday 1 December 2026"),
        ("what=skip&on=2026-11-24", "Keep this date"),
        ("what=leave-out&prompt=vision-heard-in-the-corridor", "1 question left out"),
    ],
)
async def test_each_setting_can_be_changed_here(stage: Stage, query: str, said: str) -> None:
    page = await save_from_preview(stage, query)
    assert said in page
    assert "Changed here" in page


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("what=pause&until=2020-01-01", "until"),
        ("what=pause&until=rubbish", "until"),
        ("what=pause", "until"),
        ("what=time&at=25:00", "at"),
        ("what=day&weekday=someday", "weekday"),
        ("what=skip&on=2026-11-25", "on"),
        ("what=leave-out", "prompt"),
    ],
)
async def test_what_makes_no_sense_is_told_beside_its_field(stage: Stage, query: str, field: str) -> None:
    page = await shown(stage, cast.LEWIS, f"{PAGE}/change?{query}", status=422)
    assert "Nothing was changed" in page
    assert f'aria-describedby="{field}-fault"' in page


async def test_a_question_is_told_in_words_before_it_is_left_out_and_among_the_changes(stage: Stage) -> None:
    key = "vision-heard-in-the-corridor"
    question = stage.bot.bank.get(key).question
    page = await shown(stage, cast.LEWIS, f"{PAGE}/change?what=leave-out&prompt={key}")
    assert f"<b>{question}</b>" in html.unescape(page)
    await save_from_preview(stage, f"what=leave-out&prompt={key}")
    told = html.unescape(await shown(stage, cast.LEWIS, "/changes"))
    assert f"<b>{question}</b>" in told
    assert key not in told


async def test_a_skip_says_when_its_question_comes_instead(stage: Stage) -> None:
    page = html.unescape(await shown(stage, cast.LEWIS, f"{PAGE}/change?what=skip&on=2026-11-24"))
    question = re.search(r"The question: “([^”]+)”", page)
    assert (
        "Tuesday 24 November 2026 is skipped; its question comes on Tuesday 1 December 2026 instead." in page
    )
    assert "taken out" not in page
    await save_from_preview(stage, "what=skip&on=2026-11-24")
    after = html.unescape(await shown(stage, cast.LEWIS, PAGE))
    assert question
    assert question[1] in after.split("Tuesday 1 December 2026, 08:15")[1].split("</li>")[0]
    page = html.unescape(await shown(stage, cast.LEWIS, f"{PAGE}/change?what=keep&on=2026-11-24"))
    assert "Tuesday 24 November 2026 is not skipped any more" in page
    assert question[0] in page


async def test_the_last_date_of_a_programme_is_skipped_with_nothing_after_it(stage: Stage) -> None:
    await set_up(stage, cast.weekly(ends=date(2026, 11, 17)))
    page = await shown(stage, cast.LEWIS, f"{PAGE}/change?what=skip&on=2026-11-17")
    assert "Tuesday 17 November 2026 is skipped, and no date of this programme comes after it." in page


@pytest.mark.parametrize(
    ("at", "told"), [("23:59", True), ("06:59", True), ("07:00", False), ("18:00", False)]
)
async def test_a_time_outside_the_working_day_is_told_and_can_be_saved(
    stage: Stage, at: str, *, told: bool
) -> None:
    page = await shown(stage, cast.LEWIS, f"{PAGE}/change?what=time&at={at}")
    assert (f"{at} is outside the working day" in page) is told
    assert at in await save_from_preview(stage, f"what=time&at={at}")


async def test_the_dates_come_first_and_a_school_with_one_channel_may_connect_another(stage: Stage) -> None:
    page = await shown(stage, cast.LEWIS, PAGE)
    assert page.index("The next dates here") < page.index("How it is set up here")
    assert (
        'This school has no other channel to which it could come. <a href="/schools/oakfield/channels/new">'
        in page
    )


async def test_the_dates_of_a_whole_year_can_be_asked_for(stage: Stage) -> None:
    page = await shown(stage, cast.LEWIS, PAGE)
    assert f'href="{PAGE}?dates=more#dates"' in page
    longer = await shown(stage, cast.LEWIS, f"{PAGE}?dates=more")
    assert longer.count("<time") > page.count("<time")
    assert "dates=more" not in longer


async def test_nobody_but_the_school_lead_changes_anything(stage: Stage) -> None:
    for member in (cast.GRACE, cast.DEV, cast.TOM):
        await shown(stage, member, f"{PAGE}/change?what=day&weekday=thursday", status=403)
    browser = await stage.as_(cast.GRACE)
    refused = await send(browser, "/demo/people", f"{PAGE}/change", what="day", weekday="thursday")
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "page", ["/schools/oakfield/programmes/elm-weekly", "/schools/elm/programmes/elm-weekly"]
)
async def test_another_trusts_programme_is_none_here(stage: Stage, page: str) -> None:
    await shown(stage, cast.GRACE, page, status=404)


async def test_a_school_that_moves_onto_another_programmes_day_is_told_before_it_saves(stage: Stage) -> None:
    fridays = Weekly(weekday=Weekday.FRIDAY, at=time(8, 15))
    other = replace(cast.WEEKLY, id=ProgrammeId("fridays"), name="For Fridays", recurrence=fridays)
    charter = cast.ashgrove(cast.WEEKLY, other)
    await stage.store.directory.establish(replace(charter, trust=replace(charter.trust, demonstration=True)))
    page = html.unescape(await shown(stage, cast.LEWIS, f"{PAGE}/change?what=day&weekday=friday"))
    assert "leaders already has “For Fridays” (Fridays at 08:15): on" in page
    elsewhere = await shown(stage, cast.LEWIS, f"{PAGE}/change?what=day&weekday=thursday")
    assert "already has" not in elsewhere, "they come in one week as it is"
