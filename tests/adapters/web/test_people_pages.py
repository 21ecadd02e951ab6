"""The pages about people, as a trust lead would press them."""

import re

import pytest

from bot.domain.people import Grant, MemberId, Role
from bot.domain.sign_in import PassKind
from bot.usecases.people.signing_in import PassSpent, holder_of
from bot.usecases.permission import standing
from tests import cast
from tests.adapters.stage import Stage, send, token


async def test_inviting_ends_at_their_page_and_the_link_is_shown_once(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    sent = await send(browser, "/people/invite", "/people/invite", name="Nell Noakes", grant="senco@harbour")
    assert sent.status_code == 303
    page = await browser.get(sent.headers["location"])
    assert "Nell Noakes is added." in page.text
    assert "SENCo of Harbour Academy" in page.text
    there = sent.headers["location"].partition("?")[0]
    link = await send(browser, there, f"{there}/invite")
    assert (link.status_code, re.findall(r"/invitations/[\w-]{20,}", link.text)[0][:13]) == (
        200,
        "/invitations/",
    )
    assert "/invitations/" not in (await browser.get(there)).text


async def test_a_page_with_a_link_that_is_loaded_again_makes_no_other_and_says_when_it_was_made(
    stage: Stage,
) -> None:
    browser = await stage.as_(cast.GRACE)
    form = {"csrf": await token(browser, "/people/hana"), "latest": "0"}
    first = await browser.post("/people/hana/invite", data=form)
    secret = re.findall(r"/invitations/([\w-]{20,})", first.text)[0]
    again = await browser.post("/people/hana/invite", data=form)
    assert (again.status_code, again.headers["location"]) == (303, "/people/hana?made=yes")
    page = (await browser.get(again.headers["location"])).text
    assert re.search(r"A link was made <time[^>]*>[^<]*</time>\. It is shown only once", page)
    assert secret not in page
    assert await holder_of(stage.bot, secret, PassKind.INVITATION)
    seen = re.search(r'name="latest" value="(\d+)">\s*<p class="actions"><button[^>]*>Make another', page)
    assert seen
    other = await browser.post("/people/hana/invite", data={**form, "latest": seen[1]})
    assert "/invitations/" in other.text
    with pytest.raises(PassSpent):
        await holder_of(stage.bot, secret, PassKind.INVITATION)


async def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    sent = await send(browser, "/people/invite", "/people/invite", name="", grant="senco@harbour")
    assert sent.status_code == 422
    assert 'aria-describedby="name-fault"' in sent.text
    assert re.search(r'value="senco@harbour" checked', sent.text)


async def test_ticks_become_roles_and_what_was_not_ticked_is_taken_away(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    page = (await browser.get("/people/hana")).text
    assert re.search(r'value="leader@oakfield" checked', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    form = {
        "csrf": await token(browser, "/people/hana"),
        "seen": seen[1],
        "grant": ["governor@harbour", "senco@millbrook"],
    }
    assert (await browser.post("/people/hana", data=form)).status_code == 303
    assert (await standing(stage.bot, cast.HANA.id)).member.grants == {
        Grant(role=Role.GOVERNOR, school=cast.HARBOUR.id),
        Grant(role=Role.SENCO, school=cast.MILLBROOK.id),
    }
    again = await browser.post("/people/hana", data=form)
    assert again.status_code == 422
    assert "while this page was open" in again.text


async def test_a_role_that_is_not_offered_gives_nothing(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    for grant in ("leader@elm", "trust-lead@oakfield", "king@oakfield", "nonsense"):
        sent = await send(browser, "/people/hana", "/people/hana", seen="", grant=grant)
        assert (sent.status_code, "Tick them again" in sent.text) == (422, True)
    assert (await standing(stage.bot, cast.HANA.id)).member.grants == cast.HANA.grants


async def test_the_last_trust_lead_is_told_why_they_stay(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    sent = await send(browser, "/people/grace", "/people/grace/remove")
    assert sent.status_code == 422
    assert "make somebody else trust lead first" in sent.text


async def test_somebody_removed_sees_nothing_from_their_next_click(stage: Stage) -> None:
    theirs = await stage.as_(cast.HANA)
    assert (await theirs.get("/reflections")).status_code == 200
    browser = await stage.as_(cast.GRACE)
    sent = await send(browser, "/people/hana", "/people/hana/remove")
    assert sent.headers["location"] == "/people/hana?removed=yes"
    assert (await theirs.get("/deliveries")).status_code == 403
    assert "No role" in (await browser.get("/people?called=hana")).text


async def test_how_somebody_signs_in_is_said_only_where_it_differs(stage: Stage) -> None:
    browser = await stage.as_(cast.GRACE)
    await send(browser, "/people/invite", "/people/invite", name="Nell Noakes", grant="senco@harbour")
    page = (await browser.get("/people")).text
    assert page.count("sign in with a link from the bot") == 1
    assert "Signs in with a link from the bot" not in page
    assert page.count("Has not signed in yet") == 1
    assert "Signs in with a link from the bot." in (await browser.get("/people/hana")).text


async def test_the_page_says_what_each_role_may_do_and_asks_for_no_address(stage: Stage) -> None:
    page = (await (await stage.as_(cast.GRACE)).get("/people/invite")).text
    assert "Invite people, and give and take away their roles." in page
    assert 'type="email"' not in page
    assert MemberId("hana") not in page
