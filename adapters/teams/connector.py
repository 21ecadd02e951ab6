"""One call to Teams at a time: paced, never sent twice, and every failure told in the port's words."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationParameters

from adapters.teams import sdk
from adapters.teams.credentials import IN_ALL, Tokens
from adapters.teams.failures import SOON, THROTTLED, Unrecognised, on_looking, on_posting
from adapters.teams.pacing import Pacing
from adapters.teams.references import Reference
from adapters.teams.render import Rendered
from adapters.teams.sdk import Answered
from bot.ports.chat import ChatError, OutcomeUnknown, TryLater

T = TypeVar("T")

Speech = Rendered | str
"""A card with the words of its notification, or plain words: never both, since Teams would post the two apart."""

CARD = "application/vnd.microsoft.card.adaptive"
_LOOKS_LIKE_AN_ID = re.compile(r"[^\s\[\]{}'\"]{1,500}")
PAGES = 100
"""So many pages of members are read, and no more."""
TIMEOUT = 15.0
"""Seconds that one call may take in all; with the wait for its turn and for a token it is within a post's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InTeams:
    """Someone who is in a team or channel; `id` is their object id in Entra, or empty for those who have none."""

    id: str
    name: str


class Connector:
    """The Bot Connector of every tenant. Raises ChatErrors and nothing else."""

    def __init__(self, tokens: Tokens, *, pacing: Pacing, timeout: float = TIMEOUT) -> None:
        self._tokens, self._pacing, self._timeout = tokens, pacing, timeout
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, Any] = {}

    async def post(self, reference: Reference, *, channel: str, what: Speech) -> str:
        """It stands in that channel as the root of a new thread; returns its id."""
        asked = ConversationParameters(
            is_group=True,
            bot=ChannelAccount(id=reference.bot),
            channel_data={"channel": {"id": channel}, "tenant": {"id": reference.tenant}},
            tenant_id=reference.tenant,
            activity=_activity(what, reference),
        )
        done = await self._said(
            reference, channel, lambda client: client.conversations.create_conversation(asked)
        )
        return _id(done, "activity_id")

    async def reply(self, reference: Reference, *, conversation: str, what: Speech) -> str:
        """It stands last in that conversation: a chat, or a thread (`in_thread`); returns its id."""
        activity = _activity(what, reference)
        done = await self._said(
            reference,
            conversation,
            lambda client: client.conversations.send_to_conversation(conversation, activity),
        )
        return _id(done, "id")

    async def update(self, reference: Reference, *, conversation: str, message: str, what: Speech) -> None:
        """That message of ours says this now. Raises Gone if it is not there."""
        activity = _activity(what, reference)
        activity.id = message
        await self._said(
            reference,
            conversation,
            lambda client: client.conversations.update_activity(conversation, message, activity),
        )

    async def delete(self, reference: Reference, *, conversation: str, message: str) -> None:
        """That message of ours is not there any more. Raises Gone if it was not."""
        await self._said(
            reference,
            conversation,
            lambda client: client.conversations.delete_activity(conversation, message),
        )

    async def personal(self, reference: Reference, *, person: str) -> str:
        """The id of our chat with that person (an object id in Entra), begun if there was none."""
        asked = ConversationParameters(
            is_group=False,
            bot=ChannelAccount(id=reference.bot),
            members=[ChannelAccount(id=person)],
            channel_data={"tenant": {"id": reference.tenant}},
            tenant_id=reference.tenant,
        )
        done = await self._said(
            reference, f"a:{person}", lambda client: client.conversations.create_conversation(asked)
        )
        return _id(done, "id")

    async def members(self, reference: Reference, *, conversation: str) -> Sequence[InTeams]:
        """Everyone who is in that team, channel or chat."""
        found: dict[str, InTeams] = {}
        after: str | None = None
        for _ in range(PAGES):
            page = await self._read(
                reference,
                conversation,
                lambda client, after=after: client.conversations.get_conversation_paged_members(  # type: ignore[misc] # mypy does not infer a lambda's default
                    conversation, continuation_token=after
                ),
            )
            for each in page.members or []:
                id_ = str((each.additional_properties or {}).get("aadObjectId") or each.aad_object_id or "")
                found[id_ or str(each.id)] = InTeams(id=id_, name=str(each.name or ""))
            after = page.continuation_token
            if not after:
                break
        return list(found.values())

    async def channels(self, reference: Reference, *, team: str) -> Mapping[str, str]:
        """The channels of that team that Teams tells us of, names by id; General has none there."""
        return await self._read(reference, team, lambda client: sdk.channels(client, team=team))

    async def close(self) -> None:
        """No connection is open any more."""
        if self._session is not None:
            await self._session.close()
        self._session = None
        self._clients.clear()

    async def _said(self, reference: Reference, conversation: str, call: Callable[[Any], Awaitable[T]]) -> T:
        place = conversation.partition(";")[0]
        await self._pacing.to_send(reference.tenant, place)

        def means(error: BaseException) -> ChatError:
            personal, in_thread = not place.startswith("19:"), ";" in conversation
            return on_posting(error, personal=personal, in_thread=in_thread)

        return await self._called(reference, place, call, means=means)

    async def _read(self, reference: Reference, conversation: str, call: Callable[[Any], Awaitable[T]]) -> T:
        self._pacing.not_paused(reference.tenant, conversation)
        return await self._called(reference, conversation, call, means=on_looking)

    async def _called(
        self,
        reference: Reference,
        place: str,
        call: Callable[[Any], Awaitable[T]],
        *,
        means: Callable[[BaseException], ChatError],
    ) -> T:
        # First, so that nothing has left us if there is no token; what is kept is given again at once.
        token = await self._token()
        try:
            return await call(self._client(reference.service_url))
        except Exception as error:
            found = means(error)
            if isinstance(error, Answered) and error.status == THROTTLED and isinstance(found, TryLater):
                self._pacing.pause(reference.tenant, place, after=found.after)
            if isinstance(found, Unrecognised) and self._tokens.refused(token):
                raise TryLater("Teams wants a new token.", after=timedelta(seconds=1)) from error
            raise found from error

    async def _token(self) -> str | None:
        try:
            async with asyncio.timeout(IN_ALL):
                return await self._tokens.bearer()
        except TimeoutError:
            raise TryLater("A token for Teams was long in coming.", after=SOON) from None

    def _client(self, service_url: str) -> Any:
        if self._session is None or self._session.closed:
            self._session = sdk.session(timeout=self._timeout)
            self._clients.clear()
        if service_url not in self._clients:
            self._clients[service_url] = sdk.client(
                service_url, bearer=self._tokens.bearer, session=self._session
            )
        return self._clients[service_url]


def in_thread(channel: str, root: str) -> str:
    """The conversation that a thread of a channel is."""
    return f"{channel};messageid={root}"


def _activity(what: Speech, reference: Reference) -> Any:
    us = ChannelAccount(id=reference.bot)
    if isinstance(what, str):
        return Activity(type="message", text=what, text_format="plain", from_property=us)
    card = Attachment(content_type=CARD, content=what.card)
    return Activity(type="message", summary=what.summary, attachments=[card], from_property=us)


def _id(done: Any, name: str) -> str:
    """The id there, which the SDK makes a string whatever it was."""
    found = getattr(done, name, None)
    if not isinstance(found, str) or not _LOOKS_LIKE_AN_ID.fullmatch(found):
        raise OutcomeUnknown("Teams did not say which message it was.")
    return found
