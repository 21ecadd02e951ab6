"""Signing in with an OpenID provider, over real HTTP: the way it goes, and every way in which it must not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from adapters.web.session import Session
from adapters.web.sign_in.flow import FLOW, local
from adapters.web.sign_in.kept import COOKIE, KeptSessions
from bot.domain.people import PersonRef
from bot.domain.sign_in import Account
from bot.domain.trail import Act, Did
from bot.on_sign_in import SLACK_TEAM, SLACK_USER, providers
from bot.settings import Settings
from bot.usecases.people.inviting import invite_link
from tests import cast
from tests.adapters.teams.identity import SigningKey
from tests.adapters.web.entrance import ADDRESS, Entrance, entrance, hold, provider
from tests.adapters.web.provider import CLIENT, SECRET, OpenId, provided

OTHER_KEY = SigningKey.new("first")
"""Called like the right one, and not it."""
NEW_KEY = SigningKey.new("second")
TENANT, CLIENT_GUID = "5e1f1e5e-aaaa-4bbb-8ccc-ddddeeeeffff", "0c0ffee0-1111-4222-8333-444455556666"
HANA = PersonRef(platform="local", id="hana", name="Hana Haddad")
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def server() -> Iterator[OpenId]:
    with provided(datetime(2026, 11, 16, tzinfo=UTC)) as running:
        yield running


@pytest.fixture
def openid(server: OpenId) -> OpenId:
    """The provider as it is when nothing is wrong with it."""
    fresh = OpenId(address=server.address, key=server.key, now=server.now)
    for name in (
        "under",
        "client",
        "claims",
        "wrong",
        "published",
        "signs_with",
        "algorithm",
        "tampered",
        "away",
        "asked",
    ):
        setattr(server, name, getattr(fresh, name))
    return server


@pytest.fixture
async def at(openid: OpenId) -> Entrance:
    """The entrance, where Hana's account is known."""
    there = await entrance(openid, [provider(openid)])
    account = Account(issuer=openid.issuer, subject="subject-1", name="Hana")
    act = Act(trust=cast.ASHGROVE.id, did=Did.JOINED, at=there.clock.now())
    assert await there.bot.store.sign_ins.join(account, member=cast.HANA.id, act=act)
    return there


async def is_hana(at: Entrance, browser: object) -> bool:
    page = await browser.get("/")  # type: ignore[attr-defined] # an httpx.AsyncClient
    return page.status_code == 200 and "Hello, <bdi>Hana" in page.text


async def test_somebody_who_is_known_is_in_and_where_they_wanted_to_go(at: Entrance) -> None:
    browser = at.browser()
    turned_away = await browser.get("/reflections")
    assert turned_away.headers["location"] == "/sign-in?next=/reflections"
    doors = await browser.get(turned_away.headers["location"])
    assert 'href="/sign-in/other?next=/reflections"' in doors.text
    back = await at.through(browser, way="?next=/reflections")
    assert (back.status_code, back.headers["location"]) == (303, "/reflections")
    assert (await browser.get("/reflections")).status_code == 200
    assert await is_hana(at, browser)
    assert at.did(cast.HANA) == [Did.JOINED, Did.SIGNED_IN]


async def test_the_provider_is_asked_for_a_code_and_no_more_than_a_name(at: Entrance) -> None:
    left = await at.browser().get("/sign-in/other")
    address = urlsplit(left.headers["location"])
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{at.openid.address}/authorize"
    assert asked["response_type"] == ["code"]
    assert asked["client_id"] == [CLIENT]
    assert asked["scope"] == ["openid profile"]
    assert asked["redirect_uri"] == [f"{ADDRESS}/sign-in/other/return"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43
    assert SECRET not in left.headers["location"] + left.headers["set-cookie"]


async def test_each_way_there_has_secrets_of_its_own(at: Entrance) -> None:
    ways = [(await at.browser().get("/sign-in/other")).headers["location"] for _ in range(2)]
    asked = [parse_qs(urlsplit(way).query) for way in ways]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


@pytest.mark.parametrize("published", [{}, {"token_endpoint_auth_methods_supported": ["client_secret_post"]}])
async def test_the_secret_is_shown_in_the_way_the_provider_takes_it(
    at: Entrance, published: dict[str, list[str]]
) -> None:
    at.openid.published = published
    browser = at.browser()
    await at.through(browser)
    assert await is_hana(at, browser)


async def test_what_is_published_is_asked_for_once_an_hour(at: Entrance) -> None:
    for _ in range(2):
        await at.through(at.browser())
    published = "/.well-known/openid-configuration"
    assert (at.openid.asked.count(published), at.openid.asked.count("/keys")) == (1, 1)
    at.clock.advance(timedelta(hours=1))
    at.openid.now = at.clock.now()
    await at.through(at.browser())
    assert (at.openid.asked.count(published), at.openid.asked.count("/keys")) == (2, 2)


async def test_a_key_that_is_new_is_fetched(at: Entrance, openid: OpenId) -> None:
    await at.through(at.browser())
    known, openid.key = openid.key, NEW_KEY
    try:
        browser = at.browser()
        await at.through(browser)
        assert await is_hana(at, browser)
    finally:
        openid.key = known


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"nonce": "another"}, "InvalidClaimError"),
        ({"nonce": None}, "MissingClaimError"),
        ({"aud": "another-client"}, "InvalidClaimError"),
        ({"aud": None}, "MissingClaimError"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "InvalidClaimError"),
        ({"iss": "https://evil.example"}, "InvalidClaimError"),
        ({"iss": None}, "MissingClaimError"),
        ({"exp": 1}, "ExpiredTokenError"),
        ({"exp": None}, "MissingClaimError"),
        ({"sub": None}, "MissingClaimError"),
        ({"at_hash": "not-of-it"}, "InvalidClaimError"),
    ],
)
async def test_a_token_with_a_wrong_claim_lets_nobody_in(
    at: Entrance, wrong: dict[str, object], reason: str
) -> None:
    at.openid.wrong = wrong
    await _is_refused(at, reason)


