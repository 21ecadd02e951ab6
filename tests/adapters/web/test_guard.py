"""What every request passes before a page sees it."""

import httpx
import pytest

from adapters.web.forms import LARGEST_BODY
from tests import cast
from tests.adapters.stage import Stage, opened, send, token

PAGES = ["/", "/demo/people", "/reflections", "/reflections/mine", "/deliveries", "/asked", "/nothing-here"]


@pytest.mark.parametrize("page", [*PAGES, "/channels/oakfield-leaders"])
async def test_every_page_carries_the_security_headers(stage: Stage, page: str) -> None:
    answer = await (await stage.as_(cast.HANA)).get(page)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("page", [*PAGES, "/channels/oakfield-leaders"])
async def test_no_page_has_a_style_or_a_script_in_it(stage: Stage, page: str) -> None:
    text = (await (await stage.as_(cast.HANA)).get(page)).text
    for inline in (" style=", "<style", " onclick=", " onload=", "<script>", "javascript:"):
        assert inline not in text


async def test_static_files_are_kept_by_browsers_and_change_address_with_their_content(stage: Stage) -> None:
    browser = stage.browser()
    page = (await browser.get("/demo/people")).text
    address = next(part for part in page.split('"') if part.startswith("/static/style.css?v="))
    style = await browser.get(address)
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    assert (await browser.get("/static/style.css")).headers["cache-control"] == "no-store"
    assert (await browser.get("/static/../session.py")).status_code in {303, 404}
    assert (await browser.get("/static/%2e%2e%2fsession.py")).status_code == 404


async def test_a_host_that_is_not_ours_is_refused(stage: Stage) -> None:
    answer = await stage.browser().get("/demo/people", headers={"Host": "evil.example"})
    assert answer.status_code == 400


async def attempt(stage: Stage, *, headers: dict[str, str] | None = None, csrf: str | None = None) -> int:
    """The status of an answer sent with those headers and that token, by Hana's own browser."""
    root = await stage.ask("vision-heard-in-the-corridor")
    browser = await stage.as_(cast.HANA)
    page = "/channels/oakfield-leaders"
    fields = {"csrf": await token(browser, page) if csrf is None else csrf, "text": "Words to keep."}
    del browser.headers["Origin"]
    sent = await browser.post(f"{page}/threads/{root}/answers", data=fields, headers=headers or {})
    if sent.status_code != 303:
        assert "Words to keep." in sent.text
    return sent.status_code


async def test_a_form_of_ours_is_taken(stage: Stage) -> None:
    assert await attempt(stage, headers={"Origin": "http://localhost"}) == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_form_from_elsewhere_changes_nothing(stage: Stage, headers: dict[str, str]) -> None:
    assert await attempt(stage, headers=headers) == 403


async def test_a_form_without_its_token_changes_nothing(stage: Stage) -> None:
    assert await attempt(stage, headers={"Origin": "http://localhost"}, csrf="") == 403


async def test_the_token_of_another_session_does_not_do(stage: Stage) -> None:
    other = await token(await stage.as_(cast.DEV), "/demo/people")
    assert await attempt(stage, headers={"Origin": "http://localhost"}, csrf=other) == 403


async def test_a_body_that_is_too_large_is_told_so(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    answer = await send(browser, "/demo/people", "/demo/people", member="x" * LARGEST_BODY)
    assert answer.status_code == 413
    assert "2 MB" in answer.text


async def test_a_body_that_is_no_form_is_refused(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    answer = await browser.post("/demo/people", json={"member": "dev"})
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_a_method_nobody_offers_is_refused(stage: Stage, method: str) -> None:
    answer = await (await stage.as_(cast.HANA)).request(method, "/")
    assert answer.status_code in {403, 405, 415}


async def test_a_cookie_that_was_tampered_with_is_nobodys(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    name, value = next(iter(browser.cookies.items()))
    forged = httpx.Cookies({name: ("A" if value[0] != "A" else "B") + value[1:]})
    answer = await stage.browser().get("/", headers={"Cookie": f"{name}={forged[name]}"})
    assert answer.headers["location"] == "/demo/people"


async def test_whoever_has_not_chosen_a_person_is_asked_to(stage: Stage) -> None:
    for page in ("/", "/reflections", "/channels/oakfield-leaders", "/nothing-here"):
        answer = await stage.browser().get(page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/demo/people")


async def test_words_sent_by_a_browser_that_has_lost_its_session_are_given_back(stage: Stage) -> None:
    root = await stage.ask("vision-heard-in-the-corridor")
    browser = await stage.as_(cast.HANA)
    page = "/channels/oakfield-leaders"
    fields = {"csrf": await token(browser, page), "text": "Words <b>to</b> keep."}
    browser.cookies.clear()
    sent = await browser.post(f"{page}/threads/{root}/answers", data=fields)
    assert sent.status_code == 403
    assert "What you wrote, to copy" in sent.text
    assert "Words &lt;b&gt;to&lt;/b&gt; keep." in sent.text
    assert 'href="/demo/people"' in sent.text
    assert "Words" not in (await (await stage.as_(cast.HANA)).get(page)).text


async def test_too_much_from_a_browser_that_has_lost_its_session_is_told_so(stage: Stage) -> None:
    sent = await stage.browser().post("/nothing-here", data={"text": "x" * LARGEST_BODY})
    assert sent.status_code == 413


async def test_nobody_becomes_somebody_who_is_not_in_the_demonstration(stage: Stage) -> None:
    answer = await send(stage.browser(), "/demo/people", "/demo/people", member="nobody")
    assert answer.status_code == 404


async def test_every_page_of_the_demonstration_says_that_it_is_one(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    for page in PAGES:
        answer = await browser.get(page, follow_redirects=True)
        assert "This is a demonstration" in answer.text, page


async def test_without_a_demonstration_nobody_sees_anything_before_signing_in(sqlite_url: str) -> None:
    async with opened(sqlite_url, demonstration=False) as stage:
        browser = stage.secure_browser()
        for page in (*PAGES, "/channels/oakfield-leaders"):
            answer = await browser.get(page)
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
        doors = await browser.get("/sign-in")
        assert doors.status_code == 200
        assert "write “sign in”" in doors.text
        assert "Oakfield" not in doors.text
        posted = await browser.post("/demo/people", data={"member": "hana", "text": "Words to keep."})
        assert posted.status_code == 403
        assert "You are not signed in any more" in posted.text
        assert "Words to keep." in posted.text
        assert (await browser.get("/static/style.css")).status_code == 200


async def test_a_form_with_a_file_passes_the_same_guard(stage: Stage) -> None:
    browser = await stage.as_(cast.HANA)
    csrf = await token(browser, "/demo/people")
    fields, files = {"csrf": csrf, "member": "dev"}, {"dates": ("a.csv", b"x")}
    taken = await browser.post("/demo/people", data=fields, files=files)
    assert taken.status_code == 303
    for wrong in ({"csrf": ""}, {"csrf": csrf}):  # one becomes another person, and the old token is no good
        assert (await browser.post("/demo/people", data=fields | wrong, files=files)).status_code == 403
