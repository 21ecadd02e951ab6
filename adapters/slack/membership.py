"""Which channels we are in, and which of those we had better not post in, before it is tried.

One paged call tells it for a whole workspace, and is remembered. What cannot be told is not posted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from adapters.slack.remedies import CHANNEL
from bot.fields import part, parts, text
from bot.ports.chat import Refused, TryLater
from scheduler.clock import Clock

REMEMBERED = timedelta(minutes=10)
ASKED_ANEW = timedelta(minutes=1)
"""What kept us out may have been put right since; only a memory younger than this is believed about it."""
PATIENCE = timedelta(seconds=10)
"""The longest that a post waits to hear of our channels: the rest of its time is for the post."""
SOON = timedelta(seconds=30)
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

    def __init__(self, clock: Clock, *, external: bool, patience: timedelta = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
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
        unfit = self._unfit(places.get(channel))
        if unfit is not None:
            raise Refused(unfit, closes_channel=True)

    def forget(self, workspace: str) -> None:
        """Something has changed there: it is asked anew."""
        self._known.pop(workspace, None)

    async def _places(self, workspace: str, channel: str, *, asking: Asking) -> Mapping[str, _Place] | None:
        # One asks, and the others wait for its answer, whatever it is.
        async with self._asking.setdefault(workspace, asyncio.Lock()):
            memory, now = self._known.get(workspace), self._now()
            if memory is not None and now - memory.at < self._believed(memory, channel).total_seconds():
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
            async with asyncio.timeout(self._patience.total_seconds()):
                return await _swept(asking)
        except TimeoutError:
            raise TryLater("Slack does not say which channels we are in.", after=SOON) from None
        except NotTold:
            if not self._external:
                raise
            log.warning("slack.channels_not_vetted", workspace=workspace)
            return None

    def _unfit(self, place: _Place | None) -> str | None:
        """What keeps us from posting there and what to do about it, or None."""
        if place is None:
            return CHANNEL["not_in_channel"]
        if place.archived:
            return CHANNEL["is_archived"]
        return SHARED if place.shared and not self._external else None

    def _believed(self, memory: _Memory, channel: str) -> timedelta:
        unfit = memory.places is not None and self._unfit(memory.places.get(channel)) is not None
        return ASKED_ANEW if unfit else REMEMBERED

    def _now(self) -> float:
        return self._clock.reading().steady


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
            places[text(each, "id")] = _Place(archived=bool(each.get("is_archived")), shared=shared(each))
        cursor = text(part(answer, "response_metadata"), "next_cursor")
        if not cursor:
            break
    return places


def shared(channel: Mapping[str, Any]) -> bool:
    """Outside the organisation, now or once an invitation is taken up; sharing inside one is its own affair."""
    inside = bool(channel.get("is_org_shared")) and not channel.get("is_ext_shared")
    return bool(
        channel.get("is_ext_shared")
        or channel.get("is_pending_ext_shared")
        or (channel.get("is_shared") and not inside)
    )
