"""The built-in channel as people meet it: forms that work without a script."""

import asyncio
import re
from datetime import timedelta
from html import escape, unescape

import httpx
import pytest

from adapters.local.answering import LIMIT
from bot.domain.people import Member
from bot.domain.picture import Picture
from prompts.references import Kind
from tests import cast
from tests.adapters.stage import Stage, send

PAGE = "/channels/oakfield-leaders"
KEY = "vision-heard-in-the-corridor"
STRANGE = "<script>alert(1)</script> *bold* <@U1> {{ 7*7 }} مرحبا 👩🏽‍🏫\n  two  spaces & “quotes”"


async def answer(stage: Stage, root: int, text: str, *, member: Member = cast.HANA) -> httpx.Response:
    browser = await stage.as_(member)
    return await send(browser, PAGE, f"{PAGE}/threads/{root}/answers", text=text)


def answers_on(page: httpx.Response) -> list[str]:
    """What is shown as said, as a browser would read it."""
    return [
        unescape(each) for each in re.findall(r'<p class="said" dir="auto">(.*?)</p>', page.text, re.DOTALL)
    ]


async def test_an_answer_stands_in_its_thread_and_in_the_log(stage: Stage) -> None:
    root = await stage.ask(KEY)
    sent = await answer(stage, root, "We asked the midday team.")
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"{PAGE}?done=kept&answer=")
    page = await (await stage.as_(cast.DEV)).get(PAGE)
    assert answers_on(page) == ["We asked the midday team."]
    assert "Hana Haddad" in page.text
    log = await (await stage.as_(cast.PRIYA)).get("/reflections")
    assert answers_on(log) == ["We asked the midday team."]


async def test_the_page_says_that_the_answer_is_kept(stage: Stage) -> None:
    root = await stage.ask(KEY)
    sent = await answer(stage, root, "Yes.")
    page = await (await stage.as_(cast.HANA)).get(sent.headers["location"])
    assert (
        page.text.count("Your answer is kept in the reflection log.") == 2
    )  # its title, and beside the answer


async def test_what_was_typed_is_shown_as_it_was_typed(stage: Stage) -> None:
    root = await stage.ask(KEY)
    await answer(stage, root, STRANGE)
    page = await (await stage.as_(cast.DEV)).get(f"{PAGE}/threads/{root}")
    assert answers_on(page) == [STRANGE]
    assert "<script>alert" not in page.text
    assert "49" not in answers_on(page)[0]


async def test_a_prompt_says_why_it_is_asked_who_reads_it_and_where_a_concern_belongs(stage: Stage) -> None:
    await stage.ask(KEY)
    page = (await (await stage.as_(cast.HANA)).get(PAGE)).text
    prompt = stage.bot.bank.get(KEY)
    for words in (prompt.question, prompt.why, prompt.follow_up):
        assert escape(words, quote=False) in page.replace("&#39;", "'")
    assert "Your answers are read by the leaders and the SENCo of Oakfield Primary School" in page
    assert "designated safeguarding" in page


@pytest.mark.parametrize("member", [cast.TOM, cast.SAM, cast.GRACE, cast.GORDON, cast.DORA, cast.OLIVE])
async def test_who_is_not_in_the_channel_hears_that_there_is_none(stage: Stage, member: Member) -> None:
    root = await stage.ask(KEY)
    browser = await stage.as_(member)
    for address in (PAGE, f"{PAGE}/events", f"{PAGE}/threads/{root}"):
        assert (await browser.get(address)).status_code == 404
    sent = await send(browser, "/demo/people", f"{PAGE}/threads/{root}/answers", text="let me in")
    assert sent.status_code == 404
    assert answers_on(await (await stage.as_(cast.HANA)).get(PAGE)) == []


async def test_a_thread_of_another_channel_is_not_reached_through_ones_own(stage: Stage) -> None:
    root = await stage.ask(KEY, channel=cast.MILLBROOK_LEADERS, school=cast.MILLBROOK)
    browser = await stage.as_(cast.HANA)
    assert (await browser.get(f"{PAGE}/threads/{root}")).status_code == 404
    sent = await send(browser, "/demo/people", f"{PAGE}/threads/{root}/answers", text="wrong place")
    assert sent.status_code == 404


@pytest.mark.parametrize("root", ["0", "999", "-1", "abc", "9" * 30, "%00", "²"])
async def test_a_thread_that_cannot_be_is_not_there(stage: Stage, root: str) -> None:
    browser = await stage.as_(cast.HANA)
    assert (await browser.get(f"{PAGE}/threads/{root}")).status_code == 404
    assert (await browser.get(f"{PAGE}?before={root}&answer={root}")).status_code == 200