async def test_a_token_that_was_tampered_with_lets_nobody_in(at: Entrance) -> None:
    at.openid.tampered = True
    await _is_refused(at, "BadSignatureError")


async def test_a_token_of_another_key_lets_nobody_in(at: Entrance) -> None:
    at.openid.signs_with = OTHER_KEY
    await _is_refused(at, "BadSignatureError")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_that_says_how_it_wants_to_be_checked_lets_nobody_in(
    at: Entrance, algorithm: str
) -> None:
    at.openid.algorithm = algorithm
    at.openid.published = {"id_token_signing_alg_values_supported": [algorithm]}
    await _is_refused(at, "UnsupportedAlgorithmError")


async def test_an_issuer_that_names_itself_otherwise_is_not_believed(at: Entrance) -> None:
    at.openid.published = {"issuer": "https://evil.example"}
    answer = await at.browser().get("/sign-in/other")
    assert answer.status_code == 503
    assert "cannot be signed in just now" in answer.text


@pytest.mark.parametrize("door", ["http://evil.example/token", "file:///etc/passwd", "", 7])
async def test_a_door_that_is_not_safe_is_not_gone_through(at: Entrance, door: object) -> None:
    at.openid.published = {"token_endpoint": door}
    assert (await at.through(at.browser())).status_code == 503


async def test_a_provider_that_is_away_is_told_so_and_works_again_once_it_is_back(at: Entrance) -> None:
    at.openid.away = True
    browser = at.browser()
    assert (await browser.get("/sign-in/other")).status_code == 503
    at.openid.away = False
    await at.through(browser)
    assert await is_hana(at, browser)


async def test_another_state_than_this_browsers_lets_nobody_in(at: Entrance) -> None:
    for state in ("another", "", "ü"):
        browser = at.browser()
        assert (await at.through(browser, state=state)).status_code == 403
        assert not await is_hana(at, browser)
    assert "/token" not in at.openid.asked


async def test_a_browser_that_never_went_there_is_not_let_in(at: Entrance) -> None:
    left = await at.browser().get("/sign-in/other")
    back = at.openid.signed_in(left.headers["location"])
    victim = at.browser()
    assert (await victim.get(back)).status_code == 403
    assert not await is_hana(at, victim)
    assert "/token" not in at.openid.asked


async def test_what_the_browser_took_along_cannot_be_changed(at: Entrance) -> None:
    browser = at.browser()
    left = await browser.get("/sign-in/other")
    taken = browser.cookies[FLOW]
    hold(browser, FLOW, ("A" if taken[0] != "A" else "B") + taken[1:])
    assert (await browser.get(at.openid.signed_in(left.headers["location"]))).status_code == 403


async def test_ten_minutes_are_enough(at: Entrance) -> None:
    browser = at.browser()
    left = await browser.get("/sign-in/other")
    at.clock.advance(10 * MINUTE)
    assert (await browser.get(at.openid.signed_in(left.headers["location"]))).status_code == 403


async def test_a_code_is_good_once(at: Entrance) -> None:
    browser = at.browser()
    left = await browser.get("/sign-in/other")
    taken = browser.cookies[FLOW]
    back = at.openid.signed_in(left.headers["location"])
    assert (await browser.get(back)).status_code == 303
    assert (await browser.get(back)).status_code == 403
    again = at.browser()
    hold(again, FLOW, taken)
    assert (await again.get(back)).status_code == 403


