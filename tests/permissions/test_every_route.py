"""Every address of the program, for every role, with ids of every kind: what the table says is what is answered."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.domain.people import Role
from tests import cast
from tests.permissions.asking import address, asked, is_of_a_trust, said
from tests.permissions.house import BEA, CANARIES, CHOOSE, WAYS_IN, Pages, pages
from tests.permissions.printing import FILE, printed
from tests.permissions.table import LINES, PEOPLE, Line

ADDRESSES = [f"{line.method} {line.path}" for line in LINES]
ANYBODYS = ("/static", CHOOSE, "/healthz", *WAYS_IN)
LOOKS_AT = [line for line in LINES if line.method == "GET" and not line.path.startswith(ANYBODYS)]


pytestmark = pytest.mark.asyncio(loop_scope="module")
OF_A_TRUST = [line for line in LINES if is_of_a_trust(line)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    """One program for all of them: whatever an answer changed is put back."""
    made = await pages(tmp_path_factory.mktemp("house"))
    yield made
    await made.close()


async def test_every_address_of_the_program_has_a_line_and_no_other_has(house: Pages) -> None:
    assert sorted((line.method, line.path) for line in LINES) == sorted(house.routes())


async def test_every_role_there_is_has_a_column() -> None:
    held = {grant.role for member in PEOPLE.values() if member for grant in member.grants}
    assert held == set(Role)


@pytest.mark.parametrize("line", LINES, ids=ADDRESSES)
async def test_each_person_is_answered_as_the_table_says_and_sees_no_word_of_the_other_trust(
    house: Pages, line: Line
) -> None:
    answers = await asked(house, line, "own")
    assert said(answers) == line.own
    if not line.path.startswith(CHOOSE):
        assert [word for word in CANARIES for answer in answers if word in answer.text] == []
    if is_of_a_trust(line):
        assert said(await asked(house, line, "elsewhere")) == line.elsewhere


@pytest.mark.parametrize("line", OF_A_TRUST, ids=lambda line: f"{line.method} {line.path}")
async def test_what_is_another_trusts_is_answered_as_what_does_not_exist(house: Pages, line: Line) -> None:
    foreign, missing = await asked(house, line, "foreign"), await asked(house, line, "missing")
    assert said(foreign) == said(missing) == line.foreign
    assert {answer.status_code for answer in foreign[:-1]} <= {403, 404}
    for there, nowhere in zip(foreign, missing, strict=True):
        assert _without_ids(there.text, house) == _without_ids(nowhere.text, house)


async def test_outside_the_demonstration_every_page_leads_whoever_is_not_signed_in_to_the_way_in(
    house: Pages,
) -> None:
    browser, csrf = await house.outside(None)
    for line in (each for each in LINES if not each.path.startswith(ANYBODYS)):
        there = address(house, line, "own")
        answer = await browser.request(
            line.method, there, data={"csrf": csrf} if line.method == "POST" else None
        )
        assert answer.status_code == (303 if line.method == "GET" else 403), there
        assert line.method == "POST" or answer.headers["location"].startswith("/sign-in")


async def test_the_other_trusts_pages_do_hold_those_words(house: Pages) -> None:
    seen = ""
    for line in LOOKS_AT:
        if not line.path.startswith("/prompts"):
            seen += (await house.answer(BEA, "GET", address(house, line, "foreign"), {})).text
    assert [
        word for word in ("Beechwood", "Elm Street", "Olive Osei", "We sing in Elm") if word not in seen
    ] == []
    assert not [each.name for each in cast.ashgrove().schools if each.name in seen]


async def test_the_documentation_is_what_the_table_prints() -> None:
    assert FILE.read_text(encoding="utf-8") == printed(), "run: .venv/bin/python -m tests.permissions"


def _without_ids(text: str, house: Pages) -> str:
    """The page without what was in the address and what is new in every page."""
    for id_ in (*house.ids["foreign"].values(), "no-such-thing", "no-such-leaders", "999999"):
        text = text.replace(id_, "…")
    return re.sub(r'(value|content)="[^"]*"', "", text)
