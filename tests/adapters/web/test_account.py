"""The page about oneself: one sees one's own browsers, ends what should not be there, and nothing secret is on it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.web.sign_in.kept import COOKIE
from bot.domain.sign_in import IDLE, Account, PassKind, hash_of
from bot.domain.trail import Act, Did
from bot.usecases.people.signing_in import PassSpent, holder_of, offer_link
from bot.wording.sign_in import known_in_chat
from tests import cast
from tests.adapters.stage import MONDAY, send
from tests.adapters.teams.identity import SigningKey
from tests.adapters.web.entrance import Entrance, entrance, provider
from tests.adapters.web.provider import OpenId

OPENID = OpenId(address="http://127.0.0.1:1", key=SigningKey.new("none"), now=MONDAY)
HERE, THERE = "This browser", "Another browser"
PAGE = "/account"


@pytest.fixture
async def at() -> Entrance:
    return await entrance(OPENID, [provider(OPENID)])


def marks(page: str) -> list[str]:
    return re.findall(r'name="which" value="([^"]+)"', page)


async def test_one_sees_where_one_is_signed_in_and_signs_out_one_of_them(at: Entrance) -> None:
    here, phone, library = [await at.signed_in(cast.HANA) for _ in range(3)]
    page = (await here.get(PAGE)).text
    assert (page.count(HERE), page.count(THERE)) == (1, 2)
    done = await send(here, PAGE, "/account/end", which=marks(page)[0])
    assert done.headers["location"] == "/account?done=there"
    assert "That browser is signed out." in (await here.get("/account?done=there")).text
    assert sorted([(await each.get("/")).status_code for each in (phone, library)]) == [200, 303]


async def test_one_signs_out_everywhere_else_at_once_and_links_are_void(at: Entrance) -> None:
    here, phone = await at.signed_in(cast.HANA), await at.signed_in(cast.HANA)
    somebody_else = await at.signed_in(cast.DEV)
    link = await offer_link(at.bot, cast.HANA.id)
    done = await send(here, PAGE, "/account/end-others")
    page = (await here.get(done.headers["location"])).text
    assert (page.count(HERE), page.count(THERE)) == (1, 0)
    assert (await phone.get("/")).status_code == 303
    assert (await somebody_else.get("/")).status_code == 200
    with pytest.raises(PassSpent):
        await holder_of(at.bot, link, PassKind.LINK)


async def test_nobody_ends_somebody_elses_session(at: Entrance) -> None:
    hana, dev, devs = [await at.signed_in(each) for each in (cast.HANA, cast.DEV, cast.DEV)]
    (theirs,) = marks((await dev.get(PAGE)).text)
    secret = devs.cookies.get(COOKIE) or ""
    for mark in (theirs, hash_of(secret), secret, "nonsense", "ü", ""):
        assert (await send(hana, PAGE, "/account/end", which=mark)).status_code == 303
    assert [(await each.get("/")).status_code for each in (hana, dev, devs)] == [200, 200, 200]


async def test_what_stands_in_a_form_is_of_no_use_in_another_browser(at: Entrance) -> None:
    here, phone, library = [await at.signed_in(cast.HANA) for _ in range(3)]
    both = [set(marks((await each.get(PAGE)).text)) for each in (here, phone)]
    assert not both[0] & both[1]
    for mark in both[0]:
        await send(phone, PAGE, "/account/end", which=mark)
    assert [(await each.get("/")).status_code for each in (here, phone, library)] == [200, 200, 200]


async def test_the_page_holds_no_secret_and_no_hash_of_one(at: Entrance) -> None:
    here, phone = await at.signed_in(cast.HANA), await at.signed_in(cast.HANA)
    page = (await here.get(PAGE)).text
    for browser in (here, phone):
        secret = browser.cookies.get(COOKIE) or ""
        assert secret
        assert secret not in page
        assert hash_of(secret) not in page


async def test_a_session_that_is_over_is_not_listed(at: Entrance) -> None:
    here = await at.signed_in(cast.HANA)
    at.clock.advance(IDLE - timedelta(minutes=1))
    await here.get("/")
    await at.signed_in(cast.HANA)
    at.clock.advance(timedelta(minutes=2))
    page = (await here.get(PAGE)).text
    assert (page.count(HERE), page.count(THERE)) == (1, 1)
    at.clock.advance(IDLE - timedelta(minutes=3))
    await here.get("/")
    at.clock.advance(timedelta(minutes=2))
    assert THERE not in (await here.get(PAGE)).text


async def test_one_is_told_by_which_account_and_where_in_chat_one_is_known(at: Entrance) -> None:
    act = Act(trust=cast.ASHGROVE.id, did=Did.JOINED, at=at.clock.now(), by=cast.HANA.id)
    for issuer in (OPENID.issuer, "https://old.example.org/v2.0"):
        account = Account(issuer=issuer, subject="subject-7", name="Hana")
        await at.bot.store.sign_ins.join(account, member=cast.HANA.id, act=act)
    page = (await (await at.signed_in(cast.HANA)).get(PAGE)).text
    assert "Your account at Ashgrove ID" in page
    assert "Your account at old.example.org" in page
    assert "You take part in channels on these pages." in page
    assert "subject-7" not in page


def test_where_the_bot_knows_somebody_is_called_by_its_name() -> None:
    assert "knows you in Teams" in known_in_chat("teams")


async def test_whoever_holds_no_role_has_the_page_too(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    at.memory.members[cast.HANA.id] = replace(cast.HANA, grants=frozenset())
    assert "Where you are signed in" in (await browser.get(PAGE)).text