async def test_an_answer_over_the_limit_comes_back_with_the_fault_and_every_word(stage: Stage) -> None:
    root = await stage.ask(KEY)
    words = "word " * (LIMIT // 5) + "the end"
    sent = await answer(stage, root, words)
    assert sent.status_code == 422
    assert "shorten it by 7" in sent.text
    assert words in sent.text
    assert "<title>Error: " in sent.text
    assert 'aria-invalid="true"' in sent.text


async def test_a_hundred_thousand_characters_are_refused_kindly(stage: Stage) -> None:
    root = await stage.ask(KEY)
    sent = await answer(stage, root, "é" * 100_000)
    assert sent.status_code == 422
    assert "é" * 100_000 in sent.text


async def test_an_empty_answer_is_asked_for_again(stage: Stage) -> None:
    sent = await answer(stage, await stage.ask(KEY), " \r\n ")
    assert sent.status_code == 422
    assert "Write an answer before you send it." in sent.text


async def test_a_button_pressed_twice_answers_once(stage: Stage) -> None:
    root = await stage.ask(KEY)
    await answer(stage, root, "Once.")
    await answer(stage, root, "Once.")
    stage.clock.advance(timedelta(minutes=2))
    await answer(stage, root, "Once.")
    page = await (await stage.as_(cast.HANA)).get(PAGE)
    assert answers_on(page) == ["Once.", "Once."]


async def own_answer(stage: Stage, text: str) -> str:
    root = await stage.ask(KEY)
    sent = await answer(stage, root, text)
    note = re.search(r"#answer-(\d+)$", sent.headers["location"])
    assert note
    return f"{PAGE}/threads/{root}/answers/{note[1]}"


async def test_an_edit_changes_the_answer_and_the_log_keeps_what_it_said(stage: Stage) -> None:
    address = await own_answer(stage, "First thought.")
    browser = await stage.as_(cast.HANA)
    assert "First thought." in (await browser.get(f"{address}/edit")).text
    stage.clock.advance(timedelta(minutes=3))
    sent = await send(browser, f"{address}/edit", f"{address}/edit", text="Second thought.")
    assert sent.status_code == 303
    assert answers_on(await browser.get(PAGE)) == ["Second thought."]
    log = await (await stage.as_(cast.PRIYA)).get("/reflections")
    assert answers_on(log) == ["Second thought.", "First thought."]
    assert "Earlier versions (1)" in log.text


async def test_an_edit_at_fault_keeps_what_was_typed_and_changes_nothing(stage: Stage) -> None:
    address = await own_answer(stage, "First thought.")
    browser = await stage.as_(cast.HANA)
    sent = await send(browser, f"{address}/edit", f"{address}/edit", text="x" * (LIMIT + 1))
    assert sent.status_code == 422
    assert "x" * (LIMIT + 1) in sent.text
    assert answers_on(await browser.get(PAGE)) == ["First thought."]


async def test_a_withdrawal_asks_first_and_then_leaves_no_word(stage: Stage) -> None:
    address = await own_answer(stage, "Regretted at once.")
    browser = await stage.as_(cast.HANA)
    asked = await browser.get(f"{address}/withdraw")
    assert "cannot be undone" in asked.text
    assert answers_on(await browser.get(PAGE)) == ["Regretted at once."]
    sent = await send(browser, f"{address}/withdraw", f"{address}/withdraw")
    assert sent.status_code == 303
    assert "Regretted" not in (await browser.get(PAGE)).text
    assert "Regretted" not in (await (await stage.as_(cast.PRIYA)).get("/reflections")).text
    assert (await browser.get(f"{address}/edit")).status_code == 404


@pytest.mark.parametrize("deed", ["edit", "withdraw"])
async def test_nobody_changes_what_somebody_else_said(stage: Stage, deed: str) -> None:
    address = await own_answer(stage, "Mine.")
    browser = await stage.as_(cast.DEV)
    assert (await browser.get(f"{address}/{deed}")).status_code == 404
    assert (await send(browser, PAGE, f"{address}/{deed}", text="Not yours.")).status_code == 404
    assert answers_on(await browser.get(PAGE)) == ["Mine."]


async def test_on_a_scale_the_sentence_chosen_is_the_answer(stage: Stage) -> None:
    scale = next(prompt for prompt in stage.bot.bank.prompts if prompt.kind is Kind.SCALE)
    root = await stage.ask(scale.key)
    browser = await stage.as_(cast.HANA)
    await send(browser, PAGE, f"{PAGE}/threads/{root}/answers", position="1", text="Since September.")
    positions = stage.bot.bank.scale_of(scale)
    assert positions is not None
    assert answers_on(await browser.get(PAGE)) == [f"{positions.positions[1].sentence}\n\nSince September."]


async def test_the_sentences_of_a_scale_stand_with_its_question_also_where_the_form_is_folded(
    stage: Stage,
) -> None:
    scale = next(prompt for prompt in stage.bot.bank.prompts if prompt.kind is Kind.SCALE)
    await stage.ask(scale.key)
    positions = stage.bot.bank.scale_of(scale)
    assert positions is not None
    browser = await stage.as_(cast.HANA)
    assert listed(await browser.get(PAGE)) == []  # they are in the form, which is open
    stage.clock.advance(timedelta(days=7))
    await stage.ask(KEY)
    page = await browser.get(PAGE)
    assert listed(page) == [each.sentence for each in positions.positions]


def listed(page: httpx.Response) -> list[str]:
    """The sentences shown outside a form."""
    found = re.search(r'<ul class="positions">(.*?)</ul>', page.text)
    return [unescape(each) for each in re.findall(r"<li>(.*?)</li>", found[1])] if found else []


async def test_the_box_says_that_one_has_answered_already(stage: Stage) -> None:
    address = await own_answer(stage, "First.")
    browser = await stage.as_(cast.HANA)
    assert ">Add to your answer<" in (await browser.get(PAGE)).text
    assert ">Your answer<" in (await (await stage.as_(cast.DEV)).get(PAGE)).text
    await send(browser, f"{address}/withdraw", f"{address}/withdraw")
    assert ">Answer again<" in (await browser.get(PAGE)).text


async def test_earlier_questions_follow_page_by_page_and_none_is_left_out(stage: Stage) -> None:
    keys = [prompt.key for prompt in stage.bot.bank.prompts[:15]]
    for key in keys:
        await stage.ask(key)
        stage.clock.advance(timedelta(days=7))
    browser = await stage.as_(cast.HANA)
    seen: list[str] = []
    address: str | None = PAGE
    while address:
        page = await browser.get(address)
        seen += re.findall(r'id="thread-(\d+)"', page.text)
        link = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = link[1] if link else None
    assert seen == sorted(seen, key=int, reverse=True)
    assert len(seen) == len(keys)


async def test_long_answers_make_more_pages_and_not_heavier_ones(stage: Stage) -> None:
    for prompt in stage.bot.bank.prompts[:6]:
        root = await stage.ask(prompt.key)
        for member in (cast.HANA, cast.DEV):
            await answer(stage, root, "w" * 9_900, member=member)
        stage.clock.advance(timedelta(days=7))
    page = await (await stage.as_(cast.HANA)).get(PAGE)
    assert len(page.content) < 100_000
    assert 'rel="next"' in page.text


async def test_an_open_page_hears_of_an_answer(stage: Stage) -> None:
    root = await stage.ask(KEY)
    browser = await stage.as_(cast.DEV)
    heard: list[str] = []
    one, two = asyncio.Event(), asyncio.Event()

    async def listen() -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"{PAGE}/events",
            "raw_path": b"",
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "server": ("localhost", 80),
            "headers": [(b"host", b"localhost"), (b"cookie", cookies.encode())],
        }

        async def receive() -> dict[str, str]:
            await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def sent(message: dict[str, object]) -> None:
            body = message.get("body", b"")
            assert isinstance(body, bytes)
            if b"event: changed" in body:
                heard.append(body.decode())
                (two if one.is_set() else one).set()

        await stage.app(scope, receive, sent)  # type: ignore[arg-type]  # a plain dict is what servers send

    listening = asyncio.create_task(listen())
    await asyncio.wait_for(one.wait(), 10)
    await answer(stage, root, "A word that must not be in the event.")
    await asyncio.wait_for(two.wait(), 10)
    stage.live.close()
    await asyncio.wait_for(listening, 10)
    assert "word" not in "".join(heard)