async def test_a_code_that_somebody_else_began_is_not_taken(at: Entrance) -> None:
    """The code is of an attacker's own sign-in: its verifier is theirs, and the provider asks for it."""
    attackers = await at.browser().get("/sign-in/other")
    code = parse_qs(urlsplit(at.openid.signed_in(attackers.headers["location"])).query)["code"][0]
    victim = at.browser()
    answer = await at.through(victim, code=code)
    assert answer.status_code == 403
    assert not await is_hana(at, victim)


async def test_an_answer_of_another_issuer_is_not_taken(at: Entrance) -> None:
    assert (await at.through(at.browser(), iss="https://evil.example")).status_code == 403
    browser = at.browser()
    await at.through(browser, iss=at.openid.issuer)
    assert await is_hana(at, browser)


async def test_whoever_breaks_off_is_told_where_to_begin_again(at: Entrance) -> None:
    browser = at.browser()
    left = await browser.get("/sign-in/other")
    state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
    answer = await browser.get(f"/sign-in/other/return?error=access_denied&state={state}")
    assert answer.status_code == 403
    assert 'href="/sign-in"' in answer.text


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/ok\\evil",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/sign-in/link/x",
        "/sign-out",
        "reflections",
        "",
        "/" + "x" * 2_000,
    ],
)
async def test_nobody_is_led_away_from_our_pages(at: Entrance, onward: str) -> None:
    assert local(onward) == "/"
    browser = at.browser()
    left = await browser.get("/sign-in/other", params={"next": onward})
    back = await browser.get(at.openid.signed_in(left.headers["location"]))
    assert back.headers["location"] == "/"
    assert (await browser.get("/sign-in", params={"next": onward})).headers["location"] == "/"


async def test_the_secret_that_a_browser_held_before_is_not_that_of_the_session(at: Entrance) -> None:
    browser = at.browser()
    await browser.get("/sign-in")
    before = browser.cookies[COOKIE]
    await at.through(browser)
    assert browser.cookies[COOKIE] != before
    planted = at.browser()
    hold(planted, COOKIE, before)
    assert not await is_hana(at, planted)


async def test_cookies_are_for_us_alone(at: Entrance) -> None:
    browser = at.browser()
    left = await browser.get("/sign-in/other")
    back = await browser.get(at.openid.signed_in(left.headers["location"]))
    given = left.headers.get_list("set-cookie") + back.headers.get_list("set-cookie")
    assert len(given) >= 3
    for cookie in given:
        assert cookie.startswith("__Host-")
        for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert word in cookie
        assert "Domain" not in cookie


async def test_an_account_nobody_knows_is_told_what_to_do(at: Entrance) -> None:
    at.openid.claims = {"sub": "subject-2", "email": "hana@ashgrove.example"}
    browser = at.browser()
    answer = await at.through(browser)
    assert answer.status_code == 403
    assert "We do not know you yet" in answer.text
    assert "ashgrove.example" not in answer.text
    assert not await is_hana(at, browser)


async def test_somebody_the_chat_knows_is_joined_and_in(openid: OpenId) -> None:
    at = await entrance(openid, [provider(openid, HANA)])
    for _ in range(2):
        browser = at.browser()
        await at.through(browser)
        assert await is_hana(at, browser)
    assert at.did(cast.HANA) == [Did.JOINED, Did.SIGNED_IN, Did.SIGNED_IN]


async def test_an_invitation_joins_an_account_once(openid: OpenId) -> None:
    at = await entrance(openid, [provider(openid)])
    secret = await invite_link(at.bot, cast.HANA.id, by=cast.GRACE.id)
    browser = at.browser()
    page = await browser.get(f"/invitations/{secret}")
    assert "Hana Haddad</bdi>, join <bdi>Ashgrove Learning Trust" in page.text
    assert 'href="/sign-in/other?invited"' in page.text
    await at.through(browser, way="?invited")
    assert await is_hana(at, browser)
    again = at.browser()
    assert (await again.get(f"/invitations/{secret}")).status_code == 410
    assert at.did(cast.HANA) == [Did.INVITED, Did.JOINED, Did.SIGNED_IN]


