"""A platform of other people's that the bot is connected to, as the program around the bot sees it."""

from collections.abc import Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from bot.ports.chat import ChatPlatform
from bot.usecases.bot import Bot


class Connected(Protocol):
    """`platform` is for the bot; `hear` once, then `start`, `stop` and, whether started or not, `close`."""

    @property
    def platform(self) -> ChatPlatform:
        """What the bot speaks with; its name is the word that channels carry."""

    def hear(self, bot: Bot) -> Sequence[BaseRoute]:
        """Everything that the platform may send reaches that bot; returns the routes for it."""

    async def require_secrets(self, bot: Bot, /) -> None:
        """What is kept encrypted can be read with the keys of the settings. Raises SecretsUnreadable."""

    async def start(self, bot: Bot, /) -> None:
        """What it needs, and what was missed, is being fetched in the background. Never raises.

        To be called before the first tick: it may look when the last one was.
        """

    async def stop(self, *, within: float) -> None:
        """Nothing more comes in, and what was put off is done or, after that many seconds, given up."""

    async def close(self) -> None:
        """Its connections are closed."""

    def link(self, address: str, root: str | None) -> str:
        """Where a browser finds a channel, or a thread in it."""
