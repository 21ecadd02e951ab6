"""The reflection log, to be read: every method needs a scope, and shows nothing outside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.channel import ChannelId, MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.people import MemberId, SchoolId
from bot.domain.reflection import Reflection, ReflectionId, Revision
from bot.domain.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which reflections; what is None or empty does not narrow. `since` is included, `until` is not (UTC).

    `prompts` None means any prompt; an empty tuple means none at all. `words` are a person's own: every word
    must occur (in any of its forms), "quoted words" together.
    """

    school: SchoolId | None = None
    channel: ChannelId | None = None
    author: MemberId | None = None
    prompts: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One reflection with the names a reader needs."""

    reflection: Reflection
    author_name: str
    school_name: str
    channel_name: str
    zone: str
    root: str
    revisions: tuple[Revision, ...] = ()


class ReflectionLog(Protocol):
    """What was said, newest first, withdrawn answers left out."""

    async def page(
        self, scope: Scope, *, filters: LogFilter, before: ReflectionId | None, limit: int
    ) -> Sequence[LogLine]:
        """At most `limit` reflections with ids below `before`, newest first, revisions included."""

    async def thread(self, scope: Scope, *, delivery: DeliveryId) -> Sequence[LogLine]:
        """Every reflection of one delivery, oldest first, revisions included."""

    async def one(self, scope: Scope, *, reflection: ReflectionId) -> LogLine | None:
        """That reflection, if the scope shows it."""

    async def at(self, scope: Scope, *, message: MessageRef) -> LogLine | None:
        """The reflection that is this message, or that this message of ours shows; None if the scope does not."""

    async def heard(self, scope: Scope) -> Mapping[str, int]:
        """How many reflections each prompt has had, by prompt key."""

    async def authors(self, scope: Scope) -> Mapping[MemberId, str]:
        """Who has said anything that this scope may read, by name."""
