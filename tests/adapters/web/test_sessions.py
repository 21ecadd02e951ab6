"""A session is kept on the server, ends there, and says at every request who and what somebody is now."""

from datetime import timedelta

import httpx
import pytest

from adapters.web.session import Session
from adapters.web.sign_in.kept import COOKIE, KeptSessions
from bot.domain.people import Grant, Member, Role
from bot.domain.sign_in import IDLE, LONGEST, PassKind, hash_of
from bot.domain.trail import Did
from bot.usecases.people.inviting import AlreadyJoined, invite_link
from bot.usecases.people.membership import remove
from bot.usecases.people.signing_in import holder_of, offer_link
from bot.usecases.permission import NotAllowed, NotFound
from tests import cast
from tests.adapters.stage import MONDAY, send, token
from tests.adapters.teams.identity import SigningKey
from tests.adapters.web.entrance import Entrance, entrance, hold
from tests.adapters.web.provider import OpenId

MINUTE = timedelta(minutes=1)
NO_PROVIDER = OpenId(address="http://127.0.0.1:1", key=SigningKey.new("none"), now=MONDAY)


@pytest.fixture
async def at() -> Entrance:
    """The entrance where no provider is set up."""
    return await entrance(NO_PROVIDER, [])


async def greets(browser: httpx.AsyncClient, name: str) -> bool:
    page = await browser.get("/")
    return page.status_code == 200 and f"Hello, <bdi>{name}" in page.text


