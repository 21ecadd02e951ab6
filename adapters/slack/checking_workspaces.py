"""Secrets and workspaces, as `golden-thread check --slack` looks at them."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.asking import CannotAsk, asked
from adapters.slack.checking_places import why
from adapters.slack.manifest import SCOPES
from adapters.slack.quiet import quiet
from adapters.slack.workspaces import Workspace, Workspaces
from bot.ports.installations import SecretsUnreadable

SECRET = re.compile(r"[0-9a-f]{32}")
APPS = "https://api.slack.com/apps"
TIMEOUT = 20  # seconds
PAGE = 200
KINDS = "public_channel,private_channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the settings say about Slack, as far as it can be looked at."""

    api_url: str
    signing_secret: str | None = field(default=None, repr=False)
    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    app_id: str | None = None
    install_at: str | None = None
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing that was looked at. `fine` is None where only a person can look."""

    fine: bool | None
    what: str
    said: str


@dataclass(slots=True)
class There:
    """A workspace that answers: how to ask it, and the channels our bot is in."""

    client: AsyncWebClient
    places: Mapping[str, Mapping[str, Any]]


def secrets(given: Given) -> Iterator[Seen]:
    """What can be told of them without asking anyone."""
    if given.signing_secret is not None:
        fine = SECRET.fullmatch(given.signing_secret) is not None
        said = (
            "it looks like one"
            if fine
            else "it does not look like one (32 digits and letters a to f): copy it from Basic Information, "
            "App Credentials, Signing Secret, Show"
        )
        yield Seen(fine=fine, what="signing secret", said=said)


def _client(given: Given, token: str) -> AsyncWebClient:
    return AsyncWebClient(
        token=token, base_url=given.api_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet()
    )


async def socket_mode(given: Given, token: str) -> Seen:
    """Whether Slack takes the app-level token."""
    client = _client(given, token)
    try:
        # The ticket it answers with is thrown away: nothing is connected.
        await asked(lambda: client.apps_connections_open(app_token=token))
    except CannotAsk as error:
        return Seen(fine=False, what="app-level token", said=why(error.code, which="app-level token"))
    return Seen(fine=True, what="app-level token", said="Slack takes it for Socket Mode")


async def every_workspace(
    given: Given, workspaces: Workspaces, *, there: dict[str, There]
) -> AsyncIterator[Seen]:
    """Each workspace's token and scopes; those that answer are put into `there`, by id."""
    try:
        if given.bot_token is not None:
            await asked(_client(given, given.bot_token).auth_test)
        every = await asked(workspaces.everyone)
    except CannotAsk as error:
        yield Seen(fine=False, what="workspace", said=why(error.code, which="bot token"))
        return
    except SecretsUnreadable as error:
        yield Seen(fine=False, what="workspaces", said=str(error))
        return
    if not every:
        where = given.install_at or "/slack/install on this server"
        yield Seen(
            fine=False,
            what="workspaces",
            said=f"none has installed the app; open {where} in a browser and choose one",
        )
    for workspace in every:
        async for seen in _workspace(given, workspace, await workspaces.client(workspace.id), there=there):
            yield seen


async def _workspace(
    given: Given, workspace: Workspace, client: AsyncWebClient, *, there: dict[str, There]
) -> AsyncIterator[Seen]:
    what = f"workspace {workspace.id}"
    try:
        answer = await asked(client.auth_test)
        yield Seen(fine=True, what=what, said=f"{workspace.name}: Slack takes the bot token")
        for seen in _scopes(answer, what=what, app=given.app_id or workspace.app_id):
            yield seen
        if given.app_id and workspace.app_id and given.app_id != workspace.app_id:
            yield Seen(
                fine=False,
                what=what,
                said=f"its token is of the app {workspace.app_id}, and GOLDEN_THREAD_SLACK_APP_ID says {given.app_id}: "
                "two apps were mixed up",
            )
        found = There(client, await _places(client))
        # Where the workspace is part of an organisation, addresses may name that.
        there |= {each: found for each in (workspace.id, workspace.enterprise) if each}
    except CannotAsk as error:
        yield Seen(fine=False, what=what, said=why(error.code, which="bot token"))


def _scopes(answer: AsyncSlackResponse, *, what: str, app: str | None) -> Iterator[Seen]:
    listed = answer.headers.get("x-oauth-scopes")
    if listed is None:
        yield Seen(fine=None, what=what, said="Slack did not say which scopes the token has")
        return
    has = {scope.strip() for scope in listed.split(",") if scope.strip()}
    page = f"{APPS}/{app or 'YOUR-APP'}/oauth"
    for scope in sorted(set(SCOPES) - has):
        yield Seen(
            fine=False,
            what=what,
            said=f"the scope {scope} is missing; on {page} under Bot Token Scopes press Add an OAuth Scope, choose "
            f"{scope}, then reinstall the app (the button is at the top)",
        )
    if has >= set(SCOPES):
        more = ", ".join(sorted(has - set(SCOPES)))
        said = "it has every scope of the manifest"
        yield Seen(fine=True, what=what, said=f"{said}, and some it does not need: {more}" if more else said)


async def _places(client: AsyncWebClient) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    cursor = ""
    while True:
        answer = await asked(
            lambda cursor=cursor: client.users_conversations(types=KINDS, limit=PAGE, cursor=cursor)  # type: ignore[misc]
        )
        found |= {str(place["id"]): place for place in answer.get("channels") or ()}
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
