"""The bot on Slack, put together from the settings: what it speaks with, what hears for it, how it starts and stops."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import structlog
from starlette.routing import BaseRoute

from adapters.slack import http, oauth
from adapters.slack.app import Choices, slack_app
from adapters.slack.pieces import thread_link
from adapters.slack.platform import SlackPlatform
from adapters.slack.socket import Socket
from adapters.slack.whose import PLATFORM
from adapters.slack.workspaces import Workspaces
from bot.domain.channel import MessageRef
from bot.later import Later
from bot.ports.store import Store
from bot.settings import Settings
from bot.slack_settings import revealed
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.sweep import sweep_anew
from scheduler.clock import Clock

log = structlog.get_logger(__name__)

AWAY = timedelta(minutes=5)
"""Slack sends an event three times within six minutes: who was away longer has missed some."""


@dataclass(kw_only=True)
class OnSlack:
    """`platform` is for the bot; `hear` once, then `start`, `stop` and, whether started or not, `close`."""

    settings: Settings
    workspaces: Workspaces
    platform: SlackPlatform
    later: Later = field(default_factory=Later)
    _socket: Socket | None = None

    def hear(self, bot: Bot) -> Sequence[BaseRoute]:
        """Everything that Slack may send reaches that bot; returns the routes for it."""
        given, found = self.settings, list[BaseRoute]()
        secret, token = revealed(given.slack_signing_secret), revealed(given.slack_app_token)
        choices = Choices(
            app_id=given.slack_app_id,
            command=given.slack_command,
            external=given.slack_external_channels,
            api_url=given.slack_api_url,
        )
        ears = slack_app(
            bot, workspaces=self.workspaces, choices=choices, later=self.later, changed=self.platform.forget
        )
        if token:
            self._socket = Socket(
                ears.app, bot=bot, token=token, api_url=given.slack_api_url, later=self.later
            )
        if secret:
            found += http.routes(ears, signing_secret=secret)
        client_secret = revealed(given.slack_client_secret)
        if given.slack_client_id and client_secret and given.public_url:
            client = oauth.Client(
                id=given.slack_client_id,
                secret=client_secret,
                app_id=given.slack_app_id,
                public_url=given.public_url,
                api_url=given.slack_api_url,
            )
            found += oauth.routes(bot, workspaces=self.workspaces, client=client)
        return found

    async def start(self, bot: Bot) -> None:
        """What was missed while nobody ran is going to be read back, and the socket opens. Never raises.

        To be called before the first tick: it looks when the last one was.
        """
        try:
            beat = await bot.store.last_beat()
            if beat is not None and bot.clock.now() - beat > AWAY:
                await sweep_anew(bot, platform=self.platform.name)
        except Exception as error:  # noqa: BLE001 - every night all threads are read back anyway
            log_failure("slack.not_swept", error)
        if self._socket:
            self._socket.start()

    async def stop(self, *, within: float) -> None:
        """Nothing more comes in, and what was put off is done or, after that many seconds, given up."""
        if self._socket:
            await self._socket.stop(within=within / 2)
        await self.later.drained(within=within / 2)

    async def close(self) -> None:
        """Its connections are closed."""
        await self.workspaces.close()

    async def require_secrets(self, bot: Bot) -> None:
        """The tokens of several workspaces can be read with the keys of the settings. Raises SecretsUnreadable."""
        if self.settings.slack_client_id:
            await bot.store.installations.all(PLATFORM)

    def link(self, address: str, root: str | None) -> str:
        """Where a browser finds a channel, or a thread in it: Slack opens its own program from there."""
        if root is not None:
            return thread_link(MessageRef(platform=PLATFORM, address=address, id=root))
        team, _, channel = address.partition("/")
        return f"https://slack.com/app_redirect?{urlencode({'channel': channel, 'team': team})}"


def on_slack(settings: Settings, *, store: Store, clock: Clock) -> OnSlack:
    """The bot's side of Slack, which the settings have switched on."""
    workspaces = Workspaces(
        store.installations, token=revealed(settings.slack_bot_token), api_url=settings.slack_api_url
    )
    platform = SlackPlatform(
        workspaces,
        clock=clock,
        lookups_per_minute=settings.slack_lookups_per_minute,
        external=settings.slack_external_channels,
        command=settings.slack_command,
    )
    return OnSlack(settings=settings, workspaces=workspaces, platform=platform)