HEAT_MAP = Picture(
    png=b"\x89PNG", title="Pressure points", alt='Both "stretched": 9 November', words="First\nSecond"
)


async def test_a_picture_stands_in_the_channel_for_those_who_are_in_it(stage: Stage) -> None:
    root = await stage.ask(KEY)
    posted = await stage.bot.platforms["local"].picture(HEAT_MAP, to=cast.OAKFIELD_LEADERS)
    browser = await stage.as_(cast.DEV)
    page = await browser.get(PAGE)
    address = f"{PAGE}/pictures/{posted.id}.png"
    assert f'src="{address}" alt="{escape(HEAT_MAP.alt)}"' in page.text.replace("&#34;", "&quot;")
    assert page.text.index(HEAT_MAP.title) < page.text.index(f'id="thread-{root}"')
    assert f'action="{PAGE}/threads/{root}/answers"' in page.text
    shown = await browser.get(address)
    assert (shown.content, shown.headers["content-type"]) == (HEAT_MAP.png, "image/png")
    assert shown.headers["cache-control"].startswith("private")
    assert (await (await stage.as_(cast.TOM)).get(address)).status_code == 404
    assert (await browser.get(f"{PAGE}/pictures/{root}.png")).status_code == 404
    assert (await browser.get(f"{PAGE}/threads/{posted.id}")).status_code == 404
