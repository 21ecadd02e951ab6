"""Installing the app in several workspaces: a button, one browser, ten minutes, and no token anywhere but in the table."""

import io
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from itsdangerous import TimestampSigner
from starlette.applications import Starlette

from adapters.slack.manifest import SCOPES
from adapters.slack.oauth import Client, routes
from bot.ports.store import StoreUnavailable
from tests.adapters.slack.double import Slack, Team, faults
from tests.scenarios.slack import stage as stages
from tests.scenarios.slack.conftest import ash, bee, slack
from tests.scenarios.slack.stage import ASH, BEE, ELM_SLT, OAKFIELD_SLT, Stage

__all__ = ["ash", "bee", "slack"]

HOME = "https://thread.example"


@pytest.fixture
async def stage(
    sqlite_url: str, slack: Slack, ash: Team, bee: Team, written: io.StringIO
) -> AsyncIterator[Stage]:
    """The bot in no workspace yet."""
    async with stages.opened(sqlite_url, slack, written=written, several=True) as ready:
        yield ready


@asynccontextmanager
async def browser(stage: Stage, **changes: str | None) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser, with nothing in it."""
    app = stage.slack.state.app
    client = Client(
        id=app.client_id,
        secret=app.client_secret,
        app_id=app.id,
        public_url=HOME,
        api_url=stage.slack.api_url,
    )
    given = replace(client, **changes)  # type: ignore[arg-type] # only texts are changed
    pages = Starlette(routes=[*routes(stage.bot, workspaces=stage.workspaces, client=given)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=pages), base_url=HOME) as opened:
        yield opened


async def state(visitor: httpx.AsyncClient) -> str:
    """What the button hands to Slack, to be brought back."""
    page = await visitor.get("/slack/install")
    assert page.status_code == 200
    (link,) = re.findall(r'href="([^"]+)"', page.text)
    return parse_qs(urlsplit(unescape(link)).query)["state"][0]


async def back(visitor: httpx.AsyncClient, state: str, *, code: str = "code") -> httpx.Response:
    """Slack sends the browser back."""
    return await visitor.get("/slack/oauth_redirect", params={"state": state, "code": code})


async def refused(stage: Stage, answer: httpx.Response, saying: str) -> None:
    """The page says why, and nothing was installed."""
    assert answer.status_code == 400
    assert saying in unescape(answer.text)
    assert not await stage.store.installations.all("slack")
    assert await stage.workspaces.of(ASH) is None


async def test_the_page_has_a_button_that_asks_slack_for_what_the_manifest_names(stage: Stage) -> None:
    async with browser(stage) as visitor:
        page = await visitor.get("/slack/install")
    (link,) = re.findall(r'href="([^"]+)"', page.text)
    address = urlsplit(unescape(link))
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://slack.com/oauth/v2/authorize"
    assert asked["scope"] == [",".join(SCOPES)]
    assert asked["redirect_uri"] == [f"{HOME}/slack/oauth_redirect"]
    cookie = page.headers["set-cookie"]
    for part in ("__Host-", "HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"):
        assert part in cookie
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_two_workspaces_are_installed_and_spoken_to_each_with_its_own_token(stage: Stage) -> None:
    for team, channel in ((ASH, OAKFIELD_SLT), (BEE, ELM_SLT)):
        stage.slack.state.codes["code"] = team
        async with browser(stage) as visitor:
            answer = await back(visitor, await state(visitor))
        assert answer.status_code == 200
        assert stage.slack.state.teams[team].name in answer.text
        known = await stage.workspaces.of(team)
        assert known is not None
        assert (known.token, known.app_id) == (stage.slack.state.teams[team].token, "A0GT")
        assert known.bot_user == stage.slack.state.teams[team].bot_user
        assert channel.address.startswith(team)
    assert [each.workspace for each in await stage.store.installations.all("slack")] == [ASH, BEE]


async def test_tokens_and_codes_are_on_no_page_in_no_log_and_in_the_database_only_sealed(
    stage: Stage, written: io.StringIO
) -> None:
    stage.slack.state.codes["CANARY-CODE"] = ASH
    async with browser(stage) as visitor:
        answer = await back(visitor, await state(visitor), code="CANARY-CODE")
    token = stage.slack.state.teams[ASH].token
    for secret in (token, "CANARY-CODE", stage.slack.state.app.client_secret):
        assert secret not in answer.text
        assert secret not in written.getvalue()
        assert not stage.holds(secret)


async def test_installing_again_opens_the_channels_that_were_shut_when_it_was_taken_out(stage: Stage) -> None:
    stage.slack.state.codes |= {"first": ASH, "second": ASH}
    async with browser(stage) as visitor:
        await back(visitor, await state(visitor), code="first")
        for body in stage.slack.people.uninstall(team=ASH):
            assert (await stage.sender.event(body)).status_code == 200
        assert (await stage.channel()).closed_because
        assert await stage.workspaces.of(ASH) is None
        stage.slack.state.teams[ASH].gone = None
        stage.slack.state.teams[ASH].token = "xoxb-the-new-one"
        answer = await back(visitor, await state(visitor), code="second")
    assert answer.status_code == 200
    assert (await stage.channel()).closed_because is None
    known = await stage.workspaces.of(ASH)
    assert known is not None
    assert known.token == "xoxb-the-new-one"


async def test_a_way_back_without_a_beginning(stage: Stage) -> None:
    stage.slack.state.codes["code"] = ASH
    async with browser(stage) as visitor:
        await refused(stage, await back(visitor, ""), "Begin again")
        await refused(stage, await back(visitor, "forged.state.of-somebody"), "Begin again")
        await refused(stage, await visitor.get("/slack/oauth_redirect"), "Begin again")


async def test_a_beginning_in_another_browser(stage: Stage) -> None:
    stage.slack.state.codes["code"] = ASH
    async with browser(stage) as attacker, browser(stage) as victim:
        theirs = await state(attacker)
        await state(victim)
        await refused(stage, await back(victim, theirs), "Begin again")


async def test_a_beginning_eleven_minutes_ago(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.slack.state.codes["code"] = ASH
    async with browser(stage) as visitor:
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 660)
        old = await state(visitor)
        monkeypatch.undo()
        await refused(stage, await back(visitor, old), "Begin again")


async def test_a_way_back_taken_twice(stage: Stage) -> None:
    stage.slack.state.codes |= {"code": ASH, "other": BEE}
    async with browser(stage) as visitor:
        given = await state(visitor)
        assert (await back(visitor, given)).status_code == 200
        again = await back(visitor, given, code="other")
    assert again.status_code == 400
    assert await stage.workspaces.of(BEE) is None


async def test_somebody_who_changes_their_mind_on_slack(stage: Stage) -> None:
    async with browser(stage) as visitor:
        params = {"state": await state(visitor), "error": "access_denied"}
        await refused(stage, await visitor.get("/slack/oauth_redirect", params=params), "cancelled")


async def test_an_installation_of_another_app(stage: Stage) -> None:
    stage.slack.state.codes["code"] = ASH
    async with browser(stage, app_id="A0OTHER") as visitor:
        await refused(stage, await back(visitor, await state(visitor)), "another Slack app")


async def test_a_code_that_slack_does_not_know(stage: Stage) -> None:
    async with browser(stage) as visitor:
        await refused(stage, await back(visitor, await state(visitor)), "Slack said no (invalid_code)")


@pytest.mark.parametrize("fault", [faults.dropped(), faults.status(503)], ids=["dropped", "503"])
@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
async def test_slack_being_away(stage: Stage, fault: faults.Fault, method: str) -> None:
    stage.slack.state.codes["code"] = ASH
    stage.slack.script(method, fault)
    async with browser(stage) as visitor:
        await refused(stage, await back(visitor, await state(visitor)), "Slack")


async def test_our_own_database_being_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("The database is locked.")

    stage.slack.state.codes["code"] = ASH
    async with browser(stage) as visitor:
        with monkeypatch.context() as patched:
            patched.setattr(stage.store.installations, "keep", away)
            answer = await back(visitor, await state(visitor))
        await refused(stage, answer, "could not keep the installation")


async def test_what_slack_calls_a_workspace_is_only_text_on_our_page(stage: Stage) -> None:
    stage.slack.state.teams[ASH].name = '<script>alert("x")</script>'
    stage.slack.state.codes["code"] = ASH
    async with browser(stage) as visitor:
        answer = await back(visitor, await state(visitor))
    assert answer.status_code == 200
    assert "<script" not in answer.text
