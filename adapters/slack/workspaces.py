"""The workspaces that have let us in, and the clients that we speak to them with."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import code
from adapters.slack.quiet import quiet
from adapters.slack.whose import PLATFORM
from bot.ports.installations import Installation, Installations, SecretsUnreadable

SLACK_API = "https://slack.com/api/"
TIMEOUT = 20
"""Seconds that one call may take in all; connecting alone may take a quarter of it."""
PUT_OUT = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""What Slack says of a token that is good for nothing any more."""


class NotInstalled(Exception):  # noqa: N818 - it says what is so
    """That workspace has not let us in, or has put us out again: an admin must install the app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One workspace as its token sees it. `scopes` is empty where nobody told us of any."""

    id: str
    name: str
    bot_user: str
    bot_id: str = ""
    app_id: str = ""
    enterprise: str | None = None
    scopes: frozenset[str] = frozenset()
    token: str = field(default="", repr=False)

    def may(self, scope: str) -> bool:
        """Whether the token has that scope, as far as we know."""
        return not self.scopes or scope in self.scopes


def as_installation(workspace: Workspace, *, at: datetime) -> Installation:
    """What is kept of a workspace."""
    return Installation(
        platform=PLATFORM,
        workspace=workspace.id,
        name=workspace.name,
        installed_at=at,
        details={
            "bot_user": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "app_id": workspace.app_id,
            "enterprise": workspace.enterprise or "",
            "scopes": ",".join(sorted(workspace.scopes)),
        },
        secret=workspace.token,
    )


def as_workspace(kept: Installation) -> Workspace:
    """The same, the other way round."""
    details = kept.details
    return Workspace(
        id=kept.workspace,
        name=kept.name,
        bot_user=details.get("bot_user", ""),
        bot_id=details.get("bot_id", ""),
        app_id=details.get("app_id", ""),
        enterprise=details.get("enterprise") or None,
        scopes=_scopes(details.get("scopes")),
        token=kept.secret,
    )


class Workspaces:
    """They are remembered, so that no event costs a call to Slack or, after the first, a look into our table.

    With a single `token` there is one workspace, and nothing is read from the table.
    """

    def __init__(self, installations: Installations, *, token: str | None, api_url: str = SLACK_API) -> None:
        self._installations = installations
        self._token = token
        self._api_url = api_url
        self._known: dict[str, Workspace] = {}
        self._clients: dict[str, AsyncWebClient] = {}
        self._asking = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None

    async def of(self, workspace: str) -> Workspace | None:
        """That one; None if it has not let us in. Raises SlackApiError, StoreUnavailable, SecretsUnreadable."""
        found = self._known.get(workspace)
        if found is not None:
            return found
        if self._token is not None:
            only = await self._only(self._token)
            return only if only is not None and workspace in {only.id, only.enterprise} else None
        kept = await self._installations.of(PLATFORM, workspace)
        if kept is None or kept.gone_because is not None:
            return None
        found = self._known[workspace] = as_workspace(kept)
        return found

    async def everyone(self) -> Sequence[Workspace]:
        """Every workspace that has let us in. Raises as `of`."""
        if self._token is not None:
            only = await self._only(self._token)
            return [only] if only else []
        return [
            as_workspace(kept) for kept in await self._installations.all(PLATFORM) if not kept.gone_because
        ]

    async def client(self, workspace: str) -> AsyncWebClient:
        """What to speak to it with. It never sends anything twice. Raises NotInstalled, and as `of`."""
        found = await self.of(workspace)
        if found is None:
            raise NotInstalled(workspace)
        client = self._clients.get(workspace)
        if client is None or client.token != found.token:
            client = self._clients[workspace] = self._speaking(found.token)
        return client

    def forget(self, workspace: str) -> None:
        """What is remembered of it is read afresh the next time: it was installed anew, or we were put out."""
        for id_ in [key for key, known in self._known.items() if workspace in {key, known.id}]:
            del self._known[id_]
        self._clients.pop(workspace, None)

    async def still_in(self, workspace: str) -> bool:
        """Whether Slack takes the token that we hold for it, asked anew. Raises SlackApiError, StoreUnavailable."""
        self.forget(workspace)
        try:
            await (await self.client(workspace)).auth_test()
        except (NotInstalled, SecretsUnreadable):
            return False
        except SlackApiError as error:
            if code(error) in PUT_OUT:
                return False
            raise
        return True

    async def put_out(self, workspace: str, *, token: str, because: str) -> bool:
        """Slack refuses that token for good: the installation is gone, unless another token has taken its place.

        Returns whether it is gone.
        """
        self.forget(workspace)
        if self._token is not None:
            return True
        kept = await self._installations.of(PLATFORM, workspace)
        if kept is not None and kept.gone_because is None:
            if kept.secret != token:
                return False
            await self._installations.gone(PLATFORM, workspace, because=because)
        return True

    async def close(self) -> None:
        """No connection is open any more."""
        if self._session is not None:
            await self._session.close()
        self._session = None
        self._clients.clear()

    async def _only(self, token: str) -> Workspace | None:
        """The workspace of the single token, asked for once; None if Slack takes the token no more."""
        async with self._asking:
            for known in self._known.values():
                return known
            try:
                found = await identified(self._speaking(token), token=token)
            except SlackApiError as error:
                if code(error) in PUT_OUT:
                    return None
                raise
            self._known[found.id] = found
            if found.enterprise:
                self._known[found.enterprise] = found
            return found

    def _speaking(self, token: str) -> AsyncWebClient:
        if self._session is None or self._session.closed:
            limits = aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=TIMEOUT / 4)
            self._session = aiohttp.ClientSession(timeout=limits)
        return AsyncWebClient(
            token=token,
            base_url=self._api_url,
            timeout=TIMEOUT,
            session=self._session,
            # Left alone, the SDK sends a post again after a dropped connection, and a prompt appears twice.
            retry_handlers=[],
            logger=quiet(),
        )


async def identified(client: AsyncWebClient, *, token: str) -> Workspace:
    """Whose token it is, by asking Slack once. Raises SlackApiError."""
    answer = await client.auth_test()
    enterprise = answer.get("enterprise_id")
    return Workspace(
        id=str(enterprise if answer.get("is_enterprise_install") and enterprise else answer["team_id"]),
        name=str(answer.get("team") or answer["team_id"]),
        bot_user=str(answer["user_id"]),
        bot_id=str(answer.get("bot_id") or ""),
        app_id=str(answer.get("app_id") or ""),
        enterprise=str(enterprise) if enterprise else None,
        scopes=_scopes(answer.headers.get("x-oauth-scopes")),
        token=token,
    )


def _scopes(listed: str | None) -> frozenset[str]:
    return frozenset(scope.strip() for scope in (listed or "").split(",") if scope.strip())
