"""What Slack tells us about channels and about our own place in them, and what each means to us: a table."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from adapters.slack import inbound
from adapters.slack.membership import SHARED
from adapters.slack.remedies import CHANNEL, GONE
from adapters.slack.whose import PLATFORM
from adapters.slack.workspaces import Workspaces
from bot.usecases.bot import Bot
from bot.usecases.hearing.channel_news import moved, opened_again, renamed, shut, shut_all

log = structlog.get_logger()


# In the words of a post that is refused for the same cause: whichever we hear of first, its owners are told once.
ARCHIVED = CHANNEL["is_archived"]
LEFT = CHANNEL["not_in_channel"]
REMOVED = GONE["account_inactive"]
DELETED = "The channel was deleted on Slack: choose another one in the set-up."

Body = Mapping[str, Any]
Meaning = Callable[["ChannelEvents", str, Body], Awaitable[object]]
"""What is done about an event of that workspace."""


class ChannelEvents:
    """The listeners. Each is done when Slack is answered, and may be called any number of times, in any order."""

    def __init__(
        self,
        bot: Bot,
        *,
        workspaces: Workspaces,
        external: bool,
        changed: Callable[[str], None],
    ) -> None:
        """`changed` hears of each workspace in which something about our channels is not as it was."""
        self._bot = bot
        self._workspaces = workspaces
        self._external = external
        self._changed = changed

    def register(self, app: AsyncApp) -> None:
        """The app listens for all of them."""
        for kind, meaning in MEANINGS.items():
            app.event(kind)(self._listener(meaning))

    def _listener(self, meaning: Meaning) -> Callable[..., Awaitable[None]]:
        async def heard(body: dict[str, Any], event: dict[str, Any]) -> None:
            workspace = inbound.workspace_of(body)
            if workspace is None:
                return
            await meaning(self, workspace, event)

        return heard

    async def _shut(self, workspace: str, event: Body, because: str) -> None:
        self._changed(workspace)
        await shut(self._bot, platform=PLATFORM, address=_address(workspace, event), because=because)

    async def archived(self, workspace: str, event: Body) -> None:
        """Nobody can post there until it is unarchived."""
        await self._shut(workspace, event, ARCHIVED)

    async def deleted(self, workspace: str, event: Body) -> None:
        """It will not come back."""
        await self._shut(workspace, event, DELETED)

    async def left(self, workspace: str, event: Body) -> None:
        """We were put out, or a private channel forgot us."""
        await self._shut(workspace, event, LEFT)

    async def open(self, workspace: str, event: Body) -> None:
        """What kept us out is over."""
        # First, so that no post is refused by what was so before.
        self._changed(workspace)
        await opened_again(self._bot, platform=PLATFORM, address=_address(workspace, event))

    async def someone_left(self, workspace: str, event: Body) -> None:
        """Only our own going matters."""
        if await self._is_us(workspace, event):
            await self.left(workspace, event)

    async def someone_joined(self, workspace: str, event: Body) -> None:
        """Only our own coming matters."""
        if await self._is_us(workspace, event):
            await self.open(workspace, event)

    async def renamed(self, workspace: str, event: Body) -> None:
        """It bears its new name here too."""
        channel = event.get("channel")
        name = channel.get("name") if isinstance(channel, Mapping) else None
        if name:
            await renamed(self._bot, platform=PLATFORM, address=_address(workspace, event), name=f"#{name}")

    async def moved(self, workspace: str, event: Body) -> None:
        """It has another id, and is the same channel."""
        old, new = event.get("old_channel_id"), event.get("new_channel_id")
        if old and new:
            self._changed(workspace)
            await moved(self._bot, platform=PLATFORM, address=f"{workspace}/{old}", to=f"{workspace}/{new}")

    async def shared(self, workspace: str, event: Body) -> None:
        """Answers would be read outside the trust, unless an admin has allowed it."""
        if not self._external:
            await self._shut(workspace, event, SHARED)

    async def unshared(self, workspace: str, event: Body) -> None:
        """It is the trust's alone again, unless others still share it."""
        if not event.get("is_ext_shared"):
            await self.open(workspace, event)

    async def uninstalled(self, workspace: str, _: Body) -> None:
        """The token is forgotten and nothing is posted; the log stays. Told late, it may be of an earlier installation."""
        if await self._workspaces.still_in(workspace):
            log.info("slack.still_installed", workspace=workspace)
            return
        await self._bot.store.installations.gone(PLATFORM, workspace, because=REMOVED)
        self._workspaces.forget(workspace)
        self._changed(workspace)
        await shut_all(self._bot, platform=PLATFORM, addresses_from=f"{workspace}/", because=REMOVED)

    async def revoked(self, workspace: str, event: Body) -> None:
        """The same, if it was the bot's token; we have no others."""
        tokens = event.get("tokens")
        if isinstance(tokens, Mapping) and tokens.get("bot"):
            await self.uninstalled(workspace, event)

    async def _is_us(self, workspace: str, event: Body) -> bool:
        known = await self._workspaces.of(workspace)
        return known is not None and event.get("user") == known.bot_user


MEANINGS: dict[str, Meaning] = {
    "channel_archive": ChannelEvents.archived,
    "group_archive": ChannelEvents.archived,
    "channel_unarchive": ChannelEvents.open,
    "group_unarchive": ChannelEvents.open,
    "channel_deleted": ChannelEvents.deleted,
    "group_deleted": ChannelEvents.deleted,
    "channel_left": ChannelEvents.left,
    "group_left": ChannelEvents.left,
    "member_left_channel": ChannelEvents.someone_left,
    "member_joined_channel": ChannelEvents.someone_joined,
    "channel_rename": ChannelEvents.renamed,
    "group_rename": ChannelEvents.renamed,
    "channel_id_changed": ChannelEvents.moved,
    "channel_shared": ChannelEvents.shared,
    "channel_unshared": ChannelEvents.unshared,
    "app_uninstalled": ChannelEvents.uninstalled,
    "tokens_revoked": ChannelEvents.revoked,
}


def _address(workspace: str, event: Body) -> str:
    channel = event.get("channel")
    if isinstance(channel, Mapping):
        channel = channel.get("id")
    return f"{workspace}/{channel}"
