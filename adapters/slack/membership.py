"""Which channels we are in, and which of those we had better not post in, before it is tried.

One paged call tells it for a whole workspace, and is remembered. What cannot be told is not posted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from adapters.slack.fields import part, parts, text
from adapters.slack.remedies import CHANNEL
from bot.ports.chat import Refused, TryLater
from scheduler.clock import Clock

REMEMBERED = timedelta(minutes=10)
ASKED_ANEW = timedelta(minutes=1)
"""A channel that is missing may have let us in since; a memory younger than this is believed."""
PAGE = 999
"""The most that Slack gives at once: one call for nearly every workspace."""
PAGES = 20
SHARED = (
    "The channel is shared with another organisation on Slack, or is about to be: stop sharing it, choose another "
    "one, or ask whoever runs Golden Thread to allow shared channels."
)

log = structlog.get_logger()

Asking = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""A call of that method with those arguments; raises ChatError."""


class NotTold(Refused):
    """Slack does not say which channels we are in: we may not ask, or it does not know the question."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, closes_channel=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    archived: bool
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """`places` is None where nobody could tell."""

    places: Mapping[str, _Place] | None
    at: float


class Membership:
    """What each workspace said of our channels. With `external`, channels shared with others are as good as any."""

    def __init__(self, clock: Clock, *, external: bool) -> None:
        self._clock = clock
        self._external = external
        self._known: dict[str, _Memory] = {}
        self._not_now: dict[str, float] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def fit(self, workspace: str, channel: str, *, asking: Asking) -> None:
        """We may post in that channel. Raises Refused with the remedy, and TryLater.

        Where nobody can tell, we may only if channels shared with others were allowed.
        """
        places = await self._places(workspace, channel, asking=asking)
        if places is None:
            return
        place = places.get(channel)
        if place is None:
            raise Refused(CHANNEL["not_in_channel"], closes_channel=True)
        if place.archived:
            raise Refused(CHANNEL["is_archived"], closes_channel=True)
        if place.shared and not self._external:
            raise Refused(SHARED, closes_channel=True)

    def forget(self, workspace: str) -> None:
        """Something has changed there: it is asked anew."""
        self._known.pop(workspace, None)

    async def _places(self, workspace: str, channel: str, *, asking: Asking) -> Mapping[str, _Place] | None:
        # One asks, and the others wait for its answer, whatever it is.
        async with self._asking.setdefault(workspace, asyncio.Lock()):
            memory, now = self._known.get(workspace), self._now()
            if memory is not None and now - memory.at < _believed(memory, channel).total_seconds():
                return memory.places
            if (left := self._not_now.get(workspace, now) - now) > 0:
                raise TryLater("Slack could not say which channels we are in.", after=timedelta(seconds=left))
            try:
                places = await self._asked(workspace, asking)
            except TryLater as later:
                self._not_now[workspace] = now + later.after.total_seconds()
                raise
            self._known[workspace] = _Memory(places=places, at=now)
            return places

    async def _asked(self, workspace: str, asking: Asking) -> Mapping[str, _Place] | None:
        try:
            return await _swept(asking)
        except NotTold:
            if not self._external:
                raise
            log.warning("slack.channels_not_vetted", workspace=workspace)
            return None

    def _now(self) -> float:
        return self._clock.reading().steady


def _believed(memory: _Memory, channel: str) -> timedelta:
    missing = memory.places is not None and channel not in memory.places
    return ASKED_ANEW if missing else REMEMBERED


async def _swept(asking: Asking) -> Mapping[str, _Place]:
    places: dict[str, _Place] = {}
    cursor = ""
    for _ in range(PAGES):
        arguments = {
            "types": "public_channel,private_channel",
            "exclude_archived": False,
            "limit": PAGE,
            **({"cursor": cursor} if cursor else {}),
        }
        answer = await asking("users.conversations", arguments)
        for each in parts(answer, "channels"):
            places[text(each, "id")] = _Place(archived=bool(each.get("is_archived")), shared=_shared(each))
        cursor = text(part(answer, "response_metadata"), "next_cursor")
        if not cursor:
            break
    return places


def _shared(channel: Mapping[str, Any]) -> bool:
    """Outside the organisation, now or once an invitation is taken up; sharing inside one is its own affair."""
    inside = bool(channel.get("is_org_shared")) and not channel.get("is_ext_shared")
    return bool(
        channel.get("is_ext_shared")
        or channel.get("is_pending_ext_shared")
        or (channel.get("is_shared") and not inside)
    )
