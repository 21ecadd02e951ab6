"""What `golden-thread check --slack` looks at: it reads, says a line about each thing, and changes nothing."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.asking import CannotAsk, asked
from adapters.slack.checking_places import (
    badly_formed_channel,
    badly_formed_person,
    channel_fault,
    channel_not_found,
    closed_here,
    nobody_told,
    person_fault,
    person_not_found,
    why,
    workspace_not_there,
)
from adapters.slack.manifest import SCOPES
from adapters.slack.quiet import quiet
from adapters.slack.workspaces import Workspace, Workspaces
from bot.domain.channel import Channel
from bot.domain.charter import Charter
from bot.ports.directory import Directory
from bot.ports.installations import SecretsUnreadable
from bot.usecases.tell_owners import owners

PLATFORM = "slack"
SECRET = re.compile(r"[0-9a-f]{32}")
APPS = "https://api.slack.com/apps"
TIMEOUT = 20  # seconds
PAGE = 200
KINDS = "public_channel,private_channel"
NOBODY = {"user_not_found", "user_not_visible", "users_not_found"}


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
class _There:
    """A workspace that answers: how to ask it, and the channels our bot is in."""

    client: AsyncWebClient
    places: Mapping[str, Mapping[str, Any]]


async def look(given: Given, *, workspaces: Workspaces, directory: Directory) -> AsyncIterator[Seen]:
    """A line about each thing as it is looked at: secrets, workspaces, then the set-ups' channels and people."""
    for seen in _secrets(given):
        yield seen
    if given.app_token:
        yield await _socket(given, given.app_token)
    there: dict[str, _There] = {}
    async for seen in _workspaces(given, workspaces, there=there):
        yield seen
    charters = [
        charter
        for trust in await directory.trusts()
        if (charter := await directory.charter(trust.id)) is not None
    ]
    for charter in charters:
        for channel in charter.channels:
            if channel.platform == PLATFORM:
                what = f"channel {channel.id}"
                said = await _channel_fault(channel, there, external=given.external)
                yield Seen(
                    fine=said is None, what=what, said=said or f"{channel.name}: it can be posted there"
                )
                if not owners(charter, channel):
                    yield Seen(fine=False, what=what, said=nobody_told(channel.school))
        async for seen in _people(charter, there):
            yield seen
    if not any(channel.platform == PLATFORM for charter in charters for channel in charter.channels):
        yield Seen(
            fine=False,
            what="channels",
            said='no set-up names a Slack channel; add a [[channel]] with platform = "slack" and apply the file',
        )
    app = given.app_id or "YOUR-APP"
    yield Seen(
        fine=None,
        what="events",
        said=f"cannot be seen from here; look at {APPS}/{app}/event-subscriptions: it is on, and so is Delayed Events",
    )


def _secrets(given: Given) -> Iterator[Seen]:
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


async def _socket(given: Given, token: str) -> Seen:
    client = _client(given, token)
    try:
        # The ticket it answers with is thrown away: nothing is connected.
        await asked(lambda: client.apps_connections_open(app_token=token))
    except CannotAsk as error:
        return Seen(fine=False, what="app-level token", said=why(error.code, which="app-level token"))
    return Seen(fine=True, what="app-level token", said="Slack takes it for Socket Mode")


async def _workspaces(
    given: Given, workspaces: Workspaces, *, there: dict[str, _There]
) -> AsyncIterator[Seen]:
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
    given: Given, workspace: Workspace, client: AsyncWebClient, *, there: dict[str, _There]
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
        found = _There(client, await _places(client))
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


async def _channel_fault(channel: Channel, there: Mapping[str, _There], *, external: bool) -> str | None:
    fault = badly_formed_channel(channel.address)
    if fault:
        return fault
    workspace, _, place = channel.address.partition("/")
    found = there.get(workspace)
    if found is None:
        return workspace_not_there(workspace)
    seen = found.places.get(place)
    member = seen is not None
    if seen is None:
        try:
            answer = await asked(lambda: found.client.conversations_info(channel=place))
        except CannotAsk as error:
            return channel_not_found(place) if error.code == "channel_not_found" else why(error.code)
        seen = answer["channel"]
    fault = channel_fault(seen, member=member, external=external)
    if fault is None and channel.closed_because is not None:
        return closed_here(channel.closed_because)
    return fault


async def _people(charter: Charter, there: Mapping[str, _There]) -> AsyncIterator[Seen]:
    for person, member in charter.identities:
        if person.platform != PLATFORM:
            continue
        fault = await _person_fault(person.id, there)
        yield Seen(fine=fault is None, what=f"member {member}", said=fault or "Slack knows this person")


async def _person_fault(person: str, there: Mapping[str, _There]) -> str | None:
    fault = badly_formed_person(person)
    if fault:
        return fault
    workspace, _, user = person.partition("/")
    found = there.get(workspace)
    if found is None:
        return workspace_not_there(workspace)
    try:
        answer = await asked(lambda: found.client.users_info(user=user))
    except CannotAsk as error:
        return person_not_found(user) if error.code in NOBODY else why(error.code)
    return person_fault(answer["user"], workspace=workspace)
