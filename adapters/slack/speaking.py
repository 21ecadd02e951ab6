"""One call to Slack's Web API at a time: paced, never sent twice, and every failure told in the port's words."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import (
    NOT_FOUND,
    RATE_LIMITED,
    SOON,
    PutOut,
    code,
    http_status,
    on_looking,
    on_posting,
)
from adapters.slack.membership import NotTold
from adapters.slack.pacing import Pacing
from adapters.slack.remedies import ADMIN, GONE, LATER, OF_ONE_CHANNEL, WORKSPACE
from adapters.slack.workspaces import NotInstalled, Workspace, Workspaces
from bot.fields import part, parts, text
from bot.ports.chat import CannotTell, ChatError, OutcomeUnknown, Refused, TryLater
from bot.ports.installations import SecretsUnreadable
from bot.ports.store import StoreUnavailable

T = TypeVar("T")
Json = Mapping[str, Any]
Meaning = Callable[[BaseException], ChatError]

BEGINNING = timedelta(seconds=10)
"""The longest that a call waits to know whose token to use: the rest of its time is for the call."""
PAGE = 200
"""What Slack recommends to read at once; it gives fewer where it sees fit."""
PAGES = 50
UNREADABLE = "Golden Thread cannot read its Slack token any more: whoever runs it must put the old key back, after the new one."


class Speaking:
    """Calls by workspace. Raises ChatErrors and nothing else."""

    def __init__(self, workspaces: Workspaces, *, pacing: Pacing) -> None:
        self._workspaces = workspaces
        self._pacing = pacing

    async def to(self, workspace: str) -> Workspace:
        """The workspace, if it has let us in. Nothing has been sent if it raises."""
        found = await _begun(self._workspaces.of(workspace))
        if found is None:
            raise Refused(GONE["account_inactive"], closes_channel=True)
        return found

    async def post(self, workspace: str, channel: str, **arguments: Any) -> Json:
        """What `chat.postMessage` answers, once it is that channel's turn."""
        await self.to(workspace)
        await self._pacing.to_post(workspace, channel)
        return await self.change(workspace, "chat.postMessage", channel=channel, **arguments)

    async def change(self, workspace: str, method: str, **arguments: Any) -> Json:
        """What a method that changes something answers."""
        return await self._called(
            workspace, method, lambda client: client.api_call(method, json=arguments), means=on_posting
        )

    async def prepare(self, workspace: str, method: str, call: Callable[[AsyncWebClient], Awaitable[T]]) -> T:
        """What a call gives that shows nobody anything yet. Raises TryLater where it is not clear what came of it."""
        return await self._run(workspace, method, call, means=_on_preparing)

    async def show_file(self, workspace: str, channel: str, **arguments: Any) -> Json:
        """What `files.completeUploadExternal` answers, once it is that channel's turn."""
        await self._pacing.to_post(workspace, channel)
        return await self.change(workspace, "files.completeUploadExternal", channel_id=channel, **arguments)

    async def pages(
        self, workspace: str, method: str, **arguments: Any
    ) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
        """Every message of all pages of a history or a thread, and the last page. Raises TryLater, CannotTell."""
        messages: list[Mapping[str, Any]] = []
        cursor = ""
        for _ in range(PAGES):
            self._pacing.to_look(workspace, method, further=bool(cursor))
            asked = {**arguments, "limit": PAGE, **({"cursor": cursor} if cursor else {})}
            answer = await self._read(workspace, method, asked, means=on_looking)
            messages += parts(answer, "messages")
            cursor = text(part(answer, "response_metadata"), "next_cursor")
            if not cursor:
                return messages, answer
        raise CannotTell("More was said in that channel on Slack than can be read through.")

    def vetting(self, workspace: str) -> Callable[[str, Json], Awaitable[Json]]:
        """How to ask for what has to be known before anything is posted there: see `membership.Asking`."""

        async def asking(method: str, arguments: Json) -> Json:
            return await self._read(workspace, method, arguments, means=_on_vetting)

        return asking

    async def _read(self, workspace: str, method: str, arguments: Json, *, means: Meaning) -> Json:
        # Slack's methods of reading take no JSON.
        asked = dict(arguments)
        return await self._called(
            workspace,
            method,
            lambda client: client.api_call(method, http_verb="GET", params=asked),
            means=means,
        )

    async def _called(
        self,
        workspace: str,
        method: str,
        call: Callable[[AsyncWebClient], Awaitable[Any]],
        *,
        means: Meaning,
    ) -> Json:
        answer = await self._run(workspace, method, call, means=means)
        return answer.data if isinstance(answer.data, Mapping) else {}

    async def _run(
        self,
        workspace: str,
        method: str,
        call: Callable[[AsyncWebClient], Awaitable[T]],
        *,
        means: Meaning,
    ) -> T:
        client = await _begun(self._workspaces.client(workspace))
        self._pacing.not_paused(workspace, method)
        try:
            return await call(client)
        except Exception as error:
            found = means(error)
            await self._learn(workspace, method, error, found, token=client.token or "")
            raise found from error

    async def _learn(
        self, workspace: str, method: str, error: Exception, found: ChatError, *, token: str
    ) -> None:
        """What a failure says about the workspace is remembered. Raises TryLater if it says nothing any more."""
        word = code(error)
        everywhere = word in LATER.keys() - OF_ONE_CHANNEL or http_status(error) == RATE_LIMITED
        if isinstance(found, TryLater) and everywhere:
            self._pacing.pause(workspace, method, after=found.after)
        elif word in WORKSPACE:
            self._workspaces.forget(workspace)
        elif isinstance(found, PutOut):
            try:
                gone = await self._workspaces.put_out(workspace, token=token, because=str(found))
            except StoreUnavailable:
                return
            if not gone:
                raise TryLater("Slack has given us another token meanwhile.", after=SOON) from error


async def _begun(beginning: Awaitable[T]) -> T:
    """What has to be known before anything can be sent. Raises ChatErrors of nothing sent."""
    try:
        async with asyncio.timeout(BEGINNING.total_seconds()):
            return await beginning
    except Exception as error:
        raise _before_sending(error) from error


def _before_sending(error: Exception) -> ChatError:
    """What it means that we could not even begin: nothing was sent."""
    if isinstance(error, NotInstalled):
        return Refused(GONE["account_inactive"], closes_channel=True)
    if isinstance(error, SecretsUnreadable):
        return Refused(UNREADABLE)
    if isinstance(error, StoreUnavailable):
        return TryLater("The database could not be used.", after=SOON)
    return _nothing_sent(on_posting(error))


def _on_vetting(error: BaseException) -> ChatError:
    """What a failure to learn about our channels means for a post that has not been sent."""
    if code(error) in {"missing_scope", "unknown_method"} or http_status(error) == NOT_FOUND:
        return NotTold(ADMIN["missing_scope"])
    return _nothing_sent(on_posting(error))


def _on_preparing(error: BaseException) -> ChatError:
    """What it means that something nobody sees could not be done: nothing was posted."""
    return _nothing_sent(on_posting(error))


def _nothing_sent(found: ChatError) -> ChatError:
    return TryLater(str(found), after=SOON) if isinstance(found, OutcomeUnknown) else found
