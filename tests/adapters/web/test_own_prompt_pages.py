"""The pages of a trust's own prompts: typed, changed, taken from a file, taken out of use."""

import re
from dataclasses import replace

import httpx
import pytest

from bot.usecases.bank import bank_of
from prompts.model import Prompt
from prompts.own_entries import read_entry
from prompts.references import Kind
from tests import cast
from tests.adapters.stage import Stage, token

PAGE = "/prompts/own"
TYPED = {
    "question": "What would a visitor notice first?",
    "why": "First impressions last.",
    "follow_up": "Who would show them round?",
    "audience": "leader",
    "minutes": "2",
}
FILE = b"question,why,follow_up,audience,minutes\nWhat next?,Because.,Who?,leader,1\nAnd then?,Because.,Who?,senco,2\n"


def own_prompt() -> Prompt:
    prompt, _ = read_entry(TYPED)
    assert prompt is not None
    return prompt


async def send(browser: httpx.AsyncClient, action: str = PAGE, **fields: str) -> httpx.Response:
    return await browser.post(action, data={"csrf": await token(browser, PAGE), **fields})


async def upload(browser: httpx.AsyncClient, data: bytes, name: str = "ours.csv") -> httpx.Response:
    sent = {"file": (name, data, "text/csv")}
    return await browser.post(f"{PAGE}/file", data={"csrf": await token(browser, PAGE)}, files=sent)


async def askable(stage: Stage) -> list[str]:
    bank = await bank_of(stage.bot, cast.ASHGROVE.id)
    return [prompt.question for prompt in bank.choose(themes=["our-own"])]


async def key_of(stage: Stage) -> str:
    return (await stage.bot.store.directory.own_prompts(cast.ASHGROVE.id))[0].key


async def test_a_prompt_is_typed_and_can_be_asked(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    assert (await send(browser, **TYPED)).headers["location"] == f"{PAGE}?done=saved"
    assert await askable(stage) == [TYPED["question"]]
    assert TYPED["question"] in (await browser.get(PAGE)).text
    assert TYPED["question"] in (await browser.get(f"/prompts/{await key_of(stage)}")).text
    assert (await (await stage.as_(cast.OLIVE)).get(f"/prompts/{await key_of(stage)}")).status_code == 404


async def test_every_fault_is_told_and_what_was_typed_stays(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    answer = await send(browser, question="Tell us.", why="", follow_up="More.", minutes="3")
    assert answer.status_code == 422
    for field in ("question", "why", "follow_up", "audience"):
        assert f'id="{field}-fault"' in answer.text
    assert ">Tell us.</textarea>" in answer.text
    assert await askable(stage) == []


async def test_the_same_question_is_not_taken_twice(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    await send(browser, **TYPED)
    assert "among your own questions already" in (await send(browser, **TYPED)).text


async def test_a_prompt_is_changed_unless_somebody_else_has_meanwhile(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    await send(browser, **TYPED)
    here = f"{PAGE}/{await key_of(stage)}"
    page = (await browser.get(here)).text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    changed = TYPED | {"question": "What would a visitor hear first?"}
    assert (await send(browser, here, seen=seen, **changed)).status_code == 303
    assert await askable(stage) == ["What would a visitor hear first?"]
    late = await send(browser, here, seen=seen, **TYPED)
    assert late.status_code == 422
    assert "Somebody else has changed this question" in late.text


async def test_what_is_out_of_use_is_not_asked_and_still_there(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    await send(browser, **TYPED)
    key = await key_of(stage)
    await send(browser, f"{PAGE}/{key}/use", use="no")
    assert await askable(stage) == []
    assert (await browser.get(f"/prompts/{key}")).status_code == 200
    await send(browser, f"{PAGE}/{key}/use", use="again")
    assert await askable(stage) == [TYPED["question"]]


async def test_a_file_is_taken_whole_and_again_without_harm(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    for _ in range(2):
        assert (await upload(browser, FILE)).headers["location"] == f"{PAGE}?taken=2"
    assert sorted(await askable(stage)) == ["And then?", "What next?"]


async def test_a_sheet_comes_in_as_excel_saves_it(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    sheet = FILE.decode().replace(",", ";").replace("What next?", "Café next?").encode("cp1252")
    assert (await upload(browser, sheet)).headers["location"] == f"{PAGE}?taken=2"
    assert await askable(stage) == ["And then?", "Café next?"]
    picture = await upload(browser, b"\xff\xd8\xff\xe0\x00\x10JFIF")
    assert picture.status_code == 422
    assert "neither a sheet nor TOML" in picture.text


async def test_of_a_file_at_fault_nothing_is_taken(stage: Stage) -> None:
    answer = await upload(await stage.as_(cast.GRACE), FILE + b"No.,,,nobody,99\n")
    assert answer.status_code == 422
    assert "Line 4, question" in answer.text
    assert "Line 4, minutes" in answer.text
    assert await askable(stage) == []


@pytest.mark.parametrize("kind", ["csv", "toml"])
async def test_the_template_can_be_sent_as_it_is(stage: Stage, kind: str) -> None:
    browser = await stage.as_(cast.GRACE)
    template = await browser.get(f"{PAGE}/template.{kind}")
    assert (await upload(browser, template.content, f"ours.{kind}")).status_code == 303


async def test_they_are_for_the_trust_lead_alone(stage: Stage) -> None:
    for member in (cast.LEWIS, cast.PRIYA, cast.GORDON):
        assert (await (await stage.as_(member)).get(PAGE)).status_code == 403


async def test_a_prompt_with_an_element_is_asked_by_a_programme_of_that_framework(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    assert (await send(browser, **TYPED, frameworks="afa.vision")).status_code == 303
    bank = await bank_of(stage.bot, cast.ASHGROVE.id)
    assert TYPED["question"] in [prompt.question for prompt in bank.choose(frameworks=["afa.vision"])]
    page = f"{PAGE}/{await key_of(stage)}"
    assert 'value="afa.vision" checked' in (await browser.get(page)).text
    wrong = await send(browser, **{**TYPED, "question": "And who else?"}, frameworks="afa.visoin")
    assert wrong.status_code == 422
    assert 'id="frameworks-fault"' in wrong.text
    assert "Did you mean &#34;afa.vision&#34;?" in wrong.text


async def test_changing_the_words_of_a_prompt_keeps_what_the_form_does_not_ask(stage: Stage) -> None:
    scale = replace(
        own_prompt(), kind=Kind.SCALE, scale=stage.bot.bank.scales[0].key, frameworks=("afa.vision",)
    )
    demonstration = replace(cast.ASHGROVE, demonstration=True)
    charter = replace(cast.ashgrove(), trust=demonstration, prompts=(scale,))
    await stage.store.directory.establish(charter)
    browser = await stage.as_(cast.GRACE)
    page = f"{PAGE}/{scale.key}"
    seen = re.search(r'name="seen" value="([^"]+)"', (await browser.get(page)).text)
    assert seen
    typed = {**TYPED, "question": scale.question, "why": "Another reason.", "seen": seen[1]}
    assert (await send(browser, page, **typed, frameworks="afa.vision")).status_code == 303
    await upload(
        browser,
        f"question,why,follow_up,audience,minutes,key\n{scale.question},New.,Who?,leader,1,{scale.key}\n".encode(),
    )
    (kept,) = await stage.bot.store.directory.own_prompts(cast.ASHGROVE.id)
    assert kept == replace(scale, why="New.", follow_up="Who?", audience=kept.audience, minutes=1)
