"""Home, reflections, what was asked, and one prompt."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Member, School
from tests import cast
from tests.adapters.stage import Stage, send

KEY = "vision-heard-in-the-corridor"
OTHER = "vision-where-hopes-shrink"


async def told(
    stage: Stage,
    member: Member,
    text: str,
    *,
    key: str = KEY,
    school: School = cast.OAKFIELD,
) -> None:
    """That person answered a prompt asked just then."""
    channel = cast.MILLBROOK_LEADERS if school is cast.MILLBROOK else cast.OAKFIELD_LEADERS
    root = await stage.ask(key, channel=channel, school=school)
    stage.clock.advance(timedelta(minutes=5))
    page = f"/channels/{channel.address}"
    sent = await send(await stage.as_(member), page, f"{page}/threads/{root}/answers", text=text)
    assert sent.status_code == 303
    stage.clock.advance(timedelta(days=7))


async def two_schools(stage: Stage) -> None:
    await told(stage, cast.HANA, "Oakfield thinks of breakfast.")
    await told(
        stage,
        cast.TOM,
        "Millbrook thinks of transport.",
        key=OTHER,
        school=cast.MILLBROOK,
    )


async def test_home_says_what_comes_next_in_each_of_ones_schools(stage: Stage) -> None:
    page = await shown(stage, cast.PRIYA, "/")
    assert "What comes next" in page
    assert f'href="/schools/{cast.OAKFIELD.id}/pressure"' in page
    assert page.count(f": {cast.WEEKLY.name}</span>") == page.count("/pressure")
    assert "What comes next" not in await shown(stage, cast.GORDON, "/")


async def shown(stage: Stage, member: Member, page: str) -> str:
    answer = await (await stage.as_(member)).get(page, follow_redirects=True)
    return answer.text


@pytest.mark.parametrize(
    ("member", "oakfield", "millbrook"),
    [
        (cast.PRIYA, True, True),
        (cast.HANA, True, False),
        (cast.LEWIS, True, False),
        (cast.TOM, False, True),
        (cast.SAM, False, False),
        (cast.DORA, True, True),
        (cast.GRACE, False, False),
        (cast.GORDON, False, False),
        (cast.OLIVE, False, False),
    ],
)
async def test_each_person_reads_the_words_of_their_own_schools(
    stage: Stage, member: Member, *, oakfield: bool, millbrook: bool
) -> None:
    await two_schools(stage)
    for page in ("/reflections", "/", "/asked", "/deliveries"):
        text = await shown(stage, member, page)
        if page == "/reflections":
            assert ("Oakfield thinks" in text, "Millbrook thinks" in text) == (oakfield, millbrook)
        else:
            assert "thinks of" not in text


@pytest.mark.parametrize("member", [cast.GORDON, cast.GRACE])
async def test_who_may_not_read_words_sees_what_was_asked_and_no_name(stage: Stage, member: Member) -> None:
    await two_schools(stage)
    text = await shown(stage, member, "/reflections")
    assert "What was asked" in text
    assert "fewer than three people have answered" in text
    assert "Hana" not in text
    assert ("Millbrook Junior School" in text) == (member is cast.GRACE)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=breakfast", "Oakfield"),
        ("words=transport", "Millbrook"),
        ("school=millbrook", "Millbrook"),
        ("channel=oakfield-leaders", "Oakfield"),
        ("author=tom", "Millbrook"),
        ("until=2026-11-20", "Oakfield"),
        ("since=2026-11-20", "Millbrook"),
        ("since=20/11/2026", "Millbrook"),
    ],
)
async def test_each_filter_narrows_the_log(stage: Stage, query: str, found: str) -> None:
    await two_schools(stage)
    text = await shown(stage, cast.PRIYA, f"/reflections?{query}")
    assert re.findall(r"(\w+) thinks of", text) == [found]


async def test_a_theme_nobody_answered_says_that_nothing_was_found(stage: Stage) -> None:
    await two_schools(stage)
    assert "Nothing was found" in await shown(stage, cast.PRIYA, "/reflections?theme=belonging")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("since=yesterday", "Give a date that exists"),
        ("until=2026-02-30", "Give a date that exists"),
        ("until=31/2/2027", "Give a date that exists"),
        ("since=2026-11-16&until=2026-11-15", "This lies before the first date"),
        ("words=" + "a" * 201, "Search for up to 200 characters"),
    ],
)
async def test_a_filter_that_cannot_be_read_is_told_beside_its_field(
    stage: Stage, query: str, fault: str
) -> None:
    await two_schools(stage)
    answer = await (await stage.as_(cast.PRIYA)).get(f"/reflections?{query}")
    assert answer.status_code == 400
    assert answer.text.count(fault) == 2  # once above, once beside the field
    assert "thinks of" not in answer.text
    assert query.rsplit("=", maxsplit=1)[-1] in answer.text


@pytest.mark.parametrize("school", ["harbour", "elm", "nowhere", "' OR 1=1"])
async def test_a_school_that_is_not_theirs_shows_nothing(stage: Stage, school: str) -> None:
    await two_schools(stage)
    answer = await (await stage.as_(cast.PRIYA)).get("/reflections", params={"school": school})
    assert answer.status_code in {403, 404}
    assert "thinks of" not in answer.text


@pytest.mark.parametrize("words", ['"', "AND", "a*", "(", "NEAR(a b)", "-", "\x00", "🙂", "%", "_"])
async def test_no_search_words_break_the_page(stage: Stage, words: str) -> None:
    await two_schools(stage)
    answer = await (await stage.as_(cast.PRIYA)).get("/reflections", params={"words": words})
    assert answer.status_code == (200 if any(map(str.isalnum, words)) or words == "\0" else 400)


async def test_the_log_goes_on_page_by_page_and_leaves_nothing_out(stage: Stage) -> None:
    for number in range(25):
        await told(stage, cast.HANA, f"Thought number {number:02}.")
    browser = await stage.as_(cast.PRIYA)
    seen: list[str] = []
    address: str | None = "/reflections?author=hana"
    pages = 0
    while address:
        page = await browser.get(address)
        pages += 1
        seen += re.findall(r"Thought number (\d\d)\.", page.text)
        link = re.search(r'href="(\?[^"]+)" rel="next"', page.text)
        address = f"/reflections{link[1]}".replace("&amp;", "&") if link else None
        assert len(page.content) < 100_000
    assert seen == [f"{number:02}" for number in range(24, -1, -1)]
    assert pages == 2


async def test_long_reflections_make_more_pages_and_not_heavier_ones(stage: Stage) -> None:
    for number in range(12):
        await told(stage, cast.HANA, f"Thought number {number:02}. " + "é" * 9_000)
    browser = await stage.as_(cast.PRIYA)
    seen: list[str] = []
    address: str | None = "/reflections"
    while address:
        page = await browser.get(address)
        assert len(page.content) < 100_000
        seen += re.findall(r"Thought number (\d\d)\.", page.text)
        link = re.search(r'href="(\?[^"]+)" rel="next"', page.text)
        address = f"/reflections{link[1]}" if link else None
    assert seen == [f"{number:02}" for number in range(11, -1, -1)]


async def test_the_thread_where_it_was_said_is_one_link_away_for_those_who_are_in_it(stage: Stage) -> None:
    await told(stage, cast.HANA, "Come and see.")
    to_priya = await shown(stage, cast.PRIYA, "/reflections")
    link = re.search(r'href="(/channels/oakfield-leaders/threads/\d+)"', to_priya)
    assert link
    assert "Come and see." in await shown(stage, cast.PRIYA, link[1])
    assert "/channels/" not in await shown(stage, cast.DORA, "/reflections")


async def test_the_whole_thread_in_the_log_is_for_those_who_may_read_it(stage: Stage) -> None:
    await told(stage, cast.HANA, "Only for Oakfield.")
    page = re.search(r'href="(/reflections/threads/[^"]+)"', await shown(stage, cast.PRIYA, "/reflections"))
    assert page
    assert "Only for Oakfield." in await shown(stage, cast.HANA, page[1])
    for member in (cast.TOM, cast.GORDON, cast.OLIVE):
        answer = await (await stage.as_(member)).get(page[1])
        assert answer.status_code in {403, 404}


async def test_everyone_reads_what_they_said_themselves(stage: Stage) -> None:
    await told(stage, cast.HANA, "My own words.")
    assert "My own words." in await shown(stage, cast.HANA, "/reflections/mine")
    assert "My own words." not in await shown(stage, cast.DEV, "/reflections/mine")
    assert "You have not answered" in await shown(stage, cast.GORDON, "/reflections/mine")


async def test_home_shows_the_newest_question_of_each_of_ones_channels(stage: Stage) -> None:
    await stage.ask(KEY)
    stage.clock.advance(timedelta(days=7))
    await stage.ask(OTHER)
    home = await shown(stage, cast.PRIYA, "/")
    assert stage.bot.bank.get(OTHER).question in home
    assert stage.bot.bank.get(KEY).question not in home
    assert "No question has been asked yet" in home  # in Millbrook's channel
    assert 'href="/channels/oakfield-leaders"' in home


@pytest.mark.parametrize("words", ["*", "%25", "🙂", "!!! --"])
async def test_a_search_without_a_word_or_a_number_is_told_what_is_looked_for(
    stage: Stage, words: str
) -> None:
    answer = await (await stage.as_(cast.PRIYA)).get(f"/reflections?words={words}")
    assert answer.status_code == 400
    assert "looks for words and numbers only" in answer.text
    assert "Try fewer words" not in answer.text


async def test_only_those_who_can_answer_are_offered_their_own_answers(stage: Stage) -> None:
    assert "Your own answers" in await shown(stage, cast.HANA, "/")
    for member in (cast.GORDON, cast.GRACE, cast.DORA):
        assert "Your own answers" not in await shown(stage, member, "/")


async def test_home_before_the_first_question_says_so(stage: Stage) -> None:
    assert "No question has been asked yet" in await shown(stage, cast.HANA, "/")
    assert "No question has been asked here yet" in await shown(
        stage, cast.HANA, "/channels/oakfield-leaders"
    )


async def test_every_prompt_of_the_bank_has_a_page(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    for prompt in stage.bot.bank.prompts:
        page = await browser.get(f"/prompts/{prompt.key}")
        assert page.status_code == 200, prompt.key
        assert "Where it comes from" in page.text, prompt.key
    assert (await browser.get("/prompts/no-such-prompt")).status_code == 404


async def test_choosing_somebody_else_takes_the_old_forms_out_of_use(stage: Stage) -> None:
    await stage.ask(KEY)
    browser = await stage.as_(cast.HANA)
    page = (await browser.get("/channels/oakfield-leaders")).text
    old = re.search(r'name="csrf" value="([^"]+)"', page)
    assert old
    await send(browser, "/demo/people", "/demo/people", member="dev")
    root = re.search(r'id="thread-(\d+)"', page)
    assert root
    address = f"/channels/oakfield-leaders/threads/{root[1]}/answers"
    sent = await browser.post(address, data={"csrf": old[1], "text": "As Hana, I thought."})
    assert sent.status_code == 403
    assert "As Hana, I thought." in sent.text


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/reflections?since=2095-01-01", 200),
        ("/reflections?until=2999-12-31", 200),
        ("/reflections?before=9223372036854775807", 200),
        ("/reflections?author=%00", 200),
        ("/reflections/threads/%00", 404),
    ],
)
async def test_an_address_nobody_made_never_breaks_the_log(stage: Stage, page: str, status: int) -> None:
    assert (await (await stage.as_(cast.PRIYA)).get(page)).status_code == status


async def test_answers_are_read_on_after_their_channel_has_moved(stage: Stage) -> None:
    await told(stage, cast.HANA, "Said at the old address.")
    charter = cast.ashgrove()
    moved = tuple(
        replace(each, address="moved") if each.id == cast.OAKFIELD_LEADERS.id else each
        for each in charter.channels
    )
    made_up = replace(charter.trust, demonstration=True)
    await stage.store.directory.establish(replace(charter, trust=made_up, channels=moved))
    page = await shown(stage, cast.HANA, "/reflections")
    assert "Said at the old address." in page
    assert "Open the thread" not in page


async def test_one_question_in_several_schools_stands_once_with_each_school(stage: Stage) -> None:
    for channel, school in (
        (cast.OAKFIELD_LEADERS, cast.OAKFIELD),
        (cast.MILLBROOK_LEADERS, cast.MILLBROOK),
    ):
        await stage.ask(KEY, channel=channel, school=school)
    page = await shown(stage, cast.GRACE, "/asked")
    assert page.count('<article class="card">') == 1
    assert page.count("fewer than three people have answered") == 2
