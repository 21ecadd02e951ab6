"""A calendar file on its page: what recurs is one row, and what the calendar holds is said to be there."""

import re
from datetime import date

import httpx
import pytest

from scheduler.importing import Found, Guess, is_there
from scheduler.model import Closure, ClosureReason, SchoolCalendar, Term
from tests import cast
from tests.adapters.stage import Stage, send
from tests.adapters.web.test_calendar_pages import calendar, fields_of

PAGE = "/schools/oakfield/calendar/import"
AUTUMN = Term(
    name="Autumn",
    first=date(2026, 9, 2),
    last=date(2026, 12, 18),
    half_term=(date(2026, 10, 26), date(2026, 10, 30)),
)
INSET = Closure(first=date(2026, 11, 23), last=date(2026, 11, 23), reason=ClosureReason.INSET, name="Ours")
WHOLE = SchoolCalendar(zone="Europe/London", terms=(AUTUMN,), closures=(INSET,))
CHOIR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Choir rehearsal\r\n"
    "DTSTART;VALUE=DATE:20261109\r\nRRULE:FREQ=WEEKLY;COUNT=10\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def rows_on(page: httpx.Response) -> list[str]:
    """What is read of each row, without its choices."""
    labels = re.findall(r'<li class="event"><label[^>]*>(.*?)</label>', page.text, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", label) for label in labels]


@pytest.mark.parametrize(
    ("kind", "first", "last", "there"),
    [
        (Guess.TERM, AUTUMN.first, AUTUMN.last, True),
        (Guess.TERM, AUTUMN.first, date(2026, 12, 17), False),
        (Guess.HALF_TERM, date(2026, 10, 26), date(2026, 10, 30), True),
        (Guess.HALF_TERM, date(2026, 10, 26), date(2026, 10, 29), False),
        (Guess.INSET, INSET.first, INSET.last, True),
        (Guess.OCCASIONAL, INSET.first, INSET.last, False),
        (Guess.TERM_BEGINS, AUTUMN.first, AUTUMN.first, False),
        (Guess.IGNORE, INSET.first, INSET.last, False),
    ],
)
def test_what_a_calendar_holds_to_the_day_is_there(
    kind: Guess, first: date, last: date, *, there: bool
) -> None:
    assert is_there((Found(name="Another name", first=first, last=last, guess=kind), kind), WHOLE) is there


async def test_what_recurs_is_one_row_and_comes_in_date_by_date(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    found = await send(browser, PAGE, PAGE, pasted=CHOIR)
    assert rows_on(found) == ["Choir rehearsal 10 dates from Mon 9 Nov 2026 to Mon 11 Jan 2027"]
    assert "10 events are left out" in found.text
    chosen = {**fields_of(found), "kind-0": "occasional", "step": "edit", "how": "add"}
    again = await browser.post(PAGE, data=chosen)
    assert rows_on(again) == rows_on(found)
    assert "10 occasional days come in." in again.text
    before = len((await calendar(stage)).closures)
    assert (await browser.post(PAGE, data={**fields_of(again), "step": "save"})).status_code == 303
    assert len((await calendar(stage)).closures) == before + 10


async def test_what_is_there_to_the_day_is_said_and_not_added_again(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    term = (await calendar(stage)).terms[0]
    assert term.half_term
    half_term = ",".join(f"{day:%d/%m/%Y}" for day in term.half_term)
    sheet = f"first,last,kind,name\n{half_term},half-term,Half term\n04/12/2026,,inset,Training\n"
    found = await send(browser, PAGE, PAGE, pasted=sheet)
    assert ["already there" in row for row in rows_on(found)] == [True, False]
    assert "1 INSET day comes in; 1 is in the calendar already." in found.text
    before = await calendar(stage)
    assert (await browser.post(PAGE, data={**fields_of(found), "step": "save"})).status_code == 303
    now = await calendar(stage)
    assert now.terms == before.terms
    assert len(now.closures) == len(before.closures) + 1
    again = await browser.post(PAGE, data={**fields_of(found), "step": "show"})
    assert again.status_code == 422
    assert "All of this is in the calendar already" in again.text


async def test_more_days_than_a_school_can_have_are_not_taken_by_choosing_them(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    days = "+".join(["2026-12-01"] * 301)
    fields = {"event-0": f"{days}|{days}|Choir", "kind-0": "occasional", "step": "save"}
    refused = await send(browser, PAGE, PAGE, **fields)
    assert refused.status_code == 422
    assert "301 events that read like terms or closed days" in refused.text
