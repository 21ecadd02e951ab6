"""The pages of the school year: what they show, and a change from the form until it is saved."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import httpx
import pytest

from bot.domain.people import Member, School
from bot.wording.calendars import known_until
from scheduler.model import OwnCalendar, SchoolCalendar
from tests import cast
from tests.adapters.stage import Stage, send, token

PAGE = "/calendar"
OAKFIELD = "/schools/oakfield/calendar"
DAY = {"kind": "inset", "name": "Our <training>", "first": "2026-12-01", "last": ""}


async def inheriting(stage: Stage) -> None:
    """Oakfield takes the trust's calendar."""
    charter = await stage.bot.store.directory.charter(cast.ASHGROVE.id)
    assert charter
    schools = tuple(
        replace(each, own=OwnCalendar()) if each.id == cast.OAKFIELD.id else each for each in charter.schools
    )
    trust = replace(charter.trust, calendar=cast.CALENDAR)
    await stage.bot.store.directory.establish(replace(charter, trust=trust, schools=schools))


async def calendar(stage: Stage, school: School = cast.OAKFIELD) -> SchoolCalendar:
    charter = await stage.bot.store.directory.charter(cast.ASHGROVE.id)
    assert charter
    return next(each.calendar for each in charter.schools if each.id == school.id)


@pytest.mark.parametrize("member", [cast.GRACE, cast.LEWIS, cast.PRIYA], ids=lambda m: m.id)
async def test_the_year_is_drawn_and_told_in_words(stage: Stage, member: Member) -> None:
    await inheriting(stage)
    answer = await (await stage.as_(member)).get(OAKFIELD)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    assert answer.text.count('role="img"') == 12
    assert "September 2026: 20 school days. Closed: 1 Before Autumn term 2026" in answer.text
    assert "Terms are entered up to 21 July 2027." in answer.text
    assert "Questions stop then" not in answer.text
    assert "From the trust" in answer.text


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 5, 25), "Terms are entered up to 21 July 2027."),
        (
            date(2027, 5, 26),
            "Terms are entered up to 21 July 2027. Questions stop then, unless you add the next terms.",
        ),
        (
            date(2027, 7, 22),
            "The last term entered ended on 21 July 2027: no questions go out until there is a new one.",
        ),
    ],
)
def test_only_the_last_weeks_before_the_terms_end_are_a_warning(today: date, said: str) -> None:
    assert known_until(date(2027, 7, 21), today=today) == said


