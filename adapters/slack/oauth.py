"""Installing the app in a workspace by OAuth v2: a page with a button, and the way back from Slack."""

import hmac
import secrets
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
import structlog
from itsdangerous import BadSignature, URLSafeTimedSerializer
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.install_page import page
from adapters.slack.manifest import SCOPES
from adapters.slack.quiet import quiet
from adapters.slack.whose import PLATFORM
from adapters.slack.workspaces import Workspaces, as_installation, identified
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.channel_news import all_opened_again

log = structlog.get_logger()

T = TypeVar("T")
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
AUTHORIZE = "https://slack.com/oauth/v2/authorize"
PATIENCE = 600
"""Seconds from the page with the button to the way back."""
TIMEOUT = 20

BEGIN_AGAIN = "Begin again from the install page: it is good for ten minutes, in one browser."
SLACK_AWAY = "Slack could not be reached. Nothing was installed; begin again in a few minutes."
OURS_AWAY = "Golden Thread could not keep the installation just now. Begin again in a few minutes."
CANCELLED = "The installation was cancelled on Slack. Nothing was installed."
OTHER_APP = (
    "This was the installation of another Slack app. Nothing was installed: look at the client id and app id."
)
NO_TEAM = "Slack named no workspace. Install the app in one workspace, not in the whole organisation."


class NotInstalledHere(Exception):  # noqa: N818 - it says what is so
    """It was not installed; the message tells the person why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The app as OAuth knows it."""

    id: str
    secret: str = field(repr=False)
    app_id: str | None
    public_url: str
    api_url: str


def routes(bot: Bot, *, workspaces: Workspaces, client: Client) -> list[Route]:
    """The page with the button, and where Slack sends people back to."""
    pages = _Pages(bot, workspaces=workspaces, client=client)
    return [
        Route(INSTALL, pages.install, methods=["GET"]),
        Route(REDIRECT, pages.back, methods=["GET"]),
    ]


class _Pages:
    """Nothing of ours changes before Slack has said, to the browser that began it, that an admin agreed."""

    def __init__(self, bot: Bot, *, workspaces: Workspaces, client: Client) -> None:
        self._bot = bot
        self._workspaces = workspaces
        self._client = client
        self._states = URLSafeTimedSerializer(client.secret, salt="golden-thread.slack.install")
        self._secure = client.public_url.startswith("https://")
        self._cookie = "__Host-slack-install" if self._secure else "slack-install"

    async def install(self, _: Request) -> Response:
        """A button that leads to Slack, and a mark in this browser alone by which the way back is known."""
        nonce = secrets.token_urlsafe(24)
        query = {
            "client_id": self._client.id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._client.public_url + REDIRECT,
            "state": self._states.dumps(nonce),
        }
        answer = page(
            "Install Golden Thread in a Slack workspace",
            "On the next page Slack asks which workspace, and shows what Golden Thread may do there. "
            "You need to be an admin of it, or one has to agree.",
            button=("Continue on Slack", f"{AUTHORIZE}?{urlencode(query)}"),
        )
        answer.set_cookie(
            self._cookie,
            nonce,
            max_age=PATIENCE,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def back(self, request: Request) -> Response:
        """The workspace is installed, or the page says why not."""
        try:
            self._require_own(request)
            name = await self._installed(request.query_params.get("code", ""))
            answer = page(
                "Golden Thread is installed",
                f"It is in the Slack workspace {name} now. Invite it to a channel there: /invite @Golden Thread",
            )
        except NotInstalledHere as why:
            log.warning("slack.not_installed")
            answer = page(
                "Golden Thread was not installed", str(why), status=400, button=("Begin again", INSTALL)
            )
        answer.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="lax")
        return answer

    def _require_own(self, request: Request) -> None:
        try:
            nonce = self._states.loads(request.query_params.get("state", ""), max_age=PATIENCE)
        except BadSignature:
            raise NotInstalledHere(BEGIN_AGAIN) from None
        kept = request.cookies.get(self._cookie, "")
        if not hmac.compare_digest(str(nonce).encode(), kept.encode()):
            raise NotInstalledHere(BEGIN_AGAIN)
        if request.query_params.get("error"):
            raise NotInstalledHere(CANCELLED)

    async def _installed(self, code: str) -> str:
        """The name of the workspace that we are in now. Raises NotInstalledHere."""
        granted = await self._granted(code)
        app, token = str(granted.get("app_id") or ""), str(granted.get("access_token") or "")
        if self._client.app_id and app != self._client.app_id:
            raise NotInstalledHere(OTHER_APP)
        if granted.get("is_enterprise_install") or not granted.get("team"):
            raise NotInstalledHere(NO_TEAM)
        found = replace(await _asked(identified(self._speaking(token), token=token)), app_id=app)
        try:
            await self._bot.store.installations.keep(as_installation(found, at=self._bot.clock.now()))
            self._workspaces.forget(found.id)
            await all_opened_again(self._bot, platform=PLATFORM, addresses_from=f"{found.id}/")
        except StoreUnavailable as error:
            log_failure("slack.installation_not_kept", error)
            raise NotInstalledHere(OURS_AWAY) from None
        log.info("slack.installed", workspace=found.id)
        return found.name

    async def _granted(self, code: str) -> Mapping[str, Any]:
        client = self._client
        # The method of the same name uses a part of aiohttp that is going away.
        question = self._speaking(None).api_call(
            "oauth.v2.access",
            data={
                "client_id": client.id,
                "client_secret": client.secret,
                "code": code,
                "redirect_uri": client.public_url + REDIRECT,
            },
        )
        answer = await _asked(question)
        return answer.data if isinstance(answer.data, dict) else {}

    def _speaking(self, token: str | None) -> AsyncWebClient:
        return AsyncWebClient(
            token=token,
            base_url=self._client.api_url,
            timeout=TIMEOUT,
            retry_handlers=[],
            logger=quiet(),
        )


async def _asked(question: Awaitable[T]) -> T:
    """Slack's answer. Raises NotInstalledHere, in words for whoever sits there."""
    try:
        return await question
    except SlackApiError as error:
        word = str(error.response.get("error"))
        log.warning("slack.install_refused", reason=word)
        raise NotInstalledHere(f"Slack said no ({word}). {BEGIN_AGAIN}") from None
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        log.warning("slack.install_unreachable", error=type(error).__name__)
        raise NotInstalledHere(SLACK_AWAY) from None