async def test_a_session_is_kept_by_its_hash_alone(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    secret = browser.cookies[COOKIE]
    assert await greets(browser, "Hana")
    assert set(at.memory.sessions) == {hash_of(secret)}
    assert secret not in repr(at.memory)


async def test_half_an_hour_without_use_ends_a_session(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    for _ in range(3):
        at.clock.advance(IDLE - MINUTE)
        assert await greets(browser, "Hana")
    at.clock.advance(IDLE)
    answer = await browser.get("/")
    assert answer.headers["location"] == "/sign-in"
    assert at.memory.sessions == {}


async def test_twelve_hours_end_a_session_however_busy(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    began = at.clock.now()
    while at.clock.now() + 20 * MINUTE < began + LONGEST:
        at.clock.advance(20 * MINUTE)
        assert await greets(browser, "Hana")
    at.clock.advance(20 * MINUTE)
    assert (await browser.get("/")).status_code == 303


async def test_that_a_session_is_in_use_is_written_once_a_minute(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    for _ in range(3):
        await browser.get("/")
    assert "sign_ins.seen" not in at.memory.calls
    at.clock.advance(MINUTE)
    for _ in range(3):
        await browser.get("/")
    assert at.memory.calls.count("sign_ins.seen") == 1


async def test_signing_out_ends_the_session_on_the_server(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    secret = browser.cookies[COOKIE]
    left = await send(browser, "/", "/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert at.memory.sessions == {}
    stolen = at.browser()
    hold(stolen, COOKIE, secret)
    assert (await stolen.get("/")).status_code == 303


async def test_nobody_is_signed_out_from_elsewhere(at: Entrance) -> None:
    browser = await at.signed_in(cast.HANA)
    csrf = await token(browser, "/")
    for headers, given in (({}, ""), ({"Origin": "https://evil.example"}, csrf)):
        sent = await browser.post("/sign-out", data={"csrf": given}, headers=headers)
        assert sent.status_code == 403
    assert await greets(browser, "Hana")


async def test_the_form_token_of_another_session_does_not_do(at: Entrance) -> None:
    hana, dev = await at.signed_in(cast.HANA), await at.signed_in(cast.DEV)
    sent = await hana.post("/sign-out", data={"csrf": await token(dev, "/")})
    assert sent.status_code == 403
    assert await greets(hana, "Hana")


async def test_a_change_of_role_is_at_work_on_the_next_request(at: Entrance) -> None:
    browser = await at.signed_in(cast.DORA)
    assert (await browser.get("/people")).status_code == 403
    lead = Member(
        id=cast.DORA.id,
        trust=cast.DORA.trust,
        name=cast.DORA.name,
        grants=frozenset({Grant(role=Role.TRUST_LEAD)}),
    )
    at.memory.members[lead.id] = lead
    assert (await browser.get("/people")).status_code == 200
    at.memory.members[lead.id] = cast.DORA
    assert (await browser.get("/people")).status_code == 403


async def test_whoever_is_removed_is_out_on_the_next_request(at: Entrance) -> None:
    browser, other = await at.signed_in(cast.HANA), await at.signed_in(cast.DEV)
    await remove(at.bot, cast.GRACE.id, cast.HANA.id)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    assert await greets(other, "Dev")


@pytest.mark.parametrize("secret", ["", "short", "x" * 43, "ü" * 43, "x" * 5_000, hash_of("x")])
async def test_a_secret_of_nobodys_opens_nothing(at: Entrance, secret: str) -> None:
    await at.signed_in(cast.HANA)
    answer = await at.browser().get("/", headers={b"Cookie": f"{COOKIE}={secret}".encode()})
    assert answer.headers["location"] == "/sign-in"


async def test_the_hash_of_a_session_is_not_its_secret(at: Entrance) -> None:
    await at.signed_in(cast.HANA)
    thief = at.browser()
    hold(thief, COOKIE, next(iter(at.memory.sessions))[:43])
    assert (await thief.get("/")).status_code == 303


async def test_words_sent_after_the_session_ended_are_given_back(at: Entrance) -> None:
    browser = await at.signed_in(cast.GRACE)
    csrf = await token(browser, "/")
    at.clock.advance(IDLE)
    sent = await browser.post("/people/invite", data={"csrf": csrf, "name": "Ada <Lovelace>", "role": "x"})
    assert sent.status_code == 403
    assert "You are not signed in any more" in sent.text
    assert "Ada &lt;Lovelace&gt;" in sent.text
    assert 'href="/sign-in"' in sent.text


async def test_somebody_without_a_role_is_told_so(at: Entrance) -> None:
    at.memory.members[cast.HANA.id] = Member(id=cast.HANA.id, trust=cast.HANA.trust, name=cast.HANA.name)
    page = await (await at.signed_in(cast.HANA)).get("/")
    assert "You have no role yet" in page.text
    assert "Ashgrove Learning Trust" in page.text


async def test_a_link_from_the_bot_signs_in_once_by_its_button(at: Entrance) -> None:
    link = f"/sign-in/link/{await offer_link(at.bot, cast.HANA.id)}"
    preview = at.browser()
    for method in ("GET", "HEAD", "GET"):
        assert (await preview.request(method, link)).status_code == 200
    browser = at.browser()
    page = await browser.get(link)
    assert "Ashgrove Learning Trust" in page.text
    assert page.headers["referrer-policy"] == "same-origin"
    used = await send(browser, link, link)
    assert (used.status_code, used.headers["location"]) == (303, "/")
    assert await greets(browser, "Hana")
    late = at.browser()
    assert (await late.get(link)).status_code == 410
    assert at.did(cast.HANA) == [Did.SIGNED_IN]


async def test_a_link_is_used_by_one_of_two(at: Entrance) -> None:
    link = f"/sign-in/link/{await offer_link(at.bot, cast.HANA.id)}"
    first, second = at.browser(), at.browser()
    tokens = [await token(each, link) for each in (first, second)]
    assert (await first.post(link, data={"csrf": tokens[0]})).status_code == 303
    spent = await second.post(link, data={"csrf": tokens[1]})
    assert spent.status_code == 410
    assert "works once" in spent.text
    assert not await greets(second, "Hana")


async def test_a_link_is_good_for_ten_minutes_and_until_the_next(at: Entrance) -> None:
    first, second = [f"/sign-in/link/{await offer_link(at.bot, cast.HANA.id)}" for _ in range(2)]
    assert (await at.browser().get(first)).status_code == 410
    at.clock.advance(10 * MINUTE - timedelta(seconds=1))
    assert (await at.browser().get(second)).status_code == 200
    at.clock.advance(timedelta(seconds=1))
    assert (await at.browser().get(second)).status_code == 410


async def test_a_link_needs_a_form_of_our_own(at: Entrance) -> None:
    """Or somebody could be signed in, without noticing, as whoever sent them there."""
    link = f"/sign-in/link/{await offer_link(at.bot, cast.HANA.id)}"
    browser = at.browser()
    csrf = await token(browser, link)
    for headers, given in (({}, ""), ({"Origin": "https://evil.example"}, csrf), ({"Origin": "null"}, csrf)):
        assert (await browser.post(link, data={"csrf": given}, headers=headers)).status_code == 403
    assert (await browser.get(link)).status_code == 200


async def test_whoever_uses_a_link_is_no_longer_who_they_were(at: Entrance) -> None:
    browser = await at.signed_in(cast.DEV)
    link = f"/sign-in/link/{await offer_link(at.bot, cast.HANA.id)}"
    await send(browser, link, link)
    assert await greets(browser, "Hana")
    assert len(at.memory.sessions) == 1


async def test_no_secret_is_on_a_page_of_trouble_or_in_the_log(
    at: Entrance, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = await offer_link(at.bot, cast.HANA.id)
    at.clock.advance(10 * MINUTE)
    spent = await at.browser().get(f"/sign-in/link/{secret}")
    assert spent.status_code == 410
    assert secret not in spent.text
    assert secret not in capsys.readouterr().out


async def test_without_a_provider_an_invitation_opens_a_session_once(at: Entrance) -> None:
    link = f"/invitations/{await invite_link(at.bot, cast.GRACE.id, by=None)}"
    browser = at.browser()
    page = await browser.get(link)
    assert "Grace Greene</bdi>, join <bdi>Ashgrove Learning Trust" in page.text
    assert (await send(browser, link, link)).status_code == 303
    assert await greets(browser, "Grace")
    assert (await at.browser().get(link)).status_code == 410
    assert at.did(cast.GRACE) == [Did.INVITED, Did.SIGNED_IN, Did.JOINED]


async def test_an_invitation_is_no_link_and_a_link_no_invitation(at: Entrance) -> None:
    invitation = await invite_link(at.bot, cast.HANA.id, by=None)
    link = await offer_link(at.bot, cast.HANA.id)
    for wrong in (f"/sign-in/link/{invitation}", f"/invitations/{link}"):
        browser = at.browser()
        assert (await browser.get(wrong)).status_code == 410
        await browser.get("/sign-in")
        csrf = KeptSessions(at.bot).form_token(Session(key=browser.cookies[COOKIE]))
        assert (await browser.post(wrong, data={"csrf": csrf})).status_code == 410
    assert (await holder_of(at.bot, link, PassKind.LINK)).member == cast.HANA
    assert (await holder_of(at.bot, invitation, PassKind.INVITATION)).member == cast.HANA


async def test_only_a_trust_lead_of_theirs_invites_somebody(at: Entrance) -> None:
    with pytest.raises(NotAllowed):
        await invite_link(at.bot, cast.HANA.id, by=cast.LEWIS.id)
    with pytest.raises(NotFound):
        await invite_link(at.bot, cast.OLIVE.id, by=cast.GRACE.id)
    assert at.memory.passes == {}


async def test_nobody_who_has_an_account_can_be_impersonated_by_an_invitation(at: Entrance) -> None:
    early = await invite_link(at.bot, cast.HANA.id, by=cast.GRACE.id)
    at.memory.accounts["https://id.example", "hana"] = cast.HANA.id
    with pytest.raises(AlreadyJoined, match="Hana Haddad can sign in already"):
        await invite_link(at.bot, cast.HANA.id, by=cast.GRACE.id)
    assert (await at.browser().get(f"/invitations/{early}")).status_code == 410


async def test_an_invitation_is_good_for_fourteen_days(at: Entrance) -> None:
    link = f"/invitations/{await invite_link(at.bot, cast.HANA.id, by=None)}"
    at.clock.advance(timedelta(days=14) - MINUTE)
    assert (await at.browser().get(link)).status_code == 200
    at.clock.advance(MINUTE)
    assert (await at.browser().get(link)).status_code == 410