async def test_a_whole_term_is_taken_out_on_its_own_page(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    year = await browser.get(f"{OAKFIELD}?year=2026")
    assert "take-out-term" not in year.text
    (entry, *_) = re.findall(r"/term\?entry=([^&]+)&", year.text)
    term = await browser.get(f"{OAKFIELD}/term", params={"entry": entry, "year": "2026"})
    assert "Take this term out" in term.text
    fields = {"what": "take-out-term", "entry": entry, "year": "2026"}
    asked = await send(browser, OAKFIELD, f"{OAKFIELD}/press", **fields)
    assert "Before you save" in asked.text
    before = len((await calendar(stage)).terms)
    assert (await send(browser, OAKFIELD, f"{OAKFIELD}/press", **fields, step="save")).status_code == 303
    assert len((await calendar(stage)).terms) == before - 1
    assert "Take this term out" not in (await browser.get(f"{OAKFIELD}/term")).text


async def test_only_who_may_change_it_is_offered_to(stage: Stage) -> None:
    await inheriting(stage)
    assert "Add a term" not in (await (await stage.as_(cast.PRIYA)).get(OAKFIELD)).text
    assert "Add a term" in (await (await stage.as_(cast.LEWIS)).get(OAKFIELD)).text
    assert "Add a term" not in (await (await stage.as_(cast.LEWIS)).get(PAGE)).text
    assert "Add a term" in (await (await stage.as_(cast.GRACE)).get(PAGE)).text


async def test_a_day_is_shown_with_its_effect_then_saved(stage: Stage) -> None:
    await inheriting(stage)
    browser = await stage.as_(cast.LEWIS)
    form = f"{OAKFIELD}/days"
    before = await send(browser, form, form, **DAY, step="show")
    assert before.status_code == 200
    assert "Before you save" in before.text
    assert "Our &lt;training&gt;" in before.text
    assert (
        "A question for Tuesday: Tuesday 1 December 2026 does not come in Oakfield Primary School"
        in before.text
    )
    assert date(2026, 12, 1) not in {each.first for each in (await calendar(stage)).closures}
    saved = await send(browser, form, form, **DAY, step="save")
    assert (saved.status_code, saved.headers["location"]) == (303, f"{OAKFIELD}?saved=yes")
    assert "Saved." in (await browser.get(saved.headers["location"])).text
    assert date(2026, 12, 1) in {each.first for each in (await calendar(stage)).closures}
    assert "Changed here" in (await browser.get(OAKFIELD)).text


async def test_every_fault_is_told_beside_its_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    form = f"{OAKFIELD}/term"
    typed = {
        "name": "",
        "first": "31/02/2027",
        "last": "2027-07-21",
        "break_first": "2027-05-31",
        "break_last": "",
    }
    answer = await send(browser, form, form, **typed, step="show")
    assert answer.status_code == 422
    for name in ("name", "first", "break_last"):
        assert f'id="{name}-fault"' in answer.text
    assert 'value="31/02/2027"' in answer.text
    assert 'value="2027-07-21"' in answer.text


async def test_a_term_that_shares_days_with_another_is_refused_on_the_form(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    form = f"{OAKFIELD}/term"
    typed = {"name": "Again", "first": "01/09/2026", "last": "2026-12-18"}
    answer = await send(browser, form, form, **typed, step="save")
    assert answer.status_code == 422
    assert "put terms in order" in answer.text


async def test_a_school_says_that_it_is_open_on_a_day_of_the_trusts(stage: Stage) -> None:
    await inheriting(stage)
    browser = await stage.as_(cast.LEWIS)
    shown = await send(browser, OAKFIELD, f"{OAKFIELD}/press", what="open", entry="2027-01-04")
    assert "Before you save" in shown.text
    saved = await send(browser, OAKFIELD, f"{OAKFIELD}/press", what="open", entry="2027-01-04", step="save")
    assert saved.status_code == 303
    assert date(2027, 1, 4) not in {each.first for each in (await calendar(stage)).closures}
    assert "Be closed after all" in (await browser.get(OAKFIELD)).text


async def test_a_button_for_what_is_gone_says_so(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    answer = await send(browser, OAKFIELD, f"{OAKFIELD}/press", what="take-out-days", entry="gone")
    assert answer.status_code == 422
    assert "Somebody has changed this meanwhile" in answer.text
    assert (await send(browser, OAKFIELD, f"{OAKFIELD}/press", what="rubbish", entry="")).status_code == 400


@pytest.mark.parametrize("form", ["term", "days", "bank-holiday", "setting", "locks"])
async def test_each_form_opens_for_the_trust_lead_and_for_nobody_below(stage: Stage, form: str) -> None:
    await inheriting(stage)
    opened = await (await stage.as_(cast.GRACE)).get(f"{PAGE}/{form}")
    assert opened.status_code == 200
    assert opened.text.count("<h1>") == 1
    assert (await (await stage.as_(cast.LEWIS)).get(f"{PAGE}/{form}")).status_code == 403


async def test_a_lock_is_set_on_the_page_and_seen_in_the_school(stage: Stage) -> None:
    await inheriting(stage)
    browser = await stage.as_(cast.GRACE)
    saved = await send(browser, f"{PAGE}/locks", f"{PAGE}/locks", locked="closures", step="save")
    assert saved.status_code == 303
    assert "Locked by the trust" in (await browser.get(OAKFIELD)).text
    lewis = await stage.as_(cast.LEWIS)
    refused = await send(lewis, f"{OAKFIELD}/days", f"{OAKFIELD}/days", **DAY, step="show")
    assert refused.status_code == 422
    assert "Your trust has locked this part" in refused.text


async def test_another_trusts_school_and_years_beyond_are_not_there(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    assert (await browser.get("/schools/elm/calendar")).status_code == 404
    assert (await browser.get(f"{PAGE}?year=9999")).status_code == 404
    assert (await browser.get(f"{PAGE}?year=rubbish")).status_code == 200
    assert (await browser.get(f"{PAGE}/rubbish")).status_code == 404


SHEET = "first,last,kind,name\n01/12/2026,,,INSET <day>\n02/12/2026,,,Parents evening\n05/09/2027,20/12/2027,,Autumn term 2027\n"


async def test_a_sheet_is_seen_event_by_event_then_with_its_effect_then_saved(stage: Stage) -> None:
    await inheriting(stage)
    browser = await stage.as_(cast.GRACE)
    page = f"{PAGE}/import"
    form = {"csrf": await token(browser, page)}
    found = await browser.post(page, data=form, files={"file": ("dates.csv", SHEET.encode())})
    assert found.status_code == 200
    assert "INSET &lt;day&gt;" in found.text
    assert found.text.count("<select") == 3
    fields = dict(re.findall(r'name="(event-\d)" value="([^"]*)"', found.text))
    chosen = {name: unescape(value) for name, value in fields.items()}
    chosen |= {"kind-0": "inset", "kind-1": "term", "kind-2": "ignore", "how": "add"}
    shown = await browser.post(page, data={**form, **chosen, "step": "show"})
    assert "Before you save" in shown.text
    again = await browser.post(page, data={**form, **chosen, "step": "edit"})
    assert '<option value="inset" selected>' in again.text
    saved = await browser.post(page, data={**form, **chosen, "step": "save"})
    assert saved.status_code == 303
    after = await calendar(stage)
    assert "INSET <day>" in {each.name for each in after.closures}
    assert after.terms[-1].name == "Autumn term 2027"


async def test_each_faulty_line_of_a_pasted_sheet_is_told_and_the_text_stays(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = f"{OAKFIELD}/import"
    answer = await send(browser, page, page, pasted="first,last,kind,name\n31/02/2026,,,A\n,,,B\n")
    assert answer.status_code == 422
    assert "Line 2: first is “31/02/2026”" in answer.text
    assert "Line 3: first is empty" in answer.text
    assert "31/02/2026,,,A" in answer.text
    nothing = await send(browser, page, page, pasted=" ")
    assert nothing.status_code == 422
    assert 'id="file-fault"' in nothing.text


async def test_terms_that_clash_with_those_there_are_told_where_the_events_are(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = f"{OAKFIELD}/import"
    event = {"event-0": "2026-10-01|2027-01-20|Clash", "kind-0": "term"}
    clash = await send(browser, page, page, **event, step="show")
    assert clash.status_code == 422
    assert "put terms in order" in clash.text
    none = await send(browser, page, page, **{**event, "kind-0": "ignore"}, step="save")
    assert "Everything is left out" in none.text
    instead = await send(browser, page, page, **event, how="in-place", step="save")
    assert instead.status_code == 303
    assert [term.name for term in (await calendar(stage)).terms] == ["Clash"]


@pytest.mark.parametrize(
    "event",
    [
        "0001-01-01|0001-02-01|Far",
        "9999-12-01|9999-12-31|Far",
        "2026-09-01|2041-12-20|Long",
        "2026-09-01|2026-12-20|\0\n",
        "2026-09-01|Term",
    ],
)
async def test_an_event_that_no_file_could_have_held_is_left_out(stage: Stage, event: str) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = f"{OAKFIELD}/import"
    for step in ("show", "save"):
        fields = {"event-0": event, "kind-0": "term", "how": "in-place", "step": step}
        assert "Everything is left out" in (await send(browser, page, page, **fields)).text


async def test_a_file_is_for_whoever_keeps_that_calendar(stage: Stage) -> None:
    for member, page in ((cast.LEWIS, PAGE), (cast.PRIYA, OAKFIELD)):
        browser = await stage.as_(member)
        assert (await browser.get(f"{page}/import")).status_code == 403
        assert (await browser.get(f"{page}/import/term-dates.csv")).status_code == 403
        refused = await send(browser, "/demo/people", f"{page}/import", pasted=SHEET)
        assert refused.status_code == 403
    sheet = await (await stage.as_(cast.LEWIS)).get(f"{OAKFIELD}/import/term-dates.csv")
    assert sheet.text.startswith("first,last,kind,name")


def fields_of(page: httpx.Response) -> dict[str, str]:
    """What a browser would send of the page of events."""
    inputs = {
        name: unescape(value).replace("\n", "\r\n")
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    }
    selects = re.findall(
        r'<select id="[^"]+" name="(kind-\d+)">.*?<option value="([^"]+)" selected', page.text, re.DOTALL
    )
    return inputs | dict(selects)


async def test_nothing_that_was_chosen_is_lost_between_the_pages_of_a_large_calendar(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = f"{OAKFIELD}/import"
    event = "BEGIN:VEVENT\r\nSUMMARY:{0}\r\nDTSTART;VALUE=DATE:{1:%Y%m%d}\r\nDTEND;VALUE=DATE:{2:%Y%m%d}\r\nEND:VEVENT\r\n"
    days = [date(2026, 11, 2) + timedelta(days=n) for n in range(400)]
    events = "".join(
        event.format(f"{'INSET' if n % 100 == 7 else 'Netball <A & B>'} {n}", day, day + timedelta(days=1))
        for n, day in enumerate(days)
    )
    ics = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
    form = {"csrf": await token(browser, page)}
    first = await browser.post(page, data=form, files={"file": ("school.ics", ics.encode())})
    assert "4 INSET days come in; 396 events are left out." in first.text
    assert "Events 1 to 50 of 400" in first.text
    assert len(first.content) < 100_000
    assert "not listed" not in first.text
    second = await browser.post(page, data={**fields_of(first), "kind-1": "ignore", "step": "page:50"})
    assert "Events 51 to 100 of 400" in second.text
    assert "3 INSET days come in" in second.text
    last = await browser.post(page, data={**fields_of(second), "kind-3": "occasional", "step": "page:350"})
    assert "Events 351 to 400 of 400" in last.text
    assert "Next" not in last.text
    shown = await browser.post(page, data={**fields_of(last), "kind-49": "holiday", "step": "show"})
    assert "Before you save" in shown.text
    assert len(shown.content) < 100_000
    back = await browser.post(page, data={**fields_of(shown), "step": "edit"})
    assert "3 INSET days, 1 holiday and 1 occasional day come in; 395 events are left out." in back.text
    before = len((await calendar(stage)).closures)
    saved = await browser.post(page, data={**fields_of(shown), "step": "save"})
    assert saved.status_code == 303
    now = await calendar(stage)
    assert len(now.closures) == before + 5
    assert sum(each.name.startswith("Netball <A & B>") for each in now.closures) == 2


async def test_what_is_too_much_to_list_is_counted_and_the_page_stays_light(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    page = f"{OAKFIELD}/import"
    lines = "".join(f"0{n % 9 + 1}/12/2026,,,{'A very long name & more ' * 3} {n}\n" for n in range(2000))
    answer = await send(browser, page, page, pasted=f"first,last,kind,name\n{lines}")
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    assert "more events are not listed, for want of room" in answer.text
    insets = "".join(f"0{n % 9 + 1}/12/2026,,inset,INSET {n}\n" for n in range(301))
    refused = await send(browser, page, page, pasted=f"first,last,kind,name\n{insets}")
    assert refused.status_code == 422
    assert "301 events that read like terms or closed days" in refused.text


async def test_the_clock_is_chosen_and_what_it_does_is_shown_before_it_is_saved(stage: Stage) -> None:
    await inheriting(stage)
    browser = await stage.as_(cast.GRACE)
    opened = await browser.get(f"{OAKFIELD}/setting")
    assert len(opened.text) < 100_000
    assert "s (London)</option>" in opened.text
    were = re.search(r'name="were" value="([^"]+)"', opened.text)
    assert were
    typed = {"were": were[1], "nation": "", "school_days": "monday"}
    wrong = await send(
        browser, f"{OAKFIELD}/setting", f"{OAKFIELD}/setting", **typed, zone="Europe/Lundon", step="show"
    )
    assert wrong.status_code == 422
    assert 'aria-describedby="zone-fault zone-hint" aria-invalid="true"' in wrong.text
    assert '<option value="Europe/Lundon" selected>' in wrong.text
    days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
    data = {
        **typed,
        "school_days": days,
        "zone": "Europe/Berlin",
        "csrf": await token(browser, f"{OAKFIELD}/setting"),
    }
    shown = await browser.post(f"{OAKFIELD}/setting", data={**data, "step": "show"})
    assert "Time zone" in shown.text
    assert "keeps its time of day, on the new clock" in shown.text
    assert "stays at 08:15, on the new clock" in shown.text
    saved = await browser.post(f"{OAKFIELD}/setting", data={**data, "step": "save"})
    assert saved.status_code == 303
    assert (await calendar(stage)).zone == "Europe/Berlin"
    assert "Times are those of Berlin." in (await browser.get(OAKFIELD)).text


async def test_the_list_of_faults_says_which_day_each_is_about(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    answer = await send(browser, f"{PAGE}/term", f"{PAGE}/term", first="soon", last="", step="show")
    assert '<a href="#first">First day: Give a date that exists' in answer.text
    assert '<a href="#last">Last day: Give a date, for example' in answer.text