async def test_an_invitation_is_not_accepted_by_just_signing_in(openid: OpenId) -> None:
    at = await entrance(openid, [provider(openid)])
    secret = await invite_link(at.bot, cast.HANA.id, by=cast.GRACE.id)
    browser = at.browser()
    await browser.get(f"/invitations/{secret}")
    assert (await at.through(browser)).status_code == 403
    await at.through(browser, way="?invited")
    assert await is_hana(at, browser)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_no_other_site_can_have_an_invitation_accepted_in_somebodys_browser(
    openid: OpenId, site: str
) -> None:
    at = await entrance(openid, [provider(openid)])
    secret = await invite_link(at.bot, cast.HANA.id, by=cast.GRACE.id)
    browser = at.browser()
    browser.headers["Sec-Fetch-Site"] = site
    await browser.get(f"/invitations/{secret}")
    assert (await at.through(browser, way="?invited")).status_code == 403
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    await at.through(browser, way="?invited")
    assert await is_hana(at, browser)


async def test_an_invitation_without_an_account_opens_nothing_where_there_are_accounts(
    openid: OpenId,
) -> None:
    at = await entrance(openid, [provider(openid)])
    secret = await invite_link(at.bot, cast.HANA.id, by=None)
    browser = at.browser()
    await browser.get(f"/invitations/{secret}")
    csrf = KeptSessions(at.bot).form_token(Session(key=browser.cookies[COOKIE]))
    answer = await browser.post(f"/invitations/{secret}", data={"csrf": csrf})
    assert answer.status_code == 404
    assert not await is_hana(at, browser)


def settings(openid: OpenId) -> Settings:
    return Settings(
        _env_file=None,
        public_url=ADDRESS,
        sign_in_entra_tenant_id=TENANT,
        sign_in_entra_client_id=CLIENT_GUID,
        sign_in_entra_client_secret=SecretStr(SECRET),
        sign_in_entra_url=openid.address,
        sign_in_slack_client_id=CLIENT,
        sign_in_slack_client_secret=SecretStr(SECRET),
        sign_in_slack_url=openid.address,
        sign_in_issuer="https://id.example/",
        sign_in_client_id=CLIENT,
        sign_in_client_secret=SecretStr(SECRET),
        sign_in_name="Ashgrove ID",
    )  # type: ignore[call-arg]  # pydantic-settings takes it, and its types do not say so


async def known_in_chat(at: Entrance, platform: str, person: str) -> None:
    """Hana is known by that id there."""
    at.memory.identities[platform, person] = cast.HANA.id


async def test_every_way_that_is_set_up_is_offered(openid: OpenId) -> None:
    at = await entrance(openid, tuple(providers(settings(openid))))
    page = (await at.browser().get("/sign-in")).text
    for key, name in (("microsoft", "Microsoft"), ("slack", "Slack"), ("other", "Ashgrove ID")):
        assert f'href="/sign-in/{key}">Sign in with {name}<' in page
    assert (await at.browser().get("/sign-in/google")).status_code == 404


async def test_microsoft_vouches_for_whom_teams_knows_in_that_tenant_and_in_no_other(openid: OpenId) -> None:
    openid.under = f"/{TENANT}/v2.0"
    openid.client = CLIENT_GUID
    at = await entrance(openid, tuple(providers(settings(openid))))
    await known_in_chat(at, "teams", f"{TENANT}/hana-oid")
    left = await at.browser().get("/sign-in/microsoft")
    assert "prompt=select_account" in left.headers["location"]
    openid.claims = {"tid": TENANT, "oid": "hana-oid", "sub": "pairwise"}
    browser = at.browser()
    await at.through(browser, key="microsoft")
    assert await is_hana(at, browser)
    for wrong in ({"tid": CLIENT_GUID}, {"tid": None}, {"oid": None}, {"oid": 7}):
        openid.wrong = wrong
        assert (await at.through(at.browser(), key="microsoft")).status_code == 403


async def test_slack_vouches_for_whom_slack_knows_in_that_workspace(openid: OpenId) -> None:
    at = await entrance(openid, tuple(providers(settings(openid))))
    await known_in_chat(at, "slack", "T01ASH/U0HANA")
    openid.claims = {"sub": "U0HANA", SLACK_TEAM: "T01ASH", SLACK_USER: "U0HANA"}
    browser = at.browser()
    await at.through(browser, key="slack")
    assert await is_hana(at, browser)
    for wrong in ({SLACK_TEAM: "T02EVIL"}, {SLACK_USER: "U0OTHER"}, {SLACK_TEAM: None}):
        openid.wrong = wrong
        assert (await at.through(at.browser(), key="slack")).status_code == 403


async def _is_refused(at: Entrance, reason: str) -> None:
    browser = at.browser()
    with capture_logs() as logs:
        answer = await at.through(browser)
    assert answer.status_code == 403
    assert "You could not be signed in" in answer.text
    failed = [each for each in logs if each["event"] == "sign_in.failed"]
    assert [each["reason"] for each in failed] == [reason]
    assert not await is_hana(at, browser)
    assert at.did(cast.HANA) == [Did.JOINED]
